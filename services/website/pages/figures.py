"""The city's figures for everybody: a few, as a page and as a table."""

import csv
from io import StringIO

from flask import Blueprint, Response, render_template, request

from services.kit.auth import public
from services.website import reports, times
from services.website.language import _
from services.website.reports import Report
from services.website.site import site

pages = Blueprint("figures", __name__, url_prefix="/zahlen")
_EARLIER = 4


@pages.get("")
@public
def show() -> str:
    """Show a few figures of a year with their charts."""
    return render_template("figures.html", report=reports.report(year_asked()), years=years())


@pages.get("/tabelle.csv")
@public
def table() -> Response:
    """Return the same numbers as a table."""
    return as_table(reports.report(year_asked()))


def year_asked() -> int:
    """Return the year that an address names; any other means this year."""
    asked = request.args.get("jahr", type=int)
    return asked if asked in years() else times.today().year


def years() -> list[int]:
    """Return the years that may be chosen, the latest first."""
    return [times.today().year - number for number in range(_EARLIER + 1)]


def category_asked() -> str:
    """Return the topic that an address names, if there is such a one."""
    asked = request.args.get("thema", "")
    return asked if any(each.key == asked for each in site().city.categories) else ""


def district_asked() -> str:
    """Return the district that an address names, if there is such a one."""
    asked = request.args.get("stadtteil", "")
    return asked if site().city.district(asked) else ""


def as_table(found: Report) -> Response:
    """Return a report as a CSV table."""
    sheet = StringIO()
    writer = csv.writer(sheet, delimiter=";")
    writer.writerow([_("Figure"), _("Of"), _("How many there are")])
    writer.writerows(reports.rows(found))
    # Spreadsheets take it for what it is only with this mark.
    response = Response("\ufeff" + sheet.getvalue(), content_type="text/csv; charset=utf-8")
    called = _("figures")
    response.headers["Content-Disposition"] = f'attachment; filename="{called}-{found.year}.csv"'
    return response
