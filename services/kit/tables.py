"""Tables that people send in: CSV text read into rows, each row into words, and what is wrong with it in sentences.

A row is never half read: `Cells` collects every complaint of a row, with the column, and the nearest known word where a
word is not known.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from io import StringIO
from itertools import zip_longest
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from services.kit import shapes
from services.kit.errors import Malformed

MOST_ROWS = 20_000
HIDDEN = "Hier stehen Zeichen, die man nicht sieht oder die nicht in eine Zeile gehören."
_SEPARATORS = (";", "\t", ",")
_DAYS = ("%Y-%m-%d", "%d.%m.%Y")
_MOMENTS = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M")
_YES = {"ja": True, "yes": True, "true": True, "1": True, "nein": False, "no": False, "false": False, "0": False}


class NotATable(Malformed):
    """This does not look like a table: the first line must name the columns, separated by semicolons."""


class QuoteNotClosed(NotATable):
    """A quotation mark in this table is not closed, or closed too early, so its rows cannot be told apart."""


class TooManyRows(Malformed):
    """A table may have at most 20,000 rows. Please send it in parts."""


@dataclass(frozen=True)
class Complaint:
    """What is wrong in one cell, and the nearest word that would do."""

    column: str
    sentence: str
    suggestion: str | None = None


@dataclass
class Cells:
    """One row's cells by column; reading one returns its value, or nothing and a complaint."""

    number: int
    cells: Mapping[str, str]
    complaints: list[Complaint] = field(default_factory=list)

    def text(self, column: str, *, longest: int = 20_000, required: bool = False) -> str | None:
        """Return a cell's text without surrounding space."""
        value = self.cells.get(column, "").strip()
        if not value and required:
            self.complain(column, "Hier fehlt etwas: Die Spalte muss gefüllt sein.")
        if len(value) > longest:
            self.complain(column, f"Der Text ist zu lang: höchstens {longest} Zeichen.")
            return None
        return value if value and self._is_readable(column, value) else None

    def many(self, column: str, known: Mapping[str, str] | None = None) -> list[str]:
        """Return the values of a cell, separated by ` | `; where words are known, their keys."""
        words = [word.strip() for word in self.cells.get(column, "").split("|") if word.strip()]
        if known is None:
            return [word for word in words if self._is_readable(column, word)]
        keys = [self._known(column, word, known) for word in words]
        return list(dict.fromkeys(key for key in keys if key))

    def choice(self, column: str, known: Mapping[str, str], *, required: bool = False) -> str | None:
        """Return the key of a known word."""
        word = self.text(column, required=required)
        return self._known(column, word, known) if word else None

    def flag(self, column: str) -> bool | None:
        """Return yes, no, or nothing when it is not known; words may follow (`ja, kurze Einweisung`)."""
        word = self.cells.get(column, "").strip()
        if not word:
            return None
        first = re.split(r"[\s,;:]", word, maxsplit=1)[0].lower()
        if first not in _YES:
            self.complain(column, f"„{word}“ ist weder ja noch nein.")
        return _YES.get(first)

    def number_in(self, column: str, least: float, most: float) -> Decimal | None:
        """Return a number, written with a decimal comma or point."""
        word = self.text(column)
        if word is None:
            return None
        try:
            value = Decimal(word.replace(",", "."))
        except InvalidOperation:
            self.complain(column, f"„{word}“ ist keine Zahl.")
            return None
        if not value.is_finite() or not least <= value <= most:
            self.complain(column, f"{word} liegt nicht zwischen {least:g} und {most:g}.")
            return None
        return value

    def whole(self, column: str, least: int, most: int) -> int | None:
        """Return a whole number."""
        value = self.number_in(column, least, most)
        if value is not None and value != int(value):
            self.complain(column, f"{value} ist keine ganze Zahl.")
            return None
        return None if value is None else int(value)

    def day(self, column: str) -> date | None:
        """Return a day, written `2026-03-14` or `14.03.2026`."""
        moment = self._moment(column, (*_DAYS, *_MOMENTS))
        return moment.date() if moment else None

    def moment(self, column: str, zone: ZoneInfo, *, required: bool = False) -> datetime | None:
        """Return a moment, written `2026-03-14 10:00` or `14.03.2026 10:00`, on the clocks of a time zone."""
        if required and not self.text(column, required=True):
            return None
        moment = self._moment(column, (*_MOMENTS, *_DAYS))
        return moment.replace(tzinfo=zone) if moment else None

    def complain(self, column: str, sentence: str, suggestion: str | None = None) -> None:
        """Note what is wrong."""
        self.complaints.append(Complaint(column, sentence, suggestion))

    def _is_readable(self, column: str, value: str) -> bool:
        """Tell whether nothing hides in a cell that would break a mail or deceive a reader; complain if it does."""
        try:
            shapes.words(value)
        except ValueError:
            self.complain(column, HIDDEN)
            return False
        return True

    def _moment(self, column: str, forms: tuple[str, ...]) -> datetime | None:
        word = self.text(column)
        if word is None:
            return None
        for form in forms:
            try:
                return datetime.strptime(word, form)  # noqa: DTZ007  (the zone is the reader's to say)
            except ValueError:
                continue
        self.complain(
            column, f"„{word}“ ist kein Datum. Bitte so: 2026-03-14 oder 14.03.2026, mit Zeit 2026-03-14 10:00."
        )
        return None

    def _known(self, column: str, word: str, known: Mapping[str, str]) -> str | None:
        found = {name.casefold(): key for name, key in known.items()}.get(word.casefold())
        if found is None:
            near = get_close_matches(word.casefold(), [name.casefold() for name in known], n=1, cutoff=0.3)
            suggestion = next((name for name in known if near and name.casefold() == near[0]), None)
            meant = f" Gemeint ist vielleicht „{suggestion}“." if suggestion else ""
            self.complain(column, f"„{word}“ kennen wir nicht.{meant}", suggestion)
        return found


