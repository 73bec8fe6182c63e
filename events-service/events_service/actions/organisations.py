"""What the directory tells: names of organisations, whether they are public, and who looks after them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from events_service.actions import catalogue, telling
from events_service.models import Organisation, Stewardship
from events_service.queries import events as queries


def keep_organisation(session: Session, organisation_id: UUID, *, slug: str, name: str, now: datetime) -> None:
    """Keep the words of a public organisation; events that had left the calendar with it come back, as no news."""
    row = insert(Organisation).values(id=organisation_id, slug=slug, name=name, is_public=True)
    session.execute(
        row.on_conflict_do_update(
            index_elements=[Organisation.id],
            set_={"slug": row.excluded.slug, "name": row.excluded.name, "is_public": True},
        )
    )
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
