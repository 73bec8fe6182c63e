"""Passkeys: signing in with one, showing one before somebody acts for the city, and the questions browsers answer."""

import json
from typing import Any

from flask import Blueprint, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import public, requires
from services.kit.client import Refused
from services.kit.devices import device
from services.website import signed_in
from services.website.clients.asking import Words, or_refused
from services.website.forms.form import AWAY, TOO_OFTEN, Filled
from services.website.language import said
from services.website.pages.signin import arrive
from services.website.security import own_path
from services.website.signed_in import SignedOut, person
from services.website.site import site

pages = Blueprint("passkeys", __name__)
REFUSED = said("This passkey was not accepted. Please try once more.")
SENTENCES = {429: TOO_OFTEN, 503: AWAY}
BEFORE = {"sign-in-again": "signin.ask_address", "passkey-first": "passkeys.ask_to_show"}
"""Where somebody is sent who has to do something else before her passkeys change."""
_FORBIDDEN = 403
_PURPOSES = ("show", "register")


@pages.post("/anmelden/passkey/frage")
@public
def ask_to_sign_in() -> ResponseReturnValue:
    """Return what to ask the browser of somebody who wants to sign in."""
    return jsonify(site().accounts.sign_in_question())


@pages.post("/anmelden/passkey")
@public
def sign_in() -> ResponseReturnValue:
    """Sign in with what the browser answered."""
    onward = own_path(request.form.get("weiter")) or ""
    try:
        began = or_refused(lambda: site().profiles.sign_in({**answered(), "device": signed_in.device()}))
    except Refused as refused:
        filled = Filled(errors={"passkey": SENTENCES.get(refused.status, REFUSED)})
        return render_template("signin/address.html", form=filled, next=onward), refused.status
    return arrive({**began, "next": onward})


@pages.get("/anmelden/zweiter-schritt")
@requires("person")
def ask_to_show() -> ResponseReturnValue:
    """Let somebody who acts for the city show her passkey, or make her first one."""
    who = person()
    return _second_step(who.missing) if who.missing else redirect(_onward(request.args.get("weiter")))


@pages.post("/anmelden/zweiter-schritt")
@requires("person")
def show() -> ResponseReturnValue:
    """Take the passkey that was shown or made, and go where its owner wanted to."""
    missing = person().missing
    tell = site().accounts.make if missing == "register" else site().accounts.show
    words = answered() | ({"name": new_name()} if missing == "register" else {})
    try:
        renewed = tell(words, known_secret())
    except Refused as refused:
        if refused.status not in {_FORBIDDEN, 422, 429}:
            raise
        return _second_step(missing, SENTENCES.get(refused.status, REFUSED)), refused.status
    response = make_response(redirect(_onward(request.form.get("weiter")), 303))
    signed_in.renew(response, renewed)
    return response


@pages.post("/konto/passkeys/frage")
@requires("person")
def ask() -> ResponseReturnValue:
    """Return what to ask the browser of somebody who is signed in, or on which page something has to be done first."""
    purpose = request.form.get("wozu", "")
    back = own_path(request.form.get("weiter")) or url_for("account.show")
    try:
        return jsonify(site().accounts.question(purpose if purpose in _PURPOSES else "show", known_secret()))
    except Refused as refused:
        if refused.kind not in BEFORE:
            raise
        return jsonify(page=url_for(BEFORE[refused.kind], weiter=back))


def answered() -> Words:
    """Return which question a browser answered, and how; words that are no answer are refused with `Refused`."""
    try:
        answer: Any = json.loads(request.form.get("antwort", ""))
    except ValueError:
        raise Refused(422, {}) from None
    return {"challenge_id": request.form.get("frage", ""), "answer": answer}


def new_name() -> str:
    """Return what somebody calls her new passkey."""
    return request.form.get("name", "").strip() or "Passkey"


def known_secret() -> str:
    """Return the secret of this browser's session; raises `SignedOut`."""
    known = signed_in.secret()
    if not known:
        raise SignedOut
    return known


def _onward(path: str | None) -> str:
    return own_path(path) or url_for("desk_review.queue")


def _second_step(missing: str, trouble: str = "") -> str:
    onward = own_path(request.values.get("weiter")) or ""
    filled = Filled(errors={"passkey": trouble} if trouble else {})
    this_device = device(request.user_agent.string)
    return render_template("signin/second.html", form=filled, missing=missing, next=onward, this_device=this_device)
