"""The calendar: dates by day or as a month, what lasts long, what has been, and one event with all of its dates."""

from collections.abc import Callable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.kit.auth import public
from services.kit.client import Refused
from services.kit.months import next_month
from services.website import times
from services.website.calendar import month_table, stretches
from services.website.calendar.stretches import Stretch
from services.website.clients.asking import Words, calmly
from services.website.drawing import maps
from services.website.forms.form import Filled
from services.website.kept_pages import for_all
from services.website.lists import event_choices
from services.website.lists.filters import Search
from services.website.pages import signup
from services.website.site import site

pages = Blueprint("calendar", __name__)
DATES_A_PAGE = 30
_NEAREST = 3
_LONG = 10
_RANGE = ("when", "from", "to", "sort")
_NOTHING: Words = {"items": [], "total": 0, "facets": {}}


@pages.get("/termine")
@public
@for_all
def dates() -> ResponseReturnValue:
    """List dates by day, or show a month as a table; from today on unless other days are chosen."""
    search = event_choices.events(request.args)
    days = stretches.stretch(request.args, search)
    search.beside = dict(days.beside)
    asked = in_districts(search.asked())
    if asked is not None:
        # A month that is chosen counts for more than a few days that were chosen before.
        asked = {**asked, **days.asked} if not days.asked else {**without_range(asked), **days.asked}
    if "monat" in search.chosen("ansicht"):
        return _month(search, days, asked)
    return _list(search, days, asked)


@pages.get("/termine/<slug>")
@public
@for_all
def event(slug: str) -> str:
    """Show one event."""
    found = site().events.event(slug)
    directory = site().directory
    return render_template(
        "event.html",
        event=found,
        project=_linked(directory.project, found.get("project_id")),
        offer=_linked(directory.offer, found.get("offer_id")),
        map=maps.drawn([found], site().city.districts, kind="event"),
        signup=signup.about(found),
        signup_form=Filled(),
        access_names=event_choices.ACCESS,
        event_kinds=event_choices.KINDS,
    )


def _list(search: Search, days: Stretch, asked: Words | None) -> ResponseReturnValue:
    found = _dates({**asked, "long": "false", "size": DATES_A_PAGE}) if asked else _NOTHING
    if last := search.beyond(found["total"], DATES_A_PAGE):
        return redirect(last)
    long = _dates({**asked, "long": "true", "page": 1, "size": _LONG}) if asked and search.page == 1 else _NOTHING
    return render_template(
        "events.html",
        search=search,
        stretch=days,
        found=found,
        long=long,
        days=by_day(found["items"], days),
        map=_map(search, found, asked["district"]) if asked and "karte" in search.chosen("ansicht") else None,
        nearest=_nearest(asked) if asked and not found["total"] and not long["total"] else [],
        years=calmly(site().events.years) if days.is_over else None,
        **_months(days.month),
    )


def _month(search: Search, days: Stretch, asked: Words | None) -> str:
    month = days.month or times.today()
    words = {name: value for name, value in (asked or {}).items() if name not in {*_RANGE, "page", "size"}}
    found = site().events.month(f"{month:%Y-%m}", words) if asked is not None else None
    empty = [{"total": 0, "items": []}] * 31
    return render_template(
        "month.html",
        search=search,
        stretch=days,
        found=found or _NOTHING,
        weeks=month_table.weeks(month, found["days"] if found else empty, site().city),
        long={"items": found["long"], "total": found["long_total"]} if found else _NOTHING,
        nearest=_nearest(asked) if asked and found and not found["total"] else [],
        **_months(month),
    )


def _dates(asked: Mapping[str, Any]) -> Words:
    return site().events.dates(asked)


def _nearest(asked: Words) -> list[Words]:
    """Return what comes closest where nothing was found: the same at another time, or else anything that is on."""
    wider: list[Words] = [{**without_range(asked), "page": 1}, {}]
    for words in wider:
        if found := _dates({**words, "size": _NEAREST})["items"]:
            return list(found)
    return []


def without_range(asked: Words) -> Words:
    """Return a question without the days it is about."""
    return {name: value for name, value in asked.items() if name not in _RANGE}


def in_districts(asked: Words) -> Words | None:
    """Return the question with the districts near a post code: many events say no more. None if none is left."""
    near, within = asked.pop("near"), asked.pop("within")
    if not near:
        return asked
    within_km = float(within[0]) if within else maps.USUAL_KM
    left = maps.near(site().city.districts, near[0], within_km, only=asked["district"])
    return asked | {"district": left} if left else None


def _map(search: Search, found: Words, only: list[str]) -> maps.Map:
    # Dates say their districts, not always their places.
    return maps.counted(search, found, site().city.districts, kind="event", only=only)


def _linked(ask: Callable[[str], Words], known_id: str | None) -> Words | None:
    """Return what an event belongs to, if that is public."""
    if not known_id:
        return None
    try:
        return calmly(lambda: ask(known_id))
    except Refused:
        return None


def by_day(items: list[Words], days: Stretch) -> list[tuple[date, list[Words]]]:
    """Group dates by day; what began earlier and still goes on stands on the first day."""
    grouped = groupby(items, key=lambda each: max(times.moment(each["starts_at"]).date(), days.since))
    return [(day, list(dates)) for day, dates in grouped]


def _months(chosen: date | None) -> dict[str, date | None]:
    """Return the chosen month, and those before and after it."""
    this = times.today().replace(day=1)
    earlier, later = stretches.around(chosen or this)
    return {"month": chosen, "earlier": earlier, "later": later, "coming": next_month(this)}
