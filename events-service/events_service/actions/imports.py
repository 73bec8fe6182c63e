"""Tables of events: sent in and tried first, with a report for each row; applied when somebody confirms it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from events_service.actions import catalogue, telling
from events_service.actions.dates import lay_out
from events_service.actions.events import names, new_event, tell_difference, with_previous_start
from events_service.models import Event, Import
from events_service.queries import events as queries
from events_service.rules.entry import Entry
from events_service.rules.table import Known, read_entry
from services.city import City
from services.kit import imports
from services.kit.tables import Cells, complain_of_doubles, report_row, rows_of
from services.kit.tokens import Caller


@dataclass
class _Line:
    """One row of a table: its cells, the event it describes, and the one that is known under its id."""

    cells: Cells
    entry: Entry | None
    event: Event | None = None
    verdict: str = "refused"

    def report(self) -> dict[str, Any]:
        return report_row(
            self.cells, title=self.cells.cells.get("titel", "").strip()[:200] or None, verdict=self.verdict
        )


def try_import(session: Session, text: str, *, announce: bool, city: City, caller: Caller, now: datetime) -> Import:
    """Read a table and say what would become of each row; nothing is changed yet."""
    tried = Import(kind="events", text=text, announce=announce, sent_by=caller.name, sent_at=now)
    tried.report([line.report() for line in _read(session, text, city=city, now=now)])
    session.add(tried)
    session.flush()
    return tried


def confirm_import(session: Session, import_id: UUID, *, city: City, now: datetime) -> Import:
    """Enter and publish what a table says, all of its good rows or none; refused with `AlreadyApplied`."""
    session.execute(sql("SELECT pg_advisory_xact_lock(hashtext('events.imports'))"))
    waiting = imports.to_apply(session, Import, import_id)
    lines = _read(session, waiting.text, city=city, now=now, to_change=True)
    good = [(line.event, line.entry) for line in lines if line.entry and line.verdict != "unchanged"]
    _add(session, [entry for event, entry in good if event is None], announce=waiting.announce, now=now)
    _change(session, [(event, entry) for event, entry in good if event], now=now)
    waiting.report([line.report() for line in lines])
    waiting.apply(now)
    catalogue.renew(session)
    return waiting


def _read(session: Session, text: str, *, city: City, now: datetime, to_change: bool = False) -> list[_Line]:
    known = Known.of(city, queries.public_organisations(session))
    rows = rows_of(text)
    complain_of_doubles(rows)
    lines = [_Line(cells, read_entry(cells, known, now=now)) for cells in rows]
    good = {str(line.entry.columns["external_id"]): line for line in lines if line.entry}
    events = queries.events_by_external_id(session, good, to_change=to_change)
    for external_id, line in good.items():
        _judge(line, events.get(external_id))
    return lines


def _judge(line: _Line, event: Event | None) -> None:
    line.event, line.verdict = event, "new"
    if event and line.entry:
        columns = with_previous_start(event, line.entry.columns)
        same = all(getattr(event, name) == value for name, value in columns.items())
        line.verdict = "unchanged" if same else "changed"


def _add(session: Session, entries: Sequence[Entry], *, announce: bool, now: datetime) -> None:
    slugs = names(session, [entry.columns["title"] for entry in entries])
    added = [(new_event(entry, slug=slug, now=now), entry.schedule) for entry, slug in zip(entries, slugs, strict=True)]
    events = [event for event, _ in added]
    for event in events:
        event.is_news = announce
        event.publish(now)
    session.add_all(events)
    lay_out(session, added, now=now)
    telling.tell_scheduled(session, events, now=now)


def _change(session: Session, lines: Sequence[tuple[Event, Entry]], *, now: datetime) -> None:
    changed = [(event, event.status) for event, _ in lines]
    for event, entry in lines:
        event.change(with_previous_start(event, entry.columns), now)
    lay_out(session, [(event, entry.schedule) for event, entry in lines], now=now)
    tell_difference(session, changed, now=now)
