"""The door for those who look around."""

from datetime import date
from typing import Any

import orjson
from flask import Response, g

from events_service.actions.events import NotYourOrganisation, may_change
from events_service.api.asking import midnight, today, wish_of, zone
from events_service.api.counting import found, kept_cards, version_today
from events_service.queries import catalogue
from events_service.queries.listing import counts, pages
from events_service.queries.listing.cards import OF_A_DAY, OF_A_LIST
from events_service.queries.listing.finding import Found
from events_service.queries.listing.pages import Page
from events_service.queries.listing.wishes import Wish
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
_SHOWN = 4
"""So many dates of each day are shown in a month."""


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
    fits = found(g.version, wish)
    return json_answer(_page(page, fits.counts(), _items(fits, page)))


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
    counted = counts.counted_in_rows(session(), wish)
    response = json_answer(_page(page, counted, orjson.Fragment(pages.looked_up(session(), wish, page))))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _page(page: Page, counted: dict[str, Any], items: Any) -> bytes:
    return orjson.dumps({**counted, "items": items, "page": page.number, "size": page.size})


def _items(fits: Found, page: Page) -> list[orjson.Fragment]:
    numbers = fits.stretch.numbers(fits.left, size=page.size, offset=page.offset, latest_first=page.latest_first)
    cards = kept_cards(g.version, numbers, OF_A_LIST)
    return [cards[number] for number in numbers if number in cards]


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
    short = found(g.version, wish_of({**asked, "long": False}))
    long = short.lasting_long
    words = {
        "month": f"{days[0]:%Y-%m}",
        **short.counts(),
        "days": _shown(short, days[:-1]),
        "long": _items(long, Page(size=_MOST_LONG)),
        "long_total": long.total,
    }
    return orjson.dumps(words)


def _shown(fits: Found, days: list[date]) -> list[dict[str, Any]]:
    """Return how many dates each day has, and the first of them."""
    stretches = fits.days(days[0], days[-1])
    numbers = [each.numbers(fits.left, size=_SHOWN) for each in stretches]
    cards = kept_cards(g.version, list({number for day in numbers for number in day}), OF_A_DAY)
    return [
        {"total": stretch.count(fits.left), "items": [cards[number] for number in day if number in cards]}
        for stretch, day in zip(stretches, numbers, strict=True)
    ]
