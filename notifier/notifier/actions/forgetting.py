"""Forgetting a person in the notifier, and saying so. The last letter still goes out; then it is emptied as all are.

Who was sent what stays as numbers for as long as the ledger is kept: its rows belong to nobody then.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from notifier.models import (
    AddressScore,
    Attendance,
    BounceEvent,
    Interest,
    Narrowing,
    Newsletter,
    Recipient,
    Suppression,
)
from notifier.queries.about_me import ADDRESSES, recipient_ids
from notifier.rules import BatchState, Lane, State, Topic, address_hash
from services.facts.forgetting import PersonForgotten, ProfileErased
from services.kit import outbox
from services.kit.db import as_array
from services.kit.privacy.about_me import Herself
from services.kit.privacy.again import found_again
from services.kit.privacy.forgetting import Forgets, Wish, executed, forget
from services.kit.privacy.forgotten import remember_links

HERE = "notifier"
LAST_LETTER = "erased"


def forget_person(session: Session, fact: ProfileErased, *, now: datetime) -> None:
    """Forget a person, and tell how much there was and how much stays; twice is the same as once."""
    fact = found_again(session, fact, places=ADDRESSES)
    wish = Wish(Herself(fact.person_id, fact.email, fact.known_as), fact.receipt_id, now)
    # Letters to her or of her that are heard of later are not written.
    remember_links(session, wish.herself.ids, now=now)
    done = forget(session, wish, ways=WAYS, staying=STAYING)
    told = PersonForgotten(receipt_id=fact.receipt_id, service=HERE, **vars(done), forgotten_at=now)
    outbox.record(session, told, now=now)


def _sent(session: Session, wish: Wish) -> int:
    """Cancel what waits for her or tells of her, empty it, and take the mail servers' words about her mails away."""
    ids = {"ids": as_array(recipient_ids(session, wish.herself))}
    words = {**ids, "now": wish.now, "cancelled": State.CANCELLED, "done": BatchState.DONE}
    session.execute(_CANCEL, words)
    hers = {"last": LAST_LETTER, "key": wish.herself.key, "names": [str(each) for each in wish.herself.ids]}
    session.execute(_CANCEL_LETTERS, {"now": wish.now, "cancelled": State.CANCELLED, "letters": Lane.LETTERS, **hers})
    session.execute(_EMPTY_LETTERS, hers)
    session.execute(_WITHOUT_PORTIONS, ids)
    return executed(session, _WITHOUT_WORDS, ids)


def _returned(session: Session, wish: Wish) -> int:
    hers = BounceEvent.recipient_id.in_(recipient_ids(session, wish.herself))
    reports = executed(session, update(BounceEvent).where(hers).values(words=""))
    points = delete(AddressScore).where(AddressScore.address_hash == address_hash(wish.herself.email))
    return reports + executed(session, points)


def _recipient(session: Session, wish: Wish) -> int:
    """Let her rows be nobody's: mails that were sent are counted by them."""
    ids = recipient_ids(session, wish.herself)
    session.execute(delete(Interest).where(Interest.recipient_id.in_(ids)))
    session.execute(delete(Narrowing).where(Narrowing.recipient_id.in_(ids)))
    for recipient_id in ids:
        nobody = dict.fromkeys(("email", "name", "manage_token", "leave_token", "paused_until"))
        off = {"subscribed": False, "newsletter": False, "updated_at": wish.now, "person_id": uuid4()}
        session.execute(update(Recipient).where(Recipient.id == recipient_id).values(**nobody, **off))
    return len(ids)


def _attendances(session: Session, wish: Wish) -> int:
    return executed(session, delete(Attendance).where(func.lower(Attendance.email) == wish.herself.key))


def _newsletters(session: Session, wish: Wish) -> int:
    person_id, count = wish.herself.person_id, 0
    for column in (Newsletter.written_by, Newsletter.changed_by):
        count += executed(session, update(Newsletter).where(column == person_id).values({column: None}))
    return count


def _suppressed(session: Session, wish: Wish) -> int:
    known = select(func.count()).select_from(Suppression)
    return session.scalar(known.where(Suppression.address_hash == address_hash(wish.herself.email))) or 0


WAYS: Mapping[str, Forgets] = {
    "sent": _sent,
    "returned": _returned,
    # After those that look for her numbers.
    "recipient": _recipient,
    "attendances": _attendances,
    "newsletters": _newsletters,
}
STAYING: Mapping[str, Forgets] = {"suppressions": _suppressed}
"""What is counted of what outlasts her."""

_CANCEL = text("""
    INSERT INTO deliveries (notification_id, recipient_id, lane, state, attempt, updated_at)
    SELECT b.notification_id, member.id, b.lane, :cancelled, 0, :now
    FROM unnest(CAST(:ids AS bigint[])) AS member(id)
    JOIN batches b ON b.state <> :done AND b.first_id <= member.id AND b.last_id >= member.id
                  AND member.id = ANY(b.recipients)
    ON CONFLICT (notification_id, recipient_id) DO UPDATE SET state = :cancelled, updated_at = :now
    WHERE deliveries.state = 0
""")
# A letter to an address alone, or to others with words of hers, is found by what it holds until it is sent.
_HER_LETTERS = f"""
    n.topic = {Topic.LETTER:d} AND n.content -> 'email' IS NOT NULL AND n.content ->> 'template' <> :last
    AND (lower(n.content ->> 'email') = :key OR n.content -> 'words_of' ?| CAST(:names AS text[]))
"""
_CANCEL_LETTERS = text(f"""
    INSERT INTO deliveries (notification_id, recipient_id, lane, state, attempt, updated_at)
    SELECT n.id, n.fanout_cursor, :letters, :cancelled, 0, :now FROM notifications n WHERE {_HER_LETTERS}
    ON CONFLICT (notification_id, recipient_id) DO UPDATE SET state = :cancelled, updated_at = :now
    WHERE deliveries.state = 0
""")
_EMPTY_LETTERS = text(f"""
    UPDATE notifications n SET content = jsonb_build_object('template', n.content -> 'template') WHERE {_HER_LETTERS}
""")
_WITHOUT_PORTIONS = text("DELETE FROM portions WHERE recipient_id = ANY(CAST(:ids AS bigint[]))")
_WITHOUT_WORDS = text("UPDATE deliveries SET reply = NULL WHERE recipient_id = ANY(CAST(:ids AS bigint[]))")
