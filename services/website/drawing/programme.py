"""The printed programme: what is on in some days as a PDF, for the notice board and the letterbox."""

import logging
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast

import segno
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from services.website import times
from services.website.language import _, language, said
from services.website.records.things import is_online

# It tells each letter that it keeps.
logging.getLogger("fontTools").setLevel(logging.WARNING)
_FONTS = Path(__file__).with_name("fonts")
_INK, _MUTED, _LINE, _WARNING = (18, 50, 43), (85, 102, 95), (205, 214, 204), (158, 43, 20)
_EDGE, _HOURS = 18.0, 38.0
_QR = 24.0
_ROOM_FOR_AN_ENTRY = 24.0
# Letters that have no mark to take away.
_PLAIN = str.maketrans("łŁđĐıØø", "lLdDiOo")
_STATES = {
    "cancelled": said("Cancelled"),
    "postponed": said("Postponed"),
    "rescheduled": said("New time"),
    "moved_online": said("Now online"),
}


@dataclass(frozen=True)
class _Look:
    """How a line is set: its size in points, its height in millimetres."""

    font: str
    style: str
    size: float
    height: float
    colour: tuple[int, int, int] = _INK


_CITY = _Look("text", "B", 11, 6, _MUTED)
_HEAD = _Look("head", "", 26, 11)
_CHOICES = _Look("text", "", 11, 5.5, _MUTED)
_DAY = _Look("head", "", 14, 8)
_HOUR = _Look("text", "B", 10.5, 5)
_STATE = _Look("text", "B", 10.5, 5, _WARNING)
_TITLE = _Look("text", "B", 11.5, 5.3)
_SMALL = _Look("text", "", 10.5, 5, _MUTED)
_SENTENCE = _Look("text", "", 11, 5.5)
_FOOT = _Look("text", "", 9, 5, _MUTED)


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
        paper.heading(times.day(day))
        paper.entries(dates)
    if not programme.days and not programme.long:
        paper.words(_("There is nothing in the calendar for these days yet."))
    if programme.long:
        paper.heading(_("On for a longer time"))
        paper.entries(programme.long)
    if programme.left_out:
        paper.words(_("And %(n)s more on our site.", n=programme.left_out))


class _Paper(FPDF):
    """A4 pages in the site's type and ink."""

    def __init__(self, programme: Programme) -> None:
        super().__init__(format="A4")
        self._programme = programme
        for name, style, file in (("text", "", "text-regular"), ("text", "B", "text-bold"), ("head", "", "head")):
            self.add_font(name, style, _FONTS / f"{file}.ttf")
        self._types = [each for each in self.fonts.values() if isinstance(each, TTFFont)]
        self._known = {ord("\n")}.union(set.intersection(*(set(each.cmap) for each in self._types)))
        self.set_margins(_EDGE, _EDGE)
        self.set_auto_page_break(auto=True, margin=_EDGE + 4)
        self.set_title(f"{programme.city}: {programme.title}")
        self.set_lang(language())
        self.set_creator(programme.city)

    def close_types(self) -> None:
        """Close the files of the type, which the library leaves open."""
        for each in self._types:
            each.ttfont.close()

    def head(self) -> None:
        """Say whose programme it is, of which days, and what was chosen; the QR code leads to the same list."""
        self._qr_code()
        width = self.epw - _QR - 6
        self._line(_CITY, self._programme.city, width)
        self._line(_HEAD, self._programme.title, width)
        if self._programme.choices:
            self._line(_CHOICES, ", ".join(self._programme.choices), width)
        self.set_y(max(self.get_y(), _EDGE + _QR) + 3)

    def heading(self, text: str) -> None:
        """Begin a day, on the page where its first date has room."""
        if self.will_page_break(_ROOM_FOR_AN_ENTRY):
            self.add_page()
        self.ln(3)
        self._rule()
        self._line(_DAY, text, self.epw)

    def entries(self, dates: Iterable[Mapping[str, Any]]) -> None:
        """Write dates below each other, none over two pages: hours on the left, what and where beside them."""
        for each in dates:
            hours = times.hours(each["starts_at"], each["ends_at"], all_day=each["all_day"])
            columns = ((_HOURS - 3, 0.0, [(_HOUR, hours)]), (self.epw - _HOURS, _HOURS, list(_beside(each))))
            heights = [sum(self._height(width, *line) for line in lines) for width, _left, lines in columns]
            if self.will_page_break(max(heights)):
                self.add_page()
            top = self.get_y() + 1.2
            for width, left, lines in columns:
                self.set_y(top)
                for look, text in lines:
                    self._line(look, text, width, left)
            self.set_y(top + max(heights))

    def words(self, text: str) -> None:
        """Write a sentence."""
        self.ln(3)
        self._line(_SENTENCE, text, self.epw)

    def footer(self) -> None:
        """Say on each page where more stands, and as of when this was true."""
        self.set_y(-_EDGE)
        self._dress(_FOOT)
        # On paper it is read in other years, too.
        stand = _("As of %(day)s", day=times.day(times.today(), _("EEEE d MMMM y")))
        address = self._programme.address.partition("?")[0]
        self.cell(self.epw * 0.8, _FOOT.height, self._shown(f"{address} · {stand}"))
        self.cell(self.epw * 0.2, _FOOT.height, f"{self.page_no()}/{{nb}}", align="R")

    def _line(self, look: "_Look", text: str, width: float, left: float = 0) -> None:
        self._dress(look)
        self.set_x(_EDGE + left)
        self.multi_cell(width, look.height, self._shown(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _height(self, width: float, look: "_Look", text: str) -> float:
        self._dress(look)
        height = self.multi_cell(width, look.height, self._shown(text), align="L", dry_run=True, output="HEIGHT")
        return cast(float, height)

    def _dress(self, look: "_Look") -> None:
        self.set_font(look.font, look.style, look.size)
        self.set_text_color(*look.colour)

    def _rule(self) -> None:
        self.set_draw_color(*_LINE)
        self.set_line_width(0.4)
        self.line(_EDGE, self.get_y(), self.w - _EDGE, self.get_y())

    def _qr_code(self) -> None:
        rows = list(segno.make(self._programme.address, error="m", micro=False).matrix)
        side, left = _QR / len(rows), self.w - _EDGE - _QR
        self.set_fill_color(*_INK)
        for down, row in enumerate(rows):
            for right, is_dark in enumerate(row):
                if is_dark:
                    self.rect(left + right * side, _EDGE + down * side, side, side, style="F")

    def _shown(self, text: str) -> str:
        """Return a text in letters that the type has: an s for a š is easier to read than an empty box."""
        return "".join(self._letter(sign) for sign in unicodedata.normalize("NFC", text))

    def _letter(self, sign: str) -> str:
        if ord(sign) in self._known:
            return sign
        return "".join(
            part for part in unicodedata.normalize("NFKD", sign.translate(_PLAIN)) if ord(part) in self._known
        )


def _beside(each: Mapping[str, Any]) -> Iterable[tuple[_Look, str]]:
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
