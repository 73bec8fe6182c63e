"""An event as a file for people's own calendars (RFC 5545, RFC 5546): always the same id, each time a higher number."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from icalendar import Calendar, Event

from notifier.rules import Day, days_of, join_link, on_day, where
from notifier.sending.contents.model import Telling
from notifier.sending.mould import Attachment

_STATUSES = {"cancelled": "CANCELLED", "postponed": "TENTATIVE"}


def calendar_file(told: Telling, days: Sequence[Day], *, method: str) -> Attachment:
    """Return dates of an event; those that are dropped say so, and all of them when it is cancelled."""
    calendar = Calendar()
    calendar.add("prodid", "-//Klima-Mosaik//notifier//DE")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for entry in _entries(told, days, cancelled=method == "CANCEL"):
        calendar.add_component(entry)
    return Attachment("termin.ics", f"text/calendar; charset=utf-8; method={method}", calendar.to_ical())


def _entries(told: Telling, days: Sequence[Day], *, cancelled: bool) -> Iterator[Event]:
    # Who has a place on one date of a series gets that date alone, under the id that it has among the others.
    several = any(len(days_of(known)) > 1 for known in (told.about, told.about["before"]))
    is_series = told.about.get("is_series") or several
    for day in days:
        yield _entry(told, day, is_series=is_series, cancelled=cancelled)
    for gone in _gone(told, days, is_series=is_series):
        yield _entry(told, gone, is_series=is_series, cancelled=True)


def _gone(told: Telling, days: Sequence[Day], *, is_series: bool) -> list[Day]:
    """Return the dates that people may have and that are no more; a single date that moved keeps its id instead."""
    still = {_start(day) for day in days}
    changed = [each["before"] for each in told.about.get("changes", ()) if each["what"] in ("moved", "dropped")]
    return [day for day in changed if is_series and _start(day) not in still]


def _entry(told: Telling, day: Day, *, is_series: bool, cancelled: bool) -> Event:
    entry, about = Event(), on_day(told.about, day["date_id"]) | ({"status": "cancelled"} if cancelled else {})
    # A series is told as its dates, each an entry of its own.
    own = f"-{_start(day):%Y%m%dT%H%MZ}" if is_series else ""
    entry.add("uid", f"event-{told.row.object_id}{own}@{told.domain}")
    entry.add("sequence", told.row.object_version)
    entry.add("dtstamp", told.row.created_at.astimezone(UTC).replace(microsecond=0))
    entry.add("dtstart", _moment(told, day["starts_at"]))
    if day["ends_at"]:
        entry.add("dtend", _moment(told, day["ends_at"]))
    entry.add("summary", about["title"])
    if place := _place(told, about):
        entry.add("location", place)
    entry.add("url", told.page(f"/termine/{told.about['slug']}"))
    entry.add("status", _STATUSES.get(about["status"], "CONFIRMED"))
    return entry


def _place(told: Telling, about: Mapping[str, Any]) -> str:
    return where(about) if about["mode"] != "online" else join_link(about) or told.say("Online")


def _moment(told: Telling, moment: str) -> datetime | date:
    found = datetime.fromisoformat(moment)
    # Days have no zone: an all-day event is on the same day everywhere.
    return found.astimezone(told.city.time_zone).date() if told.about["all_day"] else found.astimezone(UTC)


def _start(day: Day) -> datetime:
    return datetime.fromisoformat(day["starts_at"]).astimezone(UTC)
