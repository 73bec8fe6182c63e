"""Leaving a part of it, hearing less often, or nothing for a while: with one click, and as often as one likes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from profiles_service.actions import consents
from profiles_service.actions.subscriptions import arrange, leave, tell_interests
from profiles_service.models import Person, Subscription
from profiles_service.queries import people, subscribed
from profiles_service.rules import Choice, Links, narrowed_choice, weekly_choice
from services.kit.leaving import EVERYTHING, NEWSLETTER, Scope, is_about_a_seat

Wished = Literal["scope", "kind", "weekly", "newsletter", "pause", "everything"]
_LESS: tuple[Wished, ...] = ("scope", "kind", "weekly", "newsletter")


@dataclass(frozen=True, kw_only=True)
class Departure:
    """What somebody wants less of: `scope` is what the link itself ends, `until` when a pause is over."""

    wish: Wished
    scope: Scope
    categories: Iterable[str]
    until: datetime | None = None

    @property
    def ends_everything(self) -> bool:
        """Tell whether nothing at all is to be written any more."""
        return self.wish == "everything" or (self.wish == "scope" and self.scope.words == EVERYTHING)

    def narrow(self, choice: Choice) -> Choice:
        """Return what is still wanted."""
        if self.wish == "weekly":
            return weekly_choice(choice, self.scope)
        if self.wish == "newsletter":
            return narrowed_choice(choice, Scope(NEWSLETTER), categories=self.categories)
        if self.wish == "kind" and self.scope.kind:
            return narrowed_choice(choice, Scope(self.scope.kind), categories=self.categories)
        return narrowed_choice(choice, self.scope, categories=self.categories)


def depart(session: Session, person_id: UUID, departure: Departure, *, links: Links, now: datetime) -> None:
    """End what somebody wants to end; asked again, or after she left, nothing more happens."""
    if departure.ends_everything:
        leave(session, person_id, by="link", now=now)
    elif departure.wish == "pause":
        pause(session, person_id, until=departure.until, links=links, now=now)
    else:
        _narrow(session, person_id, departure, links=links, now=now)


def leave_by_mail(session: Session, token: str, *, categories: Iterable[str], links: Links, now: datetime) -> None:
    """End what the link of a mail is about, for somebody who wrote instead of clicking; refused as a click is.

    What is about a seat is events-service's to end.
    """
    if is_about_a_seat(token):
        return
    person_id, scope = links.leaving(token)
    depart(session, person_id, Departure(wish="scope", scope=scope, categories=categories), links=links, now=now)


def pause(session: Session, person_id: UUID, *, until: datetime | None, links: Links, now: datetime) -> None:
    """Let nothing be written to a person before a moment, or go on at once; after she left nothing happens."""
    person, subscription = _active(session, person_id)
    if person is None or subscription is None or subscription.paused_until == until:
        return
    subscription.pause(until, now)
    consents.note_pause(session, person, until=until, now=now)
    tell_interests(session, person, subscription, subscribed.interests_of(session, person_id), links=links)


def pause_interest(
    session: Session, person_id: UUID, interest_id: UUID, *, until: datetime | None, links: Links, now: datetime
) -> None:
    """Let nothing be written of one interest before a moment, or go on at once; refused with `NoSuchInterest`."""
    person, subscription = _active(session, person_id)
    interests = subscribed.interests_of(session, person_id)
    interest = next((each for each in interests if each.id == interest_id), None)
    if person is None or subscription is None or interest is None:
        raise subscribed.NoSuchInterest
    if interest.paused_until == until:
        return
    interest.paused_until = until
    subscription.note_change(now)
    consents.note_pause(session, person, until=until, only=interest.wish, now=now)
    tell_interests(session, person, subscription, interests, links=links)


def ways(session: Session, person_id: UUID, *, scope: Scope, categories: Iterable[str]) -> list[Wished]:
    """Return which wishes would still change something; none after she left."""
    subscription = session.get(Subscription, person_id)
    if subscription is None or not subscription.is_active:
        return []
    choice, known = _choice(session, subscription), tuple(categories)
    asked = (Departure(wish=wish, scope=scope, categories=known) for wish in _LESS)
    return [each.wish for each in asked if each.ends_everything or each.narrow(choice) != choice]


def _narrow(session: Session, person_id: UUID, departure: Departure, *, links: Links, now: datetime) -> None:
    person, subscription = _active(session, person_id)
    if person is None or subscription is None:
        return
    before = _choice(session, subscription)
    choice = departure.narrow(before)
    if choice == before:
        return
    if not choice.wishes and not choice.newsletter:
        leave(session, person_id, by="link", now=now)
        return
    subscription.change(choice, now)
    interests = arrange(session, person_id, choice.wishes, now=now)
    consents.note_change(session, person, choice, by="link", now=now)
    tell_interests(session, person, subscription, interests, links=links)


def _active(session: Session, person_id: UUID) -> tuple[Person | None, Subscription | None]:
    person = people.person_for_change(session, person_id)
    subscription = session.get(Subscription, person_id)
    return person, subscription if subscription and subscription.is_active else None


def _choice(session: Session, subscription: Subscription) -> Choice:
    return Choice(
        language=subscription.language,
        newsletter=subscription.newsletter,
        reminders=subscription.reminders,
        wishes=tuple(each.wish for each in subscribed.interests_of(session, subscription.person_id)),
    )
