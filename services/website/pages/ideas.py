"""The board of ideas: what people would like to do, and with whom; anybody may add to it."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from services.kit.auth import public
from services.kit.client import Refused
from services.website.clients.asking import Words, or_refused
from services.website.forms.form import ADDRESS, SENTENCES, TOO_FAST, Filled, SenderForm, read
from services.website.kept_pages import for_all
from services.website.language import language
from services.website.lists import choices
from services.website.pages.contact import asked_at
from services.website.records import forms
from services.website.records.complaints import complaints
from services.website.records.fields import STEPS, labels_of
from services.website.security import looks_automatic
from services.website.signed_in import directory_token_if_any
from services.website.site import site

pages = Blueprint("ideas", __name__, url_prefix="/ideen")
KIND = "idea"
_WRONG = 422
_NO_ADDRESS = "address-missing"


@pages.get("")
@public
@for_all
def board() -> ResponseReturnValue:
    """List what stands on the board, with filters."""
    search = choices.ideas(request.args)
    found = site().ideas.ideas(search.asked())
    if last := search.beyond(found["total"]):
        return redirect(last)
    return render_template("ideas.html", search=search, found=found)


@pages.get("/<slug>")
@public
@for_all
def show(slug: str) -> ResponseReturnValue:
    """Show one idea; what has become a project leads there."""
    found = site().ideas.idea(slug)
    if found["slug"] != slug:
        return redirect(url_for("ideas.show", slug=found["slug"]), 301)
    return idea_page(found, Filled())


def idea_page(found: Words, filled: Filled) -> str:
    """Return the page of an idea; an editor's form on it comes back as it was filled in."""
    return render_template("idea.html", idea=found, form=filled, asked_at=asked_at(KIND, found))


@pages.get("/neu")
@public
def write() -> str:
    """Show the form for an idea."""
    return _form(Filled())


@pages.post("/neu")
@public
def send() -> ResponseReturnValue:
    """Send an idea; a mail asks whether it is one's own, unless she has signed in."""
    typed = request.form
    token = directory_token_if_any()
    filled, sender = (Filled(typed), None) if token else read(SenderForm, typed)
    words = forms.read(KIND, typed)
    if looks_automatic():
        filled.errors["title"] = TOO_FAST
        return _form(filled), _WRONG
    # Without an address nothing is kept, but the directory says what else is missing: all is mended at once.
    email = sender["an"] if sender else None
    told = {**words, "email": email, "language": language()}
    try:
        sent = or_refused(lambda: site().ideas.send(told, token=token))
    except Refused as refused:
        return _form(refused_words(filled, words, refused)), refused.status
    return render_template("ideas/sent.html", email=email, sent=sent, unlisted=True)


def refused_words(filled: Filled, words: Words, refused: Refused) -> Filled:
    """Return the form with what the directory did not take, each at its field."""
    if refused.kind == _NO_ADDRESS:
        filled.errors["an"] = ADDRESS
    elif refused.status == _WRONG:
        wrong = complaints({"kind": KIND, "words": words}, refused)
        filled.errors |= {
            "an" if name == "email" else name: ADDRESS if name == "email" else said for name, said in wrong.items()
        }
    elif refused.status in SENTENCES:
        filled.errors["title"] = SENTENCES[refused.status]
    else:
        raise refused
    return filled


def as_typed(words: Words) -> MultiDict[str, str]:
    """Return an idea as if somebody had just typed it."""
    return forms.typed(KIND, words)


def _form(filled: Filled) -> str:
    signed_in = bool(directory_token_if_any())
    return render_template(
        "ideas/form.html",
        form=filled,
        steps=STEPS[KIND],
        labels=labels_of(KIND),
        signed_in=signed_in,
        unlisted=True,
    )
