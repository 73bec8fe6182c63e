"""Reports of mails: kept first, acted on once, and not before the mail they speak of is written down.

A mail server may report while the wave that its mail went out with is still under way; then the ledger has no row yet
that says so. Such a report waits. What can't be acted on at all is laid aside, for a person to look at.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import or_, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from notifier.actions import bounces, leaving
from notifier.models import BounceEvent
from notifier.rules import Lane, State
from notifier.rules.bounces import BounceKind, Report, Verdict, verdict
from services.kit.addresses import without_addresses
from services.kit.logs import logger

_PATIENCE = timedelta(days=3)
"""Longer than any mail stays under way; what is not written down by then never will be."""
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)
_NEVER_SENT = "its mail was never written down"


def keep_report(session: Session, report: Report, raw: bytes, *, now: datetime) -> bool:
    """Keep a report before anything is done about it, without the addresses in it; returns whether it is new."""
    notification_id, recipient_id = report.mail or (None, None)
    row = upsert(BounceEvent).values(
        message_hash=sha256(raw).hexdigest(),
        kind=report.kind,
        notification_id=notification_id,
        recipient_id=recipient_id,
        status=report.status,
        words=without_addresses(report.words),
        received_at=now,
    )
    kept = row.on_conflict_do_nothing().returning(BounceEvent.id)
    return session.scalar(kept) is not None


def act_on_reports(session: Session, *, now: datetime, at_most: int = 100) -> int:
    """Do what follows from the reports that wait; returns how many there were."""
    is_due = or_(BounceEvent.next_at.is_(None), BounceEvent.next_at <= now)
    waiting = select(BounceEvent).where(BounceEvent.acted_at.is_(None), is_due).order_by(BounceEvent.id).limit(at_most)
    events = session.scalars(waiting.with_for_update(skip_locked=True)).all()
    for event in events:
        event.acted_at = now
        session.flush()
        try:
            with session.begin_nested():
                _act(session, event, now)
        except OperationalError:
            raise
        except Exception as trouble:
            # One report that can't be acted on must not hold up the others.
            logger().exception("report_laid_aside", report=event.id)
            event.laid_aside = type(trouble).__name__
    return len(events)


def _act(session: Session, event: BounceEvent, now: datetime) -> None:
    kind = BounceKind(event.kind)
    if event.notification_id is None or event.recipient_id is None or kind not in _BECOMES:
        return
    if kind == BounceKind.LEAVING:
        leaving.ask_to_leave(session, event, now=now)
    found = verdict(event.status) if kind == BounceKind.FAILED else Verdict.NOTHING
    lane = _moved_in(session, event, kind, now)
    if lane is None:
        # Nobody is blamed twice for one mail: who has seen its return path once can't go on reporting with it.
        if _is_under_way(session, event):
            _let_wait(event, now)
        return
    if kind == BounceKind.COMPLAINT:
        bounces.heed_complaint(session, event.recipient_id, now)
    elif kind in (BounceKind.DELAYED, BounceKind.LEAVING):
        return
    elif found == Verdict.OURS:
        bounces.note_policy(session, Lane(lane), 1, event.words, now)
    elif found != Verdict.NOTHING:
        bounces.blame(session, event.recipient_id, bounces.address_of(session, event.recipient_id), found, now)


# What each kind is evidence of, and which states it may follow.
_BECOMES: dict[BounceKind, tuple[State, list[int]]] = {
    BounceKind.FAILED: (State.BOUNCED, [State.ACCEPTED, State.DELIVERED, State.UNKNOWN]),
    BounceKind.DELAYED: (State.ACCEPTED, [State.UNKNOWN]),
    BounceKind.LEAVING: (State.ACCEPTED, [State.UNKNOWN]),
    BounceKind.DELIVERED: (State.DELIVERED, [State.ACCEPTED, State.UNKNOWN]),
    BounceKind.COMPLAINT: (State.COMPLAINED, [State.ACCEPTED, State.DELIVERED, State.UNKNOWN, State.BOUNCED]),
}
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


_STATE = "SELECT state FROM deliveries WHERE notification_id = :n AND recipient_id = :r"


def _is_under_way(session: Session, event: BounceEvent) -> bool:
    """Tell whether the ledger does not know yet what became of the mail that a report is about."""
    state = session.scalar(text(_STATE), {"n": event.notification_id, "r": event.recipient_id})
    return state is None or state in (State.PENDING, State.LEASED, State.COMMITTED)


def _let_wait(event: BounceEvent, now: datetime) -> None:
    """Look again later, each time after as long as it has waited already; too old, it is laid aside."""
    waited = now - event.received_at
    if waited > _PATIENCE:
        event.laid_aside = _NEVER_SENT
        return
    event.acted_at = None
    event.next_at = now + min(max(waited, _FIRST_PAUSE), _LONGEST_PAUSE)


def _told(event: BounceEvent) -> dict[str, str | None]:
    # Who leaves has got her mail; what its server said stays.
    words = None if event.kind == BounceKind.LEAVING else event.words
    return {"status": event.status or None, "words": words or None}
