"""Questions about who looks after an organisation, and who is invited to."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session

from directory_service.models import Invitation, Organisation, Stewardship


def is_steward(session: Session, organisation_id: UUID, person_id: UUID | None) -> bool:
    """Tell whether a person may edit an organisation's things."""
    held = exists().where(
        Stewardship.organisation_id == organisation_id,
        Stewardship.person_id == person_id,
        Stewardship.dismissed_at.is_(None),
    )
    return person_id is not None and bool(session.scalar(select(held)))


def looked_after(session: Session, person_id: UUID | None, organisation_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of some organisations whose things a person may edit."""
    held = (Stewardship.person_id == person_id, Stewardship.dismissed_at.is_(None))
    asked = select(Stewardship.organisation_id).where(*held, Stewardship.organisation_id.in_(list(organisation_ids)))
    return set(session.scalars(asked)) if person_id else set()


def stewards_of(session: Session, organisation_id: UUID) -> Sequence[Stewardship]:
    """Return who looks after an organisation, the first to do so first."""
    held = (Stewardship.organisation_id == organisation_id, Stewardship.dismissed_at.is_(None))
    return session.scalars(select(Stewardship).where(*held).order_by(Stewardship.appointed_at, Stewardship.id)).all()


def stewardships(session: Session, person_id: UUID) -> Sequence[RowMapping]:
    """Return the organisations a person may edit, by name."""
    held = (
        select(
            Organisation.id.label("organisation_id"),
            Organisation.slug.label("organisation_slug"),
            Organisation.name.label("organisation_name"),
            Stewardship.role,
        )
        .join(Stewardship, Stewardship.organisation_id == Organisation.id)
        .where(Stewardship.person_id == person_id, Stewardship.dismissed_at.is_(None))
        .order_by(Organisation.sorts_by)
    )
    return session.execute(held).mappings().all()


def open_invitations(session: Session, organisation_id: UUID, *, now: datetime) -> Sequence[Invitation]:
    """Return the invitations to look after an organisation that somebody may still accept."""
    open_ones = (Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None), Invitation.expires_at > now)
    own = Invitation.organisation_id == organisation_id
    return session.scalars(select(Invitation).where(own, *open_ones).order_by(Invitation.invited_at)).all()
