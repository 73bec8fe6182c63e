"""Facts the notifier hears, and what it does about each."""

from sqlalchemy.orm import Session

from notifier.actions import announcing, recipients, writing_letters
from notifier.rules import Lane
from notifier.tasks.worker import ring_lane, worker
from services.facts.directory import OfferPublished, OfferWithdrawn
from services.facts.letters import LetterRequested
from services.facts.profiles import InterestsChanged, SubscriberLeft
from services.kit import clock


@worker.hears(OfferPublished)
def announce_offer(session: Session, fact: OfferPublished) -> None:
    """Tell those whom a new offer fits."""
    notification_id = announcing.announce_offer(session, fact, now=clock.now())
    if notification_id is not None:
        worker.after_commit(session, "notifier.expand", notification_id=notification_id)


@worker.hears(OfferWithdrawn)
def withdraw_offer(session: Session, fact: OfferWithdrawn) -> None:
    """Stop telling people of an offer that is no longer there."""
    announcing.withdraw_offer(session, fact.offer_id)


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
