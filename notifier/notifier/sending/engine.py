"""Draining a lane: claim a batch, ask again who may get it, send it in waves, write down every reply.

Which of three things happens to a mail when a process dies is not left to chance: not begun, it waits again; answered,
the answer stands in the journal; begun and not answered, it is *unknown*, and the ledger says so.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from notifier.actions import sending
from notifier.models import Notification
from notifier.queries import people
from notifier.queries.audiences import AUDIENCES
from notifier.rules import Lane, NotificationState, Reply, State, Topic, address_hash, is_over, lanes_served
from notifier.sending.journal import Journal, abandoned
from notifier.sending.smtp import Envelope, Line, LostInDoubt, Unreachable, unknown
from notifier.sending.writing import Writer
from services.kit import clock
from services.kit.db import Database
from services.kit.logs import logger
from services.kit.worker import PASSING

DRAIN_SECONDS = 55
LONGEST_DRAIN = 780
"""The last mail begun may wait as long as a server may take: half a minute for each answer, and ten for the last."""


class Enough(Exception):
    """The time of this sender is up, between two mails."""


@dataclass(frozen=True)
class Outfit:
    """What a sender needs; `is_ending` tells whether the process is to end soon."""

    database: Database
    writer: Writer
    smtp_url: str
    journals: Path
    wave: int
    is_ending: Callable[[], bool] = lambda: False


def drain(outfit: Outfit, lane: Lane, *, seconds: float = DRAIN_SECONDS) -> int:
    """Send what is due in a lane, for about a minute at the most; returns how many mails were answered."""
    owner = uuid4()
    with Journal(outfit.journals, owner) as journal:
        sender = Sender(outfit, lane, owner, journal, until=time.monotonic() + seconds)
        try:
            while not sender.has_done_enough and sender.send_next_batch():
                pass
        finally:
            sender.line.close()
    return sender.answered


def recover_abandoned(database: Database, journals: Path) -> int:
    """Settle what dead senders left; returns how many there were."""
    found = 0
    for remains in abandoned(journals):
        with database.transaction() as session:
            sending.recover(session, remains.owner, remains.replies, in_doubt=remains.in_doubt, now=clock.now())
        logger().warning("sender_recovered", owner=str(remains.owner), in_doubt=len(remains.in_doubt))
        found += 1
    return found


class Sender:
    """One process that sends one batch after the other."""

    def __init__(self, outfit: Outfit, lane: Lane, owner: UUID, journal: Journal, *, until: float) -> None:
        self._outfit = outfit
        self._lanes = lanes_served(lane)
        self._owner = owner
        self._journal = journal
        self._until = until
        self.line = Line(outfit.smtp_url)
        self.answered = 0
        self._addresses: dict[int, str] = {}

    @property
    def has_done_enough(self) -> bool:
        """Tell whether no further mail should be begun: the time is up, or the process is to end."""
        return time.monotonic() >= self._until or self._outfit.is_ending()

    def send_next_batch(self) -> bool:
        """Send one batch; returns whether it is worth asking for another."""
        with self._outfit.database.transaction() as session:
            lease = self._claim(session)
            envelopes = self._prepared_or_put_off(session, lease) if lease else []
            if envelopes is None:
                return True
        if lease is None:
            return False
        try:
            self._send_in_waves(lease, envelopes)
        except sending.LeaseLost:
            logger().warning("lease_lost", notification=lease.notification_id)
        except Unreachable as trouble:
            self._rest(lease, str(trouble))
            return False
        except Enough:
            with self._outfit.database.transaction() as session:
                sending.finish(session, lease, now=clock.now())
            return False
        return True

    def _claim(self, session: Session) -> sending.Lease | None:
        claims = (sending.claim(session, lane, owner=self._owner, now=clock.now()) for lane in self._lanes)
        return next(filter(None, claims), None)

    def _prepared_or_put_off(self, session: Session, lease: sending.Lease) -> list[Envelope] | None:
        """Return the mails of a batch, or nothing if they can't be written: those behind it must not wait for that."""
        try:
            with session.begin_nested():
                return self._prepared(session, lease)
        except PASSING:
            raise
        except Exception:
            logger().exception("batch_put_off", notification=lease.notification_id, first=lease.first_id)
            sending.put_off(session, lease, now=clock.now())
            return None

    def _prepared(self, session: Session, lease: sending.Lease) -> list[Envelope]:
        """Return the mails of a batch that may go out now; everyone else's row says why not."""
        now = clock.now()
        row = session.get_one(Notification, lease.notification_id)
        waiting = people.members(session, row.id, lease.recipients, now=now)
        if row.state == NotificationState.CANCELLED or is_over(row.expires_at, now):
            state = State.CANCELLED if row.state == NotificationState.CANCELLED else State.EXPIRED
            sending.settle(session, lease, [each.id for each in waiting], state, now=now)
            return []
        wanted = AUDIENCES[Topic(row.topic)].still(session, row, waiting)
        barred = people.suppressed(session, [address_hash(to.email) for to in wanted.values()])
        out = [each for each, to in wanted.items() if address_hash(to.email) in barred]
        left = [each.id for each in waiting if each.id not in wanted]
        sending.settle(session, lease, out, State.SUPPRESSED, now=now)
        sending.settle(session, lease, left, State.CANCELLED, now=now)
        return [self._outfit.writer.envelope(row, to) for each, to in wanted.items() if each not in out]

    def _send_in_waves(self, lease: sending.Lease, envelopes: list[Envelope]) -> None:
        """Send wave after wave; each one's commit also writes down the replies to the one before."""
        replies: dict[int, Reply] = {}
        self._addresses = {each.recipient_id: each.address for each in envelopes}
        waves = [envelopes[at : at + self._outfit.wave] for at in range(0, len(envelopes), self._outfit.wave)]
        for wave in waves:
            if self.has_done_enough:
                break
            with self._outfit.database.transaction() as session:
                self._write_down(session, lease, replies)
                replies = {}
                if sending.is_halted(session, lease.notification_id):
                    break
                may_go = sending.commit_wave(session, lease, [each.recipient_id for each in wave], now=clock.now())
            self._send(lease, [each for each in wave if each.recipient_id in may_go], replies)
        with self._outfit.database.transaction() as session:
            self._write_down(session, lease, replies)
            if replies:
                sending.wake_lane(session, lease.lane)
            sending.finish(session, lease, now=clock.now())
            if lease.lane == Lane.LETTERS and _all_gone(replies):
                sending.forget_letter(session, lease.notification_id)

    def _send(self, lease: sending.Lease, wave: list[Envelope], replies: dict[int, Reply]) -> None:
        """Send the mails of a wave and collect the replies; a line that broke after a dot leaves one mail unknown."""
        begun: list[int] = []

        def about_to(recipient_id: int) -> None:
            begun.append(recipient_id)
            self._journal.begin((lease.notification_id, recipient_id))

        while wave:
            try:
                for recipient_id, reply in self.line.send(wave, about_to=about_to):
                    self._journal.note((lease.notification_id, recipient_id), reply)
                    replies[recipient_id] = reply
                    self.answered += 1
                    if recipient_id != wave[-1].recipient_id:
                        self._end_if_enough()
            except LostInDoubt as trouble:
                replies[begun[-1]] = unknown(str(trouble))
                self._journal.note((lease.notification_id, begun[-1]), replies[begun[-1]])
            except (Unreachable, Enough):
                self._take_back(lease, replies, [each for each in wave if each.recipient_id not in replies])
                raise
            wave = [each for each in wave if each.recipient_id not in replies]

    def _end_if_enough(self) -> None:
        if self.has_done_enough:
            # What this line has asked for next is not begun yet.
            self.line.close()
            raise Enough

    def _write_down(self, session: Session, lease: sending.Lease, replies: dict[int, Reply]) -> None:
        now = clock.now()
        sending.keep_lease(session, lease, now=now)
        sending.write_down(session, lease.notification_id, replies, owner=self._owner, now=now)
        for recipient_id, reply in replies.items():
            if reply.says_no_such_address:
                sending.suppress(session, self._addresses[recipient_id], reason="no such address", now=now)

    def _take_back(self, lease: sending.Lease, replies: dict[int, Reply], unsent: list[Envelope]) -> None:
        with self._outfit.database.transaction() as session:
            self._write_down(session, lease, replies)
            if replies:  # it got on: its rests begin anew
                sending.wake_lane(session, lease.lane)
            sending.take_back(
                session,
                lease.notification_id,
                [each.recipient_id for each in unsent],
                owner=self._owner,
                now=clock.now(),
            )

    def _rest(self, lease: sending.Lease, reason: str) -> None:
        logger().warning("lane_rests", lane=lease.lane.name.lower(), reason=reason)
        with self._outfit.database.transaction() as session:
            sending.let_lane_rest(session, lease.lane, reason, now=clock.now())
            sending.finish(session, lease, now=clock.now())


def _all_gone(replies: dict[int, Reply]) -> bool:
    return bool(replies) and all(reply.state in (State.ACCEPTED, State.REJECTED) for reply in replies.values())
