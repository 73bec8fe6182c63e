"""Pictures that are drawn, not stored: the tile pattern of an entry for link previews, and QR codes for paper."""

import re
from functools import lru_cache

import resvg_py
import segno

from services.website.patterns import CELL, pattern
from services.website.shelf import FOLDER

WIDTH, HEIGHT = 1200, 630
_COLUMNS, _ROWS = 16, 9
_COLOURS = re.compile(
    r"\.c-(?P<key>\w+)\s*\{--c:(?P<f>#\w+);.*?--c-ink:light-dark\((?P<i>#\w+),"
    r".*?--c-tint:light-dark\((?P<t>#\w+),.*?--c-pop:(?P<s>#\w+)\}"
)


@lru_cache(maxsize=1)
def colours() -> dict[str, dict[str, str]]:
    """Return the four colours of each category by day, as the stylesheet has them: t tint, f fill, i ink, s second."""
    sheet = (FOLDER / "css" / "tokens.css").read_text("utf-8")
    return {found["key"]: {name: found[name] for name in "tfis"} for found in _COLOURS.finditer(sheet)}


@lru_cache(maxsize=256)
def share_picture(category: str, seed: str) -> bytes:
    """Return the pattern of an entry as a PNG of 1200 × 630 pixels, the size that link previews ask for."""
    drawn, paint = pattern(seed, _COLUMNS, _ROWS), colours()[category]
    height = round(_COLUMNS * CELL * HEIGHT / WIDTH)
    paths = "".join(f'<path fill="{paint[colour]}" d="{path}"/>' for colour, path in drawn.paths)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawn.width} {height}">{paths}</svg>'
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=WIDTH, height=HEIGHT))


def qr_code(address: str, label: str) -> str:
    """Return an address as a QR code, SVG to stand in a page; a quarter of it may be damaged."""
    code = segno.make(address, error="q", micro=False)
    return code.svg_inline(omitsize=True, border=0, title=label, dark="#12302a", svgclass=None, lineclass=None)
