"""Doors to a person's own account."""

from typing import Any
from uuid import UUID

from profiles_service.actions import accounts
from profiles_service.queries import open_sessions, people
from profiles_service.schemas.people import MeSchema
from profiles_service.schemas.sign_in import SessionsSchema
from services.kit import clock
from services.kit.auth import caller, requires
from services.kit.doors import Doors, leave_no_copies, session
from services.kit.errors import Forbidden

doors = Doors("accounts", __name__, url_prefix="/v1", description="A person's own account.")


class NotAPerson(Forbidden):
    """This is for people, and you are a program."""


doors.after_request(leave_no_copies)


@doors.get("/me")
@doors.response(200, MeSchema)
@requires("person")
def me() -> dict[str, Any]:
    """Return one's own account."""
    return people.about_person(session(), people.person(session(), own_id()))


@doors.get("/sessions")
@doors.response(200, SessionsSchema)
@requires("person")
def sessions() -> dict[str, Any]:
    """Return where one is signed in."""
    return {"items": open_sessions.sessions_of(session(), own_id(), now=clock.now())}


@doors.delete("/sessions/<uuid:session_id>")
@doors.response(204)
@requires("person")
def end_session(session_id: UUID) -> None:
    """Sign oneself out on another device."""
    accounts.end_session(session(), session_id, person_id=own_id(), now=clock.now())


def own_id() -> UUID:
    """Return whose token is shown; refused with `NotAPerson`."""
    person_id = caller().person_id
    if person_id is None:
        raise NotAPerson
    return person_id
