"""The doors for those who want to come: sign up, confirm, accept, bring fewer, cancel; no account is needed."""

from typing import Any
from uuid import UUID

from flask import current_app

from events_service.actions import registering as actions
from events_service.actions.registering import Wish
from events_service.actions.seat_letters import Post
from events_service.api.limits import limit_sign_ups
from events_service.models import Event, Registration
from events_service.queries import events, rolls
from events_service.queries import registrations as queries
from events_service.queries.events import NoSuchEvent
from events_service.rules.registrations import Door
from events_service.schemas.registrations import (
    FewerWords,
    MailedSchema,
    OwnRegistrationSchema,
    RegistrationWords,
    ReminderWords,
    SigningUpSchema,
)
from events_service.settings import Settings
from services.city import City
from services.kit import clock
from services.kit.addresses import address_hint
from services.kit.auth import public
from services.kit.doors import Doors, leave_no_copies, session
from services.kit.privacy.forgotten import check_still_here
from services.kit.sealed_links import LinkRefused
from services.kit.shown_links import LINK, shown_link

doors = Doors("registrations", __name__, url_prefix="/v1", description="Signing up for events, without an account.")
_MAILED = {"state": "mailed"}
doors.after_request(leave_no_copies)


@doors.get("/events/<ref>/registration")
@doors.response(200, SigningUpSchema)
@public
def signing_up(ref: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Show how one signs up for an event, and how full its dates are."""
    event = events.event_by_ref(session(), ref)
    if not event.is_published:
        raise NoSuchEvent
    now, asked = clock.now(), queries.sign_up(session(), event.id)
    days = rolls.standings(session(), event, zone=_city().time_zone, now=now)
    dates = [_standing(event, day) for day in days]
    words = {name: getattr(asked, name) for name in ("questions", "whole_series", "most_people", "version")}
    about = {"event_id": event.id, "slug": event.slug, "title": event.title, "waiting_list": event.waiting_list}
    return {**words, **about, "dates": dates, "door": _best(dates)}, {"Cache-Control": "public, max-age=5"}


@doors.post("/events/<uuid:event_id>/registrations")
@doors.arguments(RegistrationWords)
@doors.response(202, MailedSchema)
@public
def request_seat(words: dict[str, Any], event_id: UUID) -> dict[str, str]:
    """Mail a link to confirm that one wants to come; the answer is the same for every address."""
    limit_sign_ups(words["email"])
    actions.request_seat(session(), event_id, _wish(words), post=post(), now=clock.now())
    return _MAILED


@doors.post("/events/<uuid:event_id>/reminders")
@doors.arguments(ReminderWords)
@doors.response(202, MailedSchema)
@public
def request_reminders(words: dict[str, Any], event_id: UUID) -> dict[str, str]:
    """Mail a link to confirm that one wants to be reminded of an event, without signing up for it."""
    limit_sign_ups(words["email"])
    actions.request_reminders(session(), event_id, _wish(words), post=post(), now=clock.now())
    return _MAILED


@doors.get("/registration")
@doors.response(200, OwnRegistrationSchema)
@doors.doc(security=LINK)
@public
def own_registration() -> dict[str, Any]:
    """Show what a link from a mail is about; nothing happens by looking."""
    return _own(queries.registration(session(), _linked("seat", "confirm")))


@doors.put("/registration/confirmation")
@doors.response(200, OwnRegistrationSchema)
@doors.doc(security=LINK)
@public
def confirm() -> dict[str, Any]:
    """Say that one wants to come: gives a seat, or a place in the line; said twice, nothing more happens."""
    return _own(actions.confirm(session(), _linked("confirm"), post=post(), now=clock.now()))


@doors.put("/registration/acceptance")
@doors.response(200, OwnRegistrationSchema)
@doors.doc(security=LINK)
@public
def accept() -> dict[str, Any]:
    """Take the seat that is held for one who moved up from the waiting list."""
    return _own(actions.accept(session(), _linked("seat"), post=post(), now=clock.now()))


@doors.put("/registration/cancellation")
@doors.response(200, OwnRegistrationSchema)
@doors.doc(security=LINK)
@public
def cancel() -> dict[str, Any]:
    """Give one's seat, place in the line or reminders back; the next in the line moves up."""
    return _own(actions.cancel(session(), _linked("seat"), post=post(), now=clock.now()))


@doors.put("/registration/people")
@doors.arguments(FewerWords)
@doors.response(200, OwnRegistrationSchema)
@doors.doc(security=LINK)
@public
def bring_fewer(words: dict[str, Any]) -> dict[str, Any]:
    """Say that fewer people come; the next in the line move up."""
    return _own(actions.bring_fewer(session(), _linked("seat"), words["people"], post=post(), now=clock.now()))


@doors.get("/registration/reminders")
@doors.response(200, OwnRegistrationSchema)
@doors.doc(security=LINK)
@public
def reminders() -> dict[str, Any]:
    """Show whose reminders a link for leaving would end, without ending them."""
    return _own(queries.registration(session(), _leaving()))


@doors.delete("/registration/reminders")
@doors.response(200, OwnRegistrationSchema)
@doors.doc(security=LINK)
@public
def end_reminders() -> dict[str, Any]:
    """Be reminded no more; such a link never runs out, and may be used again."""
    return _own(actions.end_reminders(session(), _leaving(), post=post(), now=clock.now()))


def post() -> Post:
    """Return whose links stand in letters of this city."""
    return Post(_settings().links, _city())


def _linked(*purposes: str) -> UUID:
    """Return what the link shown is about; refused with `NoLongerHere` when its person was erased."""
    about = _about(*purposes)
    check_still_here(session(), about)
    return about


def _about(*purposes: str) -> UUID:
    shown, links = shown_link(), _settings().links
    for purpose in purposes[:-1]:
        try:
            return links.about(purpose, shown)
        except LinkRefused:
            continue
    return links.about(purposes[-1], shown)


def _leaving() -> UUID:
    """Return whose reminders the link shown ends; one for looking after a seat will do."""
    try:
        about = _settings().links.leaving(shown_link())[0]
    except LinkRefused:
        return _linked("seat")
    check_still_here(session(), about)
    return about


def _wish(words: dict[str, Any]) -> Wish:
    spoken = words["language"] if words["language"] in _city().languages else _city().default_language
    return Wish(**{**words, "language": spoken})


def _standing(event: Event, day: rolls.Standing) -> dict[str, Any]:
    found = day.terms.door(clock.now())
    if found == Door.OPEN and not day.line.seats(1):
        found = Door.WAITING_LIST if event.waiting_list else Door.FULL
    full = {"places": day.line.places, "free": 0 if day.line.waiting else day.line.free}
    return {**vars(day), **full, "door": found, "closes_at": day.terms.closes_at, "opens_at": day.terms.opens_at}


def _best(dates: list[dict[str, Any]]) -> Door:
    """Return how the event as a whole stands: as its most welcoming date."""
    order = list(Door)
    return min((each["door"] for each in dates), key=order.index, default=Door.CLOSED)


def _own(registration: Registration) -> dict[str, Any]:
    session().flush()
    event = session().get_one(Event, registration.event_id)
    waits = registration.state == "waiting"
    return {
        **{name: getattr(registration, name) for name in ("state", "is_saved", "reminds", "people", "offer_until")},
        "place": queries.place_in_line(session(), registration) if waits else None,
        "email_hint": address_hint(registration.email) if registration.email else None,
        "event": event,
        **queries.hours_of(session(), registration, now=clock.now()),
        "door": Door.OPEN if event.is_published and event.status != "cancelled" else Door.CANCELLED,
    }


def _settings() -> Settings:
    known: Settings = current_app.extensions["settings"]
    return known


def _city() -> City:
    known: City = current_app.extensions["city"]
    return known
