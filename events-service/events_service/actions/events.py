"""An event's life: entered as a draft, published, changed, cancelled or withdrawn."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from events_service.actions import catalogue, telling
from events_service.actions.dates import lay_out
from events_service.models import Event, Organisation
from events_service.queries import events as queries
from events_service.queries.events import NoSuchEvent
from events_service.rules.entry import Entry
from services.kit.errors import Conflict, Forbidden, Malformed, Stale
from services.kit.slugs import free_slug, slug_of
from services.kit.tokens import Caller


class NotYourOrganisation(Forbidden):
    """Only those who look after this organisation may do this."""


class NoSuchOrganisation(Malformed):
    """We do not know this organisation. If it was published a moment ago, please try again in a minute."""


class OrganisationNotPublic(Conflict):
    """This organisation is not public, so its events cannot be either."""


def create_event(session: Session, entry: Entry, *, caller: Caller, now: datetime) -> Event:
    """Enter an event as a draft."""
    _check_may_change(session, caller, entry.columns["organisation_id"])
    _check_organisation(session, entry.columns["organisation_id"], public=False)
    (slug,) = names(session, [entry.columns["title"]])
    event = new_event(entry, slug=slug, now=now)
    session.add(event)
    lay_out(session, [(event, entry.schedule)], now=now)
    return event


def change_event(
    session: Session, event_id: UUID, entry: Entry, *, expected: int, caller: Caller, now: datetime
) -> Event:
    """Replace an event's words, if nobody else did so in the meantime; refused with `Stale` otherwise."""
    event = event_to_change(session, event_id, caller)
    if event.version != expected:
        raise Stale
    if entry.columns["organisation_id"] != event.organisation_id:
        _check_may_change(session, caller, entry.columns["organisation_id"])
        _check_organisation(session, entry.columns["organisation_id"], public=event.is_published)
    before = event.status
    if event.change(with_previous_start(event, entry.columns), now):
        lay_out(session, [(event, entry.schedule)], now=now)
        tell_difference(session, [(event, before)], now=now)
    return event


def publish_event(session: Session, event_id: UUID, *, caller: Caller, now: datetime) -> Event:
    """Put an event into the public calendar, and tell the other services."""
    event = event_to_change(session, event_id, caller)
    _check_organisation(session, event.organisation_id, public=True)
    event.publish(now)
    telling.tell_scheduled(session, [event], now=now)
    catalogue.renew(session)
    return event


def withdraw_event(session: Session, event_id: UUID, *, caller: Caller, now: datetime) -> Event:
    """Take an event out of the public calendar, and tell the other services."""
    event = event_to_change(session, event_id, caller)
    event.withdraw(now)
    telling.tell_cancelled(session, [event], now=now)
    catalogue.renew(session)
    return event


def cancel_event(session: Session, event_id: UUID, *, note: str | None, caller: Caller, now: datetime) -> Event:
    """Say that a public event will not take place; its page stays and says so."""
    event = event_to_change(session, event_id, caller)
    event.cancel(note, now)
    telling.tell_cancelled(session, [event], now=now)
    catalogue.renew(session)
    return event


def event_to_change(session: Session, event_id: UUID, caller: Caller) -> Event:
    """Return an event that the caller may change; drafts of others are not there for her."""
    event = queries.event(session, event_id)
    if not may_change(session, caller, event.organisation_id):
        raise (NotYourOrganisation if event.is_published else NoSuchEvent)
    return event


def may_change(session: Session, caller: Caller, organisation_id: UUID) -> bool:
    """Tell whether somebody may change an organisation's events."""
    if caller.is_editor:
        return True
    return caller.person_id is not None and queries.is_steward(session, caller.person_id, organisation_id)


def new_event(entry: Entry, *, slug: str, now: datetime) -> Event:
    """Return a draft made from an entry."""
    return Event(
        id=uuid4(), slug=slug, **entry.columns, state="draft", version=1, created_at=now, changed_at=now,
        withdrawn_with_organisation=False, is_news=True,
    )  # fmt: skip


def names(session: Session, titles: Iterable[str]) -> list[str]:
    """Return an unused name in addresses for each title; others who need names wait until this is kept."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext('events.slugs'))"))
    slugs = [slug_of(title, otherwise="termin") for title in titles]
    taken = queries.taken_slugs(session, slugs)
    found = []
    for slug in slugs:
        found.append(free_slug(slug, taken))
        taken.add(found[-1])
    return found


def with_previous_start(event: Event, columns: dict[str, Any]) -> dict[str, Any]:
    """Return new words; an event that is moved remembers its old start unless somebody says which it was."""
    if columns["status"] != "rescheduled" or columns["previous_start"]:
        return columns
    moved = columns["starts_at"] != event.starts_at
    return {**columns, "previous_start": event.starts_at if moved else event.previous_start}


def tell_difference(session: Session, changed: list[tuple[Event, str]], *, now: datetime) -> None:
    """Tell what became of public events, each given with the status it had before."""
    public = [(event, before) for event, before in changed if event.is_published]
    cancelled = [event for event, before in public if event.status == "cancelled" != before]
    telling.tell_cancelled(session, cancelled, now=now)
    telling.tell_changed(session, [event for event, _ in public if event not in cancelled], now=now)
    if public:
        catalogue.renew(session)


def _check_may_change(session: Session, caller: Caller, organisation_id: UUID) -> None:
    if not may_change(session, caller, organisation_id):
        raise NotYourOrganisation


def _check_organisation(session: Session, organisation_id: UUID, *, public: bool) -> None:
    # Shared lock: an organisation that is just being withdrawn takes this event along, or refuses it.
    found = session.get(Organisation, organisation_id, with_for_update={"read": True})
    if found is None:
        raise NoSuchOrganisation
    if public and not found.is_public:
        raise OrganisationNotPublic
