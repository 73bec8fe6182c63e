"""The calendar for people's own calendars: one event, or all that fits what is chosen on the list."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, request

from services.kit.auth import public
from services.website import event_choices, stretches, times
from services.website.clients.events import CalendarFile
from services.website.pages.calendar import in_districts, without_range
from services.website.site import site

pages = Blueprint("calendar_files", __name__)
_ICS = "text/calendar; charset=utf-8"
_OF_A_PAGE = {"page", "size", "sort"}


@pages.get("/termine.ics")
@public
def filtered() -> Response:
    """Return all events that fit, to subscribe to; who has them already hears that nothing is new."""
    asked = {name: value for name, value in asked_for().items() if name not in _OF_A_PAGE}
    return _answered(site().events.calendar("/v1/events.ics", asked, known=_known()), "")


@pages.get("/termine/<slug>.ics")
@public
def single(slug: str) -> Response:
    """Return one event with all of its dates."""
    return _answered(site().events.single_calendar(slug, known=_known()), f"{slug}.ics")


def asked_for() -> dict[str, Any]:
    """Return what is asked of a whole list with the filters and days of its page."""
    search = event_choices.events(request.args)
    days = stretches.stretch(request.args, search)
    # Whoever subscribed to a group that is gone does not want the calendar of the whole city.
    is_known = all(search.chosen(name) for name in ("gruppe", "projekt") if request.args.get(name))
    asked = in_districts(search.asked()) if is_known else None
    if asked is None:
        # Nothing can fit, and days that end before they begin say so.
        today = times.today()
        return {"from": today.isoformat(), "to": (today - timedelta(days=1)).isoformat()}
    return {**without_range(asked), **days.asked} if days.asked else asked


def _known() -> str:
    return request.headers.get("If-None-Match", "")


def _answered(file: CalendarFile, name: str) -> Response:
    response = Response(file.body, status=304 if file.is_known else 200, content_type=_ICS)
    response.headers["Cache-Control"] = "public, max-age=300"
    if file.etag:
        response.headers["ETag"] = file.etag
    if name:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
