"""Keeping up with what one may ask about, as the directory tells it."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from profiles_service.models import ContactRequest, ContactSubject, Person
from profiles_service.rules import IDEA, OFFER, ORGANISATION, PERSON
from services.facts.directory import IdeaPublished, OfferPublished, OrganisationMerged, OrganisationPublished


def keep_offer(session: Session, fact: OfferPublished) -> None:
    """Let people ask about an offer."""
    _keep(
        session,
        kind=OFFER,
        id=fact.offer_id,
        title=fact.title,
        slug=fact.slug,
        organisation_id=fact.organisation_id,
        organisation_name=fact.organisation_name,
        email=fact.contact_email,
        categories=list(fact.categories),
        district=fact.district,
    )


def keep_organisation(session: Session, fact: OrganisationPublished) -> None:
    """Let people write to an organisation; the name under which its offers are shown follows."""
    _keep(
        session,
        kind=ORGANISATION,
        id=fact.organisation_id,
        title=fact.organisation_name,
        slug=fact.slug,
        organisation_id=fact.organisation_id,
        organisation_name=fact.organisation_name,
        email=fact.contact_email,
        categories=list(fact.categories),
        district=fact.district,
    )
    theirs = ContactSubject.organisation_id == fact.organisation_id
    session.execute(update(ContactSubject).where(theirs).values(organisation_name=fact.organisation_name))


def keep_idea(session: Session, fact: IdeaPublished) -> None:
    """Let people join whoever had an idea; who has an account is written to at its address.

    No organisation has it, so it stands in the place of its own.
    """
    author = session.get(Person, fact.person_id) if fact.person_id else None
    _keep(
        session,
        kind=IDEA,
        id=fact.idea_id,
        title=fact.title,
        slug=fact.slug,
        organisation_id=fact.idea_id,
        organisation_name=fact.contact_name,
        email=author.email if author else fact.contact_email,
    )


def forget_authors(session: Session) -> None:
    """Forget who had ideas that nobody can ask about any more, once all who asked have their answer."""
    about = (ContactRequest.subject_kind == ContactSubject.kind, ContactRequest.subject_id == ContactSubject.id)
    is_open = select(ContactRequest.id).where(*about, ContactRequest.state != "closed").exists()
    over = (ContactSubject.kind == IDEA, ~ContactSubject.is_public, ContactSubject.email.is_not(None), ~is_open)
    session.execute(update(ContactSubject).where(*over).values(email=None, organisation_name=""))


def withdraw_subject(session: Session, kind: str, subject_id: UUID) -> None:
    """Let nobody ask about something any more; who has asked already still gets her answer."""
    asked = (ContactSubject.kind == kind, ContactSubject.id == subject_id)
    session.execute(update(ContactSubject).where(*asked).values(is_public=False))


def follow_merger(session: Session, fact: OrganisationMerged) -> None:
    """Hand the requests of an organisation to the one that it became a part of."""
    theirs = ContactRequest.organisation_id == fact.organisation_id
    session.execute(update(ContactRequest).where(theirs).values(organisation_id=fact.into_id))


def keep_person(session: Session, card_id: UUID) -> None:
    """Note that somebody was asked who shows herself; her name stays where she may change it."""
    row = insert(ContactSubject).values(
        kind=PERSON, id=card_id, title="", slug="", organisation_name="", is_public=False
    )
    session.execute(row.on_conflict_do_nothing())


def _keep(session: Session, **words: object) -> None:
    row = insert(ContactSubject).values(**words, is_public=True)
    changed = {name: row.excluded[name] for name in (*words, "is_public") if name not in ("kind", "id")}
    session.execute(row.on_conflict_do_update(index_elements=[ContactSubject.kind, ContactSubject.id], set_=changed))
