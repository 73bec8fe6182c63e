"""The zone that a time in a calendar is meant in, whatever name its program gives to it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

_MOST = 50
_LONGEST = 20_000
# What a zone's clocks do happens once a year; a rule by the second would keep us busy for ever.
_TOO_OFTEN = re.compile(rb"FREQ=(?!YEARLY)", re.IGNORECASE)
_WORD = re.compile(r"[A-Z][A-Za-z_]+")


class Zones:
    """The zones of one calendar: those of the world by all their names, and those that it defines itself."""

    def __init__(self, defined: Mapping[str, bytes], *, city: ZoneInfo) -> None:
        self._defined = defined
        self._known: dict[str, tzinfo] = {}
        self.city = city

    def named(self, name: str) -> tzinfo:
        """Return a zone; one that nobody knows is the city's."""
        name = name.strip().strip('"')
        if name not in self._known and len(self._known) < _MOST:
            self._known[name] = _of_the_world(name) or self._defined_here(name) or _by_a_city(name) or self.city
        return self._known.get(name, self.city)

    def _defined_here(self, name: str) -> tzinfo | None:
        block = self._defined.get(name, b"")
        if not block or len(block) > _LONGEST or _TOO_OFTEN.search(block):
            return None
        try:
            zone: tzinfo = Timezone.from_ical(block).to_tz(lookup_tzid=False)  # type: ignore[attr-defined]
            datetime(2036, 7, 1, tzinfo=zone).astimezone(UTC)
        except Exception:
            # A library's parser, fed with whatever somebody wrote.
            return None
        return zone


@lru_cache(maxsize=500)
def _of_the_world(name: str) -> ZoneInfo | None:
    """Return a zone by its own name, by the one that Windows uses, or by the end of a longer name."""
    parts = name.strip("/").split("/")
    candidates = [WINDOWS_TO_OLSON.get(name, ""), *("/".join(parts[-count:]) for count in range(3, 0, -1))]
    return next((found for each in candidates if (found := _zone(each))), None)


def _by_a_city(name: str) -> ZoneInfo | None:
    """Return the zone of a city that a name speaks of: `(UTC+01:00) Amsterdam, Berlin, Rom`."""
    return next((found for word in _WORD.findall(name[:200]) if (found := _zone(f"Europe/{word}"))), None)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, LookupError):
        return None
