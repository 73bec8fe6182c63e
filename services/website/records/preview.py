"""A draft as the finished page: the words of the page that citizens will see, as far as they are whole."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from services.kit.client import Refused
from services.kit.errors import NotFound
from services.website.calendar.event_dates import SCHEDULE
from services.website.clients.asking import Words, calmly
from services.website.lists import event_choices
from services.website.records.fields import STEPS, entries
from services.website.records.things import thing
from services.website.site import site
from services.website.times import ZONE

_PAGES = {kind: f"{kind}.html" for kind in STEPS}
_LISTS = {
    "event": ("categories", "keywords", "languages", "access", "co_organisers"),
    "offer": ("categories", "keywords", "languages", "alone_or_group", "similar"),
    "project": ("categories", "keywords", "partners", "offers", "events"),
    "idea": ("categories",),
    "organisation": ("categories", "keywords", "languages", "addresses", "offers", "projects", "events"),
}
_MOMENTS = ("starts_at", "ends_at", "previous_start", "registration_from", "registration_until")
# The page needs these to stand at all.
_WITHOUT: Words = {
    "commitment": "short_term",
    "status": "planned",
    "mode": "in_person",
    "registration": "none",
    "kind": "other",
    "title": "–",
    "name": "–",
    "summary": "",
}


def page_of(draft: Words, *, token: str) -> tuple[str, Words]:
    """Return the template of a draft's page, and what it is filled with; a token asks which dates an event has."""
    kind = draft["kind"]
    record = _record(draft)
    if kind == "event":
        beside = {"access_names": event_choices.ACCESS, "event_kinds": event_choices.KINDS, "map": None}
        beside |= {
            "project": _linked(site().directory.project, record["project_id"]),
            "offer": _linked(site().directory.offer, record["offer_id"]),
        }
        return _PAGES[kind], {kind: record | _of_an_event(record, token), **beside}
    return _PAGES[kind], {kind: record}


def _record(draft: Words) -> Words:
    kind, words = draft["kind"], draft["words"]
    whole = {name: word for name, word in words.items() if name not in draft["problems"] and word is not None}
    record: Words = dict.fromkeys(each.name for each in entries(kind))
    record |= dict.fromkeys(("lat", "lon", "confirmed_on", "project", "slug", "contact_person"))
    record |= {name: [] for name in _LISTS[kind]} | {"pictures": []}
    record |= {name: word for name, word in _WITHOUT.items() if name in record}
    record |= _public(draft) | whole
    if kind != "organisation":
        record["organisation"] = draft["organisation"] or {"name": _WITHOUT["name"], "slug": None}
        record["project"] = _linked(site().directory.project, words.get("project_id")) if kind == "offer" else None
    return record | {"slug": record["slug"] or "entwurf", "state": "published", "id": draft["id"]}


def _of_an_event(record: Words, token: str) -> Words:
    """Return when an event takes place and with whom, as far as its form says."""
    moments = {name: _moment(record.get(name)) for name in _MOMENTS}
    status = record["status"] if record["status"] != _WITHOUT["status"] else "scheduled"
    kind = record["kind"] if record["kind"] in event_choices.KINDS else "event"
    together = [{"slug": None, "agreed": None, **each} for each in record["co_organiser_ids"] or () if each.get("name")]
    left_out = [_moment(each) for each in record["left_out"] or ()]
    known = {**moments, "left_out": left_out, "status": status, "kind": kind, "co_organisers": together}
    return known | (_laid_out(record, token) if moments["starts_at"] else {"dates": []})


def _laid_out(record: Words, token: str) -> Words:
    """Return the next dates of an event and how many there are, or the first as it is written."""
    asked = {name: record[name] for name in SCHEDULE if record[name]}
    if found := _found(lambda: site().events.laid_out(asked, token=token)):
        return found
    starts_at, ends_at = _moment(record["starts_at"]), _moment(record["ends_at"])
    return {
        "dates": [{"starts_at": starts_at, "ends_at": ends_at, "original_start": None, "status": None, "change": None}]
    }


def _moment(word: str | None) -> str | None:
    """Return a moment of the city's clocks with its zone; what already has one stays."""
    if not word:
        return None
    moment = datetime.fromisoformat(word)
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).isoformat()


def _public(draft: Words) -> Words:
    """Return what stands on the public page by now: its lists of offers and dates, and its address."""
    if not draft["subject_id"]:
        return {}
    return _found(lambda: thing(draft["kind"], draft["subject_id"]))


def _linked(ask: Callable[[str], Words], known: Any) -> Words | None:
    return _found(lambda: ask(str(known))) or None if known else None


def _found(ask: Any) -> Words:
    try:
        return dict(calmly(ask) or {})
    except (Refused, NotFound):  # it is not public
        return {}
