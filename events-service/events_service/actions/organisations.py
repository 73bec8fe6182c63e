"""What the directory tells: names of organisations, whether they are public, and who looks after them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from events_service.actions import catalogue, co_organisers, showings, succession, telling
from events_service.actions.calendar_entries import forget_entries
from events_service.models import Event, Feed, Organisation, Stewardship
from events_service.queries import events as queries


def keep_organisation(
    session: Session, organisation_id: UUID, *, slug: str, name: str, is_trusted: bool | None, now: datetime
) -> None:
    """Keep the words of a public organisation; what left the calendar with it comes back as it left, as no news."""
    words = {"slug": slug, "name": name, "is_public": True}
    if is_trusted is not None:
        words["is_trusted"] = is_trusted
    called = select(Organisation.name).where(Organisation.id == organisation_id).with_for_update()
    before = session.scalar(called)
    row = insert(Organisation).values(id=organisation_id, **words)
    session.execute(row.on_conflict_do_update(index_elements=[Organisation.id], set_=words))
    if before != name:
        forget_entries(session, organisation_id)
    back = queries.hidden_events_of(session, organisation_id)
    for event in back:
        event.publish(now)
    telling.tell_scheduled(session, back, now=now)
    catalogue.renew(session)


def hide_organisation(session: Session, organisation_id: UUID, *, now: datetime) -> None:
    """Note that an organisation is no longer public: its events leave the calendar with it."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        return
    organisation.is_public = False
    leaving = queries.public_events_of(session, organisation_id)
    for event in leaving:
        event.withdraw(now)
        event.withdrawn_with_organisation = True
    telling.tell_cancelled(session, leaving, now=now)
    catalogue.renew(session)


_HAND_OVER_REVISIONS = text("""
    UPDATE revisions SET organisation_id = :new,
        words = CASE words ->> 'organisation_id' WHEN :old_word
            THEN jsonb_set(words, '{organisation_id}', to_jsonb(CAST(:new AS text))) ELSE words END,
        base = CASE base ->> 'organisation_id' WHEN :old_word
            THEN jsonb_set(base, '{organisation_id}', to_jsonb(CAST(:new AS text))) ELSE base END
    WHERE organisation_id = :old
""")


@dataclass(frozen=True)
class Successor:
    """What an organisation has become."""

    id: UUID
    slug: str
    name: str
    is_public: bool


def move_events(session: Session, organisation_id: UUID, into: Successor, *, now: datetime) -> None:
    """Let all events of an organisation belong to another; what left the calendar with the old one comes back."""
    known = insert(Organisation).values(id=into.id, slug=into.slug, name=into.name, is_public=into.is_public)
    session.execute(known.on_conflict_do_nothing())
    session.flush()
    into = _by_now(session, succession.note(session, organisation_id, into.id), into)
    # All of them are locked first, for all of them change.
    known_events = queries.events_of(session, organisation_id)
    stays = [event for event in known_events if event.is_published]
    back = [event for event in known_events if event.withdrawn_with_organisation and into.is_public]
    for event in (*stays, *back):
        event.change({"organisation_id": into.id}, now, is_seen=True)
    for event in back:
        event.publish(now)
    session.flush()
    for table in (Event, Feed):
        session.execute(update(table).where(table.organisation_id == organisation_id).values(organisation_id=into.id))
    session.execute(_HAND_OVER_REVISIONS, {"old": organisation_id, "old_word": str(organisation_id), "new": into.id})
    co_organisers.rename(session, organisation_id, into.id)
    showings.rename(session, organisation_id, into.id)
    telling.tell_changed(session, stays, now=now)
    telling.tell_scheduled(session, back, now=now)
    catalogue.renew(session)


def _by_now(session: Session, last_id: UUID, into: Successor) -> Successor:
    """Return what an organisation has become, which may have become another itself before we heard of this."""
    if last_id == into.id:
        return into
    last = session.get_one(Organisation, last_id)
    return Successor(last.id, last.slug or "", last.name, is_public=last.is_public)


def appoint_steward(
    session: Session, stewardship_id: UUID, *, organisation_id: UUID, organisation_name: str, person_id: UUID
) -> None:
    """Let a person change an organisation's events, even before the organisation is public."""
    known = insert(Organisation).values(id=organisation_id, slug=None, name=organisation_name, is_public=False)
    session.execute(known.on_conflict_do_nothing())
    row = insert(Stewardship).values(id=stewardship_id, organisation_id=organisation_id, person_id=person_id)
    session.execute(
        row.on_conflict_do_update(
            index_elements=[Stewardship.id],
            set_={"organisation_id": row.excluded.organisation_id, "person_id": row.excluded.person_id},
        )
    )


def dismiss_steward(session: Session, stewardship_id: UUID) -> None:
    """Let a person change an organisation's events no longer."""
    session.execute(delete(Stewardship).where(Stewardship.id == stewardship_id))
