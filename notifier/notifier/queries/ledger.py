"""What the ledger says: what became of a notification, person by person and in sum."""

from enum import IntEnum
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from notifier.models import Delivery, Notification
from notifier.rules import Lane, NotificationState, State, Topic
from notifier.rules.bounces import BounceKind
from services.kit.errors import NotFound
from services.kit.paging import offset


class NoSuchNotification(NotFound):
    """There is no such notification."""


def _named(column: str, names: type[IntEnum]) -> str:
    """Return SQL that says a number by its name."""
    return f"CASE {column} " + " ".join(f"WHEN {each:d} THEN '{each.name.lower()}'" for each in names) + " END"


_LANE = _named("n.lane", Lane)
_REPORT = _named("n.kind", BounceKind)
# Asked at every scraping by every process, so nobody's batch is looked at: who has no row is all minus those who have.
_MAILS = f"""
    WITH recent AS (SELECT id, lane, fanned_out FROM notifications WHERE created_at > now() - interval '1 day'),
    written AS (
        SELECT r.lane, d.state, count(*) AS mails FROM recent r JOIN deliveries d ON d.notification_id = r.id
        GROUP BY r.lane, d.state
    )
    SELECT {_LANE} AS lane, {_named("n.state", State)} AS state, sum(n.mails) FROM (
        SELECT lane, state, mails FROM written
        UNION ALL SELECT lane, {State.PENDING:d}, sum(fanned_out) FROM recent GROUP BY lane
        UNION ALL SELECT lane, {State.PENDING:d}, -sum(mails) FROM written GROUP BY lane
    ) AS n GROUP BY n.lane, n.state
"""
_FIGURES = {
    "mosaik_mails_due_oldest_seconds": (
        "Age of the oldest batch of mails that is due.",
        "SELECT extract(epoch FROM now() - min(b.next_at)) FROM batches b"
        f" JOIN notifications n ON n.id = b.notification_id AND n.state <> {NotificationState.PAUSED}"
        " WHERE b.state = 0 AND b.next_at <= now()",
    ),
    "mosaik_mails_unknown": (
        "Mails of which nobody knows whether they were accepted.",
        f"SELECT count(*) FROM deliveries WHERE state = {State.UNKNOWN}",
    ),
    "mosaik_notifications_expanding": (
        "Notifications whose recipients are still being found.",
        "SELECT count(*) FROM notifications WHERE state = 0",
    ),
    "mosaik_mails_refused_for_policy": (
        "Mails refused in this hour and the one before because of who we are (5.7, 4.7 and the like).",
        "SELECT coalesce(sum(count), 0) FROM policy_refusals WHERE hour > now() - interval '2 hours'",
    ),
    "mosaik_reports_waiting": (
        "Reports of mails that did not arrive which wait to be acted on.",
        "SELECT count(*) FROM bounce_events WHERE acted_at IS NULL AND next_at IS NULL",
    ),
    "mosaik_reports_early": (
        "Reports that wait for the mail they are about: what became of it is not written down yet.",
        "SELECT count(*) FROM bounce_events WHERE acted_at IS NULL AND next_at IS NOT NULL",
    ),
    "mosaik_reports_laid_aside": (
        "Reports of the last week that could not be acted on, by reason.",
        "SELECT laid_aside AS reason, count(*) FROM bounce_events"
        " WHERE laid_aside IS NOT NULL AND received_at > now() - interval '7 days' GROUP BY 1",
    ),
    "mosaik_reports_ignored": (
        "Messages of the last day that nothing follows from: of no mail of ours, of programs, or not to be understood.",
        f"SELECT {_REPORT} AS kind, count(*) FROM bounce_events n WHERE received_at > now() - interval '1 day'"
        f" AND (n.kind IN ({BounceKind.UNREADABLE:d}, {BounceKind.AUTOMATIC_REPLY:d}) OR n.notification_id IS NULL)"
        " GROUP BY 1",
    ),
    "mosaik_mails": (
        "Mails of notifications made in the last day, by lane and state; who has no row yet is pending.",
        _MAILS,
    ),
    "mosaik_mails_pending_oldest_seconds": (
        "Age of the oldest notification for which somebody still waits, by lane.",
        f"SELECT {_LANE} AS lane, extract(epoch FROM now() - min(n.created_at)) FROM notifications n"
        f" WHERE n.state NOT IN ({NotificationState.CANCELLED:d}, {NotificationState.PAUSED:d})"
        " AND EXISTS (SELECT FROM batches b WHERE b.notification_id = n.id AND b.state <> 2) GROUP BY 1",
    ),
    "mosaik_notifications_miscounted": (
        "Notifications of which somebody is in no final state although all is done.",
        "SELECT count(*) FROM notifications WHERE missing <> 0",
    ),
    "mosaik_domains_resting": (
        "Receiving domains that refuse what we are, by lane.",
        f"SELECT {_LANE} AS lane, count(*) FROM domain_rests n WHERE until > now() GROUP BY 1",
    ),
    "mosaik_lanes_resting": (
        "Lanes that rest because their mail server failed.",
        "SELECT count(*) FROM lane_rests WHERE until > now()",
    ),
}


