"""What became of records, put down among their revisions: one statement for however many there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, TextClause, Uuid, and_, any_, cast, or_, select, text
from sqlalchemy.orm import Session

from services.kit import paging
from services.kit.review.models import Written
from services.kit.review.rules import Deed, Origin, RevisionState, as_bytes
from services.kit.tokens import Caller

BY_LINK = Caller(service="link", roles=frozenset({"editor"}))
"""Whoever has the link from a mail; who that is nobody knows."""
BY_CLOCK = Caller(service="clock", roles=frozenset({"editor"}))
"""Nobody: time ran out."""
_ORIGINS = {BY_LINK.service: Origin.LINK, BY_CLOCK.service: Origin.CLOCK}


@dataclass(frozen=True, kw_only=True)
class Author:
    """By whom, when and from what source a record came to be as it is."""

    name: str
    origin: Origin
    now: datetime
    person_id: UUID | None = None
    source: str | None = None

    @classmethod
    def of(cls, caller: Caller, now: datetime, *, source: str | None = None) -> "Author":
        """Return the caller as the author of what happens now."""
        origin = _ORIGINS.get(caller.service) or (Origin.EDITOR if caller.is_editor else Origin.STEWARD)
        return cls(name=caller.name, origin=origin, now=now, person_id=caller.person_id, source=source)


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in what happened: which it is, and what changed in its words if anything did."""

    record_id: UUID
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Shelf:
    """Where the records of one kind are kept: their table, and its columns of whose they are and what they are called.

    None of these words comes from outside.
    """

    kind: str
    table: str
    owner: str = "organisation_id"
    title: str = "title"


@dataclass(frozen=True, slots=True)
class Subject:
    """A record as it stands after a change: of which kind, which, whose, and in which version."""

    kind: str
    id: UUID
    owner_id: UUID
    version: int


def put_down_written(
    session: Session,
    table: type[Any],
    subject: Subject,
    before: dict[str, Any],
    after: Mapping[str, Any],
    author: Author,
) -> Any:
    """Put down that a record was changed, by somebody who need not ask."""
    revision = table(
        kind=subject.kind,
        subject_id=subject.id,
        organisation_id=subject.owner_id,
        base=before,
        base_version=subject.version,
        origin=author.origin,
        made_by=author.name,
        person_id=author.person_id,
        made_at=author.now,
        submitted_at=author.now,
        version=0,
    )
    revision.write(dict(after), author.now)
    revision.decide(RevisionState.APPROVED, by=author.name, now=author.now)
    session.add(revision)
    return revision


def put_down(session: Session, shelf: Shelf, record_ids: Iterable[UUID], deed: Deed, author: Author) -> None:
    """Put down that something became of these records as they stand now."""
    put_down_changes(session, shelf, [Entry(each) for each in record_ids], deed, author)


def put_down_changes(session: Session, shelf: Shelf, entries: Iterable[Entry], deed: Deed, author: Author) -> None:
    """Put down what became of these records as they stand now, with what changed in each."""
    said = [{"id": each.record_id, "before": each.before or {}, "after": each.after or {}} for each in entries]
    if not said:
        return
    session.flush()
    about = {"kind": shelf.kind, "deed": deed, "now": author.now, "by": author.name, "origin": author.origin}
    rows = as_bytes(said).decode()
    session.execute(_put(shelf), {**about, "person_id": author.person_id, "source": author.source, "rows": rows})


@cache
def _put(shelf: Shelf) -> TextClause:
    return text(f"""
        INSERT INTO revisions (
            id, kind, subject_id, organisation_id, words, base, base_version, title, categories, district, state,
            origin, deed, source, version, made_by, person_id, made_at, changed_at, submitted_at, decided_at,
            decided_by, notes, checked, corrected, sampled
        )
        SELECT gen_random_uuid(), :kind, thing.id, thing.{shelf.owner}, said.after, said.before, thing.version,
            thing.{shelf.title}, thing.categories, thing.district, 'approved', :origin, :deed, :source, 1, :by,
            :person_id, :now, :now, :now, :now, :by, '[]', '{{}}', false, false
        FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS said(id uuid, before jsonb, after jsonb)
        JOIN {shelf.table} AS thing USING (id)
    """)


def history(
    session: Session, table: type[Written], record_ids: Iterable[UUID], asked: Mapping[str, Any], *, for_editors: bool
) -> dict[str, Any]:
    """Return a page of what became of records that are one now, the newest first.

    What was refused to somebody unknown, editors alone see.
    """
    whose = table.subject_id == any_(cast(list(record_ids), ARRAY(Uuid)))
    approved, refused = table.state == RevisionState.APPROVED, table.state == RevisionState.REFUSED
    told = refused if for_editors else and_(refused, table.origin != Origin.SUGGESTION)
    listed = select(table).where(whose, or_(approved, told))
    newest = (table.decided_at.desc(), table.base_version.desc(), table.id)
    return paging.read_page(session, listed.order_by(*newest), asked)
