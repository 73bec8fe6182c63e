"""Paper: A4 pages in the site's type and ink, as PDF, for whatever is printed."""

import logging
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from services.website import times
from services.website.language import _, language

# It tells each letter that it keeps.
logging.getLogger("fontTools").setLevel(logging.WARNING)
_FONTS = Path(__file__).with_name("fonts")
INK, MUTED, RULE, WARNING = (18, 50, 43), (85, 102, 95), (205, 214, 204), (158, 43, 20)
EDGE = 18.0
# Letters that have no mark to take away.
_PLAIN = str.maketrans("łŁđĐıØø", "lLdDiOo")


@dataclass(frozen=True)
class Look:
    """How a line is set: its size in points, its height in millimetres."""

    font: str
    style: str
    size: float
    height: float
    colour: tuple[int, int, int] = INK


FOOT = Look("text", "", 9, 5, MUTED)


class Paper(FPDF):
    """A4 pages in the site's type and ink; the foot of each says where more stands."""

    def __init__(self, *, city: str, title: str, address: str) -> None:
        super().__init__(format="A4")
        self._address = address
        for name, style, file in (("text", "", "text-regular"), ("text", "B", "text-bold"), ("head", "", "head")):
            self.add_font(name, style, _FONTS / f"{file}.ttf")
        self._types = [each for each in self.fonts.values() if isinstance(each, TTFFont)]
        self._known = {ord("\n")}.union(set.intersection(*(set(each.cmap) for each in self._types)))
        self.set_margins(EDGE, EDGE)
        self.set_auto_page_break(auto=True, margin=EDGE + 4)
        self.set_title(f"{city}: {title}")
        self.set_lang(language())
        self.set_creator(city)

    def close_types(self) -> None:
        """Close the files of the type, which the library leaves open."""
        for each in self._types:
            each.ttfont.close()

    def footer(self) -> None:
        """Say on each page where more stands, and as of when this was true."""
        self.set_y(-EDGE)
        self.dress(FOOT)
        # On paper it is read in other years, too.
        stand = _("As of %(day)s", day=times.day(times.today(), _("EEEE d MMMM y")))
        address = self._address.partition("?")[0]
        self.cell(self.epw * 0.8, FOOT.height, self.shown(f"{address} · {stand}"))
        self.cell(self.epw * 0.2, FOOT.height, f"{self.page_no()}/{{nb}}", align="R")

    def put(self, look: Look, text: str, width: float, left: float = 0) -> None:
        """Write a text below what is there, in lines of some width."""
        self.dress(look)
        self.set_x(EDGE + left)
        self.multi_cell(width, look.height, self.shown(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def height_of(self, width: float, look: Look, text: str) -> float:
        """Return how much room a text takes."""
        self.dress(look)
        height = self.multi_cell(width, look.height, self.shown(text), align="L", dry_run=True, output="HEIGHT")
        return cast(float, height)

    def dress(self, look: Look) -> None:
        """Write on in a look."""
        self.set_font(look.font, look.style, look.size)
        self.set_text_color(*look.colour)

    def rule(self) -> None:
        """Draw a line across the page."""
        self.set_draw_color(*RULE)
        self.set_line_width(0.4)
        self.line(EDGE, self.get_y(), self.w - EDGE, self.get_y())

    def shown(self, text: str) -> str:
        """Return a text in letters that the type has: an s for a š is easier to read than an empty box."""
        return "".join(self._letter(sign) for sign in unicodedata.normalize("NFC", text))

    def _letter(self, sign: str) -> str:
        if ord(sign) in self._known:
            return sign
        return "".join(
            part for part in unicodedata.normalize("NFKD", sign.translate(_PLAIN)) if ord(part) in self._known
        )
