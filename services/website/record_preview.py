"""A draft as the finished page: the words of the page that citizens will see, as far as they are whole."""

from datetime import datetime
from typing import Any

from services.kit.client import Refused
from services.kit.errors import NotFound
from services.website import event_choices
from services.website.clients.asking import Words, calmly
from services.website.record_fields import STEPS, entries
from services.website.site import site
from services.website.things import thing
from services.website.times import ZONE

_PAGES = {kind: f"{kind}.html" for kind in STEPS}
_LISTS = {
    "event": ("categories", "keywords", "languages", "access", "co_organisers"),
    "offer": ("categories", "keywords", "languages", "alone_or_group", "similar"),
    "project": ("categories", "keywords", "partners", "offers", "events"),
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


def page_of(draft: Words) -> tuple[str, Words]:
    """Return the template of a draft's page, and what it is filled with."""
    kind = draft["kind"]
    record = _record(draft)
    if kind == "event":
        beside = {"access_names": event_choices.ACCESS, "event_kinds": event_choices.KINDS, "map": None}
        return _PAGES[kind], {kind: record | _of_an_event(record), **beside}
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
        record["organisation"] = draft["organisation"] or {"name": "", "slug": "entwurf"}
        record["project"] = _project(words) if kind == "offer" else None
    return record | {"slug": record["slug"] or "entwurf", "state": "published", "id": draft["id"]}


def _of_an_event(record: Words) -> Words:
    """Return when an event takes place as far as its form says: the first time, as it is written."""
    moments = {name: _moment(record.get(name)) for name in _MOMENTS}
    starts_at, ends_at = moments["starts_at"], moments["ends_at"]
    first = {"starts_at": starts_at, "ends_at": ends_at, "original_start": None, "status": None, "change": None}
    status = record["status"] if record["status"] != _WITHOUT["status"] else "scheduled"
    kind = record["kind"] if record["kind"] in event_choices.KINDS else "event"
    return {**moments, "dates": [first] if starts_at else [], "status": status, "kind": kind}


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


def _project(words: Words) -> Words | None:
    known = words.get("project_id")
    return _found(lambda: site().directory.project(str(known))) or None if known else None


def _found(ask: Any) -> Words:
    try:
        return dict(calmly(ask) or {})
    except (Refused, NotFound):  # it is not public
        return {}
