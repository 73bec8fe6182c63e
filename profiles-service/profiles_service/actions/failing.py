"""What is noted about people whom mails do not reach."""

from sqlalchemy.orm import Session

from profiles_service.actions.subscriptions import leave
from profiles_service.models import Subscription
from profiles_service.queries import people
from services.facts.notifier import AddressFailed

COMPLAINT = "complaint"


def note_failure(session: Session, fact: AddressFailed) -> None:
    """Note that mails do not reach a person, for her to see; who called one spam has left with that.

    What is older than her last confirmation counts no more: the letter for it has reached her.
    """
    person = people.person_for_change(session, fact.person_id)
    subscription = session.get(Subscription, fact.person_id)
    if person is None or subscription is None or fact.failed_at <= subscription.confirmed_at:
        return
    subscription.note_failure(fact.reason, fact.failed_at)
    if fact.reason == COMPLAINT:
        leave(session, person.id, by=COMPLAINT, now=fact.failed_at)
