"""Tables that people send in: tried first, kept with a report on each row, taken over when somebody confirms it.

What becomes of the rows is each service's own affair; here stands what is kept of a table, and what is shown of it.
"""

from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from marshmallow import Schema, fields, validate
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.kit.errors import Conflict, NotFound
from services.kit.tables import counts

KEEP = timedelta(days=30)
"""How long a table is kept: the text of one that nobody confirmed may hold people's names and addresses."""


class NoSuchImport(NotFound):
    """There is no such import."""


class AlreadyApplied(Conflict):
    """This table has been taken over already."""


class SentIn:
    """A table that somebody sent in, what would become of its rows, and what became of them."""

    __tablename__ = "imports"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    text: Mapped[str]
    announce: Mapped[bool]
    sent_by: Mapped[str]
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    counts: Mapped[dict[str, int]] = mapped_column(JSONB)
    sent_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]

    @property
    def state(self) -> str:
        """Return whether the table still waits for its confirmation."""
        return "applied" if self.applied_at else "waiting"

    def report(self, rows: list[dict[str, Any]]) -> None:
        """Keep what becomes, or became, of each row."""
        self.rows, self.counts = rows, counts(rows)

    def apply(self, now: datetime) -> None:
        """Note that the table is taken over; what it said of people stands elsewhere now, and need not lie here too."""
        self.applied_at, self.text = now, ""


T = TypeVar("T", bound=SentIn)


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


def forget_old(session: Session, table: type[SentIn], *, now: datetime) -> None:
    """Drop tables, with all that they say, that were sent in long ago."""
    session.execute(delete(table).where(table.sent_at < now - KEEP))


class ComplaintSchema(Schema):
    """What is wrong in one cell."""

    column = fields.String()
    sentence = fields.String()
    suggestion = fields.String(allow_none=True)


class ImportRowSchema(Schema):
    """What becomes of one row; its number is the one a spreadsheet shows."""

    row = fields.Integer()
    external_id = fields.String(allow_none=True)
    title = fields.String(allow_none=True)
    verdict = fields.String(validate=validate.OneOf(["new", "changed", "unchanged", "refused"]))
    problems = fields.List(fields.Nested(ComplaintSchema))


class ImportSchema(Schema):
    """A table that waits for its confirmation, or was taken over, with a report on each row."""

    id = fields.UUID()
    kind = fields.String()
    announce = fields.Boolean()
    state = fields.String(validate=validate.OneOf(["waiting", "applied"]))
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    rows = fields.List(fields.Nested(ImportRowSchema))
    sent_at = fields.AwareDateTime()
    applied_at = fields.AwareDateTime(allow_none=True)
