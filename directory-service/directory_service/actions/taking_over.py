"""Taking over the good rows of a table: a few statements for all of them, and one fact for each.

What is there already keeps its address, its state, and whether it is news.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from directory_service.actions import telling
from directory_service.actions.asking_partners import ask_partners
from directory_service.actions.history import put_down_changes
from directory_service.actions.kinds import KINDS
from directory_service.actions.leaving_out import author_of, hide, show_again
from directory_service.actions.partners import without_partners, write_partners
from directory_service.actions.rows import Read
from directory_service.models import AnyRecord, Import, Offer, Organisation, Project
from directory_service.queries import imports as queries
from directory_service.rules import State
from services.kit.review.history import Author, Entry
from services.kit.review.rules import Deed
from services.kit.slugs import free_slug, slug_of
from services.kit.tables import id_of

Steps: TypeAlias = Callable[[int, int], None]
"""Is told how many rows of how many are done; may raise to break it all off."""

_KEPT = frozenset({"id", "external_id", "slug", "state", "version", "published_at", "created_at", "is_news"})
_NOT_SAID = frozenset({"external_id", "known_as", "topics"})
_AT_ONCE = 500
_KEEP_PROVENANCES = text("""
    INSERT INTO provenances (kind, external_id, source, record_id, is_hidden, seen_at)
    SELECT kind, external_id, source, record_id, is_hidden, seen_at
    FROM jsonb_populate_recordset(NULL::provenances, CAST(:rows AS jsonb))
    ON CONFLICT (kind, external_id) DO UPDATE SET source = excluded.source, record_id = excluded.record_id,
        is_hidden = excluded.is_hidden, seen_at = excluded.seen_at
