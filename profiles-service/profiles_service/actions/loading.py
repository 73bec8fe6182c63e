"""Taking over subscribers from elsewhere, with the consent they gave there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from profiles_service.actions import consents
from profiles_service.actions.consents import Declaration
from profiles_service.actions.subscriptions import tell_interests
from profiles_service.models import Interest, Person, Subscription, SubscriptionRequest
from profiles_service.queries import subscribed
from profiles_service.rules import Choice, Links, address_key, latest

State = Literal["active", "waiting", "left"]


@dataclass(frozen=True, kw_only=True)
class Subscriber:
    """Somebody who subscribed elsewhere: confirmed there, not yet confirmed, or gone."""

    email: str
    state: State
    choice: Choice
    confirmed_at: datetime | None


def load_subscribers(
    session: Session, subscribers: Iterable[Subscriber], *, declaration: Declaration, links: Links, now: datetime
) -> int:
    """Take over those we know nothing of yet, and return how many; done twice, nobody is taken over twice."""
    by_key = {address_key(each.email): each for each in subscribers}
    people = _meet_all(session, list(by_key.values()), now)
    consents.keep_wording(session, declaration.wording, now=now)
    for person in people:
        _take_over(session, person, by_key[person.email_key], declaration, links, now)
    return len(people)


def _meet_all(session: Session, subscribers: Sequence[Subscriber], now: datetime) -> list[Person]:
    """Return a person for each subscriber who is new to us."""
    rows = [
        {
            "id": uuid4(),
            "email": each.email,
            "email_key": address_key(each.email),
            "language": each.choice.language,
            "roles": [],
            "created_at": now,
        }
        for each in subscribers
    ]
    if rows:
        session.execute(insert(Person).on_conflict_do_nothing(index_elements=[Person.email_key]), rows)
    return subscribed.untouched(session, [address_key(each.email) for each in subscribers])


def _take_over(
    session: Session, person: Person, subscriber: Subscriber, declaration: Declaration, links: Links, now: datetime
) -> None:
    since = subscriber.confirmed_at or now
    request = SubscriptionRequest(
        id=uuid4(), person_id=person.id, chosen=subscriber.choice.to_words(), requested_at=since
    )
    consents.note_request(session, request, declaration, now=since)
    if subscriber.state == "waiting":
        session.add(request)
        return
    if subscriber.confirmed_at:
        consents.note_confirmation(session, request, now=since)
    subscription = Subscription(person_id=person.id, version=0, state="left")
    subscription.confirm(subscriber.choice, since)
    session.add(subscription)
    if subscriber.state == "left":
        subscription.leave(now)
        consents.note_withdrawal(session, person, by="import", now=now)
        return
    subscription.changed_at = now
    interests = _interests(person.id, subscriber.choice, since)
    session.add_all(interests)
    tell_interests(session, person, subscription, interests, links=links)


def _interests(person_id: UUID, choice: Choice, since: datetime) -> list[Interest]:
    wishes = latest(choice.wishes).values()
    return [Interest(id=uuid4(), person_id=person_id, since=since, **wish.to_words()) for wish in wishes]
