"""The door for those who look around."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, current_app

from events_service.actions.events import NotYourOrganisation, may_change
from events_service.queries import catalogue, listing
from events_service.queries.events import organisation_id
from events_service.queries.listing import Wish
from events_service.schemas import DatesSchema, EventsArgs, FiguresSchema
from services.kit import clock
from services.kit.auth import caller, public
from services.kit.doors import Doors, session
from services.kit.etags import versioned
from services.kit.web_json import json_bytes

doors = Doors("calendar", __name__, url_prefix="/v1", description="Dates in a range of time, and figures.")

_NOBODY = UUID(int=0)
_SAME = ("q", "category", "district", "mode", "with_children", "wheelchair", "free", "state", "page", "size")


@doors.get("/events")
@doors.arguments(EventsArgs, location="query")
@doors.response(200, DatesSchema)
@public
def dates(args: dict[str, Any]) -> Response:
    """List dates, the next one first; from today on unless `from` says otherwise."""
    wish = _wish(args)
    if wish.state != "published":
        return _unpublished(wish)
    # Without `from` the answer is another one tomorrow.
    return versioned(f"{catalogue.version(session())} {wish.begins_at}", lambda: listing.dates(session(), wish))


@doors.get("/figures")
@doors.response(200, FiguresSchema)
@public
def figures() -> Response:
    """Count events to come, and dates of this year."""
    today = _midnight(_today())
    known = f"{catalogue.version(session())} {today}"
    return versioned(known, lambda: json_bytes(catalogue.figures(session(), now=today, zone=_zone())))


def _unpublished(wish: Wish) -> Response:
    """Return dates of drafts or withdrawn events, to those who look after the organisation that was asked for."""
    allowed = caller().is_editor or (wish.organisation_id and may_change(session(), caller(), wish.organisation_id))
    if not allowed:
        raise NotYourOrganisation
    response = Response(listing.dates(session(), wish), mimetype="application/json")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _wish(args: dict[str, Any]) -> Wish:
    last: date | None = args["ends_on"]
    ref: str | None = args["organisation"]
    begins_at = _midnight(args["begins_on"] or _today())
    return Wish(
        begins_at=begins_at,
        # A range that ends before it begins is empty, and no mistake.
        ends_at=max(begins_at, _midnight(last + timedelta(days=1))) if last else None,
        organisation_id=(organisation_id(session(), ref) or _NOBODY) if ref else None,
        **{name: args[name] for name in _SAME},
    )


def _today() -> date:
    return clock.now().astimezone(_zone()).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), _zone())


def _zone() -> ZoneInfo:
    zone: ZoneInfo = current_app.extensions["city"].time_zone
    return zone
