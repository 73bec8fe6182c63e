"""Blocks joined into a calendar (RFC 5545) that people subscribe to."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone

from events_service.rules.schedule import EARLIEST_YEAR, LATEST_YEAR

_MOST_BYTES = 8 * 2**20
_END = b"END:VCALENDAR\r\n"
# As rules, not as a list of dates: some calendars read no others.
_KNOWN = {
    "Europe/Berlin": b"""BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
""".replace(b"\n", b"\r\n"),
}


class KeptBlocks:
    """Keeps the blocks that one process joins, each for as long as its event is not touched."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[int, bytes]] = {}

    def find(self, touched: Mapping[int, int]) -> dict[int, bytes]:
        """Return the blocks, by their numbers, of events that these transactions touched last."""
        kept, nothing = self._kept, (-1, b"")
        return {number: block[1] for number, last in touched.items() if (block := kept.get(number, nothing))[0] == last}

    def keep(self, found: Mapping[int, tuple[int, bytes]]) -> dict[int, bytes]:
        """Keep blocks, and return them; what was kept is forgotten if it would be too much."""
        all_blocks = {**self._kept, **found}
        self._kept = all_blocks if sum(len(block) for _, block in all_blocks.values()) <= _MOST_BYTES else {}
        return {number: block for number, (_, block) in found.items()}


def joined(name: str, blocks: Iterable[bytes], zone: ZoneInfo) -> bytes:
    """Return a whole calendar of blocks; whoever subscribes to it asks again every hour."""
    return b"".join([_head(name, zone.key), *blocks, _END])


@lru_cache(maxsize=64)
def _head(name: str, zone: str) -> bytes:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Klima-Mosaik//events-service//DE")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    head: bytes = calendar.to_ical()
    return head.removesuffix(_END) + (_KNOWN.get(zone) or _described(zone))


def _described(zone: str) -> bytes:
    span = date(EARLIEST_YEAR, 1, 1), date(LATEST_YEAR, 1, 1)
    described: bytes = Timezone.from_tzid(zone, first_date=span[0], last_date=span[1]).to_ical()
    return described
