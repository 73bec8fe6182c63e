"""Tables of events: sent in and tried first, with a report for each row; applied when somebody confirms it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from events_service.actions import catalogue, telling
from events_service.actions.dates import lay_out
from events_service.actions.events import names, new_event, tell_difference, with_previous_start
from events_service.actions.recording import put_down
from events_service.models import Event, Import
from events_service.queries import events as queries
from events_service.queries.organisations import former_organisations, successors
from events_service.rules.entry import Entry, schedule_of
from events_service.rules.feeds.as_table import calendar_table, is_calendar
from events_service.rules.feeds.cutting import Unreadable
from events_service.rules.table import KNOWN_COLUMNS, Known, read_entry
from services.city import City
from services.kit import imports
from services.kit.cells import Cells
from services.kit.errors import Malformed
from services.kit.files.table import Table
from services.kit.review.history import Author
from services.kit.review.rules import Deed, Origin
from services.kit.tables import complain_of_doubles, report_row
from services.kit.tokens import Caller

_OF_CALENDARS = ("organisation_id", "categories")


class CalendarNotRead(Malformed):
    """This calendar cannot be read. Perhaps it did not arrive completely; please save it once more."""


@dataclass
class _Line:
    """One row of a table: its cells, the event it describes, and the one that is known under its id."""

    cells: Cells
    entry: Entry | None
    event: Event | None = None
    verdict: str = "refused"

    def report(self) -> dict[str, Any]:
        title = self.cells.raw("titel")[:200] or None
        return report_row(self.cells, title=title, verdict=self.verdict, **self._when_and_where())

    def _when_and_where(self) -> dict[str, Any]:
        if self.entry is None:
            return {}
        columns = self.entry.columns
        is_online, place = columns["mode"] == "online", [columns[name] for name in ("venue", "street", "town")]
        return {
            "starts_at": columns["starts_at"].isoformat(),
            "all_day": columns["all_day"],
            "is_series": bool(columns["rule"] or columns["further_starts"]),
            "place": None if is_online else ", ".join(filter(None, place)),
            "is_online": is_online,
        }


def try_import(session: Session, words: Mapping[str, Any], *, city: City, caller: Caller, now: datetime) -> Import:
    """Read a table and say what would become of each row; nothing is changed yet."""
    said = {name: value for name, value in words.items() if name not in _OF_CALENDARS}
    table = _calendar(words, city, now)
    tried = Import(sent_by=caller.name, sent_at=now, **imports.kept(said, KNOWN_COLUMNS, table=table))
    tried.report([line.report() for line in _read(session, tried, city=city, now=now)])
    session.add(tried)
    session.flush()
    return tried


def choose(
    session: Session, import_id: UUID, choices: Mapping[str, Mapping[str, Any]], *, city: City, now: datetime
) -> Import:
    """Note what an editor says about headings, words and rows, and try the table anew."""
    tried = imports.to_choose(session, Import, import_id)
    tried.choose(choices)
    tried.report([line.report() for line in _read(session, tried, city=city, now=now)])
    return tried


def confirm_import(session: Session, import_id: UUID, *, city: City, now: datetime) -> Import:
    """Enter and publish what a table says, all of its good rows or none; refused with `AlreadyApplied`."""
    session.execute(sql("SELECT pg_advisory_xact_lock(hashtext('events.imports'))"))
    waiting = imports.to_apply(session, Import, import_id)
    lines = _read(session, waiting, city=city, now=now, to_change=True)
    good = [(line.event, line.entry) for line in lines if line.entry and line.verdict in {"new", "changed"}]
    added = _add(session, [entry for event, entry in good if event is None], announce=waiting.announce, now=now)
    changed = _change(session, [(event, entry) for event, entry in good if event], now=now)
    author = Author(name=waiting.sent_by, origin=Origin.TABLE, now=now, source=waiting.file_name)
    put_down(session, [event.id for event in (*added, *changed)], Deed.TAKEN_OVER, author)
    waiting.report([line.report() for line in lines])
    waiting.apply(now)
    catalogue.renew(session)
    return waiting


def _calendar(words: Mapping[str, Any], city: City, now: datetime) -> Table | None:
    """Return a calendar file as a table; nothing if it is another file."""
    file: bytes | None = words.get("file")
    if file is None or not is_calendar(file):
        return None
    given = {name: words.get(name) or () for name in _OF_CALENDARS}
    try:
        return calendar_table(
            file, organisation_id=given["organisation_id"] or None, categories=given["categories"],
            zone=city.time_zone, now=now,
        )  # fmt: skip
    except Unreadable:
        raise CalendarNotRead from None


def _read(session: Session, sent: Import, *, city: City, now: datetime, to_change: bool = False) -> list[_Line]:
    public, former = queries.public_organisations(session), former_organisations(session)
    known = Known.of(city, public, former=former, became=successors(session))
    rows = sent.cells(KNOWN_COLUMNS)
    complain_of_doubles(rows)
    lines = [_Line(cells, read_entry(cells, known, now=now)) for cells in rows]
    good = {str(line.entry.columns["external_id"]): line for line in lines if line.entry}
    events = queries.events_by_external_id(session, good, to_change=to_change)
    for external_id, line in good.items():
        _judge(line, events.get(external_id))
    return lines


def _judge(line: _Line, event: Event | None) -> None:
    line.event, line.verdict = event, "new"
    if line.cells.chosen == "skip":
        line.verdict = "skipped"
    elif event and line.entry:
        columns = with_previous_start(event, line.entry.columns)
        same = all(getattr(event, name) == value for name, value in columns.items())
        line.verdict = "unchanged" if same else "changed"


def _add(session: Session, entries: Sequence[Entry], *, announce: bool, now: datetime) -> list[Event]:
    slugs = names(session, [entry.columns["title"] for entry in entries])
    added = [(new_event(entry, slug=slug, now=now), entry.schedule) for entry, slug in zip(entries, slugs, strict=True)]
    events = [event for event, _ in added]
    for event in events:
        event.is_news = announce
        event.publish(now)
    session.add_all(events)
    lay_out(session, added, now=now)
    telling.tell_scheduled(session, events, now=now)
    return events


def _change(session: Session, lines: Sequence[tuple[Event, Entry]], *, now: datetime) -> list[Event]:
    changed = [(event, event.status) for event, _ in lines]
    for event, entry in lines:
        event.change(with_previous_start(event, entry.columns), now, is_seen=True)
    # Not by the entry's schedule: the table knows nothing of single dates that were changed.
    lay_out(session, [(event, schedule_of(vars(event), entry.schedule.zone)) for event, entry in lines], now=now)
    tell_difference(session, changed, now=now)
    return [event for event, _ in changed]
