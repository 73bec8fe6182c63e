"""Being put in touch without an account: the form, and the page behind each link of a letter."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from services.kit.auth import public
from services.kit.client import Refused
from services.kit.errors import NotFound
from services.website.clients.asking import Words, calmly, or_refused
from services.website.clients.contacts import Contacts
from services.website.forms import contacts
from services.website.forms.form import ADDRESS, AWAY, OTHER_WORDING, TOO_FAST, TOO_OFTEN, Filled
from services.website.language import language, said
from services.website.pages.lost import NO_LONGER_HERE
from services.website.security import kept_by_nobody, looks_automatic
from services.website.signed_in import address_if_any, profiles_token_if_any
from services.website.site import site

pages = Blueprint("contact", __name__, url_prefix="/anfrage")
_KINDS = {"angebot": "offer", "gruppe": "organisation", "person": "person", "idee": "idea"}
_PATHS = {kind: path for path, kind in _KINDS.items()}
_OVER = frozenset({400, 401, 403, 404, 410})
_WRONG = 422
SENTENCES = {
    "answered-already": said("Somebody has answered this request already, or it is closed. See below how it stands."),
    "settled-already": said("What became of this request is known already. You see it below."),
    "not-possible-now": said("This cannot be done with the request as it stands now. You see it below."),
    "nobody-to-ask-any-more": said(
        "Nobody can be asked about this here any more. The request was not passed on, and is erased by itself."
    ),
    "nobody-gets-it": said(
        "Nobody would get this request at the moment. Find somebody who looks after the group, then pass it on."
    ),
    "hers-alone": said("This was written to one person, and nobody but her answers it."),
    "address-needed": said(
        "Please let us pass your e-mail address on: the person keeps hers to herself, so she has to write to you."
    ),
}
"""What each refusal means for who takes a step with a request."""
_NOBODY = said("Nobody can be asked here through the form at the moment. Please call us: we help you.")


@pages.get("/<any(angebot, gruppe, person, idee):kind>/<slug>")
@public
def ask(kind: str, slug: str) -> ResponseReturnValue:
    """Show the form."""
    return _form(kind, _record(kind, slug), Filled(MultiDict({"email": address_if_any()})))


@pages.post("/<any(angebot, gruppe, person, idee):kind>/<slug>")
@public
def send(kind: str, slug: str) -> ResponseReturnValue:
    """Ask to be put in touch; the request goes on after a click in the letter that follows."""
    record = _record(kind, slug)
    filled, words = contacts.read_contact(request.form)
    if words is None:
        return _form(kind, record, filled), _WRONG
    if looks_automatic():
        filled.errors["email"] = TOO_FAST
        return _form(kind, record, filled), _WRONG
    asked = {**words, "kind": _KINDS[kind], "subject_id": record["id"], "language": language()}
    try:
        or_refused(lambda: site().contacts.ask(asked, token=_token(_KINDS[kind])))
    except Refused as refused:
        return _form(kind, record, _with_refusal(filled, refused)), refused.status
    return render_template(
        "contact/sent.html", email=words["email"], record=record, page=_page(kind, record), unlisted=True
    )


@pages.get("/bestaetigen/<token>")
@public
def ask_to_confirm(token: str) -> ResponseReturnValue:
    """Show the button; a program that follows links in mails confirms nothing."""
    return _behind_link("contact/confirm.html", token, site().contacts.to_confirm)


@pages.post("/bestaetigen/<token>")
@public
def confirm(token: str) -> ResponseReturnValue:
    """Have a request passed on, or take it back again."""
    if "tun" in request.form:
        return _settled("contact/confirm.html", token)
    return _behind_link("contact/confirm.html", token, site().contacts.confirm, done=True)


@pages.get("/meine/<token>")
@public
def own(token: str) -> ResponseReturnValue:
    """Show how one's own request stands."""
    return _behind_link("contact/own.html", token, site().contacts.own)


@pages.post("/meine/<token>")
@public
def tell_end(token: str) -> ResponseReturnValue:
    """Tell what became of one's own request, or that one does not need an answer any more."""
    return _settled("contact/own.html", token)


@pages.get("/antwort/<token>")
@public
def look(token: str) -> ResponseReturnValue:
    """Show a request to who is asked, with the answer chosen that she clicked; only the button sends it."""
    return _behind_link("contact/answer.html", token, site().contacts.to_answer, form=Filled(request.args.copy()))


