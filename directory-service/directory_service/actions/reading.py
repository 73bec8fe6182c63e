"""Rows of a table as they would stand in the directory, each with what is to become of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session

from directory_service.actions.columns import Column
from directory_service.actions.duplicates import suspect, wait_if_rewritten
from directory_service.actions.kinds import KINDS, known_columns
from directory_service.actions.partners import Partner
from directory_service.actions.rows import Read
from directory_service.models import AnyRecord, Import, Project
from directory_service.queries import imports as queries
from directory_service.queries.imports import Known
from directory_service.queries.partners import partners_there
from directory_service.rules import MOST_CATEGORIES, State
from directory_service.rules.places import parts_of_place
from services.kit import tables
from services.kit.cells import Cells

_FED: Mapping[str, str] = {"dauer": "lang"}
"""What is meant where a feed has no such column: volunteer agencies look for people who stay."""


def read_rows(session: Session, sent: Import, known: Known, *, today: date) -> list[Read]:
    """Read a table, and say of each row what is to become of it as things stand now."""
    thing, shape = KINDS[sent.kind]
    cells = sent.cells(known_columns(sent.kind))
    older = _older_doubles(cells)
    tables.complain_of_doubles(each for each in cells if each.number not in older)
    rows = [Read(each, _words(each, shape, known)) for each in cells]
    _find_records(session, thing, rows, source=sent.source or "")
    for row in rows:
        _judge(row, shape, known, today=today)
        if row.cells.number in older:
            row.verdict = "ignored"
    _change_each_once(rows)
    suspect(session, thing, rows, town=known.city.town)
    wait_if_rewritten(session, thing, [row for row in rows if _comes_back(row)])
    return rows


def _older_doubles(rows: Sequence[Cells]) -> set[int]:
    """Return the numbers of rows that stand in a feed a second time, and are older there."""
    newest: dict[str, Cells] = {}
    for cells in (each for each in rows if each.is_fed and each.raw("externe_id")):
        first = newest.setdefault(cells.raw("externe_id"), cells)
        if cells.raw("bearbeitet").zfill(20) > first.raw("bearbeitet").zfill(20):
            newest[cells.raw("externe_id")] = cells
    kept = {cells.number for cells in newest.values()}
    return {cells.number for cells in rows if cells.is_fed and cells.raw("externe_id") and cells.number not in kept}


def _words(cells: Cells, shape: Mapping[str, Column], known: Known) -> dict[str, Any]:
    if cells.is_fed:
        cells.cells = {**_FED, **cells.cells}
    words = {
        name: column.read(cells, column.name, known)
        for name, column in shape.items()
        if column.needed or column.name in cells.cells
    }
    if words.get("starts_on") and words.get("ends_on") and cells.is_before("ende", "beginn"):
        cells.complain("ende", "The end lies before the beginning.")
    if "organisation_id" in words:
        _complete(cells, words, known)
    return words


def _complete(cells: Cells, words: dict[str, Any], known: Known) -> None:
    """Say what short tables of offers leave out: where something is, and in feeds what it is about."""
    if words.get("town") and "strasse" not in cells.cells and "plz" not in cells.cells:
        district = known.districts.key(words["town"])
        words |= {"town": None, "district": district} if district else {"town": None, **parts_of_place(words["town"])}
    owner = known.by_record.get(words["organisation_id"])
    if cells.is_fed and owner and not words["categories"]:
        words["categories"] = list(owner.categories)[:MOST_CATEGORIES]
        cells.note("kategorien", "The topics are those of the organisation, as the list names none.")


def _find_records(session: Session, thing: type[AnyRecord], rows: Sequence[Read], *, source: str) -> None:
    """Find the record that each row belongs to: by where it came from, by its id elsewhere, or because it was said."""
    external_ids = [row.words["external_id"] for row in rows if row.words["external_id"]]
    known_from = queries.provenances(session, thing, external_ids)
    chosen = {row.cells.number: UUID(row.cells.chosen) for row in rows if _is_id(row.cells.chosen)}
    record_ids = {*(each.record_id for each in known_from.values() if each.record_id), *chosen.values()}
    there = _there(session, thing, external_ids, record_ids)
    by_external_id = {each["external_id"]: each for each in there.values() if each["external_id"]}
    for row in rows:
        external_id = row.words["external_id"]
        row.provenance = known_from.get(external_id)
        record_id = chosen.get(row.cells.number) or (row.provenance.record_id if row.provenance else None)
        row.old = there.get(record_id) if record_id else by_external_id.get(external_id)
        if row.provenance and row.provenance.source != source and row.provenance.source:
            row.cells.complain(
                "externe_id",
                "“%(word)s” belongs to the source “%(source)s”.",
                word=external_id,
                source=row.provenance.source,
            )


def _there(
    session: Session, thing: type[AnyRecord], external_ids: Sequence[str], record_ids: set[UUID]
) -> dict[UUID, dict[str, Any]]:
    """Return what is there already; of a project also who takes part in it."""
    there = {row["id"]: row for row in queries.there_already(session, thing, external_ids, record_ids)}
    if thing is Project:
        partners = partners_there(session, list(there))
        for record_id, row in there.items():
            row["named"] = partners.get(record_id, [])
            row["partners"] = [_partner(each) for each in row["named"] if not each["has_refused"]]
    return there


def _with_unseen(told: Sequence[Partner], named: Sequence[RowMapping]) -> list[Partner]:
    """Return who takes part as a table tells it: without who said no, with who is asked, whom no table shows."""
    said = {organisation_id for organisation_id, _ in told}
    refused = {each["organisation_id"] for each in named if each["has_refused"]}
    unseen = [each for each in named if each["is_asked"] and each["organisation_id"] not in said]
    seen = [_partner(each) for each in named if each not in unseen and not each["has_refused"]]
    willing = [each for each in told if each[0] not in refused]
    if willing == seen:
        return [_partner(each) for each in named if not each["has_refused"]]
    return [*willing, *map(_partner, unseen)]


def _partner(row: RowMapping) -> Partner:
    return row["organisation_id"], row["role"]


def _judge(row: Read, shape: Mapping[str, Column], known: Known, *, today: date) -> None:
    """Complete a row's words from the record it belongs to, and say what is to become of it."""
    if row.cells.chosen == "skip":
        row.verdict = "skipped"
    old = row.old
    if old and "named" in old and "partners" in row.words:
        row.words["partners"] = _with_unseen(row.words["partners"], old["named"])
    whole = {name: row.words.get(name, old[name] if old else column.blank) for name, column in shape.items()}
    if old and row.words["external_id"] != old["external_id"]:
        # A record that was not made from this row only has its gaps filled.
        whole = {name: old[name] if old[name] not in (None, [], "") else value for name, value in whole.items()}
        whole["external_id"] = old["external_id"]
    whole["topics"] = known.city.topics(whole["categories"], whole["district"])
    row.words = {**whole, "known_as": row.words["external_id"]}
    row.is_hidden = _is_hidden(row, today=today)
    if row.verdict == "skipped":
        return
    if row.is_hidden and row.cells.raw("anzahl_gesuche") == "0":
        row.verdict = "inactive"
    elif old is not None:
        row.changes = list(dict.fromkeys(shape[name].name for name in shape if old[name] != whole[name]))
        row.verdict = "changed" if row.changes or _is_to_move(row) else "unchanged"


