"""Days and hours in words, by the clocks of the city."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from notifier.sending.words import Speaker

_LOCALES = {"de": "de_DE", "en": "en_GB"}
_LONG_NIGHT = timedelta(hours=14)


def named_day(day: str, say: Speaker) -> str:
    """Say a day that a letter's slot names, with its year: Sonntag, 28. Februar 2027."""
    try:
        named = date.fromisoformat(day)
    except ValueError:
        return day  # a service of an earlier version has spelt it out already
    return format_date(named, say("EEEE, d MMMM y"), locale=_locale(say))


def _locale(say: Speaker) -> str:
    return _LOCALES.get(say.language, say.language)


@dataclass(frozen=True)
class Calendar:
    """Says moments in one language and in the city's time; the year is left out when it is the one it is said in."""

    say: Speaker
    zone: ZoneInfo
    said_at: datetime

    def day(self, day: date) -> str:
        """Say a day: Samstag, 22. Mai."""
        known = day.year == self.said_at.astimezone(self.zone).year
        pattern = self.say("EEEE, d MMMM") if known else self.say("EEEE, d MMMM y")
        return format_date(day, pattern, locale=_locale(self.say))

    def moment(self, moment: str) -> str:
        """Say a moment: Samstag, 22. Mai, 10 Uhr."""
        local = self._local(moment)
        return f"{self.day(local.date())}, {self._clock(local)}"

    def when(self, span: Mapping[str, Any], *, all_day: bool) -> str:
        """Say when something takes place: Samstag, 22. Mai, 10 bis 12 Uhr."""
        start = self._local(span["starts_at"])
        end = self._local(span["ends_at"]) if span["ends_at"] else None
        last = end - timedelta(minutes=1) if end and all_day else end
        if end and last and (last.date() > start.date() and end - start > _LONG_NIGHT):
            return self._days(start, end, last, all_day=all_day)
        if all_day:
            return self.say("{day}, all day", day=self.day(start.date()))
        if end is None:
            return self.say("{day}, from {start}", day=self.day(start.date()), start=self._clock(start))
        # Of two hours of the same half, the word is said once: 10 bis 12 Uhr, 10 to 11 am.
        first, until = self._clock(start), self._clock(end)
        first = first.removesuffix(" " + until.rpartition(" ")[2])
        return self.say("{day}, {start} to {end}", day=self.day(start.date()), start=first, end=until)

    def _days(self, start: datetime, end: datetime, last: datetime, *, all_day: bool) -> str:
        first, until = self.day(start.date()), self.day(last.date())
        if not all_day:
            first, until = f"{first}, {self._clock(start)}", f"{until}, {self._clock(end)}"
        return self.say("{start} until {end}", start=first, end=until)

    def _local(self, moment: str) -> datetime:
        return datetime.fromisoformat(moment).astimezone(self.zone)

    def _clock(self, moment: datetime) -> str:
        pattern = self.say("h:mm a") if moment.minute else self.say("h a")
        return format_time(moment, pattern, locale=_locale(self.say))
