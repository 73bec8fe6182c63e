"""Tables that people send in: tried first, kept with a report on each row, taken over when somebody confirms it.

What becomes of the rows is each service's own affair; here stands what is kept of a table, and what is shown of it.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import delete, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.kit.cells import Cells
from services.kit.errors import Conflict, Malformed, NotFound
from services.kit.files import read_file, read_words
from services.kit.files.table import Table
from services.kit.headings import columns_of, match_headings
from services.kit.tables import cells_of, counts

_EMPTY = text("'{}'")


class NoSuchImport(NotFound):
    """There is no such import."""


class AlreadyApplied(Conflict):
    """This table has been taken over already."""


class AlreadyRunning(Conflict):
    """This table is being taken over just now."""


class OneOfTwo(Malformed):
    """Please send either a file or the text of a table."""


class SentIn:
    """A table that somebody sent in, what would become of its rows, and what became of them."""

    __tablename__ = "imports"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    # The table as it was read, whatever file it came in.
    text: Mapped[str]
    announce: Mapped[bool]
    sent_by: Mapped[str] = mapped_column(index=True)
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    counts: Mapped[dict[str, int]] = mapped_column(JSONB)
    sent_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    begun_at: Mapped[datetime | None]
    file_name: Mapped[str | None]
    noticed: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=_EMPTY)
    """What was noticed about the file, and what its headings stand for."""
    choices: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=_EMPTY)
    """What an editor has said about headings, words and rows."""

    @property
    def state(self) -> str:
        """Return whether the table waits for its confirmation, is being taken over, or was."""
        if self.applied_at:
            return "applied"
        return "running" if self.begun_at else "waiting"

    @property
    def row_choices(self) -> Mapping[str, str]:
        """Return what is to become of rows, by their number."""
        rows: Mapping[str, str] = self.choices.get("rows", {})
        return rows

    def cells(self, known: Collection[str]) -> list[Cells]:
        """Return the rows, read as the headings are understood now."""
        table = _table(self.text, known)
        matches = match_headings(table, known, self.choices.get("columns", {}))
        self.noticed = {**self.noticed, **table.noticed, "columns": matches}
        meanings = self.choices.get("words", {})
        return cells_of(table, columns_of(matches), meanings=meanings, chosen=self.row_choices)

    def choose(self, choices: Mapping[str, Mapping[str, Any]]) -> None:
        """Add to what an editor has said; an empty word takes back what was said before."""
        for part, said in choices.items():
            whole = {**self.choices.get(part, {}), **said}
            self.choices = {**self.choices, part: {key: value for key, value in whole.items() if value is not None}}

    def report(self, rows: list[dict[str, Any]]) -> None:
        """Keep what becomes, or became, of each row."""
        self.rows, self.counts = rows, counts(rows)

    def apply(self, now: datetime) -> None:
        """Note that the table is taken over; what it said of people stands elsewhere now, and need not lie here too."""
        self.applied_at, self.text = now, ""


T = TypeVar("T", bound=SentIn)


def kept(words: Mapping[str, Any], known: Collection[str], *, table: Table | None = None) -> dict[str, Any]:
    """Return what is to be kept of a table that came in, as a file or as text, or was read from a file already."""
    file, words_of_table = words.get("file"), words.get("text")
    if (file is None) == (words_of_table is None):
        raise OneOfTwo
    if table is None:
        table = read_words(words_of_table or "", known) if file is None else read_file(file, known)
    others = {name: value for name, value in words.items() if name not in {"file", "text"}}
    return {**others, "text": table.kept(), "noticed": table.noticed, "choices": {}}


def sent_in(session: Session, table: type[T], import_id: UUID) -> T:
    """Return a table that was sent in; refused with `NoSuchImport`."""
    found = session.get(table, import_id)
    if found is None:
        raise NoSuchImport
    return found


def to_apply(session: Session, table: type[T], import_id: UUID) -> T:
    """Return a table that nobody else takes over meanwhile; refused with `NoSuchImport` or `AlreadyApplied`."""
    found = session.get(table, import_id, with_for_update=True)
    if found is None:
        raise NoSuchImport
    if found.applied_at:
        raise AlreadyApplied
    return found


def to_choose(session: Session, table: type[T], import_id: UUID) -> T:
    """Return a table about which something may still be said; refused while it is being taken over, and after."""
    found = to_apply(session, table, import_id)
    if found.begun_at:
        raise AlreadyRunning
    return found


def forget_old(session: Session, table: type[SentIn], *, days: int, now: datetime) -> None:
    """Drop tables, with all that they say of people, that were sent in long ago."""
    session.execute(delete(table).where(table.sent_at < now - timedelta(days=days)))


def _table(text: str, known: Collection[str]) -> Table:
    # What came in before files were read into tables was kept as it was written.
    return Table.of(text) if text.startswith('{"columns":') else read_words(text, known)
