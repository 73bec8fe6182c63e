"""Papers as PDFs, in the site's type and ink: chapters, entries, and what is said of each."""

import logging
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from services.website.language import language
from services.website.personal.papers import Entry, Paper

# It tells each letter that it keeps.
logging.getLogger("fontTools").setLevel(logging.WARNING)
_FONTS = Path(__file__).with_name("fonts")
_INK, _MUTED = (18, 50, 43), (85, 102, 95)
_EDGE = 20.0
_ROOM_FOR_AN_ENTRY = 30.0


def printed(paper: Paper, *, city: str) -> bytes:
    """Return a paper as a PDF of A4 pages, tagged with its language and title."""
    sheets = _Sheets(paper, city)
    try:
        sheets.write(paper)
        return bytes(sheets.output())
    finally:
        sheets.close_types()


class _Sheets(FPDF):
    """A4 pages, numbered."""

    def __init__(self, paper: Paper, city: str) -> None:
        super().__init__(format="A4")
        self._foot = f"{city} · {paper.title}"
        for name, style, file in (("text", "", "text-regular"), ("text", "B", "text-bold"), ("head", "", "head")):
            self.add_font(name, style, _FONTS / f"{file}.ttf")
        self._types = [each for each in self.fonts.values() if isinstance(each, TTFFont)]
        self.set_margins(_EDGE, _EDGE)
        self.set_auto_page_break(auto=True, margin=_EDGE + 4)
        self.set_title(f"{city}: {paper.title}")
        self.set_lang(language())
        self.set_creator(city)

    def close_types(self) -> None:
        """Close the files of the type, which the library leaves open."""
        for each in self._types:
            each.ttfont.close()

    def write(self, paper: Paper) -> None:  # type: ignore[override]
        """Write the whole paper."""
        self.add_page()
        self._line("head", "", 26, 11, paper.title)
        for sentence in paper.opening:
            self.ln(2)
            self._line("text", "", 11, 5.5, sentence)
        for name, entries in paper.chapters:
            self.ln(7)
            self._line("head", "", 17, 9, name)
            for entry in entries:
                self._entry(entry)

    def footer(self) -> None:
        """Say on each page which paper it is."""
        self.set_y(-_EDGE)
        self._dress("text", "", 9, _MUTED)
        self.cell(self.epw * 0.8, 5, self._foot)
        self.cell(self.epw * 0.2, 5, f"{self.page_no()}/{{nb}}", align="R")

    def _entry(self, entry: Entry) -> None:
        if self.will_page_break(_ROOM_FOR_AN_ENTRY):
            self.add_page()
        self.ln(4)
        self._line("text", "B", 12, 6, entry.title)
        for head, text in entry.lines:
            self._line("text", "", 9.5, 4.6, head, _MUTED)
            self._line("text", "", 11, 5.3, text)

    def _line(
        self, font: str, style: str, size: float, height: float, text: str, colour: tuple[int, int, int] = _INK
    ) -> None:
        self._dress(font, style, size, colour)
        self.multi_cell(self.epw, height, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _dress(self, font: str, style: str, size: float, colour: tuple[int, int, int]) -> None:
        self.set_font(font, style, size)
        self.set_text_color(*colour)
