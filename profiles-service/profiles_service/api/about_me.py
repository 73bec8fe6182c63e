"""Doors for asking about oneself in all services, for erasing oneself from them, and to the receipt of that."""

from typing import Any

from flask import current_app

from profiles_service.actions import erasing
from profiles_service.api.credentials import SESSION, linked, links, settings
from profiles_service.api.passkeys import used_session
from profiles_service.models import Person
from profiles_service.queries import erasures, people
from profiles_service.schemas.erasures import AboutMeTokensSchema, ErasedSchema, ReceiptSchema
from profiles_service.schemas.shared import city
from services.kit import clock
from services.kit.auth import Signer, public, shown_credential
from services.kit.doors import Doors, leave_no_copies, session
from services.kit.errors import Forbidden
from services.kit.shown_links import LINK
from services.kit.tokens import LIFETIME, about_me

doors = Doors("about-me", __name__, url_prefix="/v1", description="What is known about oneself, and its end.")
doors.after_request(leave_no_copies)


@doors.post("/about-me/tokens")
@doors.response(200, AboutMeTokensSchema)
@doors.doc(security=[*SESSION, *LINK])
@public
def issue_tokens() -> dict[str, Any]:
    """Trade a session, or a link for managing, for tokens with which one asks each service what it knows about one."""
    person = _whoever_shows_that_she_is_it()
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
@doors.doc(security=[*SESSION, *LINK])
@public
def erase() -> dict[str, str]:
    """Erase everything about oneself in all services, with a session begun just now, or a link for managing.

    Whoever has an account signs in for this. The only administrator is refused.
    """
    person = _whoever_shows_that_she_is_it()
    _check_may_erase()
    receipt_id = erasing.erase(session(), person.id, links=links(), now=clock.now())
    return {"receipt": links().token("receipt", receipt_id)}


@doors.get("/erasure")
@doors.response(200, ReceiptSchema)
@doors.doc(security=LINK)
@public
def receipt() -> dict[str, Any]:
    """Return the receipt of an erasure, with the link that the last letter holds."""
    return erasures.receipt(session(), linked("receipt"))


def _whoever_shows_that_she_is_it() -> Person:
    if shown_credential("session"):
        return people.person(session(), used_session().person_id)
    person = people.person(session(), linked("manage"))
    erasing.check_link_is_enough(person)
    return person


def _may_erase() -> bool:
    try:
        _check_may_erase()
    except Forbidden:
        return False
    return True


def _check_may_erase() -> None:
    if shown_credential("session"):
        needed = city().sign_in.editors_need_passkey
        erasing.check_fresh(session(), used_session(), editors_need_passkey=needed, now=clock.now())
