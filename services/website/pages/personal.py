"""Everything about oneself, in all services: to read, to take along, and to erase with one confirmation.

All of it is for who has signed in. Links for managing messages stand in every mail and never run out, and mails are
passed on: they open nothing here, but have the letter sent with which their owner signs in.
"""

from functools import partial
from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import public, requires
from services.kit.client import Refused
from services.website import signed_in
from services.website.clients.asking import Words, calmly
from services.website.clients.personal import by_session
from services.website.clients.profiles import Shown, by_link
from services.website.language import _, said, translated
from services.website.pages import lost, signin
from services.website.personal import archive, shown
from services.website.personal.declared import NAMES
from services.website.security import kept_by_nobody
from services.website.site import site

pages = Blueprint("personal", __name__)
_REFUSED = {
    "last-administrator": said(
        "Nobody could decide about the team any more then. Please make somebody else administrator first."
    ),
    "sign-in-once-more": said("You signed in a while ago. Please sign in once more before you erase everything."),
}


@pages.get("/konto/daten")
@requires("person")
def show() -> ResponseReturnValue:
    """Show all that is known about whoever is signed in."""
    return _shown()


@pages.get("/konto/daten/datei")
@requires("person")
def download() -> ResponseReturnValue:
    """Return all that is known about whoever is signed in, as a file."""
    return _file()


@pages.get("/konto/daten/loeschen")
@requires("person")
def ask() -> ResponseReturnValue:
    """Say what erasing everything means; nothing is erased by looking."""
    return _asked()


@pages.post("/konto/daten/loeschen")
@requires("person")
def erase() -> ResponseReturnValue:
    """Erase everything about whoever is signed in."""
    return _erased()


@pages.get("/nachrichten/daten/<token>")
@public
def linked_ask(token: str) -> ResponseReturnValue:
    """Offer whoever shows the link for managing a letter to her own address, with which she sees all."""
    known = site().profiles.subscription(by_link(token))
    return kept_by_nobody(render_template("personal/by_letter.html", token=token, email=known["email"]))


@pages.post("/nachrichten/daten/<token>")
@public
def linked_send(token: str) -> ResponseReturnValue:
    """Have the letter for signing in sent to the address that the link for managing belongs to."""
    email, onward = site().profiles.subscription(by_link(token))["email"], url_for("personal.show")
    return signin.sent_to(email, onward)


@pages.get("/konto/beleg/<token>")
@public
def receipt(token: str) -> ResponseReturnValue:
    """Show what was erased where, and what has to stay and why; nothing of whom."""
    found = site().personal.erasing.receipt(token)
    declared = {name: calmly(service.keeps) or [] for name, service in site().personal.services.items()}
    parts = [_part(each, declared[each["service"]]) for each in found["parts"]]
    return kept_by_nobody(render_template("personal/receipt.html", receipt=found, parts=parts))


def _shown() -> ResponseReturnValue:
    tokens, found = _known()
    parts = [
        {"name": translated(NAMES[name]), "sections": None if sections is None else shown.sections(sections)}
        for name, sections in found.items()
    ]
    return kept_by_nobody(render_template("personal/about_me.html", parts=parts, email=tokens["email"]))


def _file() -> ResponseReturnValue:
    found = _known()[1]
    if any(each is None for each in found.values()):
        # Half of it would be taken for all of it.
        return lost.page(503)
    whole: Any = found
    made = archive.archive(whole, pictures=_pictures(whole), city=site().city.name, address=site().city.contact.email)
    response = Response(made, content_type="application/zip")
    # Sentences inside of f-strings are not found by who collects them for translation.
    called = _("my-data")
    response.headers["Content-Disposition"] = f'attachment; filename="{called}.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _pictures(found: dict[str, list[Words]]) -> dict[str, bytes]:
    """Return the picture on one's own card, by the name of its file."""
    rows = (row for each in found["profiles-service"] if each["key"] == "card" for row in each["rows"])
    ids = [row["portrait_id"] for row in rows if row.get("portrait_id")]
    token = signed_in.profiles_token() if ids else ""
    return {f"{each}.webp": site().people.portrait(each, "medium", token=token) for each in ids}


def _asked(*, trouble: str = "", status: int = 200) -> ResponseReturnValue:
    tokens = site().personal.erasing.tokens(_session())
    may = tokens["may_erase"]
    page = render_template("personal/erase.html", email=tokens["email"], may_erase=may, trouble=trouble)
    return kept_by_nobody(page, status)


def _erased() -> ResponseReturnValue:
    try:
        token = site().personal.erasing.erase(_session())
    except Refused as refused:
        if refused.kind not in _REFUSED:
            raise
        return _asked(trouble=translated(_REFUSED[refused.kind]), status=refused.status)
    signed_in.end()
    return redirect(url_for("personal.receipt", token=token), 303)


def _known() -> tuple[Words, dict[str, list[Words] | None]]:
    tokens = site().personal.erasing.tokens(_session())
    found: dict[str, list[Words] | None] = {}
    for name, service in site().personal.services.items():
        found[name] = calmly(partial(service.about, tokens["tokens"][name]))
    return tokens, found


def _session() -> Shown:
    signed_in.person()
    return by_session(signed_in.secret() or "")


def _part(part: Words, declared: list[Words]) -> Words:
    kept = {each["key"]: each for each in declared}

    def lines(counts: dict[str, int]) -> list[tuple[str, int, str]]:
        known = ((kept.get(key, {}), key, count) for key, count in counts.items())
        return [(_said(each, "title") or key, n, _said(each, "stays")) for each, key, n in known]

    said = {"name": translated(NAMES[part["service"]]), "forgotten_at": part["forgotten_at"]}
    return {**said, "erased": lines(part["erased"]), "stays": lines(part["stays"])}


def _said(kept: Words, name: str) -> str:
    return translated(kept[name]) if kept.get(name) else ""
