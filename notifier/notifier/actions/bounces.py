"""What is done about mails that come back: kept first, acted on once, and nobody pays for our faults."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from notifier.actions.recipients import let_go
from notifier.models import AddressScore, BounceEvent, LaneRest, PolicyRefusal, Recipient, Suppression
from notifier.rules import Lane, Reply, State, address_hash
from notifier.rules.bounces import (
    COMPLAINT,
    FORGIVEN_AFTER,
    NO_SUCH_ADDRESS,
    OFTEN,
    THRESHOLD,
    BounceKind,
    Report,
    Verdict,
    status_in,
    verdict,
)
from services.facts.notifier import AddressFailed
from services.kit import outbox
from services.kit.logs import logger

_OLDEST_EVENT = timedelta(days=90)
_POLICY_REST = timedelta(minutes=15)
_MANY, _MOST_OF_THEM = 5, 0.5


def keep_report(session: Session, report: Report, raw: bytes, *, now: datetime) -> bool:
    """Keep a report before anything is done about it; returns whether it is new."""
    notification_id, recipient_id = report.mail or (None, None)
    row = upsert(BounceEvent).values(
        message_hash=sha256(raw).hexdigest(),
        kind=report.kind,
        notification_id=notification_id,
        recipient_id=recipient_id,
        status=report.status,
        words=report.words,
        received_at=now,
    )
    kept = row.on_conflict_do_nothing().returning(BounceEvent.id)
    return session.scalar(kept) is not None


def act_on_reports(session: Session, *, now: datetime, at_most: int = 100) -> int:
    """Do what follows from the reports that wait; returns how many there were."""
    waiting = select(BounceEvent).where(BounceEvent.acted_at.is_(None)).order_by(BounceEvent.id).limit(at_most)
    events = session.scalars(waiting.with_for_update(skip_locked=True)).all()
    for event in events:
        event.acted_at = now
        session.flush()
        try:
            with session.begin_nested():
                _act(session, event, now)
        except OperationalError:
            raise
        except Exception:
            # One report that can't be acted on must not hold up the others.
            logger().exception("report_laid_aside", report=event.id)
    return len(events)


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
            _blame(session, recipient_id, addresses[recipient_id], found, now)
    ours = [refused[each].words for each, found in verdicts.items() if found == Verdict.OURS]
    if ours:
        _note_policy(session, lane, len(ours), ours[-1], now)
    if len(ours) >= _MANY and len(ours) >= len(replies) * _MOST_OF_THEM:
        _rest(session, lane, ours[-1], now)


def forgive(session: Session, *, now: datetime) -> None:
    """Take a point from each address that has accepted a mail since, a few days ago, and sent nothing back."""
    session.execute(text(_FORGIVE), {"now": now, "then": now - FORGIVEN_AFTER, "accepted": State.ACCEPTED})
    session.execute(delete(AddressScore).where(AddressScore.score <= 0))
    session.execute(delete(BounceEvent).where(BounceEvent.received_at < now - _OLDEST_EVENT))
    session.execute(delete(PolicyRefusal).where(PolicyRefusal.hour < now - _OLDEST_EVENT))


_FORGIVE = """
    UPDATE address_scores s SET score = score - 1, decayed_at = :now
    WHERE s.scored_on < CAST(:then AS date) AND s.decayed_at <= :now - interval '1 day' AND EXISTS (
        SELECT FROM deliveries d WHERE d.recipient_id = s.recipient_id AND d.state = :accepted
          AND d.updated_at > s.scored_on + interval '1 day' AND d.updated_at <= :then
    )
