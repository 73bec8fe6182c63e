"""Between the form of an offer and the offer as the directory knows it."""

from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from services.website.clients.asking import Words
from services.website.filters import YES
from services.website.forms import OfferForm

# What the form does not ask for stays as it is when an offer is changed.
_KEPT = (
    "external_id", "confirmed_on", "hours", "target_groups", "minimum_age", "certificate_note", "training", "insurance",
    "expense_allowance", "alone_or_group", "public_transport", "town", "lat", "lon", "valid_until", "keywords",
)  # fmt: skip
_TICKS = ("with_children", "remote")
_LISTS = ("categories", "languages")
_ANSWERS = {"yes": True, "no": False}


def offer_words(words: dict[str, Any], *, organisation_id: str, before: Words | None = None) -> Words:
    """Return a whole offer: what was typed, and what stays from before."""
    told: Words = {"organisation_id": organisation_id}
    if before:
        told |= {name: before[name] for name in _KEPT if before.get(name) not in (None, [], "")}
        told |= {"project_id": before["project"]["id"]} if before.get("project") else {}
    told |= {name: _plain(value) for name, value in words.items()}
    told |= {name: words.get(name, False) for name in _TICKS} | {name: words.get(name, []) for name in _LISTS}
    if "certificate_of_conduct" in words:
        told["certificate_of_conduct"] = _ANSWERS[words["certificate_of_conduct"]]
    return told


def typed_offer(offer: Words) -> MultiDict[str, str]:
    """Return an offer as if somebody had just typed it."""
    typed: MultiDict[str, str] = MultiDict()
    for name in OfferForm().fields:
        value = offer.get(name)
        for each in value if isinstance(value, list) else [value]:
            if each not in (None, "", False):
                typed.add(name, YES if each is True else str(each))
    if offer.get("certificate_of_conduct") is not None:
        typed["certificate_of_conduct"] = "yes" if offer["certificate_of_conduct"] else "no"
    return typed


def as_card(typed: MultiDict[str, str], organisation: Words) -> Words:
    """Return what was typed so far as the card others would see."""
    return {
        "slug": f"{organisation['slug']} {typed.get('title', '')}",
        "title": typed.get("title", ""),
        "summary": typed.get("summary", ""),
        "categories": typed.getlist("categories"),
        "commitment": typed.get("commitment", ""),
        "effort": typed.get("effort", ""),
        "district": typed.get("district", ""),
        "with_children": "with_children" in typed,
        "wheelchair": typed.get("wheelchair"),
        "remote": "remote" in typed,
        "organisation": organisation,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