def rows_of(text: str) -> list[Cells]:
    """Read a table; the number of a row is the one a spreadsheet shows, so the first below the header is 2."""
    text = text.removeprefix("\ufeff")
    header = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=header.count)
    if separator not in header:
        raise NotATable
    try:
        rows = list(_read(text, separator))
    except csv.Error:
        raise QuoteNotClosed from None
    if len(rows) > MOST_ROWS:
        raise TooManyRows
    return rows


def _read(text: str, separator: str) -> Iterator[Cells]:
    # Strict, because a quotation mark that is never closed would silently swallow all rows that follow.
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    columns = [name.strip().lower() for name in next(reader)]
    for number, row in enumerate(reader, start=2):
        cells = {column: value for column, value in zip_longest(columns, row[: len(columns)], fillvalue="") if column}
        if any(value.strip() for value in cells.values()):
            yield Cells(number, cells)


def complain_of_doubles(rows: Iterable[Cells]) -> None:
    """Complain in every row whose id from elsewhere stands in an earlier row already."""
    first: dict[str, int] = {}
    for cells in rows:
        external_id = cells.cells.get("externe_id", "").strip()
        if external_id and first.setdefault(external_id, cells.number) != cells.number:
            cells.complain("externe_id", f"„{external_id}“ steht schon in Zeile {first[external_id]}.")


def report_row(cells: Cells, *, title: str | None, verdict: str) -> dict[str, Any]:
    """Return what became of a row, in words for the one who sent it."""
    return {
        "row": cells.number,
        "external_id": cells.cells.get("externe_id") or None,
        "title": title,
        "verdict": "refused" if cells.complaints else verdict,
        "problems": [asdict(each) for each in cells.complaints],
    }


def id_of(external_id: str) -> UUID:
    """Return the id of a thing that is brought in under an id from elsewhere: the same one in every service."""
    return uuid5(NAMESPACE_URL, f"urn:mosaik:external:{external_id}")


def counts(rows: list[dict[str, Any]]) -> dict[str, int]:
    """Return how many rows had each verdict."""
    return {
        verdict: sum(row["verdict"] == verdict for row in rows)
        for verdict in ("new", "changed", "unchanged", "refused")
    }
