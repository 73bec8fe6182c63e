"""The door for those who look around."""

from datetime import date
from typing import Any

import orjson
from flask import Response, g

from events_service.actions.events import NotYourOrganisation, may_change
from events_service.api.asking import midnight, today, wish_of, zone
from events_service.api.counting import kept_counts, version_today
from events_service.queries import catalogue
from events_service.queries.listing import counts, months, pages
from events_service.queries.listing.pages import Page
from events_service.queries.listing.wishes import LONG, Wish
from events_service.rules.schedule import EARLIEST_YEAR, LATEST_YEAR
from events_service.rules.when import days_of_month, month_of
from events_service.schemas.listing import DatesSchema, EventsArgs, FiguresSchema, FilterArgs, MonthSchema, YearsSchema
from services.kit.answers import kept_under
from services.kit.auth import caller, public
from services.kit.doors import Doors, session
from services.kit.errors import NotFound
from services.kit.web_json import json_answer

doors = Doors("calendar", __name__, url_prefix="/v1", description="Dates in a range of time, and figures.")

_MOST_LONG = 20


class NoSuchMonth(NotFound):
    """There is no such month in the calendar. A month is written like 2036-03."""


@doors.get("/events")
@kept_under(version_today)
@doors.arguments(EventsArgs, location="query")
@doors.response(200, DatesSchema)
@public
def dates(args: dict[str, Any]) -> Response:
    """List dates, the next one first; from today on unless `from` or `when` says otherwise."""
    wish, page = wish_of(args), Page(args["page"], args["size"], latest_first=args["sort"] == "latest")
    if wish.state != "published":
        return _unpublished(wish, page)
    return json_answer(_page(wish, page, kept_counts(g.version, wish)))


@doors.get("/months/<month>")
@kept_under(version_today)
@doors.arguments(FilterArgs, location="query")
@doors.response(200, MonthSchema)
@public
def month(args: dict[str, Any], month: str) -> Response:
    """Show a month by day: how many dates each has, and the first of them; what lasts over thirty days stands apart."""
    days = _days(month)
    asked = {**args, "begins_on": days[0], "ends_on": days[-2]}
    return json_answer(_month(days, asked))


@doors.get("/years")
@kept_under(version_today)
@doors.response(200, YearsSchema)
@public
def years() -> Response:
    """Count the dates of each year that were public until today, the latest year first."""
    return json_answer({"items": catalogue.years(session(), now=midnight(today()), zone=zone())})


@doors.get("/figures")
@kept_under(version_today)
@doors.response(200, FiguresSchema)
@public
def figures() -> Response:
    """Count events to come, and dates of this year."""
    return json_answer(catalogue.figures(session(), now=midnight(today()), zone=zone()))


def _unpublished(wish: Wish, page: Page) -> Response:
    """Return dates of drafts or withdrawn events, to those who look after the organisation that was asked for."""
    allowed = caller().is_editor or (wish.organisation_id and may_change(session(), caller(), wish.organisation_id))
    if not allowed:
        raise NotYourOrganisation
    response = json_answer(_page(wish, page, counts.counts(session(), wish)))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _page(wish: Wish, page: Page, counted: dict[str, Any]) -> bytes:
    items = pages.dates(session(), wish, page, total=counted["total"])
    return orjson.dumps({**counted, "items": orjson.Fragment(items), "page": page.number, "size": page.size})


def _days(month: str) -> list[date]:
    """Return the days of a month, and the first of the next; refused with `NoSuchMonth`."""
    try:
        first = month_of(month)
    except ValueError:
        raise NoSuchMonth from None
    if not EARLIEST_YEAR <= first.year <= LATEST_YEAR:
        raise NoSuchMonth
    return days_of_month(first)


def _month(days: list[date], asked: dict[str, Any]) -> bytes:
    short, long = (wish_of({**asked, "long": is_long}) for is_long in (False, True))
    midnights = [midnight(day) for day in days]
    shown = months.days(session(), short, midnights, earliest=midnights[0] - LONG)
    lasting = kept_counts(g.version, long)
    words = {
        "month": f"{days[0]:%Y-%m}",
        **kept_counts(g.version, short),
        "days": orjson.Fragment(shown),
        "long": orjson.Fragment(pages.dates(session(), long, Page(size=_MOST_LONG), total=lasting["total"])),
        "long_total": lasting["total"],
    }
    return orjson.dumps(words)
