"""How often something happens again, as people say it: a rule of repetition (RFC 5545) in words.

A rule is said as a whole or not at all: half of it would send people to closed doors.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from babel.dates import format_skeleton, get_day_names, get_month_names
from babel.lists import format_list

from services.website import times
from services.website.calendar.repeating import last_day
from services.website.language import LOCALES, _, language, said
from services.website.language import translated_many as ngettext

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = re.compile(f"([+-]?[1-5])?({'|'.join(_WEEKDAYS)})")
_PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"})
_OFTEN = {
    "DAILY": (said("Every day"), said("Every %(num)s days")),
    "WEEKLY": (said("Every week"), said("Every %(num)s weeks")),
    "MONTHLY": (said("Every month"), said("Every %(num)s months")),
    "YEARLY": (said("Every year"), said("Every %(num)s years")),
}
_LAST_ONES = {-1: said("last"), -2: said("second to last"), -3: said("third to last")}
_A_RANGE = 3
_MOST_LEFT_OUT = 8


@dataclass(frozen=True)
class _Rule:
    """A rule, read: its weekdays with the number that they have in their month, or 0."""

    frequency: str
    interval: int
    weekdays: Sequence[tuple[int, int]]
    month_days: Sequence[int]
    months: Sequence[int]
    position: int
    end: str


def in_words(rule: str, first: str = "", *, with_until: bool = True) -> str:
    """Say a rule: Every 2 weeks on Tuesday, until Friday 14 March 2036; nothing where it is none that can be said.

    What a rule leaves open, its weekday for example, is that of the first date, if it is known.
    """
    try:
        known = _as_usual(_read(rule, with_until=with_until))
        often = " ".join(filter(None, (_often(known), *_when(known, _day(first)))))
    except (ValueError, KeyError, IndexError, OverflowError):
        return ""
    return ", ".join(filter(None, (often, known.end)))


def not_on(left_out: Iterable[str], dates: Iterable[str]) -> str:
    """Say on which of the next days a series leaves out what its rule promises: Not on Friday 25 December.

    Of days on which another date takes place nothing is said.
    """
    taken = {times.moment(each).date() for each in dates}
    days = {times.moment(each).date() for each in left_out} - taken
    ahead = sorted(each for each in days if each >= times.today())
    return _("Not on %(days)s.", days=_list([times.day(each) for each in ahead[:_MOST_LEFT_OUT]])) if ahead else ""


def _read(rule: str, *, with_until: bool) -> _Rule:
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    weekdays = [_DAY.fullmatch(each) for each in parts["BYDAY"].split(",")] if "BYDAY" in parts else []
    if not parts.keys() <= _PARTS or None in weekdays:
        raise ValueError(rule)
    return _Rule(
        parts["FREQ"],
        int(parts.get("INTERVAL", 1)),
        sorted((int(each[1] or 0), _WEEKDAYS.index(each[2])) for each in weekdays if each),
        sorted(_numbers(parts.get("BYMONTHDAY")), key=_from_the_first),
        sorted(_numbers(parts.get("BYMONTH"))),
        int(parts.get("BYSETPOS", 0)),
        _end(rule, parts, with_until=with_until),
    )


def _numbers(word: str | None) -> list[int]:
    return [int(each) for each in word.split(",")] if word else []


def _from_the_first(number: int) -> tuple[bool, int]:
    return number < 0, number


def _end(rule: str, parts: dict[str, str], *, with_until: bool) -> str:
    if "COUNT" in parts:
        number = int(parts["COUNT"])
        return ngettext("%(num)s time in all", "%(num)s times in all", number) % {"num": number}
    last = last_day(rule)
    return _("until %(end)s", end=times.day(last)) if last and with_until else ""


def _as_usual(rule: _Rule) -> _Rule:
    """Return a rule as people would put it: each day that is a Monday is each Monday, the second of Tuesdays is one."""
    if not _means_what_is_said(rule):
        raise ValueError(rule)
    if rule.frequency == "DAILY" and rule.interval == 1 and (rule.weekdays or rule.month_days):
        return replace(rule, frequency="MONTHLY" if rule.month_days else "WEEKLY")
    if rule.position and not rule.month_days and [number for number, _weekday in rule.weekdays] == [0]:
        return replace(rule, position=0, weekdays=[(rule.position, rule.weekdays[0][1])])
    return rule


def _means_what_is_said(rule: _Rule) -> bool:
    """Tell whether the words for each part, one after the other, say what the parts mean together."""
    numbered = rule.position or any(number for number, _weekday in rule.weekdays)
    if rule.frequency == "DAILY":
        return not numbered and (rule.interval == 1 or not (rule.weekdays or rule.month_days))
    if rule.frequency == "WEEKLY":
        return not numbered and not rule.month_days
    return not rule.position or _picks_from_one(rule)


def _picks_from_one(rule: _Rule) -> bool:
    """Tell whether a position picks from the days of each month, of one month, or of the year as a whole."""
    of_one = rule.frequency == "MONTHLY" or len(rule.months) == 1 or not (rule.months or rule.month_days)
    return of_one and bool(rule.weekdays or rule.month_days)


def _often(rule: _Rule) -> str:
    one, many = _OFTEN[rule.frequency]
    return _(one) if rule.interval == 1 else _(many, num=rule.interval)


def _when(rule: _Rule, first: date | None) -> tuple[str, str]:
    """Say on which days something happens, and in which months."""
    if not rule.weekdays and not rule.month_days:
        return _as_the_first(rule, first)
    is_one_day = len(rule.months) == len(rule.month_days) == 1 and not (rule.weekdays or rule.position)
    if is_one_day and rule.month_days[0] > 0:
        return _day_of_the_year(rule.months[0], rule.month_days[0]), ""
    return _days(rule), _months(rule)


def _as_the_first(rule: _Rule, first: date | None) -> tuple[str, str]:
    if first is None or rule.frequency == "DAILY":
        return "", _months(rule)
    if rule.frequency == "WEEKLY":
        return _on_weekdays([first.weekday()], ""), _months(rule)
    months = rule.months or ([first.month] if rule.frequency == "YEARLY" else [])
    return _when(replace(rule, month_days=[first.day], months=months), first)


def _day_of_the_year(month: int, day: int) -> str:
    return _("on %(names)s", names=format_skeleton("MMMMd", date(2024, month, day), locale=LOCALES[language()]))


def _days(rule: _Rule) -> str:
    on = _on_the([_month_day(each) for each in rule.month_days]) if rule.month_days else ""
    if rule.weekdays:
        weekdays = _weekdays(rule)
        on = _("%(weekdays)s, but only %(days)s", weekdays=weekdays, days=on) if on else weekdays
    return _("%(days)s, of these the %(nth)s day", days=on, nth=_nth(rule.position)) if rule.position else on


def _weekdays(rule: _Rule) -> str:
    numbers, weekdays = [number for number, _day in rule.weekdays], [day for _number, day in rule.weekdays]
    if not any(numbers):
        return _on_weekdays(weekdays, "" if rule.frequency in {"DAILY", "WEEKLY"} else said("on each %(names)s"))
    if len(set(weekdays)) == 1 and all(numbers):
        ordered = sorted(numbers, key=_from_the_first)
        on = _on_the([f"{_list([_nth(each) for each in ordered])} {_weekday(weekdays[0])}"])
    else:
        plain = [day for number, day in rule.weekdays if not number]
        each = [_on_weekdays(plain, said("on each %(names)s"))] if plain else []
        on = _list([*each, _on_the([f"{_nth(number)} {_weekday(day)}" for number, day in rule.weekdays if number])])
    return _("%(days)s of the year", days=on) if rule.frequency == "YEARLY" and not rule.months else on


def _on_weekdays(weekdays: Sequence[int], listed: str) -> str:
    return _in_a_row(weekdays, [_weekday(each) for each in weekdays], listed or said("on %(names)s"))


def _months(rule: _Rule) -> str:
    names = get_month_names("wide", "stand-alone", LOCALES[language()])
    if rule.months:
        return _in_a_row(rule.months, [str(names[each]) for each in rule.months], said("in %(names)s"))
    return _("of every month") if rule.frequency == "YEARLY" and rule.month_days else ""


def _in_a_row(numbers: Sequence[int], names: Sequence[str], listed: str) -> str:
    """Say several names: from the first to the last where none between them is missing."""
    if len(numbers) >= _A_RANGE and list(numbers) == list(range(numbers[0], numbers[-1] + 1)):
        return _("from %(first)s to %(last)s", first=names[0], last=names[-1])
    return _(listed, names=_list(names))


def _on_the(names: Sequence[str]) -> str:
    return _("on the %(names)s", names=_list(names))


def _month_day(number: int) -> str:
    return _nth(number) if number > 0 else _("%(which)s day", which=_nth(number))


def _nth(number: int) -> str:
    if number in _LAST_ONES:
        return _(_LAST_ONES[number])
    if number < 0:
        return _("%(nth)s to last", nth=_nth(-number))
    if language() == "de":
        return f"{number}."
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _weekday(number: int) -> str:
    return str(get_day_names("wide", "stand-alone", LOCALES[language()])[number])


def _list(names: Sequence[str]) -> str:
    return format_list(names, locale=LOCALES[language()])


def _day(first: str) -> date | None:
    return times.moment(first).date() if first else None
