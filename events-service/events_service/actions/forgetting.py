"""Forgetting a person in the calendar, and saying so: her seats go to the next, and she is on no list any more."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from events_service.actions import seating
from events_service.actions.seat_letters import Post, tell_released
from events_service.models import Event, Import, Registration, Revision, Roll, Stewardship
from events_service.queries.about_me import ADDRESSES, is_hers, is_published
from events_service.rules.registrations import LIVE, Seating
from services.facts.forgetting import PersonForgotten, ProfileErased
from services.kit import outbox
from services.kit.import_forgetting import counts_tables_that_name, forgets_bringer
from services.kit.privacy.about_me import Herself
from services.kit.privacy.again import found_again
from services.kit.privacy.forgetting import Forgets, Wish, executed, forget
from services.kit.privacy.forgotten import remember_links
from services.kit.review.forgetting import counts_what_names, forgets_writer

HERE = "events-service"


def forget_person(session: Session, fact: ProfileErased, *, post: Post, now: datetime) -> None:
    """Forget a person, and tell how much there was and how much stays; twice is the same as once."""
    fact = found_again(session, fact, places=ADDRESSES)
    wish = Wish(Herself(fact.person_id, fact.email), fact.receipt_id, now)
    done = forget(session, wish, ways={**WAYS, "registrations": partial(_registrations, post=post)}, staying=STAYING)
    told = PersonForgotten(receipt_id=fact.receipt_id, service=HERE, **vars(done), forgotten_at=now)
    outbox.record(session, told, now=now)


def _registrations(session: Session, wish: Wish, *, post: Post) -> int:
    """Give all seats back and empty all lines; of what is over stays how many came."""
    # In one order, for each roll is locked until the end.
    hers = select(Registration.id).where(is_hers(wish.herself))
    ids = session.scalars(hers.order_by(Registration.event_id, Registration.roll_id, Registration.id)).all()
    remember_links(session, ids, now=wish.now)
    for registration_id in ids:
        _forget(session, session.get_one(Registration, registration_id), wish, post)
    return len(ids)


def _forget(session: Session, registration: Registration, wish: Wish, post: Post) -> None:
    if registration.state == Seating.SAVED:
        registration.become(Seating.CANCELLED, wish.now)
        tell_released(session, registration, now=wish.now)
    elif registration.state in LIVE and registration.roll_id is not None:
        _give_back(session, registration, registration.roll_id, wish, post)
    if registration.state == Seating.ASKED:
        session.delete(registration)
    else:
        registration.empty()


def _give_back(session: Session, registration: Registration, roll_id: UUID, wish: Wish, post: Post) -> None:
    """Give a seat back without a letter; whoever was at what is over still counts as having been there."""
    if session.get_one(Roll, roll_id).over_at <= wish.now:
        return
    table = seating.table_of(session, registration.event_id, roll_id, post=post, now=wish.now)
    session.refresh(registration)
    if registration.state not in LIVE:
        return
    was_seated = registration.state == Seating.SEATED
    registration.become(Seating.CANCELLED, wish.now)
    if was_seated:
        tell_released(session, registration, now=wish.now)
    registration.empty()
    seating.move_up(table)


def _looked_after(session: Session, wish: Wish) -> int:
    return executed(session, delete(Stewardship).where(Stewardship.person_id == wish.herself.person_id))


def _published(session: Session, wish: Wish) -> int:
    return session.scalar(select(func.count()).select_from(Event).where(is_published(wish.herself))) or 0


WAYS: Mapping[str, Forgets] = {
    "written": forgets_writer(Revision),
    "brought": forgets_bringer(Import),
    "looked_after": _looked_after,
}
STAYING: Mapping[str, Forgets] = {
    "contacts": _published,
    "brought": counts_tables_that_name(Import),
    "written": counts_what_names(Revision),
}
"""What is counted of what outlasts her."""
