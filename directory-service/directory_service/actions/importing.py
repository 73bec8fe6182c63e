"""Tables that editors bring: tried first, row by row, and then taken over all at once."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from directory_service.actions.catalogue import lock_slugs, note_change
from directory_service.actions.kinds import KINDS, known_columns
from directory_service.actions.leaving_out import hide_gone
from directory_service.actions.reading import read_rows
from directory_service.actions.rows import Read
from directory_service.actions.taking_over import Steps, no_steps, take_over
from directory_service.models import Import
from directory_service.queries import imports as queries
from directory_service.queries.organisations import unchanging
from directory_service.rules.shrinking import shrinks
from services.city import City
from services.kit import imports
from services.kit.tokens import Caller


def try_import(session: Session, words: Mapping[str, Any], *, city: City, caller: Caller, now: datetime) -> Import:
    """Keep a table, and say of each row what would become of it."""
    tried = Import(sent_by=caller.name, sent_at=now, **imports.kept(words, known_columns(words["kind"])))
    _try(session, tried, city=city, now=now)
    session.add(tried)
    session.flush()
    return tried


def choose(
    session: Session, import_id: UUID, choices: Mapping[str, Mapping[str, Any]], *, city: City, now: datetime
) -> Import:
    """Note what an editor says about headings, words and rows, and try the table anew."""
    tried = imports.to_choose(session, Import, import_id)
    tried.choose(choices)
    _try(session, tried, city=city, now=now)
    return tried


def confirm_import(
    session: Session,
    import_id: UUID,
    *,
    city: City,
    now: datetime,
    hides_gone: bool | None = None,
    steps: Steps = no_steps,
) -> Import:
    """Take over all good rows of a table, as things stand now; refused with `AlreadyApplied` a second time."""
    tried = imports.to_apply(session, Import, import_id)
    thing, _ = KINDS[tried.kind]
    lock_slugs(session, thing)
    known, rows = _settled_rows(session, tried, city=city, now=now)
    take_over(session, tried, rows, names=known.names, now=now, steps=steps)
    _note_gone(session, tried, rows)
    if hides_gone or (hides_gone is None and not tried.noticed.get("shrinks")):
        hide_gone(session, tried, _gone(session, tried, rows), now=now)
    tried.report([row.report for row in rows])
    tried.apply(now)
    note_change(session)
    return tried


def _settled_rows(session: Session, tried: Import, *, city: City, now: datetime) -> tuple[queries.Known, list[Read]]:
    """Return a table's rows, read while no organisation they belong to, and no record of theirs, changes any more.

    What an editor approved meanwhile stands in the rows that are written whole, and is not overwritten.
    """
    thing, _ = KINDS[tried.kind]

    def read() -> tuple[queries.Known, list[Read]]:
        known = queries.known(session, city)
        return known, read_rows(session, tried, known, today=_today(city, now))

    known, rows = read()
    owners = {row.words["organisation_id"] for row in rows if row.is_wanted and row.words.get("organisation_id")}
    if not all(each.is_public for each in unchanging(session, owners).values()):
        known, rows = read()
    while not queries.lock_as_read(session, thing, _versions(rows)):
        known, rows = read()
    return known, rows


def _versions(rows: Sequence[Read]) -> dict[UUID, int]:
    """Return in which version the records were read that rows are about to change."""
    return {row.old["id"]: row.old["version"] for row in rows if row.old and row.verdict != "unchanged"}


def _try(session: Session, tried: Import, *, city: City, now: datetime) -> None:
    rows = read_rows(session, tried, queries.known(session, city), today=_today(city, now))
    _note_gone(session, tried, rows)
    tried.report([row.report for row in rows])


def _note_gone(session: Session, tried: Import, rows: Sequence[Read]) -> None:
    """Note how many records of its source a table does not hold any more, and whether that is strangely many."""
    gone = _gone(session, tried, rows)
    known = len(gone) + sum(row.old is not None for row in rows)
    tried.noticed = {**tried.noticed, "gone": len(gone), "shrinks": shrinks(known, len(gone))}


def _gone(session: Session, tried: Import, rows: Sequence[Read]) -> list[UUID]:
    if not (tried.source and tried.is_whole):
        return []
    thing, _ = KINDS[tried.kind]
    # A row that is refused is there all the same.
    there = {row.cells.raw("externe_id") for row in rows}
    # One that has become one with another is known by several ids, of which one is enough.
    found = {row.old["id"] for row in rows if row.old}
    shown = queries.shown_of_source(session, thing, tried.source)
    gone = (record_id for external_id, record_id in shown if external_id not in there and record_id not in found)
    return list(dict.fromkeys(gone))


def _today(city: City, now: datetime) -> date:
    return now.astimezone(city.time_zone).date()
