"""Tables that editors bring: tried first, row by row, and then taken over all at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy.orm import Session

from directory_service.actions import columns
from directory_service.actions.catalogue import lock_slugs, note_change
from directory_service.actions.columns import Column
from directory_service.actions.taking_over import Wanted, take_over
from directory_service.models import Import, Offer, Organisation, Project
from directory_service.queries import imports as queries
from directory_service.queries.imports import Known
from directory_service.queries.listing import Thing
from directory_service.rules import ImportKind
from services.city import City
from services.kit import imports, tables
from services.kit.tables import Cells
from services.kit.tokens import Caller

_There: TypeAlias = Mapping[str, Mapping[str, Any]]
_KINDS: dict[str, tuple[Thing, Mapping[str, Column]]] = {
    ImportKind.ORGANISATIONS: (Organisation, columns.ORGANISATION),
    ImportKind.PROJECTS: (Project, columns.PROJECT),
    ImportKind.OFFERS: (Offer, columns.OFFER),
}


@dataclass(frozen=True)
class Read:
    """One row as it would stand in the directory, and its slug if it does already."""

    cells: Cells
    words: dict[str, Any]
    verdict: str
    slug: str | None = None

    @property
    def is_wanted(self) -> bool:
        """Tell whether this row changes anything, and may."""
        return self.verdict != "unchanged" and not self.cells.complaints

    @property
    def report(self) -> dict[str, Any]:
        """Return what becomes of this row, for the one who sent it."""
        title = self.words.get("title") or self.words.get("name")
        return tables.report_row(self.cells, title=title, verdict=self.verdict)


def try_import(session: Session, words: Mapping[str, Any], *, city: City, caller: Caller, now: datetime) -> Import:
    """Keep a table, and say of each row what would become of it."""
    reports = [row.report for row in _read(session, words["kind"], words["text"], queries.known(session, city))]
    tried = Import(sent_by=caller.name, sent_at=now, **words)
    tried.report(reports)
    session.add(tried)
    session.flush()
    return tried


def confirm_import(session: Session, import_id: UUID, *, city: City, now: datetime) -> Import:
    """Take over all good rows of a table, as things stand now; refused with `AlreadyApplied` a second time."""
    tried = imports.to_apply(session, Import, import_id)
    thing, _ = _KINDS[tried.kind]
    lock_slugs(session, thing)
    known = queries.known(session, city)
    rows = _read(session, tried.kind, tried.text, known)
    wanted = [Wanted(row.words, row.slug) for row in rows if row.is_wanted]
    take_over(session, thing, wanted, names=known.names, is_news=tried.announce, now=now)
    tried.report([row.report for row in rows])
    tried.apply(now)
    note_change(session)
    return tried


def _read(session: Session, kind: str, text: str, known: Known) -> list[Read]:
    thing, shape = _KINDS[kind]
    cells = tables.rows_of(text)
    words = [_words(each, shape, known) for each in cells]
    tables.complain_of_doubles(cells)
    there = _there(session, thing, [each["external_id"] for each in words if each["external_id"]])
    return [_compared(*each, there, shape, known) for each in zip(cells, words, strict=True)]


def _words(cells: Cells, shape: Mapping[str, Column], known: Known) -> dict[str, Any]:
    words = {
        name: column.read(cells, column.name, known)
        for name, column in shape.items()
        if column.needed or column.name in cells.cells
    }
    if words.get("starts_on") and words.get("ends_on") and words["ends_on"] < words["starts_on"]:
        cells.complain("ende", "Das Ende liegt vor dem Beginn.")
    return words


def _there(session: Session, thing: Thing, external_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return what is there already; of a project also who takes part in it."""
    there = {key: dict(row) for key, row in queries.there_already(session, thing, external_ids).items()}
    if thing is Project:
        partners = queries.partners_there(session, [row["id"] for row in there.values()])
        for row in there.values():
            row["partners"] = partners.get(row["id"], [])
    return there


def _compared(cells: Cells, words: dict[str, Any], there: _There, shape: Mapping[str, Column], known: Known) -> Read:
    old = there.get(words["external_id"] or "")
    whole: dict[str, Any] = {
        name: words.get(name, old[name] if old else column.blank) for name, column in shape.items()
    }
    whole["topics"] = known.city.topics(whole["categories"], whole["district"])
    if old is None:
        return Read(cells, whole, "new")
    same = all(old[name] == value for name, value in whole.items())
    return Read(cells, whole, "unchanged" if same else "changed", old["slug"])
