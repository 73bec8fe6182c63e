"""The calendar to take along: one event or all that fits for calendar programs, and a month on paper."""

from datetime import timedelta

from flask import Blueprint, Response, request, url_for

from services.kit.auth import public
from services.website import times
from services.website.calendar import stretches
from services.website.calendar.stretches import Stretch
from services.website.clients.asking import File, Words
from services.website.language import _
from services.website.lists import event_choices
from services.website.pages.calendar import by_day, in_districts, without_range
from services.website.site import site

pages = Blueprint("calendar_files", __name__)
_ICS = "text/calendar; charset=utf-8"
_OF_A_PAGE = {"page", "size", "sort"}
_PORTION, _MOST = 100, 500


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


@pages.get("/termine/programm.pdf")
@public
def programme_to_print() -> Response:
    """Return the programme of a month, or of the days chosen, as a PDF with the filters of the list."""
    # Whoever never prints need not hold what draws PDFs in memory.
    from services.website.drawing import programme  # noqa: PLC0415

    search = event_choices.events(request.args)
    days = stretches.stretch(request.args, search)
    if not days.asked and not any(search.chosen(name) for name in ("wann", "von", "bis")):
        days = stretches.stretch({"monat": f"{times.today():%Y-%m}"}, search)
    asked = asked_for(days)
    dates, total = _portions({**asked, "long": "false"})
    long, long_total = _portions({**asked, "long": "true"})
    address = search.without("ansicht", path=url_for("calendar.dates"), **days.beside)
    made = programme.printed(
        programme.Programme(
            city=site().city.name,
            title=_("Events in %(month)s", month=days.title) if days.month else days.title,
            choices=[chip.label for chip in search.chips()],
            days=by_day(dates, days),
            long=long,
            left_out=total + long_total - len(dates) - len(long),
            address=site().settings.site_url.rstrip("/") + address,
        )
    )
    response = Response(made, content_type="application/pdf")
    response.headers["Cache-Control"] = "public, max-age=300"
    # Sentences inside of f-strings are not found by who collects them for translation.
    called = _("programme")
    response.headers["Content-Disposition"] = f'inline; filename="{called}-{days.since.isoformat()}.pdf"'
    return response


def _portions(asked: Words) -> tuple[list[Words], int]:
    """Return the dates that fit, as many as one may carry home, and how many there are."""
    dates: list[Words] = []
    for page in range(1, _MOST // _PORTION + 1):
        found = site().events.dates({**asked, "page": page, "size": _PORTION})
        dates += found["items"]
        if len(dates) >= found["total"]:
            break
    return dates, found["total"]


def asked_for(days: Stretch | None = None) -> Words:
    """Return what is asked of a whole list with the filters of its page, and its days unless others are given."""
    search = event_choices.events(request.args)
    days = days or stretches.stretch(request.args, search)
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


def _answered(file: File, name: str) -> Response:
    response = Response(file.body, status=304 if file.is_known else 200, content_type=_ICS)
    response.headers["Cache-Control"] = "public, max-age=300"
    if file.etag:
        response.headers["ETag"] = file.etag
    if name:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