"""


def _act(session: Session, event: BounceEvent, now: datetime) -> None:
    kind = BounceKind(event.kind)
    if event.notification_id is None or event.recipient_id is None or kind not in _BECOMES:
        return
    found = verdict(event.status) if kind == BounceKind.FAILED else Verdict.NOTHING
    lane = _moved_in(session, event, kind, now)
    if lane is None:
        # Nobody is blamed twice for one mail: who has seen its return path once can't go on reporting with it.
        return
    if kind == BounceKind.COMPLAINT:
        _heed_complaint(session, event.recipient_id, now)
    elif kind == BounceKind.DELAYED:
        return
    elif found == Verdict.OURS:
        _note_policy(session, Lane(lane), 1, event.words, now)
    elif found != Verdict.NOTHING:
        _blame(session, event.recipient_id, session.scalar(text(_ADDRESS), {"r": event.recipient_id}), found, now)


# What each kind is evidence of, and which states it may follow.
_BECOMES: dict[BounceKind, tuple[State, list[int]]] = {
    BounceKind.FAILED: (State.BOUNCED, [State.ACCEPTED, State.DELIVERED, State.UNKNOWN]),
    BounceKind.DELAYED: (State.ACCEPTED, [State.UNKNOWN]),
    BounceKind.DELIVERED: (State.DELIVERED, [State.ACCEPTED, State.UNKNOWN]),
    BounceKind.COMPLAINT: (State.COMPLAINED, [State.ACCEPTED, State.DELIVERED, State.UNKNOWN, State.BOUNCED]),
}
# Who only has a seat has her address there.
_ADDRESS = """
    SELECT coalesce(r.email, (SELECT a.email FROM attendances a WHERE a.recipient_id = r.id
                              ORDER BY a.since DESC LIMIT 1))
    FROM recipients r WHERE r.id = :r
"""
_MOVE = """
    UPDATE deliveries SET state = :state, updated_at = :now, enhanced = coalesce(:status, enhanced),
                          reply = coalesce(:words, reply)
    WHERE notification_id = :n AND recipient_id = :r AND state = ANY(:before) RETURNING lane
"""


def _moved_in(session: Session, event: BounceEvent, kind: BounceKind, now: datetime) -> int | None:
    """Write down what became of a mail and return its lane; nothing if that is no news of it."""
    state, before = _BECOMES[kind]
    about = {"n": event.notification_id, "r": event.recipient_id, "state": state, "before": before, "now": now}
    lane: int | None = session.scalar(text(_MOVE), {**about, **_told(event)})
    return lane


def _told(event: BounceEvent) -> dict[str, str | None]:
    return {"status": event.status or None, "words": event.words or None}


def _blame(session: Session, recipient_id: int, email: str | None, found: Verdict, now: datetime) -> None:
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


def _heed_complaint(session: Session, recipient_id: int, now: datetime) -> None:
    """End everything for somebody who called a mail spam: at once here, and for good at profiles-service."""
    person = session.get(Recipient, recipient_id)
    if person is None:
        return
    if email := session.scalar(text(_ADDRESS), {"r": recipient_id}):
        row = upsert(Suppression).values(address_hash=address_hash(email), reason=COMPLAINT, since=now)
        session.execute(row.on_conflict_do_nothing())
    _tell(session, recipient_id, COMPLAINT, now)
    let_go(session, person.person_id, now=now)


def _tell(session: Session, recipient_id: int, reason: str, now: datetime) -> None:
    person_id = session.scalar(select(Recipient.person_id).where(Recipient.id == recipient_id))
    if person_id is not None:
        outbox.record(session, AddressFailed(person_id=person_id, reason=reason, failed_at=now), now=now)


def _note_policy(session: Session, lane: Lane, count: int, words: str, now: datetime) -> None:
    hour = now.replace(minute=0, second=0, microsecond=0)
    row = upsert(PolicyRefusal).values(lane=lane, hour=hour, count=count, words=words)
    more: dict[Any, Any] = {"count": PolicyRefusal.count + count, "words": words}
    session.execute(row.on_conflict_do_update(index_elements=[PolicyRefusal.lane, PolicyRefusal.hour], set_=more))


def _rest(session: Session, lane: Lane, words: str, now: datetime) -> None:
    """Let a lane rest that others refuse; not counted as a failure, so that a mail that gets through ends nothing."""
    about = {"failures": 0, "until": now + _POLICY_REST, "reason": f"refused for who we are: {words}"[:500]}
    row = upsert(LaneRest).values(lane=lane, **about)
    session.execute(row.on_conflict_do_update(index_elements=[LaneRest.lane], set_=about))
