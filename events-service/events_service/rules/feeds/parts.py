"""One entry of a calendar file understood: an event, or one date of a series that is other than the rest."""

from dataclasses import dataclass
from datetime import datetime

from events_service.rules.feeds import wording
from events_service.rules.feeds.cutting import Block, Unusable
from events_service.rules.feeds.moments import Length, Moment, length, moment
from events_service.rules.feeds.zones import Zones
from services.kit.shapes import visible

_STATUSES = {"CANCELLED": "cancelled", "CANCELED": "cancelled"}
_LONGEST_UID = 1_000


@dataclass(frozen=True)
class Words:
    """What is said of an event, beside when it takes place."""

    title: str
    description: str | None
    place: str | None
    link: str | None
    spot: tuple[float, float] | None
    categories: tuple[str, ...]
    status: str
    is_tentative: bool


@dataclass(frozen=True)
class Part:
    """An event, or one date of a series; `number` is its place in the file."""

    number: int
    block: Block
    uid: str | None
    words: Words
    start: Moment
    length: Length | None
    meant: Moment | None
    """The date of the series that this is instead of."""
    is_for_later: bool
    is_private: bool
    rank: tuple[int, str, int]
    """Which of two versions is the newer one."""

    def span(self, clock: datetime) -> tuple[datetime, datetime | None]:
        """Return when the date that begins at what the clocks show begins and ends, in UTC."""
        start = Moment(clock, self.start.zone).instant
        return start, self.length.end_of(clock, self.start.zone) if self.length else None


def is_private(block: Block) -> bool:
    """Tell whether an event is not meant for everybody; a class that nobody knows is private (RFC 5545, 3.8.1.3)."""
    return block.text("CLASS").strip().upper() not in {"", "PUBLIC"}


def title_of(block: Block) -> str | None:
    """Return what an event is called, if it says so."""
    return wording.line(block.text("SUMMARY"), "title")


def read_part(number: int, block: Block, zones: Zones, *, is_cancelled: bool) -> Part:
    """Understand one entry; refused with `Unusable`."""
    if block.is_broken:
        raise Unusable("unreadable")
    start = _start(block, zones)
    if start is None:
        raise Unusable("unreadable" if block.text("DTSTART").strip() else "no_start")
    hides = is_private(block)
    title = "-" if hides else title_of(block)
    if title is None:
        raise Unusable("no_title")
    meant = block.one("RECURRENCE-ID")
    return Part(
        number,
        block,
        uid=visible(block.text("UID")).strip()[:_LONGEST_UID] or None,
        words=_words(block, title, is_cancelled=is_cancelled),
        start=start,
        length=length(block, start, zones),
        meant=moment(meant, zones),
        is_for_later=meant is not None and meant.parameters.get("RANGE", "").upper() == "THISANDFUTURE",
        is_private=hides,
        rank=(_sequence(block), block.text("DTSTAMP")[:20], number),
    )


def _sequence(block: Block) -> int:
    written = block.text("SEQUENCE").strip()[:9]
    return int(written) if written.isdecimal() else 0


def _start(block: Block, zones: Zones) -> Moment | None:
    start = moment(block.one("DTSTART"), zones)
    says_day = block.text("X-MICROSOFT-CDO-ALLDAYEVENT").strip().upper() == "TRUE"
    if start and says_day and not start.is_day and start.clock.time() == datetime.min.time():
        return Moment(start.clock, zones.city, is_day=True)
    return start


def _words(block: Block, title: str, *, is_cancelled: bool) -> Words:
    status = block.text("STATUS").strip().upper()
    return Words(
        title=title,
        description=wording.paragraphs(block.text("DESCRIPTION")),
        place=wording.line(block.text("LOCATION"), "place"),
        link=wording.web_address(block.text("URL")),
        spot=wording.spot(block.text("GEO")),
        categories=wording.categories([each.value for each in block.all("CATEGORIES")]),
        status="cancelled" if is_cancelled else _STATUSES.get(status, "scheduled"),
        is_tentative=status == "TENTATIVE",
    )
