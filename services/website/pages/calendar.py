"""The calendar: dates by day, and one event with all of its dates."""

from datetime import date, timedelta
from itertools import groupby

from flask import Blueprint, render_template, request

from services.kit.auth import public
from services.kit.client import Refused
from services.website import choices, times
from services.website.clients.asking import Words, calmly
from services.website.site import site

pages = Blueprint("calendar", __name__)
_DATES_A_PAGE = 30
_YEARS_AHEAD = 5


@pages.get("/termine")
@public
def dates() -> str:
    """List coming dates by day, for a chosen month or from today on."""
    search = choices.events(request.args)
    month = _month(request.args.get("monat", ""))
    found = site().events.dates({**search.asked(), **_range(month), "size": _DATES_A_PAGE})
    days = _by_day(found["items"], since=max(month or times.today(), times.today()))
    return render_template("events.html", search=search, found=found, days=days, **_months(month))


@pages.get("/termine/<slug>")
@public
def event(slug: str) -> str:
    """Show one event."""
    found = site().events.event(slug)
    return render_template("event.html", event=found, project=_project(found.get("project_id")))


def _project(project_id: str | None) -> Words | None:
    if not project_id:
        return None
    try:
        return calmly(lambda: site().directory.project(project_id))
    except Refused:
        return None


def _by_day(items: list[Words], *, since: date) -> list[tuple[date, list[Words]]]:
    """Group dates by day; what began earlier and still goes on stands on the first day."""
    by_day = groupby(items, key=lambda each: max(times.moment(each["starts_at"]).date(), since))
    return [(day, list(dates)) for day, dates in by_day]


def _month(text: str) -> date | None:
    """Read a month to come, such as 2026-05; anything else means from today on."""
    this = times.today().replace(day=1)
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return month if this <= month and month.year <= this.year + _YEARS_AHEAD else None


def _range(month: date | None) -> dict[str, str]:
    if month is None:
        return {}
    return {"from": max(month, times.today()).isoformat(), "to": (_next(month) - timedelta(days=1)).isoformat()}


def _months(chosen: date | None) -> dict[str, date | None]:
    """Return the chosen month, and those before and after it that are worth a link."""
    this = times.today().replace(day=1)
    shown = chosen or this
    earlier = (shown - timedelta(days=1)).replace(day=1)
    return {"month": chosen, "earlier": earlier if earlier >= this else None, "later": _next(shown)}


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
