"""Signing in without a password: a letter with a link and six digits; and signing out."""

from contextlib import suppress

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import public
from services.kit.client import Refused
from services.website import signed_in
from services.website.clients.asking import Words, calmly, or_refused
from services.website.forms.form import ADDRESS, SENTENCES, TOO_FAST, TOO_OFTEN, AddressForm, CodeForm, Filled, read
from services.website.language import language, said
from services.website.pages.lost import NO_LONGER_HERE
from services.website.security import looks_automatic, own_path
from services.website.site import site

pages = Blueprint("signin", __name__)
_WRONG_CODE = said("This code doesn’t fit. Please look at the newest e-mail from us, or have a new one sent.")
_TOO_MANY = 429


@pages.get("/anmelden")
@public
def ask_address() -> str:
    """Ask for the address a letter goes to."""
    return render_template("signin/address.html", form=Filled(), next=own_path(request.args.get("weiter")) or "")


@pages.post("/anmelden")
@public
def send_letter() -> ResponseReturnValue:
    """Have a letter sent, and ask for the digits in it; the same words for known and unknown addresses."""
    filled, words = read(AddressForm, request.form)
    onward = own_path(request.form.get("weiter")) or ""
    if words is not None and looks_automatic():
        filled.errors["email"], words = TOO_FAST, None
    if words is None:
        return render_template("signin/address.html", form=filled, next=onward), 422
    return sent_to(words["email"], onward, filled)


def sent_to(email: str, onward: str, filled: Filled | None = None) -> ResponseReturnValue:
    """Have a letter sent to an address, and ask for the digits in it; the form again, as it was filled, if refused."""
    try:
        told = {"email": email, "language": language(), "next": onward or None, "device": signed_in.device()}
        started = or_refused(lambda: site().profiles.start_sign_in(told))
    except Refused as refused:
        form = filled or Filled()
        form.errors["email"] = SENTENCES.get(refused.status, ADDRESS)
        return render_template("signin/address.html", form=form, next=onward), refused.status
    return _code_page(Filled(), started["sign_in_id"], email, onward)


@pages.post("/anmelden/zahl")
@public
def enter_code() -> ResponseReturnValue:
    """Sign in with the six digits."""
    filled, words = read(CodeForm, request.form)
    known = [request.form.get(name, "") for name in ("vorgang", "email", "weiter")]
    if words is None:
        return _code_page(filled, *known), 422
    try:
        return _signed_in({"sign_in_id": known[0], "code": words["code"].replace(" ", "")})
    except Refused as refused:
        if refused.kind == NO_LONGER_HERE:
            raise
        filled.errors["code"] = TOO_OFTEN if refused.status == _TOO_MANY else _WRONG_CODE
        return _code_page(filled, *known), refused.status


@pages.get("/anmelden/<token>")
@public
def open_link(token: str) -> str:
    """Show the button; a program that follows links in mails signs nobody in."""
    return render_template("signin/link.html", token=token)


@pages.post("/anmelden/<token>")
@public
def follow_link(token: str) -> ResponseReturnValue:
    """Sign in with the link from the letter."""
    try:
        return _signed_in({"token": token})
    except Refused as refused:
        if refused.kind == NO_LONGER_HERE:
            raise
        over = said("This link is used up or too old. Please have a new one sent.")
        return render_template("signin/address.html", form=Filled(errors={"email": over}), next=""), 404


@pages.post("/abmelden")
@public
def sign_out() -> ResponseReturnValue:
    """End the session, here and at profiles-service."""
    _end_session_before()
    signed_in.end()
    return redirect(url_for("find.home"), 303)


def _code_page(filled: Filled, sign_in_id: str, email: str, onward: str) -> str:
    return render_template("signin/code.html", form=filled, sign_in_id=sign_in_id, email=email, next=onward)


def _end_session_before() -> None:
    before = signed_in.secret()
    if before:
        with suppress(Refused):  # it was over already
            calmly(lambda: site().profiles.sign_out(before))


def _signed_in(proof: Words) -> ResponseReturnValue:
    return arrive(site().profiles.sign_in({**proof, "device": signed_in.device()}))


def arrive(began: Words) -> ResponseReturnValue:
    """Begin a session in this browser, and go where its owner wanted to; by way of her passkey, if that is missing."""
    _end_session_before()
    is_editor, missing = "editor" in began["person"]["roles"], began.get("missing")
    home = url_for("desk_review.queue" if is_editor or missing else "desk.own")
    onward = own_path(began.get("next")) or home
    response = make_response(redirect(url_for("passkeys.ask_to_show", weiter=onward) if missing else onward, 303))
    signed_in.begin(response, began["session"], is_editor=is_editor, stay="bleiben" in request.form)
    return response