""")


def no_steps(_done: int, _total: int) -> None:
    """Tell nobody how far it has come."""


def take_over(
    session: Session, sent: Import, rows: Sequence[Read], *, names: Mapping[UUID, str], now: datetime, steps: Steps
) -> None:
    """Write rows down, those of projects with their partners, and tell of what is public among them."""
    thing, _ = KINDS[sent.kind]
    author = author_of(sent, now)
    hide(session, thing, _no_longer_wanted(rows), author=author)
    wanted = [row for row in rows if row.is_wanted]
    taken = queries.slugs(session, thing)
    records = {row.cells.number: _record(thing, row, taken, sent=sent, now=now) for row in wanted}
    steps(0, len(wanted))
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        _move(session, thing, some, author=author)
        written = _write(session, thing, [records[row.cells.number] for row in some])
        if thing is Project:
            named = {records[row.cells.number]["id"]: row.words["partners"] for row in some}
            write_partners(session, named, author=author)
            ask_partners(session, [each.id for each in written if each.is_public], now=now)
        put_down_changes(session, thing, [_entry(row, records) for row in some], Deed.TAKEN_OVER, author)
        _tell(session, written, names=names, now=now)
        steps(start + len(some), len(wanted))
    ids = {number: record["id"] for number, record in records.items()}
    _keep_provenances(session, thing, sent, [row for row in rows if not row.is_hindered], ids, now=now)


def _no_longer_wanted(rows: Sequence[Read]) -> list[UUID]:
    """Return the records of rows that look for nobody at the moment."""
    return [row.old["id"] for row in rows if row.verdict == "inactive" and row.old and not row.is_hindered]


def _record(thing: type[AnyRecord], row: Read, taken: set[str], *, sent: Import, now: datetime) -> dict[str, Any]:
    """Return a row as it is to stand in its table."""
    words = {name: value for name, value in without_partners(row.words).items() if name != "known_as"}
    made = {"version": 1, "published_at": now, "created_at": now, "changed_at": now, "is_news": sent.announce}
    made["state"] = State.WITHDRAWN if row.is_hidden else State.PUBLISHED
    return {**made, **words, "id": _id(row), "slug": _slug(thing, row, taken)}


def _id(row: Read) -> UUID:
    if row.old is not None:
        record_id: UUID = row.old["id"]
        return record_id
    # Derived, so that the calendar knows a project's id from its row alone.
    return id_of(row.words["external_id"]) if row.words["external_id"] else uuid4()


def _slug(thing: type[AnyRecord], row: Read, taken: set[str]) -> str:
    if row.old is not None:
        return str(row.old["slug"])
    title = row.words["name" if thing is Organisation else "title"]
    slug = free_slug(slug_of(title, otherwise=thing.__tablename__), taken)
    taken.add(slug)
    return slug


def _entry(row: Read, records: Mapping[int, Mapping[str, Any]]) -> Entry:
    """Return what a row changes in its record, or, of a new one, all that it says."""
    old = row.old or {}
    changed = {name: word for name, word in row.words.items() if name not in _NOT_SAID and word != old.get(name)}
    after = changed if row.old else {name: word for name, word in changed.items() if word not in (None, [], "")}
    before = {name: old[name] for name in after} if row.old else {}
    return Entry(records[row.cells.number]["id"], _said(before), _said(after))


def _said(words: dict[str, Any]) -> dict[str, Any]:
    if "partners" in words:
        words["partners"] = [{"organisation_id": each, "role": role} for each, role in words["partners"]]
    return words


def _move(session: Session, thing: type[AnyRecord], rows: Sequence[Read], *, author: Author) -> None:
    """Show again what its source shows again, and hide what it hides."""
    known = [(row, row.old) for row in rows if row.old is not None]
    over = [old["id"] for row, old in known if row.is_hidden and old["state"] == State.PUBLISHED]
    hide(session, thing, over, author=author)
    back = [old["id"] for row, old in known if row.provenance and row.provenance.is_hidden and not row.is_hidden]
    show_again(session, thing, back, author=author)


def _write(session: Session, thing: type[AnyRecord], rows: list[dict[str, Any]]) -> list[Any]:
    """Write all rows in one statement; return them as they stand then."""
    names = list(rows[0])
    kept = [name for name in names if name in _KEPT]
    changed = ", ".join(f"{name} = excluded.{name}" for name in names if name not in _KEPT)
    # As JSON the rows are one parameter: with one for each cell, half of the time went into counting them.
    put = text(f"""
        INSERT INTO {thing.__tablename__} AS known ({", ".join(names)})
        SELECT {", ".join(names)} FROM jsonb_populate_recordset(NULL::{thing.__tablename__}, CAST(:rows AS jsonb))
        ON CONFLICT (id) DO UPDATE SET {changed}, version = known.version + 1
        RETURNING {", ".join(f"known.{name}" for name in kept)}
    """)
    by_id = {row["id"]: row for row in rows}
    found = session.execute(put, {"rows": orjson.dumps(rows).decode()}).mappings()
    return [thing(**{**by_id[each["id"]], **each}) for each in found]


def _tell(session: Session, written: Sequence[Any], *, names: Mapping[UUID, str], now: datetime) -> None:
    for each in (record for record in written if record.is_public):
        if isinstance(each, Organisation):
            telling.tell_organisation(session, each, now=now)
        elif isinstance(each, Offer):
            telling.tell_offer(session, each, organisation_name=names[each.organisation_id], now=now)
        else:
            telling.tell_project(session, each, organisation_name=names[each.organisation_id], now=now)


def _keep_provenances(
    session: Session,
    thing: type[AnyRecord],
    sent: Import,
    rows: Sequence[Read],
    ids: Mapping[int, UUID],
    *,
    now: datetime,
) -> None:
    """Note under which id its source knows each row, also of those that are not shown."""
    known = [
        {
            "kind": thing.__tablename__,
            "external_id": row.words["known_as"],
            "source": sent.source or "",
            "record_id": ids.get(row.cells.number) or (row.old["id"] if row.old else None),
            "is_hidden": row.is_hidden,
            "seen_at": now,
        }
        for row in rows
        if row.words["known_as"] and row.verdict in {"new", "changed", "unchanged", "inactive"}
    ]
    session.execute(_KEEP_PROVENANCES, {"rows": orjson.dumps(known).decode()})
