"""An event as people's own calendars read it (RFC 5545): a block of text that is kept, and joined into feeds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Event, vRecur

from events_service.rules.changed_dates import PLACE, mode_of
from events_service.rules.entry import schedule_of
from events_service.rules.recurrence import counts_otherwise, last_moment, occurrences
from events_service.rules.schedule import Schedule, Span
from services.city import City
from services.kit.translations import catalogue

_FOLDER = Path(__file__).parents[1] / "translations"
_FORM = 3
"""Counts up when blocks are written otherwise, so that kept ones are made anew."""
_STATUS = {"cancelled": "CANCELLED", "postponed": "TENTATIVE"}
Words = Mapping[str, Any]


@dataclass(frozen=True)
class Publisher:
    """Whose calendar it is: its city, and where its pages are."""

    city: City
    site_url: str

    @property
    def domain(self) -> str:
        """Return what makes ids the city's own; mails about an event name it by the same."""
        return self.city.sender.rpartition("@")[2]

    @cached_property
    def mark(self) -> str:
        """Return what tells blocks of this publisher from those of another, or of an earlier city file or program."""
        names = "|".join(str(each.name.texts) for each in self.city.categories)
        known = f"{_FORM}|{self.site_url}|{self.domain}|{self.city.default_language}|{self.city.time_zone.key}|{names}"
        return blake2b(known.encode(), digest_size=8).hexdigest()

    def say(self, sentence: str, **words: str) -> str:
        """Return a sentence in the city's own language."""
        return catalogue(_FOLDER, self.city.default_language).gettext(sentence) % words


def block(event: Words, publisher: Publisher) -> str:
    """Return an event, given with the name of its organisation, and each of its dates that is other than the rule says.

    What is cancelled stays there and says so; who leaves it out of a feed would leave it in people's calendars.
    """
    schedule = schedule_of(event, publisher.city.time_zone)
    spans, excluded = schedule.exceptions()
    entries = [_series(event, schedule, excluded, publisher)]
    entries += [_single(event, span, publisher) for span in spans]
    return "".join(entry.to_ical().decode() for entry in entries)


def _series(event: Words, schedule: Schedule, excluded: list[datetime], publisher: Publisher) -> Event:
    entry = _entry(event, Span(schedule.starts_at, schedule.ends_at), publisher)
    if rule := _rule(schedule):
        entry.add("rrule", rule)
    moments = _Moments(schedule.zone, schedule.all_day)
    for name, dates in (("rdate", schedule.further_starts), ("exdate", excluded)):
        for each in dates:
            entry.add(name, moments.shown(each))
    return entry


def _single(event: Words, span: Span, publisher: Publisher) -> Event:
    entry = _entry(event, span, publisher)
    zone = publisher.city.time_zone
    entry.add("recurrence-id", _Moments(zone, event["all_day"]).shown(span.planned_start))
    return entry


def _entry(event: Words, span: Span, publisher: Publisher) -> Event:
    entry, moments = Event(), _Moments(publisher.city.time_zone, event["all_day"])
    entry.add("uid", f"event-{event['id']}@{publisher.domain}")
    entry.add("sequence", event["version"])
    for name in ("dtstamp", "last-modified"):
        entry.add(name, event["changed_at"].astimezone(UTC))
    entry.add("created", event["created_at"].astimezone(UTC))
    entry.add("dtstart", moments.shown(span.starts_at))
    if span.ends_at:
        entry.add("dtend", moments.shown(span.ends_at))
    for name, value in _words(event, span, publisher):
        if value:
            entry.add(name, value)
    return entry


def _words(event: Words, span: Span, publisher: Publisher) -> Iterator[tuple[str, Any]]:
    change = span.change or {}
    status, note = event["status"], event["status_note"]
    if span.status and status != "cancelled":
        status, note = span.status, change.get("status_note")
    yield "summary", _summary(event["title"], change.get("title_note"), status, publisher)
    yield from _whereabouts(event, change, note, publisher)
    yield "url", f"{publisher.site_url.rstrip('/')}/termine/{event['slug']}"
    yield "categories", publisher.city.category_names(event["categories"])
    yield "contact", event["organisation_name"]
    yield "status", _STATUS.get(status, "CONFIRMED")
    yield "transp", "TRANSPARENT" if event["all_day"] else None


def _summary(title: str, note: str | None, status: str, publisher: Publisher) -> str:
    """Return the title; some calendars show no status, so it is said there too."""
    whole = f"{title} – {note}" if note else title
    if status == "cancelled":
        return publisher.say("Cancelled: %(title)s", title=whole)
    return publisher.say("Postponed: %(title)s", title=whole) if status == "postponed" else whole


def _whereabouts(event: Words, change: Words, note: str | None, publisher: Publisher) -> Iterator[tuple[str, Any]]:
    """Yield where one goes, or where one joins; with both, the link stands below the description."""
    mode, link = mode_of(event["mode"], event["status"], change), change.get("online_link") or event["online_link"]
    joining = publisher.say("Join online: %(link)s", link=link) if link and mode == "hybrid" else None
    yield "description", "\n\n".join(filter(None, [note, event["description"], joining]))
    if mode == "online":
        yield "location", link or publisher.say("Online")
        return
    place = {name: change[name] if "venue" in change else event[name] for name in PLACE}
    town = " ".join(filter(None, [place["post_code"], place["town"]]))
    yield "location", ", ".join(filter(None, [place["venue"], place["street"], town]))
    yield "geo", None if place["lat"] is None or place["lon"] is None else (place["lat"], place["lon"])


@dataclass(frozen=True)
class _Moments:
    """How moments are written: days without a zone, hours on the city's clocks."""

    zone: ZoneInfo
    all_day: bool

    def shown(self, moment: datetime) -> datetime | date:
        local = moment.astimezone(self.zone)
        if self.all_day:
            return local.date()
        # Of an hour that the clocks show twice, they name the first; the second is named in UTC.
        return moment.astimezone(UTC) if local.fold else local


def _rule(schedule: Schedule) -> vRecur | None:
    """Return a rule whose last moment is written as the first is: a day, or in UTC."""
    if schedule.rule is None:
        return None
    text, first = schedule.rule, schedule.starts_at.astimezone(schedule.zone).replace(tzinfo=None)
    rule: vRecur = vRecur.from_ical(text)
    last = last_moment(text, schedule.zone)
    if last and last < first:
        # Of a rule that is over before it begins, others show not even the first date.
        return None
    if counts_otherwise(text, first):
        # Some count the first date although it does not fit, some don't; all know an end.
        del rule["COUNT"]
        last = list(occurrences(text, first, schedule.zone))[-1]
    if last:
        rule["UNTIL"] = [last.date() if schedule.all_day else last.replace(tzinfo=schedule.zone).astimezone(UTC)]
    return rule
