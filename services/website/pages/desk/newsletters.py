"""The desk of editors: newsletters are written, looked at, and tried out. Nothing typed is ever lost."""

import re
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from services.kit.auth import requires
from services.kit.client import Refused
from services.website.clients.asking import Words, calmly
from services.website.forms import newsletters
from services.website.forms.form import Filled, read
from services.website.forms.newsletters import NewsletterForm
from services.website.language import said
from services.website.lists.filters import page_asked
from services.website.security import POLICY
from services.website.signed_in import SignedOut, editors_token, end
from services.website.site import site

pages = Blueprint("desk_newsletters", __name__, url_prefix="/eintragen/rundbriefe")
_CHECK = said("Please check this entry.")
_ONCE = re.compile(r"[A-Za-z0-9-]{8,64}")
_NOT_SIGNED_IN, _CONFLICT, _STALE, _WRONG = 401, 409, 412, 422
_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
_FIELDS = {"words.en": "text_en", "words": "text", "audience": "wem", "items": "q"}


def token() -> str:
    """Return the signed-in editor's token for the notifier; refuses everybody else."""
    return editors_token("notifier")


def with_frame(page: str, status: int = 200) -> Response:
    """Return a page that may show one of our own mails in a frame."""
    response = make_response(page, status)
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return response


@pages.get("")
@requires("person")
def overview() -> str:
    """List newsletters, each with how far it has come."""
    listed = site().notifier.newsletters({"page": page_asked(request.args)}, token=token())
    return render_template("desk/newsletters.html", listed=listed, unlisted=True)


@pages.get("/neu")
@requires("person")
def new() -> ResponseReturnValue:
    """Show the empty form."""
    token()
    return _form(Filled(MultiDict([("wem", "alle")])))


@pages.post("/neu")
@requires("person")
def add() -> ResponseReturnValue:
    """Keep a new newsletter as a draft, or do what was asked for on the way there."""
    return _sent(None)


@pages.get("/<uuid:newsletter_id>/aendern")
@requires("person")
def edit(newsletter_id: UUID) -> ResponseReturnValue:
    """Show the form with what stands there now."""
    known = site().notifier.newsletter(str(newsletter_id), token=token())
    return _form(Filled(newsletters.typed_newsletter(known)), known)


@pages.post("/<uuid:newsletter_id>/aendern")
@requires("person")
def change(newsletter_id: UUID) -> ResponseReturnValue:
    """Replace a newsletter's words, unless somebody else did so in the meantime."""
    return _sent(str(newsletter_id))


@pages.post("/vorschau")
@requires("person")
def preview_typed() -> ResponseReturnValue:
    """Return what is typed so far as the mail it makes, for the frame beside the form."""
    language, _, kind = request.form.get("ansicht", "de").partition("-")
    words = newsletters.unfinished(request.form)
    try:
        shown = site().notifier.preview_words(words, "en" if language == "en" else "de", token=token())
    except (Refused, SignedOut) as trouble:
        return mail_page({"html": render_template("desk/no_preview.html", trouble=trouble), "text": ""}, "")
    return mail_page(shown, kind)


@pages.get("/<uuid:newsletter_id>/ansicht")
@requires("person")
def preview(newsletter_id: UUID) -> ResponseReturnValue:
    """Return a newsletter as the mail it makes, for a frame."""
    language = "en" if request.args.get("sprache") == "en" else "de"
    shown = site().notifier.preview(str(newsletter_id), language, token=token())
    return mail_page(shown, request.args.get("form", ""))


@pages.get("/suche")
@requires("person")
def search() -> str:
    """Return what the city has to a question, as a part of the form."""
    token()
    return render_template("parts/found.html", found=newsletters.found(request.args.get("q", "")))


@pages.get("/anzahl")
@requires("person")
def count() -> str:
    """Return how many people a choice reaches, as a part of the form."""
    typed = _choice(request.args)
    readers = site().notifier.readers(newsletters.audience(typed), token=token())
    return render_template("parts/readers.html", readers=readers, nobody_chosen=not newsletters.is_chosen(typed))


