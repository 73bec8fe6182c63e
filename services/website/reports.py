"""The city's figures of a year, from all services: in sections, and each number in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.numbers import format_decimal

from services.website import times
from services.website.clients.asking import Words, calmly
from services.website.language import LOCALES, _, language, said
from services.website.site import site

SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("da", said("What there is"), ("organisations", "projects", "offers", "events")),
    (
        "neu",
        said("What came and what ended"),
        (
            *("organisations_new", "projects_new", "offers_new", "events_new"),
            *("organisations_ended", "projects_ended", "offers_ended", "events_ended", "dates_held"),
        ),
    ),
    ("menschen", said("People"), ("people", "people_new", "subscriptions", "subscriptions_new")),
    (
        "anfragen",
        said("Requests and placements"),
        ("contacts_received", "contacts_forwarded", "contacts_answered", "placements", "not_placed", "answer_hours"),
    ),
    ("mails", said("Mails"), ("mails", "newsletters")),
)
_UNDER_FIVE, _HIDDEN, _MISSING = "under_5", "hidden", "missing"
_NOT_SAID = "unknown"


@dataclass(frozen=True, kw_only=True)
class Report:
    """Figures of a year, perhaps of one topic or district; `gap` is true where a service could not be asked."""

    year: int
    upto: date | None
    sections: tuple[tuple[str, str, list[Words]], ...]
    gap: bool
    category: str = ""
    district: str = ""

    @property
    def figures(self) -> list[Words]:
        """Return all figures in their order."""
        return [each for _key, _title, figures in self.sections for each in figures]

    @property
    def choices(self) -> list[str]:
        """Return what it is narrowed to, in words."""
        return [part_name(each) for each in (self.category, self.district) if each]


def report(year: int, *, category: str = "", district: str = "", token: Callable[[str], str] = lambda _: "") -> Report:
    """Return the figures of a year; a service that is away is left out."""
    asked = {"from": f"{year}-01-01", "to": f"{year}-12-31", "category": category, "district": district}
    answers = [calmly(lambda name=name: _asked(name, asked, token)) for name in site().daily]  # type: ignore[misc]
    found = {each["key"]: each for answer in answers if answer for each in answer["figures"]}
    counted = [answer["to"] for answer in answers if answer and answer["figures"]]
    sections = tuple(
        (key, _(title), [found[name] for name in names if name in found]) for key, title, names in SECTIONS
    )
    return Report(
        year=year,
        upto=date.fromisoformat(min(counted)) if counted else None,
        sections=tuple(each for each in sections if each[2]),
        gap=None in answers,
        category=category,
        district=district,
    )


def in_words(number: Mapping[str, Any], figure: Mapping[str, Any]) -> str:
    """Say a number: as it is, that it is small, or that it is not shown."""
    if number["shown"] == _UNDER_FIVE:
        return _("under 5")
    if number["shown"] == _HIDDEN:
        return _("not shown")
    if number["shown"] == _MISSING or number["value"] is None:
        return "–"
    value = format_decimal(number["value"], locale=LOCALES[language()])
    return _("%(n)s hours", n=value) if figure["sort"] == "median" else value


def part_name(key: str, figure: Mapping[str, Any] | None = None) -> str:
    """Return the name of a topic, a district, or of a part that a figure has a name for."""
    if figure and key in figure["part_names"]:
        return str(figure["part_names"][key])
    city = site().city
    topic = next((each for each in city.categories if each.key == key), None)
    if topic:
        return topic.short.in_language(language())
    district = city.district(key)
    return district.name if district else (_("Not said") if key == _NOT_SAID else key)


def month_of(key: str) -> str:
    """Say a month that figures call 2026-03."""
    return times.month(f"{key}-01")


def rows(found: Report) -> list[tuple[str, str, str]]:
    """Return all numbers as lines of a table: which figure, of what, and the number in words."""
    lines: list[tuple[str, str, str]] = []
    for each in found.figures:
        lines += [(each["name"], month_of(number["key"]), in_words(number, each)) for number in each["periods"]]
        parts = [*each["categories"], *each["districts"]]
        lines += [(each["name"], part_name(number["key"], each), in_words(number, each)) for number in parts]
        lines.append((each["name"], _("In all"), in_words(each["total"], each)))
    return lines


def _asked(name: str, asked: Mapping[str, Any], token: Callable[[str], str]) -> Words:
    return site().daily[name].report(asked, token=token(name))
