"""People and offers that fit one's own card, each with the reasons in words."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template

from services.kit.auth import requires
from services.website.clients.asking import Words, calmly
from services.website.signed_in import profiles_token
from services.website.site import site

pages = Blueprint("fitting", __name__, url_prefix="/konto")
_MOST_SHOWN, _ASKED_FOR = 12, 30
_GIFTS = {"know_how": "know_how", "tools": "things"}
"""What somebody gives, and what offers call it; who gives a hand has time, which nearly every offer wants."""


@pages.get("/passend")
@requires("person")
def show() -> str:
    """Show who and what fits one's own card."""
    token = profiles_token()
    card = site().people.card(token=token)
    people = calmly(lambda: site().people.fitting(token=token))
    shown = None if people is None else people[:_MOST_SHOWN]
    return render_template("people/fitting.html", card=card, people=shown, offers=_offers(card))


def _offers(card: Words) -> list[Words] | None:
    """Return offers with the reasons why they fit, the strongest first; nothing where nobody can say."""
    gifts = [_GIFTS[each] for each in card["gives"] if each in _GIFTS]
    questions: dict[str, Mapping[str, Any]] = {
        "gives": {"gives": gifts},
        "categories": {"category": card["categories"]},
        "district": {"district": [card["district"]] if card["district"] else []},
    }
    found: dict[str, Words] = {}
    reasons: dict[str, list[str]] = {}
    for kind, asked in questions.items():
        listed = _listed(asked)
        if listed is None:
            return None
        for offer in listed:
            found.setdefault(offer["id"], offer)
            reasons.setdefault(offer["id"], []).append(kind)
    # By the strongest reason, then by how many there are, then as lists have them.
    order = sorted(found, key=lambda each: (list(questions).index(reasons[each][0]), -len(reasons[each])))
    return [{**found[each], "reasons": reasons[each]} for each in order[:_MOST_SHOWN]]


def _listed(asked: Mapping[str, Any]) -> list[Words] | None:
    if not any(asked.values()):
        return []
    listed = calmly(lambda: site().directory.offers({**asked, "size": _ASKED_FOR}))
    return None if listed is None else list(listed["items"])
