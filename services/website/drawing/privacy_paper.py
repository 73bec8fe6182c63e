"""The deletion concept and the record of processing as PDFs: chapters, entries, and what is said of each."""

from services.website.drawing.paper import MUTED, Look, Paper
from services.website.personal.papers import Entry, PrivacyPaper

_HEAD = Look("head", "", 26, 11)
_OPENING = Look("text", "", 11, 5.5)
_CHAPTER = Look("head", "", 17, 9)
_TITLE = Look("text", "B", 12, 6)
_LABEL = Look("text", "", 9.5, 4.6, MUTED)
_TEXT = Look("text", "", 11, 5.3)
_ROOM_FOR_AN_ENTRY = 30.0
_ROOM_FOR_A_CHAPTER = 16 + _ROOM_FOR_AN_ENTRY


def printed(words: PrivacyPaper, *, city: str, address: str) -> bytes:
    """Return it as a PDF of A4 pages, tagged with its language and title."""
    paper = Paper(city=city, title=words.title, address=address)
    try:
        _write(paper, words)
        return bytes(paper.output())
    finally:
        paper.close_types()


def _write(paper: Paper, words: PrivacyPaper) -> None:
    paper.add_page()
    paper.put(_HEAD, words.title, paper.epw)
    for sentence in words.opening:
        paper.ln(2)
        paper.put(_OPENING, sentence, paper.epw)
    for name, entries in words.chapters:
        if paper.will_page_break(_ROOM_FOR_A_CHAPTER):
            paper.add_page()
        paper.ln(7)
        paper.put(_CHAPTER, name, paper.epw)
        for entry in entries:
            _entry(paper, entry)


def _entry(paper: Paper, entry: Entry) -> None:
    if paper.will_page_break(_ROOM_FOR_AN_ENTRY):
        paper.add_page()
    paper.ln(4)
    paper.put(_TITLE, entry.title, paper.epw)
    for head, text in entry.lines:
        # A label at the foot of a page would say nothing.
        if paper.will_page_break(_LABEL.height + paper.height_of(paper.epw, _TEXT, text)):
            paper.add_page()
        paper.put(_LABEL, head, paper.epw)
        paper.put(_TEXT, text, paper.epw)
