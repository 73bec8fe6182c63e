"""Pictures that are drawn, not stored: what a page is called beside its tile pattern, for link previews; QR codes."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import resvg_py
import segno
from PIL import Image, ImageDraw, ImageFont

from services.website.drawing.patterns import Pattern, mosaic, pattern
from services.website.shelf import FOLDER

WIDTH, HEIGHT = 1200, 630
_COLUMNS, _ROWS = 6, 9
_PATTERN_WIDTH = HEIGHT * _COLUMNS // _ROWS
_MARGIN = 60
_TEXT_WIDTH = WIDTH - _PATTERN_WIDTH - 2 * _MARGIN
_FONT = FOLDER / "fonts" / "bricolage-grotesque-latin-wght.woff2"
_SIZES, _NAME_SIZE = (84, 72, 60, 50, 42), 34
_LINE = 1.15
_MOST_HEIGHT = HEIGHT - 3 * _MARGIN - _NAME_SIZE
# The font has the letters of western Europe; of a title with others, not half may be drawn.
_DRAWABLE = re.compile(r"[\u0020-\u007e\u00a0-\u00ff\u0131\u0152\u0153\u2010-\u2027\u2030-\u203a\u20ac\u2212]+")
_COLOURS = re.compile(
    r"\.c-(?P<key>\w+)\s*\{--c:(?P<f>#\w+);.*?--c-ink:light-dark\((?P<i>#\w+),"
    r".*?--c-tint:light-dark\((?P<t>#\w+),.*?--c-pop:(?P<s>#\w+)\}"
)


@dataclass(frozen=True, kw_only=True)
class Shared:
    """What a picture for link previews shows: a title, and whose page it is; a category gives it its colours."""

    title: str
    name: str
    seed: str
    category: str = ""
    ground: str = "#FFF1C2"
    ink: str = "#12302A"


@lru_cache(maxsize=1)
def colours() -> dict[str, dict[str, str]]:
    """Return the four colours of each category by day, as the stylesheet has them: t tint, f fill, i ink, s second."""
    sheet = (FOLDER / "css" / "tokens.css").read_text("utf-8")
    return {found["key"]: {name: found[name] for name in "tfis"} for found in _COLOURS.finditer(sheet)}


@lru_cache(maxsize=256)
def share_picture(shown: Shared) -> bytes:
    """Return a PNG of 1200 × 630 pixels, the size that link previews ask for: the title, and beside it the pattern."""
    paint = colours().get(shown.category, {"t": shown.ground, "i": shown.ink})
    drawn = pattern(shown.seed, _COLUMNS, _ROWS) if shown.category else mosaic(shown.seed, _COLUMNS, _ROWS)
    picture = Image.new("RGB", (WIDTH, HEIGHT), paint["t"])
    picture.paste(Image.open(io.BytesIO(_tiles(drawn, paint))), (WIDTH - _PATTERN_WIDTH, 0))
    draw = ImageDraw.Draw(picture)
    title, name = (text if _DRAWABLE.fullmatch(text) else "" for text in (shown.title, shown.name))
    size, lines = _fitting(title or name)
    font = ImageFont.truetype(_FONT, size)
    for number, line in enumerate(lines):
        draw.text((_MARGIN, _MARGIN + number * size * _LINE), line, fill=paint["i"], font=font)
    if title:
        foot = ImageFont.truetype(_FONT, _NAME_SIZE)
        draw.text((_MARGIN, HEIGHT - _MARGIN), name, fill=paint["i"], font=foot, anchor="ls")
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def _tiles(drawn: Pattern, paint: dict[str, str]) -> bytes:
    # A pattern of one category names its colours by letters, one of the whole city says them.
    paths = "".join(f'<path fill="{paint.get(colour, colour)}" d="{path}"/>' for colour, path in drawn.paths)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawn.width} {drawn.height}">{paths}</svg>'
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=_PATTERN_WIDTH, height=HEIGHT))


def _fitting(text: str) -> tuple[int, list[str]]:
    """Return the largest size in which a text fits, and its lines; what fits in none is cut."""
    for size in _SIZES:
        font = ImageFont.truetype(_FONT, size)
        lines = list(_lines(text, font))
        most = int(_MOST_HEIGHT / (size * _LINE))
        if len(lines) <= most and all(font.getlength(line) <= _TEXT_WIDTH for line in lines):
            return size, lines
    return size, [*lines[: most - 1], lines[most - 1] + " …"] if len(lines) > most else lines


def _lines(text: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > _TEXT_WIDTH:
            yield line
            longer = word
        line = longer
    yield line


def qr_code(address: str, label: str) -> str:
    """Return an address as a QR code, SVG to stand in a page; a quarter of it may be damaged."""
    code = segno.make(address, error="q", micro=False)
    return code.svg_inline(omitsize=True, border=0, title=label, dark="#12302a", svgclass=None, lineclass=None)
