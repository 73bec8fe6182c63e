"""The printed programme: what is on in some days as a PDF, for the notice board and the letterbox."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import segno

from services.website import times
from services.website.drawing.paper import EDGE, INK, MUTED, WARNING, Look, Paper
from services.website.language import _, said
from services.website.records.things import is_online

_HOURS = 38.0
_QR = 24.0
_ROOM_FOR_AN_ENTRY = 24.0
_STATES = {
    "cancelled": said("Cancelled"),
    "postponed": said("Postponed"),
    "rescheduled": said("New time"),
    "moved_online": said("Now online"),
}


_CITY = Look("text", "B", 11, 6, MUTED)
_HEAD = Look("head", "", 26, 11)
_CHOICES = Look("text", "", 11, 5.5, MUTED)
_DAY = Look("head", "", 14, 8)
_HOUR = Look("text", "B", 10.5, 5)
_STATE = Look("text", "B", 10.5, 5, WARNING)
_TITLE = Look("text", "B", 11.5, 5.3)
_SMALL = Look("text", "", 10.5, 5, MUTED)
_SENTENCE = Look("text", "", 11, 5.5)


@dataclass(frozen=True, kw_only=True)
class Programme:
    """What stands in it: dates by day, what is on for long, how many dates had no room, and where to read on."""

    city: str
    title: str
    choices: Sequence[str]
    days: Sequence[tuple[date, Sequence[Mapping[str, Any]]]]
    long: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    left_out: int = 0
    address: str


def printed(programme: Programme) -> bytes:
    """Return the programme as a PDF of A4 pages, tagged with its language and title."""
    paper = _Paper(programme)
    try:
        _write(paper, programme)
        return bytes(paper.output())
    finally:
        paper.close_types()


def _write(paper: "_Paper", programme: Programme) -> None:
    paper.add_page()
    paper.head()
    for day, dates in programme.days:
        paper.day(times.day(day), dates)
    if not programme.days and not programme.long:
        paper.words(_("There is nothing in the calendar for these days yet."))
    if programme.long:
        paper.day(_("On for a longer time"), programme.long)
    if programme.left_out:
        paper.words(_("And %(n)s more on our site.", n=programme.left_out))


class _Paper(Paper):
    """The pages of a programme."""

    def __init__(self, programme: Programme) -> None:
        super().__init__(city=programme.city, title=programme.title, address=programme.address)
        self._programme = programme

    def head(self) -> None:
        """Say whose programme it is, of which days, and what was chosen; the QR code leads to the same list."""
        self._qr_code()
        width = self.epw - _QR - 6
        self.put(_CITY, self._programme.city, width)
        self.put(_HEAD, self._programme.title, width)
        if self._programme.choices:
            self.put(_CHOICES, ", ".join(self._programme.choices), width)
        self.set_y(max(self.get_y(), EDGE + _QR) + 3)

    def day(self, name: str, dates: Iterable[Mapping[str, Any]]) -> None:
        """Write the dates of a day below it, beginning on the page where the first has room, none over two pages.

        Hours stand on the left, what and where beside them; on each further page stands once more which day it is.
        """
        if self.will_page_break(_ROOM_FOR_AN_ENTRY):
            self.add_page()
        self._heading(name)
        for each in dates:
            hours = times.hours(each["starts_at"], each["ends_at"], all_day=each["all_day"])
            columns = ((_HOURS - 3, 0.0, [(_HOUR, hours)]), (self.epw - _HOURS, _HOURS, list(_beside(each))))
            heights = [sum(self.height_of(width, *line) for line in lines) for width, _left, lines in columns]
            if self.will_page_break(max(heights)):
                self.add_page()
                self._heading(_("%(day)s (continued)", day=name))
            top = self.get_y() + 1.2
            for width, left, lines in columns:
                self.set_y(top)
                for look, text in lines:
                    self.put(look, text, width, left)
            self.set_y(top + max(heights))

    def _heading(self, text: str) -> None:
        self.ln(3)
        self.rule()
        self.put(_DAY, text, self.epw)

    def words(self, text: str) -> None:
        """Write a sentence."""
        self.ln(3)
        self.put(_SENTENCE, text, self.epw)

    def _qr_code(self) -> None:
        rows = list(segno.make(self._programme.address, error="m", micro=False).matrix)
        side, left = _QR / len(rows), self.w - EDGE - _QR
        self.set_fill_color(*INK)
        for down, row in enumerate(rows):
            for right, is_dark in enumerate(row):
                if is_dark:
                    self.rect(left + right * side, EDGE + down * side, side, side, style="F")


def _beside(each: Mapping[str, Any]) -> Iterable[tuple[Look, str]]:
    """Yield what stands beside the hours: whether it takes place, what it is, where, who, and what it costs."""
    if state := _STATES.get(each["status"]):
        yield _STATE, _(state)
    yield _TITLE, each["title"] + (f" – {each['title_note']}" if each.get("title_note") else "")
    place = _("Online") if is_online(each) else each.get("venue")
    seats = _("Booked up") if each.get("booked_up") else ""
    words = (each.get("status_note"), place, each["organisation"]["name"], each.get("cost"), seats)
    # Many groups meet at a place that is called as they are.
    if said_of := [word for word in dict.fromkeys(words) if word]:
        yield _SMALL, " · ".join(said_of)
