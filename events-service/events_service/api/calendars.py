"""The door for calendars that people subscribe to: one event, or all that fits a question."""

from datetime import timedelta
from typing import Any

import orjson
from flask import Flask, Response, current_app

from events_service.actions import calendar_entries as actions
from events_service.api.asking import today, wish_of
from events_service.queries import catalogue
from events_service.queries import events as queries
from events_service.queries.events import NoSuchEvent
from events_service.queries.listing.wishes import Wish
from events_service.rules.entries import Publisher
from events_service.schemas.listing import RangeArgs
from services.kit.answers import versioned
from services.kit.auth import public
from services.kit.doors import Doors, database, session
from services.kit.kept_files import KeptFiles

doors = Doors("calendars", __name__, url_prefix="/v1", description="Events for people's own calendars.")

ICS = "text/calendar"
_MAX_AGE = 300


def register(app: Flask) -> None:
    """Keep the calendars that this process made last: thousands ask for the same few, again and again."""
    app.extensions["calendars"] = KeptFiles()


@doors.get("/events.ics")
@doors.arguments(RangeArgs, location="query")
@doors.says(ICS)
@public
def feed(asked: dict[str, Any]) -> Response:
    """Return all events that fit, each with all of its dates; from last month on unless `from` or `when` says so."""
    # Not from today on: what has just been would vanish from people's calendars, and the answer change every day.
    since = (today().replace(day=1) - timedelta(days=1)).replace(day=1)
    wish = wish_of({**asked, "begins_on": asked["begins_on"] or since})
    version = catalogue.version(database())
    key = orjson.dumps([version, vars(wish)], default=str).decode()
    calendars: KeptFiles = current_app.extensions["calendars"]

    def make() -> bytes:
        return calendars.get(key, lambda: actions.feed(session(), wish, name=_name(wish), publisher=_publisher()))

    return versioned(f"{version} {wish.begins_at}", make, max_age=_MAX_AGE, mimetype=ICS)


@doors.get("/events/<ref>.ics")
@doors.says(ICS)
@public
def single(ref: str) -> Response:
    """Return one event with all of its dates."""
    event = queries.event_by_ref(session(), ref)
    if not event.is_published:
        raise NoSuchEvent
    known = f"{event.id} {event.version} {catalogue.version(database())}"

    def make() -> bytes:
        return actions.single(session(), event.id, name=event.title, publisher=_publisher())

    response = versioned(known, make, max_age=_MAX_AGE, mimetype=ICS)
    response.headers["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return response


def _name(wish: Wish) -> str:
    """Return what a calendar is called among the others of who subscribed to it."""
    city: str = current_app.extensions["city"].name
    names = queries.organisation_names(session(), [wish.organisation_id] if wish.organisation_id else [])
    return " – ".join([*names.values(), city])


def _publisher() -> Publisher:
    return Publisher(current_app.extensions["city"], current_app.extensions["settings"].site_url)
