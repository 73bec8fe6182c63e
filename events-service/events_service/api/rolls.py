"""The doors for those whose event it is: who comes, ticks, guests entered by hand, places, a mail to everybody."""

from typing import Any
from uuid import UUID

from flask import Response, current_app

from events_service.actions import stewarding as actions
from events_service.actions.stewarding import Desk, Guest
from events_service.api.limits import limit_guests, limit_messages
from events_service.api.registrations import post
from events_service.models import Registration, SignUp
from events_service.queries import registrations, rolls
from events_service.rules.guest_list import as_table
from events_service.schemas.registrations import (
    AttendanceFiguresSchema,
    AttendanceWords,
    DismissalWords,
    GuestSchema,
    GuestWords,
    MessageWords,
    PlacesWords,
    RollsSchema,
    SentSchema,
    SignUpSchema,
    SignUpWords,
)
from services.city import City
from services.kit import clock
from services.kit.auth import caller, public, requires
from services.kit.doors import Doors, leave_no_copies, session
from services.kit.etags import expected_version, tag
from services.kit.sheets import XLSX, as_csv, as_workbook

doors = Doors("rolls", __name__, url_prefix="/v1", description="Who comes to an event, for those whose event it is.")
doors.after_request(leave_no_copies)


@doors.put("/events/<uuid:event_id>/registration")
@doors.arguments(SignUpWords)
@doors.response(200, SignUpSchema)
@requires("steward")
def arrange_sign_up(words: dict[str, Any], event_id: UUID) -> tuple[SignUp, dict[str, str]]:
    """Say what people are asked who sign up, and whether for single dates or for all; needs If-Match."""
    asked = actions.arrange_sign_up(session(), event_id, words, expected=expected_version(), desk=_desk())
    return asked, {"ETag": tag(asked.version)}


@doors.get("/events/<uuid:event_id>/registrations")
@doors.response(200, RollsSchema)
@requires("steward")
def guests(event_id: UUID) -> dict[str, Any]:
    """List who comes and who waits, by date, with counts."""
    return _listed(event_id)


@doors.get("/events/<uuid:event_id>/registrations.csv")
@doors.says("text/csv")
@requires("steward")
def guests_as_csv(event_id: UUID) -> Response:
    """Return who comes and who waits as CSV."""
    return _file(as_csv(*as_table(_listed(event_id), zone=_city().time_zone)), "text/csv; charset=utf-8")


@doors.get("/events/<uuid:event_id>/registrations.xlsx")
@doors.says(XLSX)
@requires("steward")
def guests_as_workbook(event_id: UUID) -> Response:
    """Return who comes and who waits as a workbook."""
    return _file(as_workbook("Anmeldungen", *as_table(_listed(event_id), zone=_city().time_zone)), XLSX)


@doors.post("/events/<uuid:event_id>/guests")
@doors.arguments(GuestWords)
@doors.response(201, GuestSchema)
@requires("steward")
def add_by_hand(words: dict[str, Any], event_id: UUID) -> Registration:
    """Enter somebody who called or came by, if there is room; with an address she gets a mail, five a day at most."""
    guest = actions.add_by_hand(session(), event_id, Guest(**words), desk=_desk())
    if guest.email:
        limit_guests(guest.email)
    return guest


@doors.put("/events/<uuid:event_id>/registrations/<uuid:registration_id>/attendance")
@doors.arguments(AttendanceWords)
@doors.response(200, GuestSchema)
@requires("steward")
def tick_attendance(words: dict[str, Any], event_id: UUID, registration_id: UUID) -> Registration:
    """Note whether somebody came."""
    return actions.tick_attendance(session(), event_id, registration_id, words["came"], desk=_desk())


@doors.put("/events/<uuid:event_id>/registrations/<uuid:registration_id>/cancellation")
@doors.arguments(DismissalWords)
@doors.response(200, GuestSchema)
@requires("steward")
def dismiss(words: dict[str, Any], event_id: UUID, registration_id: UUID) -> Registration:
    """Take somebody off the list, with a note that is mailed to her; refused for whom the organisation entered."""
    return actions.dismiss(session(), event_id, registration_id, note=words["note"], desk=_desk())


@doors.put("/events/<uuid:event_id>/places")
@doors.arguments(PlacesWords)
@doors.response(200, RollsSchema)
@requires("steward")
def change_places(words: dict[str, Any], event_id: UUID) -> dict[str, Any]:
    """Say how many places a date has; those who wait move up."""
    actions.change_places(session(), event_id, words["date_id"], words["places"], desk=_desk())
    return _listed(event_id)


@doors.post("/events/<uuid:event_id>/messages")
@doors.arguments(MessageWords)
@doors.response(202, SentSchema)
@requires("steward")
def write_to_all(words: dict[str, Any], event_id: UUID) -> dict[str, int]:
    """Write to everybody who signed up and comes, in mails that show no other address; three times a day at most."""
    letters = actions.write_to_all(session(), event_id, words["date_id"], words["text"], desk=_desk())
    limit_messages(event_id)
    return {"letters": letters}


@doors.get("/figures/attendance")
@doors.response(200, AttendanceFiguresSchema)
@public
def attendance() -> tuple[dict[str, Any], dict[str, str]]:
    """Count who signed up and who came, by month; fewer than five people are told to editors alone."""
    least = 0 if caller().is_editor else rolls.LEAST_SHOWN
    items = rolls.months(session(), zone=_city().time_zone, least=least)
    return {"items": items}, {"Cache-Control": "private, no-store" if caller().is_editor else "public, max-age=60"}


def _listed(event_id: UUID) -> dict[str, Any]:
    session().flush()
    event, found = actions.list_of(session(), event_id, desk=_desk())
    asked = registrations.sign_up(session(), event.id)
    about = {name: getattr(asked, name) for name in ("questions", "whole_series", "most_people", "version")}
    shown = [rolls.shown(roll, event, people) for roll, people in found]
    named = {"event_id": event.id, "slug": event.slug, "title": event.title, "all_day": event.all_day}
    return {**about, **named, "rolls": shown}


def _file(made: bytes, kind: str) -> Response:
    return Response(made, content_type=kind)


def _desk() -> Desk:
    return Desk(caller=caller(), post=post(), now=clock.now())


def _city() -> City:
    known: City = current_app.extensions["city"]
    return known
