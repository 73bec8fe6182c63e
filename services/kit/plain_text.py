"""HTML from mails and word processors as plain text: paragraphs, lists and web addresses stay, nothing else does.

Text that holds no tags is left as it is, but for entities, which are decoded once. The result is text, never markup: it
is escaped wherever it is shown.
"""

import html
import re
from html.parser import HTMLParser

_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9:]*(\s[^<>]*)?/?>|<!--|<(script|style)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_BLOCKS = frozenset(
    {"p", "div", "ul", "ol", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "section"}
)
_LINES = frozenset({"br", "tr", "dt", "dd"})
_LONGEST = 200_000


def plain_text(text: str) -> str:
    """Return what a reader of this HTML would read."""
    if not _TAG.search(text):
        return _ENTITY.sub(lambda found: html.unescape(found.group()), text) if "&" in text else text
    reader = _Reader()
    reader.feed(text[:_LONGEST])
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Collects what is to be read, with a mark wherever a line or a paragraph begins."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._skipping = False
        self._link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style"}:
            self._skipping = True
        elif tag == "li":
            self._parts.append("\n- ")
        elif tag == "a":
            address = (dict(attrs).get("href") or "").strip()
            self._link = address if re.match(r"https?://", address, re.IGNORECASE) else ""
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._skipping = False
        elif tag == "a" and self._link:
            self._parts.append(f" ({self._link})")
            self._link = ""
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self._parts.append(re.sub(r"\s+", " ", data))

    def text(self) -> str:
        """Return what was collected, without the space around lines."""
        lines = [" ".join(line.split()) for line in "".join(self._parts).split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._parts.append("\n\n")
        elif tag in _LINES:
            self._parts.append("\n")
