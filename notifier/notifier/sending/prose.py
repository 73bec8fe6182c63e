"""What an editor writes in Markdown, read once and said twice: as HTML for mails, and as plain text.

Raw HTML stays text, pictures become links, and a link leads to the web, to a mailbox or to a telephone, nowhere else.
Nothing in it turns the direction of writing.
"""

from functools import cache
from textwrap import indent

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from markupsafe import Markup

from services.kit.directions import straight

_INK = "color:#12302A"
_TEXT = f"font-size:18px;line-height:1.5;{_INK}"
_STYLES = {
    "p": ("t", f"margin:0 0 12px;{_TEXT}"),
    "h2": ("t", f"margin:24px 0 8px;font:bold 24px/1.2 Arial,sans-serif;{_INK}"),
    "h3": ("t", f"margin:20px 0 6px;font:bold 20px/1.25 Arial,sans-serif;{_INK}"),
    "ul": ("t", f"margin:0 0 12px;padding:0 0 0 24px;{_TEXT}"),
    "ol": ("t", f"margin:0 0 12px;padding:0 0 0 24px;{_TEXT}"),
    "li": ("t", "margin:0 0 6px"),
    "blockquote": ("m line", "margin:0 0 12px;padding:0 0 0 16px;border-left:4px solid #DEDBCC"),
    "hr": ("line", "margin:20px 0;border:0;border-top:2px solid #DEDBCC"),
    "a": ("l", "color:#0E5A45"),
}
_TAGS = {*_STYLES, "strong", "em", "br", "code"}
_HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}


class Prose:
    """A text in Markdown; links without a host lead to the site."""

    def __init__(self, text: str, *, site: str) -> None:
        self._tokens = _reader().parse(text)
        self._site = site
        for token in self._tokens:
            self._dress(token)

    @property
    def html(self) -> Markup:
        """Return it as HTML with the styles that mail programs want on each part."""
        drawn = _reader().renderer.render(self._tokens, _reader().options, {})
        allowed = {tag: {"style", "class"} for tag in _STYLES} | {"a": {"style", "class", "href"}, "*": set()}
        schemes = {"http", "https", "mailto", "tel"}
        return Markup(nh3.clean(straight(drawn), tags=_TAGS, attributes=allowed, url_schemes=schemes, link_rel=None))

    @property
    def text(self) -> str:
        """Return it as plain text: links are written out, points begin with a dash."""
        return straight(_parts(SyntaxTreeNode(self._tokens)))

    def _dress(self, token: Token) -> None:
        token.tag = _HEADINGS.get(token.tag, token.tag)
        if token.nesting >= 0 and token.tag in _STYLES:
            shown, style = _STYLES[token.tag]
            token.attrSet("class", shown)
            token.attrSet("style", style)
        if token.type == "link_open" and str(token.attrGet("href")).startswith("/"):
            token.attrSet("href", f"{self._site}{token.attrGet('href')}")
        for each in token.children or ():
            self._dress(each)


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "code", "fence"])


def _plain(node: SyntaxTreeNode) -> str:
    """Return a part of a text, and all in it, as plain words."""
    if node.type in ("bullet_list", "ordered_list"):
        return "\n".join(_point(each, number) for number, each in enumerate(node.children, _first_number(node)))
    if node.type == "blockquote":
        return indent(_parts(node), "> ", lambda _: True)
    if node.type == "link":
        return _link(_words(node), str(node.attrs["href"]))
    if node.type in ("softbreak", "hardbreak"):
        return "\n"
    if node.type == "hr":
        return "* * *"
    return _words(node) if node.type in _RUNS else _parts(node) if node.children else node.content


_RUNS = {"inline", "paragraph", "heading", "strong", "em"}


def _words(node: SyntaxTreeNode) -> str:
    return "".join(map(_plain, node.children))


def _parts(node: SyntaxTreeNode) -> str:
    return "\n\n".join(map(_plain, node.children))


def _first_number(node: SyntaxTreeNode) -> int:
    return int(node.attrs.get("start", 1))


def _point(node: SyntaxTreeNode, number: int) -> str:
    mark = "- " if node.parent is None or node.parent.type == "bullet_list" else f"{number}. "
    return mark + indent("\n".join(map(_plain, node.children)), " " * len(mark)).lstrip()


def _link(words: str, address: str) -> str:
    plain = address.removeprefix("mailto:").removeprefix("tel:")
    return words if words == plain else f"{words} ({plain})"
