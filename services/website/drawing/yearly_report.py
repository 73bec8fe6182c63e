"""The yearly report: all figures of a year with their meaning as a PDF, the same numbers as on the page."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.website import times
from services.website.drawing.paper import MUTED, Look, Paper
from services.website.language import _
from services.website.reports import Report, in_words, part_name

_CITY = Look("text", "B", 11, 6, MUTED)
_HEAD = Look("head", "", 26, 11)
_LEAD = Look("text", "", 11, 5.5, MUTED)
_SECTION = Look("head", "", 16, 9)
_NAME = Look("text", "B", 12, 6)
_MEANING = Look("text", "", 9.5, 4.6, MUTED)
_NUMBERS = Look("text", "", 10.5, 5.2)
_ROOM = 34.0
_UNBROKEN = "\N{NO-BREAK SPACE}"


def printed(report: Report, *, city: str, address: str) -> bytes:
    """Return a report as a PDF of A4 pages, tagged with its language and title."""
    title = _("Figures of %(year)s", year=report.year)
    paper = Paper(city=city, title=title, address=address)
    try:
        _write(paper, report, city, title)
        return bytes(paper.output())
    finally:
        paper.close_types()


def _write(paper: Paper, report: Report, city: str, title: str) -> None:
    paper.add_page()
    paper.put(_CITY, city, paper.epw)
    paper.put(_HEAD, title, paper.epw)
    if report.choices:
        paper.put(_LEAD, ", ".join(report.choices), paper.epw)
    if report.upto:
        counted = _("Counted up to %(day)s.", day=times.day(report.upto, _("EEEE d MMMM y")))
        paper.put(_LEAD, counted, paper.epw)
    paper.put(_LEAD, _("Numbers of people under five are not shown, and their sums are rounded to fives."), paper.epw)
    for _key, heading, figures in report.sections:
        _section(paper, heading, figures)


def _section(paper: Paper, heading: str, figures: Sequence[Mapping[str, Any]]) -> None:
    if paper.will_page_break(_ROOM):
        paper.add_page()
    paper.ln(4)
    paper.rule()
    paper.put(_SECTION, heading, paper.epw)
    for figure in figures:
        _figure(paper, figure)


def _figure(paper: Paper, figure: Mapping[str, Any]) -> None:
    if paper.will_page_break(_ROOM):
        paper.add_page()
    paper.put(_NAME, f"{figure['name']}: {in_words(figure['total'], figure)}", paper.epw)
    paper.put(_MEANING, figure["meaning"], paper.epw)
    months = [_counted(times.day(f"{each['key']}-01", "LLLL"), each, figure) for each in figure["periods"]]
    for numbers in (months, _parts(figure, "categories"), _parts(figure, "districts")):
        if numbers:
            paper.put(_NUMBERS, " · ".join(numbers), paper.epw)
    paper.ln(2)


def _parts(figure: Mapping[str, Any], name: str) -> list[str]:
    """Return how much falls to each part; on paper those of which there is nothing are left out."""
    some = [each for each in figure[name] if each["value"] != 0]
    return [_counted(part_name(each["key"], figure), each, figure) for each in some]


def _counted(name: str, number: Mapping[str, Any], figure: Mapping[str, Any]) -> str:
    """Say a number with its name; a line never ends between the two."""
    return f"{name}: {in_words(number, figure)}".replace(" ", _UNBROKEN)
