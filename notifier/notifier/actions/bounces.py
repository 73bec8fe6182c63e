"""What follows for an address when its mails come back or are called spam: nobody pays for our faults."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from notifier.actions.recipients import let_go
from notifier.models import AddressScore, BounceEvent, DomainRest, LaneRest, PolicyRefusal, Recipient, Suppression
from notifier.rules import Lane, Reply, State, address_hash
from notifier.rules.bounces import (
    COMPLAINT,
    FORGIVEN_AFTER,
    NO_SUCH_ADDRESS,
    OFTEN,
    THRESHOLD,
    Verdict,
    status_in,
    verdict,
)
from notifier.rules.retention import BOUNCE_KEPT
from services.facts.notifier import AddressFailed
from services.kit import outbox

_POLICY_REST = timedelta(minutes=15)
_MANY, _MOST_OF_THEM = 5, 0.5


def note_replies(
    session: Session, lane: Lane, replies: Mapping[int, Reply], addresses: Mapping[int, str], *, now: datetime
) -> None:
    """Let refusals during sending count as reports do; when most are about ourselves, the lane rests."""
    refused = {each: reply for each, reply in replies.items() if reply.code >= 400}
    if not refused:
        return
    verdicts = {each: verdict(reply.enhanced or status_in(reply.words)) for each, reply in refused.items()}
    for recipient_id, found in verdicts.items():
        if found != Verdict.OURS:
            blame(session, recipient_id, addresses[recipient_id], found, now)
    ours = [refused[each].words for each, found in verdicts.items() if found == Verdict.OURS]
    if ours:
        note_policy(session, lane, len(ours), ours[-1], now)
    if len(ours) >= _MANY and len(ours) >= len(replies) * _MOST_OF_THEM:
        _rest(session, lane, ours[-1], now)


def forgive(session: Session, *, now: datetime) -> None:
    """Take a point from each address that has accepted a mail since, a few days ago, and sent nothing back.

    What came back long ago is forgotten, and so are points and rests of long ago.
    """
    session.execute(text(_FORGIVE), {"now": now, "then": now - FORGIVEN_AFTER, "accepted": State.ACCEPTED})
    oldest = now - BOUNCE_KEPT
    session.execute(delete(AddressScore).where(or_(AddressScore.score <= 0, AddressScore.scored_on < oldest.date())))
    session.execute(delete(BounceEvent).where(BounceEvent.received_at < oldest))
    session.execute(delete(PolicyRefusal).where(PolicyRefusal.hour < oldest))
    session.execute(delete(LaneRest).where(LaneRest.until < oldest))
    session.execute(delete(DomainRest).where(DomainRest.until < oldest))


_FORGIVE = """
    UPDATE address_scores s SET score = score - 1, decayed_at = :now
    WHERE s.scored_on < CAST(:then AS date) AND s.decayed_at <= :now - interval '1 day' AND EXISTS (
        SELECT FROM deliveries d WHERE d.recipient_id = s.recipient_id AND d.state = :accepted
          AND d.updated_at > s.scored_on + interval '1 day' AND d.updated_at <= :then
    )
"""


def address_of(session: Session, recipient_id: int) -> str | None:
    """Return where a person's mails go; of who left there is none that we know."""
    email: str | None = session.scalar(text(_ADDRESS), {"r": recipient_id})
    return email


# Who only has a seat has her address there.
_ADDRESS = """
    SELECT coalesce(r.email, (SELECT a.email FROM attendances a WHERE a.recipient_id = r.id
                              ORDER BY a.since DESC LIMIT 1))
    FROM recipients r WHERE r.id = :r
"""


def blame(session: Session, recipient_id: int, email: str | None, found: Verdict, now: datetime) -> None:
    """Count a failure against an address, or write to it no more; who left meanwhile has none that we know."""
    if email is None:
        return
    if found == Verdict.SUPPRESS:
        _suppress(session, recipient_id, email, NO_SUCH_ADDRESS, now)
    elif found == Verdict.SCORE and _scored(session, recipient_id, email, now) >= THRESHOLD:
        _suppress(session, recipient_id, email, OFTEN, now)


def _scored(session: Session, recipient_id: int, email: str, now: datetime) -> int:
    """Add a point, unless this day has one already; returns how many there are if one was added."""
    row = upsert(AddressScore).values(
        address_hash=address_hash(email), recipient_id=recipient_id, score=1, scored_on=now.date(), decayed_at=now
    )
    more: dict[Any, Any] = {"score": AddressScore.score + 1, "scored_on": now.date(), "recipient_id": recipient_id}
    counted = row.on_conflict_do_update(
        index_elements=[AddressScore.address_hash], set_=more, where=AddressScore.scored_on < now.date()
    )
    return session.scalar(counted.returning(AddressScore.score)) or 0


def _suppress(session: Session, recipient_id: int, email: str, reason: str, now: datetime) -> None:
    """Write to an address no more, and tell whose it is; told once."""
    row = upsert(Suppression).values(address_hash=address_hash(email), reason=reason, since=now)
    again = row.on_conflict_do_update(
        index_elements=[Suppression.address_hash], set_={"since": now}, where=Suppression.reason == NO_SUCH_ADDRESS
    )
    known = session.get(Suppression, address_hash(email))
    session.execute(again)
    if known is None:
        _tell(session, recipient_id, reason, now)


def heed_complaint(session: Session, recipient_id: int, now: datetime) -> None:
    """End everything for somebody who called a mail spam: at once here, and for good at profiles-service."""
    person = session.get(Recipient, recipient_id)
    if person is None:
        return
    if email := address_of(session, recipient_id):
        row = upsert(Suppression).values(address_hash=address_hash(email), reason=COMPLAINT, since=now)
        session.execute(row.on_conflict_do_nothing())
    _tell(session, recipient_id, COMPLAINT, now)
    let_go(session, person.person_id, now=now)


def _tell(session: Session, recipient_id: int, reason: str, now: datetime) -> None:
    person_id = session.scalar(select(Recipient.person_id).where(Recipient.id == recipient_id))
    if person_id is not None:
        outbox.record(session, AddressFailed(person_id=person_id, reason=reason, failed_at=now), now=now)


def note_policy(session: Session, lane: Lane, count: int, words: str, now: datetime) -> None:
    """Count mails that were refused for who we are, and keep how the last refusal was put."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    row = upsert(PolicyRefusal).values(lane=lane, hour=hour, count=count, words=words)
    more: dict[Any, Any] = {"count": PolicyRefusal.count + count, "words": words}
    session.execute(row.on_conflict_do_update(index_elements=[PolicyRefusal.lane, PolicyRefusal.hour], set_=more))


def _rest(session: Session, lane: Lane, words: str, now: datetime) -> None:
    """Let a lane rest that others refuse; not counted as a failure, so that a mail that gets through ends nothing."""
    about = {"failures": 0, "until": now + _POLICY_REST, "reason": f"refused for who we are: {words}"[:500]}
    row = upsert(LaneRest).values(lane=lane, **about)
    session.execute(row.on_conflict_do_update(index_elements=[LaneRest.lane], set_=about))
