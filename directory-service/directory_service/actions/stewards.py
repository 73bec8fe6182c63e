"""Who may edit what: stewards of organisations, appointed and dismissed by the editors."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from directory_service.models import Stewardship
from directory_service.queries.organisations import organisation_to_change
from directory_service.queries.stewards import is_steward
from services.facts.directory import StewardAppointed, StewardDismissed
from services.kit import outbox
from services.kit.errors import Forbidden
from services.kit.tokens import Caller

_WEBSITE = "website"


class NotYourOrganisation(Forbidden):
    """You may only change what belongs to organisations that you look after."""


def check_steward(session: Session, organisation_id: UUID, *, caller: Caller) -> None:
    """Refuse with `NotYourOrganisation` whoever neither looks after this organisation nor is an editor."""
    if not may_edit(session, organisation_id, caller=caller):
        raise NotYourOrganisation


def check_may_list(session: Session, organisation_id: UUID | None, *, caller: Caller) -> None:
    """Refuse as `check_steward` does; what all organisations have together, only editors list."""
    if organisation_id is None and not caller.is_editor:
        raise NotYourOrganisation
    if organisation_id is not None:
        check_steward(session, organisation_id, caller=caller)


def may_edit(session: Session, organisation_id: UUID, *, caller: Caller) -> bool:
    """Tell whether the caller may see and change what is not public of an organisation."""
    return caller.is_editor or is_steward(session, organisation_id, caller.person_id)


def may_see_address(session: Session, organisation_id: UUID, *, caller: Caller) -> bool:
    """Tell whether the caller is told the mail address to which others write through a form.

    Who may edit is, and the website, which shows it only where no form leads there yet.
    """
    return caller.service == _WEBSITE or may_edit(session, organisation_id, caller=caller)


def appoint_steward(session: Session, organisation_id: UUID, person_id: UUID, *, now: datetime) -> None:
    """Let a person edit an organisation's things; nothing is told of whoever may already."""
    organisation = organisation_to_change(session, organisation_id)
    row = insert(Stewardship).values(
        id=uuid4(), version=1, organisation_id=organisation_id, person_id=person_id, appointed_at=now
    )
    appointed = row.on_conflict_do_update(
        index_elements=[Stewardship.person_id, Stewardship.organisation_id],
        set_={"version": Stewardship.version + 1, "appointed_at": now, "dismissed_at": None},
        where=Stewardship.dismissed_at.is_not(None),
    ).returning(Stewardship.id, Stewardship.version)
    for stewardship_id, version in session.execute(appointed):
        fact = StewardAppointed(
            stewardship_id=stewardship_id,
            version=version,
            organisation_id=organisation_id,
            organisation_name=organisation.name,
            person_id=person_id,
            appointed_at=now,
        )
        outbox.record(session, fact, now=now)


def dismiss_steward(session: Session, organisation_id: UUID, person_id: UUID, *, now: datetime) -> None:
    """Let a person edit an organisation's things no longer; nothing is told of whoever never could."""
    organisation_to_change(session, organisation_id)
    dismissed = (
        update(Stewardship)
        .where(Stewardship.organisation_id == organisation_id, Stewardship.person_id == person_id)
        .where(Stewardship.dismissed_at.is_(None))
        .values(version=Stewardship.version + 1, dismissed_at=now)
        .returning(Stewardship.id, Stewardship.version)
    )
    for stewardship_id, version in session.execute(dismissed):
        fact = StewardDismissed(
            stewardship_id=stewardship_id,
            version=version,
            organisation_id=organisation_id,
            person_id=person_id,
            dismissed_at=now,
        )
        outbox.record(session, fact, now=now)
