"""What somebody asks of lists, feeds and files, understood in the same way at each of these doors."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import current_app

from events_service.queries.listing.wishes import CHOSEN, Wish
from events_service.queries.organisations import organisation_named
from events_service.rules.when import RANGES
from services.kit import clock
from services.kit.around import Around
from services.kit.doors import session

_NOBODY = UUID(int=0)
_SAME = (*CHOSEN, "q", "not_category", "not_district", "not_kind", "access", "age", "long")


def wish_of(asked: dict[str, Any]) -> Wish:
    """Return what is wished for; from today on unless a range is named."""
    begins_on, last = _range(asked)
    begins_at = midnight(begins_on)
    ref: str | None = asked["organisation"]
    return Wish(
        begins_at=begins_at,
        # A range that ends before it begins is empty, and no mistake.
        ends_at=max(begins_at, midnight(last + timedelta(days=1))) if last else None,
        organisation_id=(organisation_named(session(), ref) or _NOBODY) if ref else None,
        project_id=asked["project"],
        around=_around(asked),
        state=asked.get("state", "published"),
        **{name: asked[name] for name in _SAME},
    )


def today() -> date:
    """Return the day it is in the city."""
    return clock.now().astimezone(zone()).date()


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins in the city."""
    return datetime.combine(day, time(), zone())


def zone() -> ZoneInfo:
    """Return the city's time zone."""
    found: ZoneInfo = current_app.extensions["city"].time_zone
    return found


def _range(asked: dict[str, Any]) -> tuple[date, date | None]:
    if when := asked.get("when"):
        return RANGES[when](today())
    return asked.get("begins_on") or today(), asked.get("ends_on")


def _around(asked: dict[str, Any]) -> Around | None:
    if not asked["near"]:
        return None
    districts = current_app.extensions["city"].districts
    points = tuple((each.lat, each.lon) for each in districts if asked["near"] in each.post_codes)
    return Around(points, asked["within"])
