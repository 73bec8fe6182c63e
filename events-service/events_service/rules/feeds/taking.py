"""An event of somebody else's calendar as ours: with what its organisation chose for all of them."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from events_service.rules.entry import Entry
from events_service.rules.feeds.series import Day, Found
from services.city import City
from services.kit.vocabulary import fold

_ADDRESS = re.compile(r"https?://[^\s<>\"]{1,490}")
_POST_CODE = re.compile(r"(?<!\d)\d{5}(?!\d)")
_LONGEST_NOTE = 200
_MOST_KEYWORDS = 30
_NOTHING = (
    *("project_id", "offer_id", "easy_read", "street", "town", "public_transport", "status_note", "previous_start"),
    *("registration_from", "registration_until", "registration_link", "places", "cost", "what_to_bring", "age_from"),
    *("age_to", "target_groups", "with_children", "wheelchair", "accessibility", "contact", "contact_person"),
)
_PLAIN: Mapping[str, Any] = {
    **dict.fromkeys(_NOTHING),
    **{name: False for name in ("waiting_list", "booked_up")},
    "kind": "event",
    "registration": "none",
}


@dataclass(frozen=True)
class Choices:
    """What an organisation wants of its calendar, and how it is to stand in ours."""

    organisation_id: UUID
    address: str
    only_words: Sequence[str]
    only_categories: Sequence[str]
    categories: Sequence[str]
    district: str | None
    shows_source: bool

    def wants(self, found: Found) -> bool:
        """Tell whether an event is one of those that are to come in."""
        words, said = found.words, fold(" ".join(filter(None, [found.words.title, found.words.description])))
        written = {fold(each) for each in words.categories}
        by_word = not self.only_words or any(fold(word) in said for word in self.only_words)
        return by_word and (not self.only_categories or bool(written & {fold(each) for each in self.only_categories}))

    def entry(self, found: Found, city: City) -> Entry:
        """Return an event as it is entered; refused when it makes no sense in our calendar."""
        plan, words, link = found.plan, found.words, _not_the_calendar(found.words.link, self.address)
        said = {
            **_PLAIN,
            **_place(words.place),
            **{name: [] for name in ("co_organiser_ids", "pictures", "languages", "access")},
            "organisation_id": self.organisation_id,
            "title": words.title,
            "description": words.description,
            "categories": list(self.categories),
            "district": self.district,
            "lat": words.spot and words.spot[0],
            "lon": words.spot and words.spot[1],
            "status": words.status,
            "keywords": list(words.categories[:_MOST_KEYWORDS]),
            "website": link if self.shows_source else None,
            "source": (link or _site(self.address)) if self.shows_source else None,
            "all_day": found.all_day,
            **vars(plan),
            "changed_dates": [_change(day, found) for day in found.others],
        }
        return Entry.of(said, city)


def content_hash(entry: Entry) -> str:
    """Return a short word that is another one as soon as anything of an entry is."""
    words = orjson.dumps(entry.columns, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)
    return hashlib.blake2b(words, digest_size=12).hexdigest()


def keep_detached(columns: Mapping[str, Any], known: Mapping[str, Any], detached: Sequence[datetime]) -> dict[str, Any]:
    """Return an event's new words with those dates as they were that somebody edited by hand."""
    own = set(detached)
    left_out = [each for each in columns["left_out"] if each not in own]
    changed = [each for each in columns["changed_dates"] if datetime.fromisoformat(each["original_start"]) not in own]
    kept = [each for each in known["changed_dates"] if datetime.fromisoformat(each["original_start"]) in own]
    return {
        **columns,
        "left_out": sorted([*left_out, *(each for each in known["left_out"] if each in own)]),
        "changed_dates": sorted([*changed, *kept], key=lambda each: datetime.fromisoformat(each["original_start"])),
    }


def at_its_hour(
    known: Mapping[str, Any], columns: Mapping[str, Any], detached: Sequence[datetime], zone: ZoneInfo
) -> tuple[Mapping[str, Any], list[datetime]]:
    """Return an event's words, and its dates that somebody edited by hand, by the hour at which it begins now.

    A series that begins at another hour of the same days keeps its dates, and what was said of each.
    """
    old, new = (words["starts_at"].astimezone(zone).time() for words in (known, columns))
    if not columns["rule"] or old == new:
        return known, list(detached)
    own = {each: _at_hour(each, old, new, zone) for each in detached}
    starts = ((each, datetime.fromisoformat(each["original_start"])) for each in known["changed_dates"])
    changed = [{**each, "original_start": own.get(start, start).isoformat()} for each, start in starts]
    left_out = [own.get(each, each) for each in known["left_out"]]
    return {**known, "left_out": left_out, "changed_dates": changed}, list(own.values())


def _at_hour(start: datetime, old: time, new: time, zone: ZoneInfo) -> datetime:
    local = start.astimezone(zone)
    return datetime.combine(local, new, zone).astimezone(UTC) if local.time() == old else start


def dates_edited(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[datetime]:
    """Return the dates of a series that are other than before."""
    old, new = ({each["original_start"]: each for each in words["changed_dates"]} for words in (before, after))
    changed = {datetime.fromisoformat(each) for each in {*old, *new} if old.get(each) != new.get(each)}
    return changed | (set(before["left_out"]) ^ set(after["left_out"]))


def _not_the_calendar(link: str | None, address: str) -> str | None:
    """Return where an entry leads, unless that is the calendar itself."""
    _, _, calendar = address.partition("://")
    return None if link and link.partition("://")[2].startswith(calendar) else link


def _site(address: str) -> str:
    """Return where a calendar is, without its address: who knows a secret one can read all that is in it."""
    url = urlsplit(address)
    return f"{url.scheme}://{url.netloc}"


def _place(place: str | None) -> dict[str, Any]:
    if place and _ADDRESS.fullmatch(place):
        return {"mode": "online", "online_link": place, "venue": None, "post_code": None}
    code = _POST_CODE.search(place or "")
    return {"mode": "in_person", "online_link": None, "venue": place, "post_code": code.group() if code else None}


def _change(day: Day, found: Found) -> dict[str, Any]:
    """Return in what one date of a series is other than the rest."""
    change: dict[str, Any] = {"original_start": day.meant_at}
    if day.starts_at != day.meant_at:
        change["starts_at"] = day.starts_at
    first = found.plan
    if day.ends_at and (not first.ends_at or day.ends_at - day.starts_at != first.ends_at - first.starts_at):
        change["ends_at"] = day.ends_at
    if day.words.title != found.words.title:
        change["title_note"] = _note(day.words.title, found.words.title)
    if day.words.status != found.words.status:
        change["status"] = day.words.status
    if day.words.place and day.words.place != found.words.place:
        change |= _place(day.words.place)
    return change


def _note(title: str, usual: str) -> str:
    """Return what a date's title says beside that of its series."""
    rest = title.removeprefix(usual).strip(" -–:()") if title.startswith(usual) else title
    return (rest or title)[:_LONGEST_NOTE]