def _change_each_once(rows: Sequence[Read]) -> None:
    """Let one row alone change a record that several lead to since two became one: the one it was made from."""
    changing: dict[UUID, Read] = {}
    for row in rows:
        if row.old is None or not row.is_wanted:
            continue
        other = changing.setdefault(row.old["id"], row)
        if other is row:
            continue
        # Of those that only fill gaps, the first does; the next has its turn with the next table.
        beaten = other if row.words["known_as"] == row.old["external_id"] else row
        changing[row.old["id"]] = row if beaten is other else other
        beaten.verdict, beaten.changes = "unchanged", []


def _is_hidden(row: Read, *, today: date) -> bool:
    """Tell whether a row is not to be shown: nobody is looked for, or its time is over."""
    until = row.words.get("valid_until")
    if until and until < today:
        row.cells.note("gueltig_bis", "Its time is over, so it stays hidden.")
    return bool(until and until < today) or row.cells.raw("anzahl_gesuche") == "0"


def _comes_back(row: Read) -> bool:
    was_hidden = row.provenance is not None and row.provenance.is_hidden
    return was_hidden and not row.is_hidden and row.verdict in {"changed", "unchanged"}


def _is_to_move(row: Read) -> bool:
    """Tell whether a record is to be shown again, or to be hidden."""
    if row.old is None:
        return False
    was_hidden = row.provenance is not None and row.provenance.is_hidden
    return row.old["state"] == (State.PUBLISHED if row.is_hidden else State.WITHDRAWN) and was_hidden != row.is_hidden


def _is_id(choice: str | None) -> bool:
    return choice not in {None, "new", "skip"}
