"""Doors for asking about oneself in all services, for erasing oneself from them, and to the receipt of that."""

from typing import Any

from flask import current_app

from profiles_service.actions import erasing
from profiles_service.api.credentials import SESSION, linked, links, settings
from profiles_service.api.passkeys import used_session
from profiles_service.queries import erasures, people
from profiles_service.schemas.erasures import AboutMeTokensSchema, ErasedSchema, ReceiptSchema
from profiles_service.schemas.shared import city
from services.kit import clock
from services.kit.auth import Signer, public
from services.kit.doors import Doors, leave_no_copies, session
from services.kit.errors import Forbidden
from services.kit.shown_links import LINK
from services.kit.tokens import LIFETIME, about_me

doors = Doors("about-me", __name__, url_prefix="/v1", description="What is known about oneself, and its end.")
doors.after_request(leave_no_copies)


@doors.post("/about-me/tokens")
@doors.response(200, AboutMeTokensSchema)
@doors.doc(security=SESSION)
@public
def issue_tokens() -> dict[str, Any]:
    """Trade a session for tokens with which one asks each service what it knows about one."""
    person = people.person(session(), used_session().person_id)
    signer: Signer = current_app.extensions["people"]
    about: dict[str, Any] = {"subject": str(person.id), "email": person.email, "now": clock.now()}
    return {
        "tokens": {each: signer.token(audience=about_me(each), **about) for each in settings().urls},
        "expires_in": int(LIFETIME.total_seconds()),
        "email": person.email,
        "has_account": person.account_since is not None,
        "may_erase": _may_erase(),
    }


@doors.post("/me/erasure")
@doors.response(202, ErasedSchema)
@doors.doc(security=SESSION)
@public
def erase() -> dict[str, str]:
    """Erase everything about oneself in all services, with a session begun just now; the only administrator is refused.

    Links in mails are passed on, and those for managing never run out: whoever gets messages signs in for this, too.
    """
    person_id = used_session().person_id
    _check_may_erase()
    receipt_id = erasing.erase(session(), person_id, links=links(), now=clock.now())
    return {"receipt": links().token("receipt", receipt_id)}


@doors.get("/erasure")
@doors.response(200, ReceiptSchema)
@doors.doc(security=LINK)
@public
def receipt() -> dict[str, Any]:
    """Return the receipt of an erasure, with the link that the last letter holds."""
    return erasures.receipt(session(), linked("receipt"))


def _may_erase() -> bool:
    try:
        _check_may_erase()
    except Forbidden:
        return False
    return True


def _check_may_erase() -> None:
    needed = city().sign_in.editors_need_passkey
    erasing.check_fresh(session(), used_session(), editors_need_passkey=needed, now=clock.now())
