"""Subscribing: asked for by anybody, begun by the person at the address alone, ended with one click."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from profiles_service.actions import consents
from profiles_service.actions.accounts import meet
from profiles_service.actions.consents import Declaration
from profiles_service.actions.letters import Letter, ask_for_letter
from profiles_service.models import (
    Interest,
    LinkRequest,
    Person,
    RequestOver,
    Subscription,
    SubscriptionRequest,
)
from profiles_service.queries import people, subscribed
from profiles_service.rules import LETTER_LASTS, MOST_INTERESTS, Choice, Links, Wish, address_key, latest
from services.facts.profiles import InterestLine, InterestsChanged, SubscriberLeft
from services.kit import outbox
from services.kit.errors import Conflict, Stale


class TooManyInterests(Conflict):
    """You follow 50 things already. Please remove some before you add more."""


def request_subscription(
    session: Session, email: str, choice: Choice, *, declaration: Declaration, links: Links, now: datetime
) -> None:
    """Ask the person at an address to confirm what was chosen; whatever she gets already stays as it is."""
    person = meet(session, email, language=choice.language, now=now)
    request = SubscriptionRequest(id=uuid4(), person_id=person.id, chosen=choice.to_words(), requested_at=now)
    consents.keep_wording(session, declaration.wording, now=now)
    session.add(request)
    consents.note_request(session, request, declaration, now=now)
    letter = Letter(
        template="confirm_subscription",
        slots={"link": links.address("confirm", request.id, language=choice.language)},
        name=choice.name,
        language=choice.language,
        expires_at=now + LETTER_LASTS,
    )
    letter_id = ask_for_letter(session, letter, person=person, now=now)
    consents.note_letter(session, request, letter_id, now=now)


def confirm_subscription(session: Session, request_id: UUID, *, links: Links, now: datetime) -> UUID:
    """Begin what was asked for, and return whose it is; a second confirmation changes nothing."""
    request = subscribed.request_for_change(session, request_id)
    person = people.person_for_change(session, request.person_id) if request else None
    if request is None or person is None:
        raise RequestOver
    if request.confirm(now):
        consents.note_confirmation(session, request, now=now)
        _begin(session, person, request.choice, links=links, now=now)
    return request.person_id


def change_subscription(
    session: Session, person_id: UUID, choice: Choice, *, expected_version: int | None, links: Links, now: datetime
) -> None:
    """Replace all that a person wants to hear about; refused with `Stale` if she changed it elsewhere meanwhile."""
    person = people.person_for_change(session, person_id)
    subscription = session.get(Subscription, person_id)
    if person is None or subscription is None:
        raise subscribed.NotSubscribed
    if expected_version not in (None, subscription.version):
        raise Stale
    subscription.change(choice, now)
    interests = arrange(session, person_id, choice.wishes, now=now)
    consents.note_change(session, person, choice, by="page", now=now)
    tell_interests(session, person, subscription, interests, links=links)


def leave(session: Session, person_id: UUID, *, by: str, now: datetime) -> None:
    """End a subscription and withdraw the consent, noting by what; nothing happens if it has ended already."""
    person = people.person_for_change(session, person_id)
    subscription = session.get(Subscription, person_id)
    if person is None or subscription is None or not subscription.is_active:
        return
    subscription.leave(now)
    session.execute(delete(Interest).where(Interest.person_id == person_id))
    consents.note_withdrawal(session, person, by=by, now=now)
    fact = SubscriberLeft(person_id=person_id, version=subscription.version, left_at=now)
    outbox.record(session, fact, now=now)


def request_link(session: Session, email: str, *, language: str, now: datetime) -> None:
    """Note that somebody wants the link to manage what an address gets."""
    session.add(LinkRequest(email_key=address_key(email), language=language, requested_at=now))


def answer_link_requests(session: Session, *, links: Links, now: datetime, at_most: int = 500) -> None:
    """Mail the link for managing to those who asked for it and get something from us."""
    taken = select(LinkRequest.id).order_by(LinkRequest.requested_at).limit(at_most).with_for_update(skip_locked=True)
    asked = session.execute(
        delete(LinkRequest).where(LinkRequest.id.in_(taken)).returning(LinkRequest.email_key, LinkRequest.language)
    )
    languages = {email_key: language for email_key, language in asked}
    known = select(Person, Subscription.name).join(Subscription, Subscription.person_id == Person.id)
    for person, name in session.execute(
        known.where(Person.email_key.in_(languages), Subscription.state == "active")
    ).all():
        letter = Letter(
            template="manage_link",
            slots={"link": links.address("manage", person.id, language=languages[person.email_key])},
            name=name,
            language=languages[person.email_key],
            expires_at=now + LETTER_LASTS,
        )
        ask_for_letter(session, letter, person=person, now=now)


def tell_interests(
    session: Session, person: Person, subscription: Subscription, interests: Iterable[Interest], *, links: Links
) -> None:
    """Tell what a person wants to hear about, all of it, with what her mails need."""
    lines = tuple(
        InterestLine(interest_id=each.id, since=each.since, paused_until=each.paused_until, **vars(each.wish))
        for each in interests
    )
    fact = InterestsChanged(
        person_id=person.id,
        version=subscription.version,
        email=person.email,
        name=subscription.name,
        language=subscription.language,
        newsletter=subscription.newsletter,
        reminders=subscription.reminders,
        paused_until=subscription.paused_until,
        interests=lines,
        manage_token=links.token("manage", person.id),
        leave_token=links.token("leave", person.id),
        confirmed_at=subscription.confirmed_at,
        changed_at=subscription.changed_at,
    )
    outbox.record(session, fact, now=subscription.changed_at)


def _begin(session: Session, person: Person, choice: Choice, *, links: Links, now: datetime) -> None:
    subscription = session.get(Subscription, person.id)
    if subscription is None:
        subscription = Subscription(person_id=person.id, version=0, state="left")
        session.add(subscription)
    subscription.confirm(choice, now)
    wishes = [*(each.wish for each in subscribed.interests_of(session, person.id)), *choice.wishes]
    interests = arrange(session, person.id, wishes, now=now)
    ordered = {wish.filter for wish in choice.wishes}
    for interest in interests:
        # Who orders something anew wants to hear of it.
        interest.paused_until = None if interest.wish.filter in ordered else interest.paused_until
    tell_interests(session, person, subscription, interests, links=links)


def arrange(session: Session, person_id: UUID, wishes: Iterable[Wish], *, now: datetime) -> list[Interest]:
    """Make a person's interests what she wishes; what she had looked for before keeps its id and its beginning."""
    wanted = latest(wishes)
    if len(wanted) > MOST_INTERESTS:
        raise TooManyInterests
    known = {each.wish.filter: each for each in subscribed.interests_of(session, person_id)}
    for looked_for, interest in known.items():
        if looked_for not in wanted:
            session.delete(interest)
    return [_kept(session, known.get(each), person_id, wish, now) for each, wish in wanted.items()]


def _kept(session: Session, known: Interest | None, person_id: UUID, wish: Wish, now: datetime) -> Interest:
    if known is not None:
        known.cadence = wish.cadence
        return known
    interest = Interest(id=uuid4(), person_id=person_id, since=now, **wish.to_words())
    session.add(interest)
    return interest