def mail_page(shown: Words, kind: str) -> Response:
    """Return a mail for a frame: its own styles and nothing else; links open in a new window."""
    if kind == "text":
        response = Response(shown["text"], mimetype="text/plain")
    else:
        response = Response(shown["html"].replace("<head>", '<head><base target="_blank">', 1), mimetype="text/html")
    response.headers["Content-Security-Policy"] = _MAIL_POLICY
    response.headers["Cache-Control"] = "no-store"
    return response


def _sent(newsletter_id: str | None) -> ResponseReturnValue:
    """Do what a button of the form asks for; only saving leaves the form."""
    deed = request.form.get("tun", "")
    typed = newsletters.rearranged(request.form, deed) if ":" in deed else request.form
    known: Words | None = {"id": newsletter_id, "version": request.form.get("version", 0, type=int)}
    known = known if newsletter_id else None
    if deed != "sichern":
        return _form(Filled(typed), known)
    filled, words = read(NewsletterForm, typed)
    if words is None:
        return _form(filled, known, status=_WRONG)
    try:
        kept = _keep(newsletters.newsletter_words(words, newsletters.items(typed)), known)
    except (Refused, SignedOut) as trouble:
        return _kept(filled, known, trouble)
    return redirect(url_for("desk_posting.show", newsletter_id=kept["id"], erledigt="gesichert"), 303)


def _keep(told: Words, known: Words | None) -> Words:
    if known is None:
        return site().notifier.write(told, token=token(), once=_once())
    return site().notifier.change(known["id"], told, version=known["version"], token=token())


def _kept(filled: Filled, known: Words | None, trouble: Exception) -> ResponseReturnValue:
    """Show the form again with all that was typed, and what stands in the way."""
    if isinstance(trouble, SignedOut) or (isinstance(trouble, Refused) and trouble.status == _NOT_SIGNED_IN):
        end()
        return _form(filled, known, note="signed-out", status=_NOT_SIGNED_IN)
    if not isinstance(trouble, Refused) or trouble.status not in {_CONFLICT, _STALE, _WRONG}:
        raise trouble
    if trouble.status == _WRONG:
        filled.errors |= {_field(name): _CHECK for name in trouble.errors}
        return _form(filled, known, status=_WRONG)
    newest = site().notifier.newsletter(known["id"], token=token()) if known else None
    note = "stale" if trouble.status == _STALE else "on-its-way"
    return _form(filled, newest, note=note, status=trouble.status)


def _field(path: str) -> str:
    """Return the field of the form that the notifier means."""
    return next((field for start, field in _FIELDS.items() if path.startswith(start)), "text")


def _form(filled: Filled, known: Words | None = None, *, note: str = "", status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "desk/newsletter_form.html",
        form=filled,
        known=known,
        note=note,
        items=newsletters.items(filled.typed),
        found=newsletters.found(filled.value("q")) if request.method == "POST" else [],
        readers=_readers(filled),
        nobody_chosen=not newsletters.is_chosen(_choice(filled.typed)),
        most_items=newsletters.MOST_ITEMS,
        unlisted=True,
    )
    return with_frame(page, status)


def _readers(filled: Filled) -> Words | None:
    """Return how many people the choice reaches; the form must not fail over it."""
    try:
        chosen = newsletters.audience(_choice(filled.typed))
        return calmly(lambda: site().notifier.readers(chosen, token=token()))
    except (Refused, SignedOut):
        return None


def _choice(typed: MultiDict[str, str]) -> dict[str, Any]:
    return {"wem": typed.get("wem"), "thema": typed.getlist("thema"), "stadtteil": typed.getlist("stadtteil")}


def _once() -> str:
    given = request.form.get("einmal", "")
    return given if _ONCE.fullmatch(given) else uuid4().hex
