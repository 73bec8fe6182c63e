"""The desk of editors: all figures of a year, of one topic or district, as charts, table and printed report."""

from flask import Blueprint, Response, render_template, url_for

from services.kit.auth import requires
from services.kit.errors import NotFound
from services.website import reports
from services.website.language import _
from services.website.pages.figures import as_table, category_asked, district_asked, year_asked, years
from services.website.reports import Report
from services.website.signed_in import editors_token
from services.website.site import site

pages = Blueprint("desk_figures", __name__, url_prefix="/eintragen/zahlen")


@pages.get("")
@requires("person")
def show() -> str:
    """Show all figures of a year."""
    return render_template("desk/figures.html", report=_report(year_asked()), years=years())


@pages.get("/tabelle.csv")
@requires("person")
def table() -> Response:
    """Return the same numbers as a table."""
    return _for_editors(as_table(_report(year_asked())))


@pages.get("/<int:year>.pdf")
@requires("person")
def printed(year: int) -> Response:
    """Return the same numbers as a report to print."""
    if year not in years():
        raise NotFound
    # Whoever never prints need not hold what draws PDFs in memory.
    from services.website.drawing import yearly_report  # noqa: PLC0415

    address = site().settings.site_url.rstrip("/") + url_for("desk_figures.show")
    made = yearly_report.printed(_report(year), city=site().city.name, address=address)
    response = Response(made, content_type="application/pdf")
    called = _("figures")
    response.headers["Content-Disposition"] = f'inline; filename="{called}-{year}.pdf"'
    return _for_editors(response)


def _report(year: int) -> Report:
    return reports.report(year, category=category_asked(), district=district_asked(), token=editors_token)


def _for_editors(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    return response