def figures() -> dict[str, tuple[str, str]]:
    """Return what operators watch: a meaning and a question for each figure."""
    return dict(_FIGURES)


def notifications(session: Session, *, page: int, size: int) -> tuple[list[dict[str, Any]], int]:
    """Return the newest notifications with how many mails are in each state, and how many notifications there are."""
    newest = select(Notification).order_by(Notification.id.desc()).limit(size).offset(offset(page, size))
    rows = session.scalars(newest).all()
    states = _states(session, [row.id for row in rows])
    total = session.scalar(select(func.count()).select_from(Notification)) or 0
    return [_summary(row, states.get(row.id, {})) for row in rows], total


def notification(session: Session, notification_id: int) -> dict[str, Any]:
    """Return one notification with how many mails are in each state; refuses with `NoSuchNotification`."""
    row = session.get(Notification, notification_id)
    if row is None:
        raise NoSuchNotification
    return _summary(row, _states(session, [row.id]).get(row.id, {}))


def summaries(session: Session, notification_ids: list[int]) -> dict[int, dict[str, Any]]:
    """Return several notifications with how many mails are in each state, by their ids."""
    rows = session.scalars(select(Notification).where(Notification.id.in_(notification_ids))).all()
    states = _states(session, notification_ids)
    return {row.id: _summary(row, states.get(row.id, {})) for row in rows}


def deliveries(
    session: Session, notification_id: int, *, state: State | None, page: int, size: int
) -> tuple[list[dict[str, Any]], int]:
    """Return what became of a notification for each person: pending ones from their batches, the others as written."""
    notification(session, notification_id)
    params = {"n": notification_id, "state": state, "size": size, "offset": offset(page, size)}
    rows = session.execute(text(_PEOPLE + " ORDER BY recipient_id LIMIT :size OFFSET :offset"), params)
    found = [{**row._mapping, "state": State(row.state).name.lower()} for row in rows]
    total = session.scalar(text(f"SELECT count(*) FROM ({_PEOPLE}) AS people"), params) or 0
    return found, total


# Who stands in a batch and has no row yet is pending.
_PEOPLE = """
    SELECT member.id AS recipient_id, r.person_id, coalesce(d.state, 0) AS state, coalesce(d.attempt, 0) AS attempt,
           d.next_at, d.smtp_code, d.enhanced, d.reply, d.updated_at
    FROM batches b CROSS JOIN LATERAL unnest(b.recipients) AS member(id)
    LEFT JOIN deliveries d ON d.notification_id = b.notification_id AND d.recipient_id = member.id
    LEFT JOIN recipients r ON r.id = member.id
    WHERE b.notification_id = :n AND (CAST(:state AS smallint) IS NULL OR coalesce(d.state, 0) = :state)
"""


def _states(session: Session, notification_ids: list[int]) -> dict[int, dict[str, int]]:
    rows = session.execute(
        select(Delivery.notification_id, Delivery.state, func.count())
        .where(Delivery.notification_id.in_(notification_ids))
        .group_by(Delivery.notification_id, Delivery.state)
    )
    found: dict[int, dict[str, int]] = {}
    for notification_id, state, count in rows:
        found.setdefault(notification_id, {})[State(state).name.lower()] = count
    return found


def _summary(row: Notification, states: dict[str, int]) -> dict[str, Any]:
    """Return a notification in sums that add up: everyone fanned out is in exactly one state."""
    unwritten = row.fanned_out - sum(states.values())
    return {
        "id": row.id,
        "topic": Topic(row.topic).name.lower(),
        "lane": Lane(row.lane).name.lower(),
        "title": row.content.get("title"),
        "state": ("expanding", "expanded", "cancelled", "paused")[row.state],
        "fanned_out": row.fanned_out,
        "states": {**states, "pending": states.get("pending", 0) + unwritten},
        "created_at": row.created_at,
        "expires_at": row.expires_at,
    }
