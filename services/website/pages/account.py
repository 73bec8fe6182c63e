"""One's own account: where one is signed in, and with which passkeys; each ended one by one."""

from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import requires
from services.kit.client import Refused
from services.kit.devices import device
from services.website import signed_in
from services.website.clients.asking import calmly
from services.website.forms.form import Filled
from services.website.language import said
from services.website.pages.passkeys import BEFORE, REFUSED, SENTENCES, answered, known_secret, new_name
from services.website.signed_in import person
from services.website.site import site

pages = Blueprint("account", __name__, url_prefix="/konto")
_ENOUGH = said("You have many passkeys already. Please remove one first.")
_COMPLAINTS = SENTENCES | {403: REFUSED, 409: _ENOUGH, 422: REFUSED}
_GONE = 404


@pages.get("")
@requires("person")
def show() -> str:
    """Show one's account."""
    return _page(Filled())


@pages.post("/passkeys")
@requires("person")
def make_passkey() -> ResponseReturnValue:
    """Keep the passkey that the browser has just made."""
    try:
        renewed = site().accounts.make(answered() | {"name": new_name()}, known_secret())
    except Refused as refused:
        if refused.status not in _COMPLAINTS:
            raise
        return _page(Filled(errors={"passkey": _COMPLAINTS[refused.status]})), refused.status
    response = make_response(redirect(url_for("account.show", erledigt="passkey"), 303))
    signed_in.renew(response, renewed)
    return response


@pages.post("/passkeys/<uuid:passkey_id>")
@requires("person")
def remove_passkey(passkey_id: UUID) -> ResponseReturnValue:
    """Remove a passkey; one that is gone already stays gone."""
    try:
        site().accounts.remove(str(passkey_id), known_secret())
    except Refused as refused:
        if refused.kind in BEFORE:
            return redirect(url_for(BEFORE[refused.kind], weiter=url_for("account.show")), 303)
        if refused.status != _GONE:
            raise
    return redirect(url_for("account.show", erledigt="entfernt"), 303)


@pages.post("/geraete/<uuid:session_id>")
@requires("person")
def end_session(session_id: UUID) -> ResponseReturnValue:
    """Sign oneself out on another device; one that is signed out already stays so."""
    try:
        site().accounts.end_session(str(session_id), token=person().tokens["profiles-service"])
    except Refused as refused:
        if refused.status != _GONE:
            raise
    return redirect(url_for("account.show", erledigt="abgemeldet"), 303)


def _page(filled: Filled) -> str:
    who = person()
    sessions = calmly(lambda: site().accounts.sessions(token=who.tokens["profiles-service"])) or []
    devices = [{**each, "device": device(each["device"]), "is_here": each["id"] == who.session_id} for each in sessions]
    passkeys = calmly(lambda: site().accounts.passkeys(known_secret()))
    this_device = device(request.user_agent.string)
    return render_template(
        "account.html", form=filled, who=who, devices=devices, passkeys=passkeys, this_device=this_device
    )
