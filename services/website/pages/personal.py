"""Everything about oneself, in all services: to read, to take along, and to erase with one confirmation.

Whoever has an account shows her session; whoever only gets messages, the link for managing them.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import public, requires
from services.kit.client import Refused
from services.website import signed_in
from services.website.clients.asking import Words, calmly
from services.website.clients.personal import Shown, by_link, by_session
from services.website.language import _, said, translated
from services.website.pages import lost
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


@dataclass(frozen=True)
class Way:
    """How somebody comes to what is known about her: what she shows, and under which addresses the pages stand."""

    shown: Shown
    prefix: str
    token: str = ""

    def url(self, page: str) -> str:
        """Return the address of one of the pages."""
        if self.token:
            return url_for(f"personal.{self.prefix}{page}", token=self.token)
        return url_for(f"personal.{self.prefix}{page}")


def _signed_in() -> Way:
    signed_in.person()
    return Way(by_session(signed_in.secret() or ""), "")


def _linked(token: str) -> Way:
    return Way(by_link(token), "linked_", token)


@pages.get("/konto/daten")
@requires("person")
def show() -> ResponseReturnValue:
    """Show all that is known about whoever is signed in."""
    return _shown(_signed_in())


@pages.get("/konto/daten/datei")
@requires("person")
def download() -> ResponseReturnValue:
    """Return all that is known about whoever is signed in, as a file."""
    return _file(_signed_in())


@pages.get("/konto/daten/loeschen")
@requires("person")
def ask() -> ResponseReturnValue:
    """Say what erasing everything means; nothing is erased by looking."""
    return _asked(_signed_in())


@pages.post("/konto/daten/loeschen")
@requires("person")
def erase() -> ResponseReturnValue:
    """Erase everything about whoever is signed in."""
    return _erased(_signed_in())


@pages.get("/nachrichten/daten/<token>")
@public
def linked_show(token: str) -> ResponseReturnValue:
    """Show all that is known about whoever got this link."""
    return _shown(_linked(token))


@pages.get("/nachrichten/daten/<token>/datei")
@public
def linked_download(token: str) -> ResponseReturnValue:
    """Return all that is known about whoever got this link, as a file."""
    return _file(_linked(token))


@pages.get("/nachrichten/daten/<token>/loeschen")
@public
def linked_ask(token: str) -> ResponseReturnValue:
    """Say what erasing everything means; nothing is erased by looking."""
    return _asked(_linked(token))


@pages.post("/nachrichten/daten/<token>/loeschen")
@public
def linked_erase(token: str) -> ResponseReturnValue:
    """Erase everything about whoever got this link."""
    return _erased(_linked(token))


@pages.get("/konto/beleg/<token>")
@public
def receipt(token: str) -> ResponseReturnValue:
    """Show what was erased where, and what has to stay and why; nothing of whom."""
    found = site().personal.erasing.receipt(token)
    declared = {name: calmly(service.keeps) or [] for name, service in site().personal.services.items()}
    parts = [_part(each, declared[each["service"]]) for each in found["parts"]]
    return kept_by_nobody(render_template("personal/receipt.html", receipt=found, parts=parts))


def _shown(way: Way) -> ResponseReturnValue:
    known = _known(way)
    if isinstance(known, Response):
        return known
    tokens, found = known
    parts = [
        {"name": translated(NAMES[name]), "sections": None if sections is None else shown.sections(sections)}
        for name, sections in found.items()
    ]
    return kept_by_nobody(render_template("personal/about_me.html", way=way, parts=parts, email=tokens["email"]))


def _file(way: Way) -> ResponseReturnValue:
    known = _known(way)
    if isinstance(known, Response):
        return known
    found = known[1]
    if any(each is None for each in found.values()):
        # Half of it would be taken for all of it.
        return lost.page(503)
    whole: Any = found
    made = archive.archive(whole, city=site().city.name, address=site().city.contact.email)
    response = Response(made, content_type="application/zip")
    # Sentences inside of f-strings are not found by who collects them for translation.
    called = _("my-data")
    response.headers["Content-Disposition"] = f'attachment; filename="{called}.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _asked(way: Way, *, trouble: str = "", status: int = 200) -> ResponseReturnValue:
    tokens = _tokens(way)
    if isinstance(tokens, Response):
        return tokens
    may = tokens["may_erase"]
    page = render_template("personal/erase.html", way=way, email=tokens["email"], may_erase=may, trouble=trouble)
    return kept_by_nobody(page, status)


def _erased(way: Way) -> ResponseReturnValue:
    try:
        token = site().personal.erasing.erase(way.shown)
    except Refused as refused:
        if refused.kind not in _REFUSED:
            return _closed(refused)
        return _asked(way, trouble=translated(_REFUSED[refused.kind]), status=refused.status)
    if signed_in.has_cookie() and not way.token:
        signed_in.end()
    return redirect(url_for("personal.receipt", token=token), 303)


def _known(way: Way) -> tuple[Words, dict[str, list[Words] | None]] | Response:
    tokens = _tokens(way)
    if isinstance(tokens, Response):
        return tokens
    found: dict[str, list[Words] | None] = {}
    for name, service in site().personal.services.items():
        found[name] = calmly(partial(service.about, tokens["tokens"][name]))
    return tokens, found


def _tokens(way: Way) -> Words | Response:
    try:
        return site().personal.erasing.tokens(way.shown)
    except Refused as refused:
        return make_response(_closed(refused))


def _closed(refused: Refused) -> ResponseReturnValue:
    """Say why a link shows nothing here; what nobody expects is somebody else's to answer."""
    if refused.kind == "sign-in-first":
        return kept_by_nobody(render_template("personal/sign_in_first.html"), refused.status)
    raise refused


def _part(part: Words, declared: list[Words]) -> Words:
    kept = {each["key"]: each for each in declared}

    def lines(counts: dict[str, int]) -> list[tuple[str, int, str]]:
        known = ((kept.get(key, {}), key, count) for key, count in counts.items())
        return [(_said(each, "title") or key, n, _said(each, "stays")) for each, key, n in known]

    said = {"name": translated(NAMES[part["service"]]), "forgotten_at": part["forgotten_at"]}
    return {**said, "erased": lines(part["erased"]), "stays": lines(part["stays"])}


def _said(kept: Words, name: str) -> str:
    return translated(kept[name]) if kept.get(name) else ""
