"""A table as it was read, whatever file it came in: its columns, its rows by number, and what was noticed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

from services.kit.errors import Malformed
from services.kit.formulas import restored

MOST_ROWS = 20_000
_HEADING_WITHIN = 20
_FOLDS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", " ": "_", "-": "_", "/": "_", "*": None, ":": None})


class NotATable(Malformed):
    """This does not look like a table: a line at its top must name the columns."""


class TooManyRows(Malformed):
    """A table may have at most 20,000 rows. Please send it in parts."""


@dataclass(frozen=True)
class Table:
    """Columns as they were written, and rows with the number that a spreadsheet shows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    noticed: dict[str, Any] = field(default_factory=dict)

    def kept(self) -> str:
        """Return this table as it is kept until somebody confirms it."""
        return orjson.dumps(asdict(self)).decode()

    @classmethod
    def of(cls, kept: str) -> "Table":
        """Return the table that was kept."""
        words = orjson.loads(kept)
        rows = tuple((number, tuple(cells)) for number, cells in words["rows"])
        return cls(tuple(words["columns"]), rows, words["noticed"])


def column_key(name: str) -> str:
    """Return a column's name as all its spellings share it: `E-Mail ` and `e_mail` are one."""
    return "_".join(filter(None, name.strip().lower().translate(_FOLDS).split("_")))


def table_of(lines: Iterable[tuple[int, Sequence[str]]], known: Collection[str], **noticed: Any) -> Table:
    """Return the table that begins with the likeliest heading; empty rows and unnamed columns are left out."""
    every = list(lines)
    heading = find_heading([cells for _, cells in every], known)
    names = [name.strip() for name in every[heading][1]]
    named = [place for place, name in enumerate(names) if name]
    below = every[heading + 1 :]
    full = [(number, _cells(cells, named)) for number, cells in below if any(cell.strip() for cell in cells)]
    if len(full) > MOST_ROWS:
        raise TooManyRows
    noticed |= {
        "header_row": every[heading][0],
        "empty_rows": len(below) - len(full),
        "empty_columns": len(names) - len(named),
    }
    return Table(tuple(names[place] for place in named), tuple(full), noticed)


def find_heading(lines: Sequence[Sequence[str]], known: Collection[str]) -> int:
    """Return which of the first lines names the most columns; the first one that says anything, if none does."""
    first = lines[:_HEADING_WITHIN]
    if not any(cell.strip() for cells in first for cell in cells):
        raise NotATable
    return max(
        range(len(first)), key=lambda place: (known_columns(first[place], known), bool(any(first[place])), -place)
    )


def known_columns(cells: Sequence[str], known: Collection[str]) -> int:
    """Return how many cells of a line are names of known columns."""
    return len({column_key(cell) for cell in cells} & set(known))


def _cells(cells: Sequence[str], named: Sequence[int]) -> tuple[str, ...]:
    by_place = dict(enumerate(cells))
    # PostgreSQL keeps no NUL; another sign that nobody sees is complained of as well.
    return tuple(restored(by_place.get(place, "").replace("\0", "\1")) for place in named)