@pages.post("/antwort/<token>")
@public
def answer(token: str) -> ResponseReturnValue:
    """Answer a request, or tell what became of it."""
    if "tun" in request.form:
        return _settled("contact/answer.html", token)
    filled, words = contacts.read_answer(request.form)
    if words is None:
        return _behind_link("contact/answer.html", token, site().contacts.to_answer, form=filled, status=_WRONG)
    tell = site().contacts.answer
    return _behind_link("contact/answer.html", token, lambda link: tell(link, words), form=filled, done=True)


def asked_at(kind: str, record: Words) -> str:
    """Return where one asks about a record, for its page; nothing where that does not go through the form.

    While nobody can say, the form is shown: whoever is asked keeps her address to herself.
    """
    return url_for("contact.ask", kind=_PATHS[kind], slug=record["slug"]) if _may_ask(kind, record["id"]) else ""


def _settled(template: str, token: str) -> ResponseReturnValue:
    filled, words = contacts.read_outcome(request.form)
    if words is None:
        return _behind_link(template, token, lambda link: _look(template, link), form=filled, status=_WRONG)
    tell = site().contacts.settle
    return _behind_link(template, token, lambda link: tell(link, words), form=filled, done=True)


def _behind_link(
    template: str,
    token: str,
    ask: Callable[[str], Words],
    *,
    form: Filled | None = None,
    done: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    """Show what a link is about; where the step it asks for was refused, with a sentence, and as it stands now."""
    trouble = ""
    try:
        found = ask(token)
    except Refused as refused:
        if refused.kind == NO_LONGER_HERE:
            raise
        if refused.status in _OVER:
            why = SENTENCES.get(refused.kind, "")
            return kept_by_nobody(render_template("contact/over.html", why=why, unlisted=True), 404)
        if refused.kind not in SENTENCES:
            raise
        trouble, status, found = SENTENCES[refused.kind], refused.status, _look(template, token)
    about = {"asked": found, "token": token, "form": form or Filled(), "done": done and not trouble, "trouble": trouble}
    words = {"answers": contacts.answers_to(found["kind"]), "reasons": contacts.REASONS, "page": page_of(found)}
    return kept_by_nobody(render_template(template, **about, **words, unlisted=True), status)


def _look(template: str, token: str) -> Words:
    return _LOOKS[template](site().contacts, token)


_LOOKS: dict[str, Callable[[Contacts, str], Words]] = {
    "contact/confirm.html": Contacts.to_confirm,
    "contact/own.html": Contacts.own,
    "contact/answer.html": Contacts.to_answer,
}


_PAGES = {
    "angebot": "find.offer",
    "gruppe": "find.organisation",
    "person": "people.person",
    "idee": "ideas.show",
}


def _form(kind: str, record: Words, filled: Filled) -> str:
    return render_template(
        "contact/form.html", kind=kind, record=record, form=filled, page=_page(kind, record), unlisted=True
    )


def _record(kind: str, slug: str) -> Words:
    """Return what one asks about; refused when that does not go through the form."""
    directory = site().directory
    asks: dict[str, Callable[[str], Words]] = {
        "angebot": directory.offer,
        "gruppe": directory.organisation,
        "person": partial(site().people.person, token=_token("person")),
        "idee": site().ideas.idea,
    }
    found = asks[kind](slug)
    if not _may_ask(_KINDS[kind], found["id"]):
        raise NotFound
    return found


def _may_ask(kind: str, subject_id: str) -> bool:
    try:
        return calmly(lambda: site().contacts.may_ask(kind, subject_id, token=_token(kind))) is not False
    except Refused:
        return False


def _token(kind: str) -> str:
    """Return what opens people who show themselves to those alone who have signed in; all else is open to everybody."""
    return profiles_token_if_any() if kind == "person" else ""


def _page(kind: str, record: Words) -> str:
    # Who erased her card has no page any more.
    return url_for(_PAGES[kind], slug=record["slug"]) if record["slug"] else url_for("people.listed")


def page_of(found: Words) -> str:
    """Return the page of what a request is about."""
    return _page(_PATHS[found["kind"]], found)


def _with_refusal(filled: Filled, refused: Refused) -> Filled:
    """Say beside the field what stands in the way; what nobody expects is a mistake of ours."""
    if "wording_version" in refused.errors:
        filled.errors["zustimmung"] = OTHER_WORDING
    elif "email" in refused.errors:
        filled.errors["email"] = ADDRESS
    elif refused.kind in _AT_EMAIL or refused.status in (429, 503):
        filled.errors["email"] = _AT_EMAIL.get(refused.kind) or (TOO_OFTEN if refused.status == 429 else AWAY)
    else:
        raise refused
    return filled


_AT_EMAIL = {"nobody-to-ask": _NOBODY}
