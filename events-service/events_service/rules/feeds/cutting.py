"""A calendar file cut into events, byte by byte as it came, before anything in it is understood.

Lines are put together before they are decoded, for many programs fold them in the middle of a character. A file that
cannot be trusted as a whole is refused here: an empty one, a web page, one whose end is missing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from icalendar.parser import Contentline

LARGEST = 10_000_000
MOST_EVENTS = 20_000
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# No more than one carriage return: a run of them would be walked through again from each of its places.
_FOLD = re.compile(rb"(\r?\n|\r)[ \t]")
_BREAK = re.compile(rb"\r?\n|\r")
_BLANK = b" \t\0"
_NO_CALENDARS = frozenset({"application/pdf", "application/zip", "application/json"})
_DEEPEST = 20
_WANTED = frozenset(
    [
        *("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE"),
        *("EXRULE", "RECURRENCE-ID", "STATUS", "CLASS", "SEQUENCE", "DTSTAMP", "URL", "GEO", "CATEGORIES"),
        "X-MICROSOFT-CDO-ALLDAYEVENT",
    ]
)
_NAME = re.compile(rb"[ \t]*([A-Za-z0-9-]+)[ \t]*[:;]")
_PLAIN = re.compile(rb"[ \t]*([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=[^\";:,=]*)*):")
_LONGEST_LINE = 200_000


class Unusable(Exception):
    """An event that has to be left out; `kind` says why."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Unreadable(Exception):
    """A calendar that cannot be trusted as a whole; `kind` says why."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind, self.words = kind, dict[str, Any]()


@dataclass(frozen=True)
class Property:
    """One line of an event: its parameters, and its value as it was written."""

    parameters: dict[str, str]
    value: str


@dataclass
class Block:
    """One event or zone of a file: its lines by name. `is_broken` when its end is missing."""

    lines: dict[str, list[bytes]] = field(default_factory=dict)
    is_broken: bool = False

    def all(self, name: str) -> list[Property]:
        """Return what is said under a name; lines that make no sense are passed over."""
        return [found for line in self.lines.get(name, ()) if (found := _property(line))]

    def one(self, name: str) -> Property | None:
        """Return what is said first under a name."""
        return next(iter(self.all(name)), None)

    def text(self, name: str) -> str:
        """Return a value as it was written; an empty one if nothing is said."""
        found = self.one(name)
        return found.value if found else ""


@dataclass
class Cut:
    """What a file consists of: events, zones that it defines, and how many things that are neither."""

    events: list[Block] = field(default_factory=list)
    zones: dict[str, bytes] = field(default_factory=dict)
    others: int = 0
    is_cancelling: bool = False


def may_be_a_calendar(media_type: str) -> bool:
    """Tell whether a calendar may come under this name; servers call it all sorts of text, but not a picture."""
    kind, _, _ = media_type.partition("/")
    return kind in {"", "text"} or (kind == "application" and media_type not in _NO_CALENDARS)


def cut(file: bytes) -> Cut:
    """Cut a file into its parts; refused with `Unreadable` when it is none, or not all of one."""
    if len(file) > LARGEST:
        raise Unreadable("too_large")
    lines = _lines(file)
    first = next(lines, b"")
    if not first:
        raise Unreadable("empty")
    if first.strip().upper() != b"BEGIN:VCALENDAR":
        raise Unreadable("not_a_calendar")
    return _Cutter().cut(lines)


class _Cutter:
    """Walks through the lines, and knows inside which parts it is."""

    def __init__(self) -> None:
        self.found = Cut()
        self.inside = [b"VCALENDAR"]
        self.block = Block()
        self.zone: list[bytes] = []
        self.last = ""

    def cut(self, lines: Iterator[bytes]) -> Cut:
        for line in lines:
            word, _, name = line.strip().upper().partition(b":")
            if word == b"BEGIN":
                self._begin(name.strip())
            if self.inside[1:2] == [b"VTIMEZONE"]:
                self.zone.append(line)
            if word == b"END":
                self._end(name.strip())
            elif word != b"BEGIN":
                self._take(line)
        if self.inside:
            raise Unreadable("truncated")
        return self.found

    def _begin(self, name: bytes) -> None:
        if name == b"VCALENDAR":
            self.inside.clear()
        elif not self.inside:
            return
        if name == b"VEVENT":
            self._close(b"VEVENT", is_broken=True)
            self.block, self.last = Block(), ""
        elif name == b"VTIMEZONE":
            self.zone = []
        elif len(self.inside) == 1:
            self.found.others += 1
        self.inside.append(name)
        if len(self.inside) > _DEEPEST:
            raise Unreadable("not_a_calendar")

    def _end(self, name: bytes) -> None:
        self._close(name, is_broken=False)
        if name == b"VTIMEZONE":
            self._keep_zone()

    def _close(self, name: bytes, *, is_broken: bool) -> None:
        """Leave a part; an event inside it that did not end is broken."""
        while name in self.inside:
            left = self.inside.pop()
            if left == b"VEVENT":
                self._keep(is_broken=is_broken or left != name)
            if left == name:
                return

    def _keep(self, *, is_broken: bool) -> None:
        self.block.is_broken = is_broken
        self.found.events.append(self.block)
        if len(self.found.events) > MOST_EVENTS:
            raise Unreadable("too_many_events")

    def _keep_zone(self) -> None:
        known = _property(next((line for line in self.zone if line.upper().startswith((b"TZID:", b"TZID;"))), b""))
        if known:
            self.found.zones[known.value.strip()] = b"\r\n".join([*self.zone, b""])

    def _take(self, line: bytes) -> None:
        where = self.inside[-1] if self.inside else b""
        if where == b"VCALENDAR" and line.strip().upper() == b"METHOD:CANCEL":
            self.found.is_cancelling = True
        if where != b"VEVENT":
            return
        name = _NAME.match(line)
        if name:
            self.last = name.group(1).decode("ascii").upper()
            if self.last in _WANTED:
                self.block.lines.setdefault(self.last, []).append(line)
        elif self.last in _WANTED:
            # Some programs write long texts without folding them.
            self.block.lines[self.last][-1] += b"\\n" + line


def _lines(file: bytes) -> Iterator[bytes]:
    """Yield the lines that say something, put together where they were folded."""
    for mark, encoding in _MARKS:
        if file.startswith(mark):
            file = file.removeprefix(mark).decode(encoding, "replace").encode()
    unfolded, place = _FOLD.sub(b"", file.replace(b"\r\r\n", b"\r\n")), 0
    for found in _BREAK.finditer(unfolded):
        line, place = unfolded[place : found.start()], found.end()
        if line.strip(_BLANK):
            yield line[:_LONGEST_LINE]
    if unfolded[place:].strip(_BLANK):
        yield unfolded[place:][:_LONGEST_LINE]


def _property(line: bytes) -> Property | None:
    """Return what a line says; only a line with quotes and lists in it is worth a parser."""
    if plain := _PLAIN.match(line):
        pairs = (each.split(b"=") for each in plain.group(2).split(b";")[1:])
        named = {name.decode().upper(): _decoded(said) for name, said in pairs}
        return Property(named, _decoded(line[plain.end() :]))
    try:
        _, parameters, value = Contentline(_decoded(line)).raw_parts()  # type: ignore[no-untyped-call]
    except ValueError:
        return None
    named = {str(name).upper(): _word(said) for name, said in parameters.items()}
    return Property(named, value)


def _word(said: str | list[str]) -> str:
    return said if isinstance(said, str) else ",".join(said)


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("windows-1252", "replace")
