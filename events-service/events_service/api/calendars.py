"""The door for calendars that people subscribe to: one event, or all that fits a question."""

from datetime import date, timedelta
from typing import Any

from flask import Flask, Response, current_app, g

from events_service.actions import calendar_entries as actions
from events_service.api.asking import today, wish_of
from events_service.api.counting import found
from events_service.queries import catalogue
from events_service.queries import events as queries
from events_service.queries.events import NoSuchEvent
from events_service.queries.listing.wishes import Wish
from events_service.rules.calendars import KeptBlocks
from events_service.rules.entries import Publisher
from events_service.schemas.listing import RangeArgs
from services.kit.answers import AnswerCache, kept_under, versioned
from services.kit.auth import public
from services.kit.doors import Doors, database, session

doors = Doors("calendars", __name__, url_prefix="/v1", description="Events for people's own calendars.")

ICS = "text/calendar"
_CONTENT_TYPE = f"{ICS}; charset=utf-8"
_MAX_AGE = 300
_MOST_BYTES = 8 * 2**20


def register(app: Flask) -> None:
    """Keep what this process joined last, and of what: thousands ask for the same few, again and again."""
    app.extensions["feeds"], app.extensions["blocks"] = AnswerCache(_MOST_BYTES), KeptBlocks()
    app.extensions["publisher"] = Publisher(app.extensions["city"], app.extensions["settings"].site_url)


def _version() -> str:
    """Return the version of all feeds: without `from` they begin with last month, and so change with it."""
    return f"{catalogue.version(database())} {_last_month()} {_publisher().mark}"


@doors.get("/events.ics")
@kept_under(_version, max_age=_MAX_AGE, kind=_CONTENT_TYPE, shelf="feeds")
@doors.arguments(RangeArgs, location="query")
@doors.says(ICS)
@public
def feed(asked: dict[str, Any]) -> Response:
    """Return all events that fit, each with all of its dates; from last month on unless `from` or `when` says so."""
    wish = wish_of({**asked, "begins_on": asked["begins_on"] or _last_month()})
    response = Response(_joined(wish), mimetype=ICS)
    if asked["when"]:
        # As seen from today, it is another one tomorrow, although nothing changes.
        response.headers["Cache-Control"] = f"public, max-age={_MAX_AGE}"
    return response


def _joined(wish: Wish) -> bytes:
    touched, kept = found(g.version, wish).touched, current_app.extensions["blocks"]
    return actions.feed(session(), touched, kept, name=_name(wish), publisher=_publisher())


def _last_month() -> date:
    """Return when last month began. From today on, what has just been would vanish from people's calendars."""
    return (today().replace(day=1) - timedelta(days=1)).replace(day=1)


@doors.get("/events/<ref>.ics")
@doors.says(ICS)
@public
def single(ref: str) -> Response:
    """Return one event with all of its dates."""
    event = queries.event_by_ref(session(), ref)
    if not event.is_published:
        raise NoSuchEvent
    known = f"{event.id} {event.version} {catalogue.version(database())} {_publisher().mark}"

    def make() -> bytes:
        return actions.single(session(), event.id, name=event.title, publisher=_publisher())

    response = versioned(known, make, max_age=_MAX_AGE, mimetype=ICS)
    response.headers["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return response


def _name(wish: Wish) -> str:
    """Return what a calendar is called among the others of who subscribed to it."""
    city: str = current_app.extensions["city"].name
    name = wish.organisation_id and queries.public_name(session(), wish.organisation_id)
    return f"{name} – {city}" if name else city


def _publisher() -> Publisher:
    publisher: Publisher = current_app.extensions["publisher"]
    return publisher
