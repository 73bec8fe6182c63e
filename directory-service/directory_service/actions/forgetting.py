"""Forgetting a person in the directory, and saying so; what was hers alone goes, what is an organisation's stays.

An organisation that nobody looks after any more stays as it is: the editors find it among the reports.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from directory_service.actions.catalogue import note_change
from directory_service.actions.recording import PAGES
from directory_service.actions.reports import report
from directory_service.actions.stewards import dismiss_steward
from directory_service.actions.telling_ideas import tell_idea_withdrawn
from directory_service.models import (
    Idea,
    IdeaLink,
    Import,
    Invitation,
    Merger,
    Offer,
    Organisation,
    Picture,
    Report,
    Revision,
    Stewardship,
)
from directory_service.queries.about_me import ADDRESSES, has_reported, is_author, is_invited, published_at
from directory_service.queries.stewards import stewards_of
from directory_service.rules.ideas import IDEA, IdeaState
from services.facts.forgetting import PersonForgotten, ProfileErased
from services.kit import outbox
from services.kit.cells import sentence
from services.kit.import_forgetting import counts_tables_that_name, forgets_bringer
from services.kit.privacy.about_me import Herself
from services.kit.privacy.again import found_again
from services.kit.privacy.forgetting import FORMER, Forgets, Wish, executed, forget
from services.kit.privacy.forgotten import remember_links
from services.kit.review.forgetting import counts_what_names, forgets_writer

HERE = "directory-service"
NOBODY_LEFT = sentence("Nobody looks after this page any more: whoever did has left. Please ask the organisation.")
STILL_NAMED = sentence(
    "An address stands here whose owner has left for good. Please ask the organisation for another one."
)


def forget_person(session: Session, fact: ProfileErased, *, now: datetime) -> None:
    """Forget a person, and tell how much there was and how much stays; twice is the same as once."""
    fact = found_again(session, fact, places=ADDRESSES)
    wish = Wish(Herself(fact.person_id, fact.email), fact.receipt_id, now)
    done = forget(session, wish, ways=WAYS, staying=STAYING)
    _tell_editors_of_contacts(session, wish)
    told = PersonForgotten(receipt_id=fact.receipt_id, service=HERE, **vars(done), forgotten_at=now)
    outbox.record(session, told, now=now)


def _stewardships(session: Session, wish: Wish) -> int:
    hers = Stewardship.person_id == wish.herself.person_id
    held = session.scalars(select(Stewardship.organisation_id).where(hers, Stewardship.dismissed_at.is_(None))).all()
    for organisation_id in held:
        dismiss_steward(session, organisation_id, wish.herself.person_id, now=wish.now)
        if not stewards_of(session, organisation_id):
            found = session.get_one(Organisation, organisation_id)
            _tell_editors(session, "organisation", found, NOBODY_LEFT, wish)
    session.flush()
    return executed(session, delete(Stewardship).where(hers))


def _invitations(session: Session, wish: Wish) -> int:
    hashes = session.scalars(select(Invitation.token_hash).where(is_invited(wish.herself))).all()
    remember_links(session, hashes, now=wish.now)
    over = update(Invitation).where(is_invited(wish.herself), Invitation.accepted_at.is_(None))
    session.execute(over.values(withdrawn_at=func.coalesce(Invitation.withdrawn_at, wish.now)))
    session.execute(update(Invitation).where(is_invited(wish.herself)).values(email=None, name=None))
    by_her = update(Invitation).where(Invitation.invited_by == str(wish.herself.person_id))
    return len(hashes) + executed(session, by_her.values(invited_by=FORMER))


def _ideas(session: Session, wish: Wish) -> int:
    """Take her ideas off the board with all that was said of them; of one that became a project only she goes."""
    hers = select(Idea.id).where(is_author(wish.herself))
    # What was said of them first, as whoever approves it does, so that neither waits for the other.
    said = select(Revision.id).where(Revision.kind == IDEA, Revision.subject_id.in_(hers)).order_by(Revision.id)
    session.scalars(said.with_for_update()).all()
    found = session.scalars(select(Idea).where(is_author(wish.herself)).with_for_update()).all()
    for idea in found:
        if idea.is_public:
            tell_idea_withdrawn(session, idea.id, idea.version + 1, now=wish.now)
    ids = [idea.id for idea in found]
    became = Idea.state == IdeaState.BECAME_PROJECT
    hashes = session.scalars(select(IdeaLink.token_hash).where(IdeaLink.idea_id.in_(ids))).all()
    remember_links(session, hashes, now=wish.now)
    session.execute(delete(IdeaLink).where(IdeaLink.idea_id.in_(ids)))
    session.execute(delete(Revision).where(Revision.kind == IDEA, Revision.subject_id.in_(ids)))
    session.execute(delete(Idea).where(Idea.id.in_(ids), ~became))
    nobody = {"email": None, "person_id": None, "contact": None, "contact_name": ""}
    session.execute(update(Idea).where(Idea.id.in_(ids)).values(**nobody))
    if ids:
        note_change(session)
    return len(ids)


def _became_projects(session: Session, wish: Wish) -> int:
    became = (
        select(func.count()).select_from(Idea).where(is_author(wish.herself), Idea.state == IdeaState.BECAME_PROJECT)
    )
    return session.scalar(became) or 0


def _reports(session: Session, wish: Wish) -> int:
    sent = executed(session, delete(Report).where(has_reported(wish.herself)))
    by_her = update(Report).where(Report.settled_by == str(wish.herself.person_id))
    return sent + executed(session, by_her.values(settled_by=FORMER))


def _deeds(session: Session, wish: Wish) -> int:
    name = str(wish.herself.person_id)
    pictures = executed(session, update(Picture).where(Picture.sent_by == name).values(sent_by=FORMER))
    return pictures + executed(session, update(Merger).where(Merger.merged_by == name).values(merged_by=FORMER))


def _published(session: Session, wish: Wish) -> int:
    return sum(len(session.execute(each).all()) for each in published_at(wish.herself))


def _tell_editors_of_contacts(session: Session, wish: Wish) -> None:
    """Tell the editors of each organisation and offer whose published address is hers."""
    organisations = select(Organisation).where(func.lower(Organisation.email) == wish.herself.key)
    for organisation in session.scalars(organisations.order_by(Organisation.id)).all():
        _tell_editors(session, "organisation", organisation, STILL_NAMED, wish)
    offers = select(Offer).where(func.lower(Offer.contact_email) == wish.herself.key)
    for offer in session.scalars(offers.order_by(Offer.id)).all():
        _tell_editors(session, "offer", offer, STILL_NAMED, wish)


def _tell_editors(session: Session, kind: str, record: Organisation | Offer, text: str, wish: Wish) -> None:
    title = record.name if isinstance(record, Organisation) else record.title
    words = {"kind": kind, "subject_id": record.id, "title": title, "text": text, "email": None}
    report(session, {"path": f"{PAGES[kind]}/{record.slug}", **words}, now=wish.now)


WAYS: Mapping[str, Forgets] = {
    "stewardships": _stewardships,
    "invitations": _invitations,
    # Before what else she wrote, for their words are hers alone.
    "ideas": _ideas,
    "written": forgets_writer(Revision),
    "reports": _reports,
    "brought": forgets_bringer(Import),
    "deeds": _deeds,
}
STAYING: Mapping[str, Forgets] = {
    "contacts": _published,
    "ideas": _became_projects,
    "brought": counts_tables_that_name(Import),
    "written": counts_what_names(Revision),
}
"""What is counted of what outlasts her."""
