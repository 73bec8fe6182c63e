"""An event's life: entered as a draft, published, changed, cancelled or withdrawn."""

from collections.abc import Iterable
from contextlib import nullcontext
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from events_service.actions import catalogue, co_organisers, detaching, telling
from events_service.actions.dates import lay_out
from events_service.actions.recording import put_down, record_change, record_urgent, words_before
from events_service.models import Event, Organisation
from events_service.queries import events as queries
from events_service.queries.events import NoSuchEvent
from events_service.queries.organisations import is_trusted
from events_service.rules.entry import Entry, schedule_of
from events_service.rules.said import DERIVED, said
from services.kit.errors import Conflict, Forbidden, Malformed, Stale
from services.kit.review.desk import ReviewFirst
from services.kit.review.history import Author
from services.kit.review.rules import Deed
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
    event = add_event(session, entry, caller=caller, writer=caller, now=now)
    record_change(session, event, {}, _said(entry), Author.of(caller, now))
    return event


def add_event(session: Session, entry: Entry, *, caller: Caller, writer: Caller, now: datetime) -> Event:
    """Make a draft of an entry; its writer agrees for those organisations that she looks after herself."""
    _check_may_change(session, caller, entry.columns["organisation_id"])
    check_organisation(session, entry.columns["organisation_id"], public=False)
    named = entry.columns.get("co_organiser_ids", ())
    co_organisers.check_known(session, named)
    (slug,) = names(session, [entry.columns["title"]])
    event = new_event(entry, slug=slug, now=now)
    session.add(event)
    lay_out(session, [(event, entry.schedule)], now=now)
    _agree_for_own(session, event.id, named, caller=writer, now=now)
    return event


def change_event(
    session: Session, event_id: UUID, entry: Entry, *, expected: int, caller: Caller, now: datetime
) -> Event:
    """Replace an event's words, if nobody else did so in the meantime; refused with `Stale` otherwise."""
    event = event_to_change(session, event_id, caller)
    if event.version != expected:
        raise Stale
    check_owner(session, event, entry, caller=caller)
    if event.is_published:
        check_unseen(session, event.organisation_id, caller=caller)
    before = words_before(event, _said(entry), entry.schedule.zone)
    if rewrite_event(session, event, entry, writer=caller, by_hand=True, now=now):
        record_change(session, event, before, _said(entry), Author.of(caller, now))
        # What left with its organisation does not come back with words that nobody has looked at.
        event.withdrawn_with_organisation &= caller.is_editor or is_trusted(session, event.organisation_id)
    return event


def check_owner(session: Session, event: Event, entry: Entry, *, caller: Caller) -> None:
    """Refuse to give an event to an organisation that the caller may not speak for, or not unseen."""
    owner_id = entry.columns["organisation_id"]
    if owner_id == event.organisation_id:
        return
    _check_may_change(session, caller, owner_id)
    check_organisation(session, owner_id, public=event.is_published)
    if event.is_published:
        check_unseen(session, owner_id, caller=caller)


def rewrite_event(
    session: Session, event: Event, entry: Entry, *, writer: Caller, by_hand: bool, now: datetime
) -> bool:
    """Let an event say what an entry says, and tell of it; returns whether anything is other than before."""
    named = set(entry.columns.get("co_organiser_ids", ())) - set(event.co_organiser_ids)
    co_organisers.check_known(session, named)
    _agree_for_own(session, event.id, named, caller=writer, now=now)
    before = event.status
    with detaching.by_hand(session, event) if by_hand else nullcontext():
        is_other = event.change(with_previous_start(event, entry.columns), now, is_seen=True)
    if is_other:
        lay_out(session, [(event, schedule_of(vars(event), entry.schedule.zone))], now=now)
        tell_difference(session, [(event, before)], now=now)
    return is_other


def answer_as_co_organiser(
    session: Session, event_id: UUID, organisation_id: UUID, *, agreed: bool, caller: Caller, now: datetime
) -> Event:
    """Say for an organisation that one looks after whether it wants to be named with another's event."""
    _check_may_change(session, caller, organisation_id)
    event = queries.event(session, event_id)
    if not (event.is_published or may_change(session, caller, event.organisation_id)):
        raise NoSuchEvent
    return co_organisers.answer(session, event, organisation_id, agreed=agreed, now=now)


def publish_event(session: Session, event_id: UUID, *, caller: Caller, now: datetime) -> Event:
    """Put an event into the public calendar, and tell the other services; refused if the editors look first."""
    event = event_to_change(session, event_id, caller)
    check_organisation(session, event.organisation_id, public=True)
    check_unseen(session, event.organisation_id, caller=caller)
    show_event(session, event, now=now)
    put_down(session, [event.id], Deed.PUBLISHED, Author.of(caller, now))
    return event


def show_event(session: Session, event: Event, *, now: datetime) -> None:
    """Put an event into the public calendar, and tell the other services."""
    check_organisation(session, event.organisation_id, public=True)
    event.publish(now)
    telling.tell_scheduled(session, [event], now=now)
    catalogue.renew(session)


def check_unseen(session: Session, organisation_id: UUID, *, caller: Caller) -> None:
    """Refuse with `ReviewFirst` who may not say anything in public that no editor has seen."""
    if not (caller.is_editor or is_trusted(session, organisation_id)):
        raise ReviewFirst


def withdraw_event(session: Session, event_id: UUID, *, caller: Caller, now: datetime) -> Event:
    """Take an event out of the public calendar, and tell the other services."""
    event = event_to_change(session, event_id, caller)
    with detaching.by_hand(session, event):
        event.withdraw(now)
    put_down(session, [event.id], Deed.WITHDRAWN, Author.of(caller, now))
    telling.tell_cancelled(session, [event], now=now)
    catalogue.renew(session)
    return event


def cancel_event(session: Session, event_id: UUID, *, note: str | None, caller: Caller, now: datetime) -> Event:
    """Say that a public event will not take place; its page stays and says so, before an editor has looked."""
    event = event_to_change(session, event_id, caller)
    before = {"status": event.status, "status_note": event.status_note}
    with detaching.by_hand(session, event):
        event.cancel(note, now)
    after = {"status": event.status, "status_note": event.status_note}
    record_urgent(session, event, before, after, Author.of(caller, now))
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


def _agree_for_own(session: Session, event_id: UUID, named: Iterable[UUID], *, caller: Caller, now: datetime) -> None:
    """Take for agreed what is newly named by somebody who looks after it."""
    for organisation_id in named:
        if may_change(session, caller, organisation_id):
            co_organisers.note_answer(session, event_id, organisation_id, agreed=True, now=now)


def _said(entry: Entry) -> dict[str, Any]:
    return said({name: word for name, word in entry.columns.items() if name not in DERIVED}, entry.schedule.zone)


def _check_may_change(session: Session, caller: Caller, organisation_id: UUID) -> None:
    if not may_change(session, caller, organisation_id):
        raise NotYourOrganisation


def check_organisation(session: Session, organisation_id: UUID, *, public: bool) -> None:
    """Refuse for an organisation that is not known, or not public where it should be."""
    # Shared lock: an organisation that is just being withdrawn takes this event along, or refuses it.
    found = session.get(Organisation, organisation_id, with_for_update={"read": True})
    if found is None:
        raise NoSuchOrganisation
    if public and not found.is_public:
        raise OrganisationNotPublic
