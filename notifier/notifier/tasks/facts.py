"""Facts the notifier hears, and what it does about each."""

from sqlalchemy.orm import Session

from notifier.actions import announcing, recipients, writing_letters
from notifier.rules import Lane, Topic
from notifier.tasks.worker import find_people, ring_lane, worker
from services.facts.directory import (
    OfferPublished,
    OfferWithdrawn,
    OrganisationPublished,
    OrganisationWithdrawn,
    ProjectPublished,
    ProjectWithdrawn,
)
from services.facts.letters import LetterRequested
from services.facts.profiles import InterestsChanged, SubscriberLeft
from services.kit import clock


@worker.hears(OfferPublished)
def announce_offer(session: Session, fact: OfferPublished) -> None:
    """Tell those whom a new offer fits."""
    find_people(session, announcing.announce_offer(session, fact, now=clock.now()))


@worker.hears(OfferWithdrawn)
def withdraw_offer(session: Session, fact: OfferWithdrawn) -> None:
    """Stop telling people of an offer that is no longer there."""
    announcing.withdraw(session, Topic.OFFER, fact.offer_id, now=clock.now())


@worker.hears(ProjectPublished)
def announce_project(session: Session, fact: ProjectPublished) -> None:
    """Tell those whom a new project fits."""
    find_people(session, announcing.announce_project(session, fact, now=clock.now()))


@worker.hears(ProjectWithdrawn)
def withdraw_project(session: Session, fact: ProjectWithdrawn) -> None:
    """Stop telling people of a project that is no longer there."""
    announcing.withdraw(session, Topic.PROJECT, fact.project_id, now=clock.now())


@worker.hears(OrganisationPublished)
def announce_organisation(session: Session, fact: OrganisationPublished) -> None:
    """Tell those whom a new organisation fits."""
    find_people(session, announcing.announce_organisation(session, fact, now=clock.now()))


@worker.hears(OrganisationWithdrawn)
def withdraw_organisation(session: Session, fact: OrganisationWithdrawn) -> None:
    """Stop telling people of an organisation that is no longer there."""
    announcing.withdraw(session, Topic.ORGANISATION, fact.organisation_id, now=clock.now())


@worker.hears(InterestsChanged)
def take_interests(session: Session, fact: InterestsChanged) -> None:
    """Take note of what a person wants to hear of."""
    recipients.take_interests(session, fact, now=clock.now())


@worker.hears(SubscriberLeft)
def let_go(session: Session, fact: SubscriberLeft) -> None:
    """Forget a person who left, and cancel what waits for her."""
    recipients.let_go(session, fact.person_id, now=clock.now())


@worker.hears(LetterRequested)
def accept_letter(session: Session, fact: LetterRequested) -> None:
    """Write one letter to one person."""
    writing_letters.accept_letter(session, fact, now=clock.now())
    ring_lane(session, Lane.LETTERS)
