"""Organisations that are named beside the one whose event it is: each is shown once it has agreed."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from events_service.actions import catalogue
from events_service.models import CoOrganiserAnswer, Event
from events_service.queries import events as queries
from services.kit.errors import Malformed, NotFound


class NoSuchCoOrganiser(Malformed):
    """We do not know one of the co-organisers. If it was published a moment ago, please try again in a minute."""


class NotNamed(NotFound):
    """This event does not name this organisation as a co-organiser."""


def check_known(session: Session, organisation_ids: Iterable[UUID]) -> None:
    """Refuse organisations that nobody has heard of, or that are not public: whoever names one reads its name."""
    wanted = set(organisation_ids)
    if wanted and wanted != queries.seen_organisations(session, wanted):
        raise NoSuchCoOrganiser


def answer(session: Session, event: Event, organisation_id: UUID, *, agreed: bool, now: datetime) -> Event:
    """Say for an organisation whether it wants to be named with an event; refused with `NotNamed` if it is not."""
    if organisation_id not in event.co_organiser_ids:
        raise NotNamed
    note_answer(session, event.id, organisation_id, agreed=agreed, now=now)
    event.grow(now)
    if event.is_published:
        catalogue.renew(session)
    return event


def note_answer(session: Session, event_id: UUID, organisation_id: UUID, *, agreed: bool, now: datetime) -> None:
    """Keep what an organisation says; its last word counts."""
    words = {"agreed": agreed, "answered_at": now}
    row = insert(CoOrganiserAnswer).values(event_id=event_id, organisation_id=organisation_id, **words)
    session.execute(row.on_conflict_do_update(index_elements=["event_id", "organisation_id"], set_=words))


def rename(session: Session, organisation_id: UUID, into_id: UUID) -> None:
    """Let events name the organisation that another has become; what either has said still holds."""
    session.execute(_RENAME, {"old": organisation_id, "new": into_id})
    session.execute(_INHERIT, {"old": organisation_id, "new": into_id})
    session.execute(_INHERIT_LETTERS, {"old": organisation_id, "new": into_id})


_RENAME = text("""
    UPDATE events SET co_organiser_ids = ARRAY(
        SELECT id FROM unnest(array_replace(co_organiser_ids, :old, :new)) WITH ORDINALITY AS named(id, place)
        WHERE id <> organisation_id GROUP BY id ORDER BY min(place)
    )
    WHERE :old = ANY(co_organiser_ids)
""")
_INHERIT = text("""
    WITH gone AS (DELETE FROM co_organiser_answers WHERE organisation_id = :old RETURNING *)
    INSERT INTO co_organiser_answers SELECT event_id, :new, agreed, answered_at FROM gone ON CONFLICT DO NOTHING
""")
_INHERIT_LETTERS = text("""
    WITH gone AS (DELETE FROM co_organiser_letters WHERE organisation_id = :old RETURNING *)
    INSERT INTO co_organiser_letters SELECT event_id, :new, written_at FROM gone ON CONFLICT DO NOTHING
""")
