"""One's own card: written field by field, seen before it is kept as others will see it, and erased."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import requires
from services.kit.client import Refused
from services.website.clients.asking import Words, or_refused
from services.website.forms import cards
from services.website.forms.form import AWAY, TOO_OFTEN, Filled
from services.website.forms.pictures import LARGEST_FORM, NO_PICTURE, TOO_LARGE
from services.website.language import said
from services.website.security import takes_files
from services.website.signed_in import profiles_token
from services.website.site import site

pages = Blueprint("card", __name__, url_prefix="/konto/karte")
_STALE, _TOO_LARGE, _WRONG = 412, 413, 422
_CHANGED = said("Your card was changed in another window. What you typed is still here: send it again to keep it.")
_SENTENCES = {_STALE: _CHANGED, 429: TOO_OFTEN, 503: AWAY}


@pages.get("")
@requires("person")
def show() -> str:
    """Show one's own card, to be written."""
    known = _card()
    return _page(known, cards.filled_with(known))


@pages.post("")
@takes_files(LARGEST_FORM)
@requires("person")
def keep() -> ResponseReturnValue:
    """Keep one's own card with its picture, or show it as others would see it."""
    filled, words = cards.read_card(request.form)
    known = _card()
    if words is None:
        return _page(known, filled), _WRONG
    if "ansehen" in request.form:
        return _page(known, filled, words)
    typed = request.form.get("version", "")
    version = int(typed) if typed.isdecimal() else 0
    try:
        or_refused(lambda: site().people.keep(words, version, token=profiles_token()))
    except Refused as refused:
        return _page(known, _refused(filled, refused, known)), refused.status
    if trouble := _picture_refused():
        # The words are kept by now.
        known = _card()
        filled = cards.filled_with(known)
        filled.errors["bild"] = trouble
        return _page(known, filled), _WRONG
    return redirect(url_for("card.show", erledigt="gespeichert"), 303)


@pages.post("/vorschau")
@requires("person")
def preview() -> ResponseReturnValue:
    """Show to the script what others would see; a card with something wrong is not drawn anew."""
    _, words = cards.read_card(request.form)
    if words is None:
        return "", _WRONG
    return render_template("people/previews.html", previews=_previews(words))


@pages.post("/loeschen")
@requires("person")
def erase() -> ResponseReturnValue:
    """Forget one's own card with its picture."""
    site().people.erase(token=profiles_token())
    return redirect(url_for("card.show", erledigt="geloescht"), 303)


def _card() -> Words:
    return site().people.card(token=profiles_token())


def _previews(words: Words) -> Words:
    return site().people.previews(words, token=profiles_token())


def _refused(filled: Filled, refused: Refused, known: Words) -> Filled:
    if refused.status == _WRONG:
        return cards.complained(filled, refused.errors)
    if refused.status not in _SENTENCES:
        raise refused
    filled.errors["name"] = _SENTENCES[refused.status]
    if refused.status == _STALE:
        filled.typed = filled.typed.copy()
        filled.typed["version"] = str(known["version"])
    return filled


def _picture_refused() -> str:
    """Put the picture that was chosen on the card, or take off what was there; returns why one was not taken."""
    sent = request.files.get("bild")
    if not sent:
        if request.form.get("bild_weg"):
            site().people.drop_portrait(token=profiles_token())
        return ""
    try:
        or_refused(lambda: site().people.keep_portrait(sent.read(), token=profiles_token()))
    except Refused as refused:
        if refused.status in {_TOO_LARGE, _WRONG}:
            return TOO_LARGE if refused.kind == "picture-too-large" else NO_PICTURE
        if refused.status not in _SENTENCES:
            raise
        return _SENTENCES[refused.status]
    return ""


def _page(known: Words, filled: Filled, words: Words | None = None) -> str:
    """Show the form beside what others see: of what is typed, or else of what is kept."""
    kept = {word: known[word] for word in (*cards.NAMES, "shown", "is_listed")}
    looked_at = words or (kept if known["name"] else None)
    previews = _previews(looked_at) if looked_at else {}
    return render_template("people/card.html", card=known, form=filled, previews=previews, levels=cards.LEVELS)
