"""Doors to passkeys: what a browser is asked, and what its answer opens."""

from typing import Any
from uuid import UUID

from flask import current_app

from profiles_service.actions import passkeys, sign_in
from profiles_service.actions.passkeys import Answered, Asked
from profiles_service.api.credentials import SESSION, keep_no_secrets, session_secret
from profiles_service.models import OpenSession
from profiles_service.queries import passkeys as known
from profiles_service.rules import PasskeySite
from profiles_service.schemas.passkeys import (
    NewPasskeySchema,
    PasskeyMadeSchema,
    PasskeyQuestionArgs,
    PasskeyQuestionSchema,
    PasskeysSchema,
    RenewedSchema,
    ShownSchema,
)
from profiles_service.schemas.shared import city
from services.kit import clock
from services.kit.auth import public
from services.kit.doors import Doors, leave_no_copies, session
from services.kit.limiting import limit_by_network, limit_by_person

doors = Doors("passkeys", __name__, url_prefix="/v1", description="Passkeys, shown by `Authorization: Session …`.")
doors.before_request(keep_no_secrets)
doors.after_request(leave_no_copies)


@doors.post("/passkey-questions")
@doors.arguments(PasskeyQuestionArgs)
@doors.response(201, PasskeyQuestionSchema)
@doors.doc(security=[{}, *SESSION])
@public
def ask(words: dict[str, Any]) -> Asked:
    """Return what to ask a browser; for signing in nobody shows anything, and all are asked the same."""
    purpose = words["purpose"]
    if purpose == "sign_in":
        limit_by_network("passkey")
        return passkeys.ask(session(), purpose, used=None, site=site(), now=clock.now())
    used = used_session()
    limit_by_person("passkey", used.person_id)
    if purpose == "register":
        _check_may_change(used)
    return passkeys.ask(session(), purpose, used=used, site=site(), now=clock.now())


@doors.get("/passkeys")
@doors.response(200, PasskeysSchema)
@doors.doc(security=SESSION)
@public
def list_passkeys() -> dict[str, Any]:
    """Return one's passkeys."""
    return {"items": known.passkeys_of(session(), used_session().person_id)}


@doors.post("/passkeys")
@doors.arguments(NewPasskeySchema)
@doors.response(201, PasskeyMadeSchema)
@doors.doc(security=SESSION)
@public
def register(words: dict[str, Any]) -> dict[str, Any]:
    """Keep a new passkey, and renew the session."""
    used, now = used_session(), clock.now()
    limit_by_person("passkey", used.person_id)
    _check_may_change(used)
    made, secret = passkeys.register(session(), answered(words), name=words["name"], used=used, site=site(), now=now)
    return {"passkey": made, "session": secret}


@doors.delete("/passkeys/<uuid:passkey_id>")
@doors.response(204)
@doors.doc(security=SESSION)
@public
def remove(passkey_id: UUID) -> None:
    """Remove one of one's passkeys."""
    used = used_session()
    _check_may_change(used)
    passkeys.remove(session(), passkey_id, used=used, site=site(), now=clock.now())


@doors.put("/sessions/current/passkey")
@doors.arguments(ShownSchema)
@doors.response(200, RenewedSchema)
@doors.doc(security=SESSION)
@public
def show(words: dict[str, Any]) -> dict[str, str]:
    """Show one of one's passkeys, and renew the session."""
    used = used_session()
    limit_by_person("passkey", used.person_id)
    return {"session": passkeys.show(session(), answered(words), used=used, site=site(), now=clock.now())}


def site() -> PasskeySite:
    """Return the site that passkeys are for."""
    found: PasskeySite = current_app.extensions["passkey-site"]
    return found


def used_session() -> OpenSession:
    """Return the session whose secret is shown; refused with `SessionOver`."""
    return sign_in.use_session(session(), session_secret(), now=clock.now())


def answered(words: dict[str, Any]) -> Answered:
    """Return what a browser answered."""
    return Answered(challenge_id=words["challenge_id"], answer=words["answer"])


def _check_may_change(used: OpenSession) -> None:
    needed = city().sign_in.editors_need_passkey
    passkeys.check_may_change(session(), used, editors_need_passkey=needed, now=clock.now())
