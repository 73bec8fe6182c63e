"""Days and hours in words, in the city's own time."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, format_timedelta

from services.kit import clock
from services.website.language import LOCALES, _, language, said

ZONE = ZoneInfo("Europe/Berlin")
_WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAYS_END = "24:00"
# A year of days in the few ways in which pages say them; each costs as much as twenty sentences.
_MOST_SAID = 4_000
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
# Only hours that a clock shows: whatever else somebody wrote stays as it is.
_OPENING_WORD = re.compile(
    rf"\b(?:Mo|Tu|We|Th|Fr|Sa|Su)\b|\b{_TIME}-(?:{_TIME}|{_DAYS_END})\b|\[[\d,]+\]|,(?=\w)", re.ASCII
)


def today() -> date:
    """Return what day it is in the city."""
    return clock.now().astimezone(ZONE).date()


def moment(text: str) -> datetime:
    """Read a moment as the services write it."""
    return datetime.fromisoformat(text).astimezone(ZONE)


def is_to_come(text: str) -> bool:
    """Tell whether a moment is not over yet."""
    return moment(text) > clock.now()


def is_reached(text: str) -> bool:
    """Tell whether the day of a moment has begun."""
    return _date(text) <= today()


def day(text: str | date | datetime, pattern: str = "") -> str:
    """Say a day: Samstag, 14. März; with the year unless it is this one."""
    known = _date(text)
    chosen = pattern or _(said("EEEE d MMMM") if known.year == today().year else said("EEEE d MMMM y"))
    return _formatted(known, chosen, LOCALES[language()])


def at(text: str) -> str:
    """Say a day and an hour: Samstag, 14. März, 9 Uhr."""
    return _("%(day)s, %(clock)s", day=day(text), clock=_clock(moment(text)))


def lasting(hours: float) -> str:
    """Say how long something takes, in the largest unit that fits: 40 Minuten, 5 Stunden, 2 Tage."""
    return format_timedelta(timedelta(hours=max(hours, 1 / 60)), granularity="minute", locale=LOCALES[language()])


def month(text: str | date) -> str:
    """Say a month and its year."""
    return _formatted(_date(text), "LLLL y", LOCALES[language()])


def weekday(text: str | date) -> str:
    """Say a weekday in two or three letters."""
    return _formatted(_date(text), "ccc", LOCALES[language()]).rstrip(".")


def month_name(text: str | date) -> str:
    """Say a month in short."""
    return _formatted(_date(text), "LLL", LOCALES[language()]).rstrip(".")


def hours(starts_at: str, ends_at: str | None, *, all_day: bool = False) -> str:
    """Say from when to when something lasts: 10 bis 12 Uhr."""
    start, end = moment(starts_at), moment(ends_at) if ends_at else None
    if end and lasts_days(starts_at, ends_at, all_day=all_day):
        short = _("EEE d MMM")
        return _("%(start)s until %(end)s", start=day(start, short), end=day(_last(end, all_day=all_day), short))
    if all_day:
        return _("all day")
    if end is None:
        return _("from %(start)s", start=_clock(start))
    return _("%(start)s to %(end)s", start=_clock(start), end=_clock(end))


def lasts_days(starts_at: str, ends_at: str | None, *, all_day: bool = False) -> bool:
    """Tell whether something goes on for days, so that hours() names them; a long night does not."""
    if ends_at is None:
        return False
    start, end = moment(starts_at), moment(ends_at)
    return _last(end, all_day=all_day).date() > start.date() and end - start > timedelta(hours=14)


def span(starts_on: str | None, ends_on: str | None) -> str:
    """Say from which month to which something runs."""
    return _running(starts_on, ends_on, month)


def days(starts_on: str | None, ends_on: str | None, start_time: str | None = None, end_time: str | None = None) -> str:
    """Say on which day somebody is needed, or from which to which; where a time is known, when."""
    if starts_on and start_time:
        return _to_the_minute(starts_on, start_time, ends_on or starts_on, end_time)
    return _running(starts_on, ends_on, day)


def _running(starts_on: str | None, ends_on: str | None, say: Callable[[str], str]) -> str:
    """Say from when to when, in days or months; one is enough where both are the same."""
    if starts_on and ends_on:
        start, end = say(starts_on), say(ends_on)
        return start if start == end else _("%(start)s until %(end)s", start=start, end=end)
    if starts_on:
        has_begun = _date(starts_on) <= today()
        return _(said("since %(start)s") if has_begun else said("from %(start)s on"), start=say(starts_on))
    return _("until %(end)s", end=say(ends_on)) if ends_on else ""


def _to_the_minute(starts_on: str, start_time: str, ends_on: str, end_time: str | None) -> str:
    start = _clock(datetime.fromisoformat(f"{starts_on}T{start_time}"))
    end = _clock(datetime.fromisoformat(f"{ends_on}T{end_time}")) if end_time else None
    if ends_on != starts_on:
        last = _("%(day)s, %(clock)s", day=day(ends_on), clock=end) if end else day(ends_on)
        return _("%(start)s until %(end)s", start=_("%(day)s, %(clock)s", day=day(starts_on), clock=start), end=last)
    hours_said = _("%(start)s to %(end)s", start=start, end=end) if end else _("from %(start)s", start=start)
    return f"{day(starts_on)}, {hours_said}"


def opening_hours(text: str) -> str:
    """Say opening hours, which services keep in the short form of OpenStreetMap: We 17:00-19:00."""
    return _OPENING_WORD.sub(lambda found: _opening_word(found.group()), text)


def _opening_word(word: str) -> str:
    if word in _WEEKDAYS:
        return weekday(date(2024, 1, 1 + _WEEKDAYS.index(word)))
    if word == ",":
        return ", "
    if word.startswith("["):
        return _(" (%(which)s in the month)", which=", ".join(f"{each}." for each in word.strip("[]").split(",")))
    start, end = (_opening_clock(each) for each in word.split("-"))
    return _("%(start)s to %(end)s", start=start, end=end)


def _opening_clock(word: str) -> str:
    if word == _DAYS_END:
        return "24" if language() == "de" else "midnight"
    return _clock(datetime.strptime(word, "%H:%M"))  # noqa: DTZ007  (an hour of no day)


def _last(end: datetime, *, all_day: bool) -> datetime:
    """Return the last moment; an all-day event ends at the following midnight."""
    return end - timedelta(minutes=1) if all_day else end


def _clock(moment: datetime) -> str:
    return _formatted_clock(moment.time().replace(second=0, microsecond=0), language())


@lru_cache(_MOST_SAID)
def _formatted_clock(hour: time, language: str) -> str:
    if language == "de":
        return format_time(hour, "H" if hour.minute == 0 else "H:mm", locale="de_DE")
    return format_time(hour, "h a" if hour.minute == 0 else "h:mm a", locale="en_GB")


@lru_cache(_MOST_SAID)
def _formatted(day: date, pattern: str, locale: str) -> str:
    return format_date(day, pattern, locale=locale)


def _date(text: str | date) -> date:
    if isinstance(text, datetime):
        return text.astimezone(ZONE).date()
    if isinstance(text, date):
        return text
    return moment(text).date() if "T" in text else date.fromisoformat(text)
