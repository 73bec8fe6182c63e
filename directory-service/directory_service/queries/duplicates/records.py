"""Which records may be one, of whichever kind: for whoever writes about something new, and in a list for editors."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import false, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from directory_service.models import Offer, Organisation, Project, Stewardship
from directory_service.queries.duplicates import organisations, titles
from directory_service.queries.duplicates.pairs import Comparisons
from directory_service.queries.facets import Condition
from directory_service.rules import RecordKind, State
from services.kit import paging
from services.kit.tokens import Caller

_TITLED: dict[str, type[Offer] | type[Project]] = {RecordKind.OFFER: Offer, RecordKind.PROJECT: Project}


def duplicates_of(session: Session, words: Mapping[str, Any], *, town: str, caller: Caller) -> list[dict[str, Any]]:
    """Return what is like these words, the likeliest first: what is public, and what its steward or an editor hides."""
    kind, but = words["kind"], words["but"]
    if kind == RecordKind.ORGANISATION:
        hers = _is_hers(Organisation.id, caller)
        seen = (Organisation.state == State.PUBLISHED) | hers
        return organisations.like(session, words, town=town, seen=seen, addresses_seen=hers, but=but)
    thing = _TITLED[kind]
    public = (thing.state == State.PUBLISHED) & (Organisation.state == State.PUBLISHED)
    return titles.like(session, thing, words, seen=public | _is_hers(thing.organisation_id, caller), but=but)


def pairs(session: Session, asked: Mapping[str, Any], *, compared: Comparisons) -> tuple[list[Any], int]:
    """Return a page of every two records of a kind that may be one, the likeliest first; and how many there are."""
    first, size = paging.offset(asked["page"], asked["size"]), asked["size"]
    if asked["kind"] == RecordKind.ORGANISATION:
        found = compared.pairs(session)
        return found[first : first + size], len(found)
    return titles.pairs(session, _TITLED[asked["kind"]], first=first, size=size)


def _is_hers(organisation_id: InstrumentedAttribute[Any], caller: Caller) -> Condition:
    """Let editors know of all, and everybody else of what she looks after."""
    if caller.is_editor or caller.person_id is None:
        return true() if caller.is_editor else false()
    held = (Stewardship.person_id == caller.person_id, Stewardship.dismissed_at.is_(None))
    return organisation_id.in_(select(Stewardship.organisation_id).where(*held))
