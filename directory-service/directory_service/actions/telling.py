"""What the directory tells the other services, each fact in one place."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from directory_service.actions.marking import offer_marks, organisation_marks, project_marks
from directory_service.models import AnyRecord, Located, Offer, Organisation, Project, Record
from directory_service.rules import State
from services.facts.directory import (
    OfferPublished,
    OfferWithdrawn,
    OrganisationPublished,
    OrganisationWithdrawn,
    ProjectPublished,
    ProjectWithdrawn,
)
from services.kit import outbox


def tell_organisation(session: Session, organisation: Organisation, *, now: datetime) -> None:
    """Tell what is public about an organisation."""
    fact = OrganisationPublished(
        organisation_id=organisation.id,
        version=organisation.version,
        slug=organisation.slug,
        organisation_name=organisation.name,
        published_at=organisation.published_at or now,
        kind=organisation.kind,
        summary=organisation.summary or "",
        categories=tuple(organisation.categories),
        place=_place(organisation),
        district=organisation.district,
        languages=tuple(organisation.languages),
        words=_words(organisation),
        is_news=organisation.is_news,
        is_trusted=organisation.trusted,
        marks=organisation_marks(organisation),
        contact_email=organisation.email,
    )
    outbox.record(session, fact, now=now)


def tell_record(session: Session, thing: AnyRecord, *, now: datetime) -> None:
    """Tell what is public about a record, of whichever kind."""
    if isinstance(thing, Organisation):
        tell_organisation(session, thing, now=now)
    elif isinstance(thing, Project):
        tell_project(session, thing, organisation_name=thing.organisation.name, now=now)
    else:
        tell_offer(session, thing, organisation_name=thing.organisation.name, now=now)


def tell_organisation_withdrawn(session: Session, organisation: Organisation, *, now: datetime) -> None:
    """Tell that an organisation is no longer public."""
    fact = OrganisationWithdrawn(organisation_id=organisation.id, version=organisation.version, withdrawn_at=now)
    outbox.record(session, fact, now=now)


def tell_project(session: Session, project: Project, *, organisation_name: str, now: datetime) -> None:
    """Tell what is public about a project, with all the words it may be found by."""
    fact = ProjectPublished(
        project_id=project.id,
        version=project.version,
        slug=project.slug,
        title=project.title,
        summary=project.summary or "",
        organisation_id=project.organisation_id,
        organisation_name=organisation_name,
        categories=tuple(project.categories),
        status=project.status,
        joinable=project.joinable,
        starts_on=project.starts_on,
        ends_on=project.ends_on,
        place=_place(project),
        district=project.district,
        words=_words(project),
        published_at=project.published_at or now,
        is_news=project.is_news,
        marks=project_marks(project),
    )
    outbox.record(session, fact, now=now)


def tell_project_withdrawn(session: Session, project_id: UUID, version: int, *, now: datetime) -> None:
    """Tell that a project is no longer public."""
    outbox.record(session, ProjectWithdrawn(project_id=project_id, version=version, withdrawn_at=now), now=now)


def tell_offer(session: Session, offer: Offer, *, organisation_name: str, now: datetime) -> None:
    """Tell what is public about an offer, with all the words it may be found by."""
    fact = OfferPublished(
        offer_id=offer.id,
        version=offer.version,
        slug=offer.slug,
        title=offer.title,
        summary=offer.summary or "",
        organisation_id=offer.organisation_id,
        organisation_name=organisation_name,
        categories=tuple(offer.categories),
        commitment=offer.commitment,
        effort=offer.effort,
        starts_on=offer.starts_on,
        ends_on=offer.ends_on,
        place=_place(offer),
        district=offer.district,
        remote=offer.remote,
        with_children=bool(offer.with_children),
        wheelchair=offer.wheelchair,
        languages=tuple(offer.languages),
        words=_words(offer),
        valid_until=offer.valid_until,
        published_at=offer.published_at or now,
        is_news=offer.is_news,
        marks=offer_marks(offer),
        contact_email=offer.contact_email,
    )
    outbox.record(session, fact, now=now)


def tell_offer_withdrawn(session: Session, offer_id: UUID, version: int, *, now: datetime) -> None:
    """Tell that an offer is no longer public."""
    outbox.record(session, OfferWithdrawn(offer_id=offer_id, version=version, withdrawn_at=now), now=now)


def _place(thing: Located) -> str | None:
    return ", ".join(filter(None, [thing.street, thing.town])) or None


def _words(thing: Record) -> str:
    return " ".join(filter(None, [*thing.keywords, thing.topics, thing.description]))


def tell_again(session: Session, *, now: datetime) -> int:
    """Tell once more of every organisation and offer that is public, as it stands; returns how many were told.

    Whoever heard of this version passes over it; who hears of such things only since lately learns of them all.
    """
    organisations = session.scalars(select(Organisation).where(Organisation.state == State.PUBLISHED))
    offers = session.scalars(
        select(Offer).where(Offer.state == State.PUBLISHED).options(joinedload(Offer.organisation))
    )
    told = 0
    for thing in (*organisations, *offers):
        tell_record(session, thing, now=now)
        told += 1
    return told
