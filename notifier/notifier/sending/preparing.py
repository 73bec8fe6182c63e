"""Preparing a batch: who may get her mail now, and the mails of those who may; everyone else's row says why not."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from notifier.actions import sending
from notifier.models import Notification
from notifier.queries.audiences import AUDIENCES
from notifier.queries.people import Asked, members, suppressed
from notifier.rules import Lane, NotificationState, State, Topic, address_hash, domain_of, is_over
from notifier.sending.pace import Pace
from notifier.sending.smtp import Envelope
from notifier.sending.writing import Writer
from services.kit import clock
from services.kit.logs import logger
from services.kit.worker import PASSING


@dataclass(frozen=True)
class Prepared:
    """The mails of a batch and whom they are for, as known when they were written; or that they can't be written."""

    envelopes: list[Envelope] = field(default_factory=list)
    people: dict[int, Asked] = field(default_factory=dict)
    version: int = 0
    is_put_off: bool = False


def prepared(session: Session, lease: sending.Lease, writer: Writer) -> Prepared:
    """Return the mails of a batch; if they can't be written it waits, and those behind it need not."""
    try:
        with session.begin_nested():
            return _prepared(session, lease, writer)
    except PASSING:
        raise
    except Exception:
        logger().exception("batch_put_off", notification=lease.notification_id, first=lease.first_id)
        sending.put_off(session, lease, now=clock.now())
        return Prepared(is_put_off=True)


def _prepared(session: Session, lease: sending.Lease, writer: Writer) -> Prepared:
    now = clock.now()
    row = session.get_one(Notification, lease.notification_id)
    waiting = members(session, row.id, lease.recipients, now=now)
    if row.state == NotificationState.CANCELLED or is_over(row.expires_at, now):
        state = State.CANCELLED if row.state == NotificationState.CANCELLED else State.EXPIRED
        sending.settle(session, lease, [each.id for each in waiting], state, now=now)
        return Prepared()
    wanted = AUDIENCES[Topic(row.topic)].still(session, row, waiting)
    sending.settle(session, lease, [each.id for each in waiting if each.id not in wanted], State.CANCELLED, now=now)
    people = {each: Asked(to.email, address_hash(to.email), to.member.updated_at) for each, to in wanted.items()}
    barred = suppressed(session, [each.address_hash for each in people.values()], lease.lane, now=now)
    spared = {each for each, asked in people.items() if asked.address_hash in barred}
    sending.settle(session, lease, spared, State.SUPPRESSED, now=now)
    envelopes = [writer.envelope(row, to) for each, to in wanted.items() if each not in spared]
    return Prepared(envelopes, people, row.object_version)


def paced(
    pace: Pace | None, lane: Lane, wave: list[Envelope], resting: dict[str, datetime], *, now: datetime
) -> tuple[list[Envelope], dict[int, datetime]]:
    """Return the mails that their domains are ready for, and until when the others wait."""
    by_domain: dict[str, list[Envelope]] = {}
    for each in wave:
        by_domain.setdefault(domain_of(each.address), []).append(each)
    go: list[Envelope] = []
    held: dict[int, datetime] = {}
    for domain, mails in by_domain.items():
        allowed, until = len(mails), now
        if domain in resting:
            allowed, until = 0, resting[domain]
        elif pace is not None:
            allowed, seconds = pace.admit(lane, domain, len(mails))
            until = now + timedelta(seconds=seconds)
        go += mails[:allowed]
        held |= {each.recipient_id: until for each in mails[allowed:]}
    return go, held
