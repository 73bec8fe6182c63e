"""Draining a lane: claim a batch, ask again who may get it, send it in waves, write down every reply.

Which of three things happens to a mail when a process dies is not left to chance: not begun, it waits again; answered,
the answer stands in the journal; begun and not answered, it is *unknown*, and the ledger says so.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from notifier.actions import bounces, recovering, resting, sending, writing_letters
from notifier.rules import Lane, Reply, State, domain_of, goes_to_many, lanes_served
from notifier.sending.figures import LATENCY
from notifier.sending.journal import Journal, abandoned
from notifier.sending.pace import Pace
from notifier.sending.pool import Pool
from notifier.sending.preparing import Prepared, paced, prepared
from notifier.sending.signing import Signature
from notifier.sending.smtp import Envelope, Unreachable
from notifier.sending.writing import Writer
from services.kit import clock
from services.kit.db import Database
from services.kit.logs import logger

DRAIN_SECONDS = 55
LONGEST_DRAIN = 780
"""The last mail begun may wait as long as a server may take: half a minute for each answer, and ten for the last."""


@dataclass(frozen=True)
class Outfit:
    """What a sender needs; `is_ending` tells whether the process is to end soon."""

    database: Database
    writer: Writer
    smtp_url: str
    journals: Path
    wave: int
    connections: int = 10
    signature: Signature | None = None
    pace: Pace | None = None
    is_ending: Callable[[], bool] = lambda: False


def drain(outfit: Outfit, lane: Lane, *, seconds: float = DRAIN_SECONDS) -> int:
    """Send what is due in a lane, for about a minute at the most; returns how many mails were answered."""
    owner = uuid4()
    with Journal(outfit.journals, owner, wave=outfit.wave) as journal:
        sender = Sender(outfit, lane, owner, journal, until=time.monotonic() + seconds)
        try:
            while sender.send_next_wave():
                pass
        finally:
            sender.pool.close()
    return sender.answered


def recover_abandoned(database: Database, journals: Path) -> int:
    """Settle what dead senders left; returns how many there were."""
    found = 0
    for remains in abandoned(journals):
        with database.transaction() as session:
            doubt = remains.in_doubt if remains.is_whole else None
            recovering.recover(session, remains.owner, remains.replies, in_doubt=doubt, now=clock.now())
        logger().warning("sender_recovered", owner=str(remains.owner), in_doubt=len(remains.in_doubt))
        found += 1
    return found


@dataclass
class Batch:
    """A leased batch: the waves still to be sent, and what came of the last one."""

    lease: sending.Lease
    waves: deque[list[Envelope]]
    addresses: dict[int, str]
    resting_domains: dict[str, datetime]
    replies: dict[int, Reply] = field(default_factory=dict)
    unsent: list[int] = field(default_factory=list)
    got_on: bool = False


class Sender:
    """One process that sends one wave after the other."""

    def __init__(self, outfit: Outfit, lane: Lane, owner: UUID, journal: Journal, *, until: float) -> None:
        self._outfit = outfit
        self._lanes = lanes_served(lane)
        self._owner = owner
        self._journal = journal
        self._until = until
        self._batch: Batch | None = None
        sign = outfit.signature.signed if outfit.signature else None
        self.pool = Pool(outfit.smtp_url, outfit.connections, sign)
        self.answered = 0

    def send_next_wave(self) -> bool:
        """Send a wave; its commit also writes down the replies to the one before. Returns whether to go on."""
        try:
            with self._outfit.database.transaction() as session:
                wave = self._turn(session)
        except sending.LeaseLost:
            self._give_up()
            return not self._has_done_enough()
        self._journal.forget()
        if wave is None or self._batch is None:
            return wave is not None
        try:
            self._send(self._batch, wave)
        except Unreachable as trouble:
            self._rest(self._batch, str(trouble))
            return False
        return True

    def _has_done_enough(self) -> bool:
        """Tell whether no further mail should be begun: the time is up, or the process is to end."""
        return time.monotonic() >= self._until or self._outfit.is_ending()

    def _turn(self, session: Session) -> list[Envelope] | None:
        """Write down the last wave and commit the next, taking a new batch where one is done; nothing is the end."""
        enough = self._has_done_enough()
        if self._batch is not None:
            goes_on = self._write_down(session, self._batch)
            if enough or not goes_on or not self._batch.waves:
                self._finish(session, self._batch)
        if self._batch is None:
            if enough or (lease := self._claim(session)) is None:
                return None
            self._batch = self._begun(session, lease)
            if self._batch is None:
                return []
        wave = self._paced(session, self._batch, self._batch.waves.popleft())
        may_go = sending.commit_wave(session, self._batch.lease, [each[0] for each in wave], now=clock.now())
        return [each for each in wave if each.recipient_id in may_go]

    def _paced(self, session: Session, batch: Batch, wave: list[Envelope]) -> list[Envelope]:
        """Return the mails of a wave that their domains are ready for; the others wait."""
        if self._outfit.pace is None and not batch.resting_domains:
            return wave
        go, held = paced(self._outfit.pace, batch.lease.lane, wave, batch.resting_domains, now=clock.now())
        sending.hold(session, batch.lease, held, now=clock.now())
        return go

    def _claim(self, session: Session) -> sending.Lease | None:
        claims = (sending.claim(session, lane, owner=self._owner, now=clock.now()) for lane in self._lanes)
        return next(filter(None, claims), None)

    def _begun(self, session: Session, lease: sending.Lease) -> Batch | None:
        """Return a batch with at least one mail to send; others are given back at once."""
        found: Prepared = prepared(session, lease, self._outfit.writer)
        if found.is_put_off:
            return None
        if not found.envelopes:
            sending.finish(session, lease, now=clock.now())
            return None
        size, mails = self._outfit.wave, found.envelopes
        waves = deque(mails[at : at + size] for at in range(0, len(mails), size))
        domains = resting.resting_domains(session, lease.lane, now=clock.now())
        return Batch(lease, waves, {each.recipient_id: each.address for each in mails}, domains)

    def _send(self, batch: Batch, wave: list[Envelope]) -> None:
        """Send the mails of a wave and collect the replies."""
        journal, notification_id, replies = self._journal, batch.lease.notification_id, batch.replies

        def about_to(recipient_id: int) -> None:
            journal.begin((notification_id, recipient_id))

        try:
            for recipient_id, reply in self.pool.send(wave, about_to=about_to, enough=self._has_done_enough):
                journal.note((notification_id, recipient_id), reply)
                replies[recipient_id] = reply
        finally:
            self.answered += len(replies)
            batch.unsent = [each.recipient_id for each in wave if each.recipient_id not in replies]
            for seconds in self.pool.latencies:
                LATENCY.labels(batch.lease.lane.name.lower()).observe(seconds)

    def _write_down(self, session: Session, batch: Batch) -> bool:
        """Write down the replies of the last wave; returns whether the notification may go on."""
        now, lease = clock.now(), batch.lease
        goes_on = sending.keep_lease(session, lease, now=now)
        sending.write_down(session, lease.notification_id, batch.replies, owner=self._owner, now=now)
        if batch.unsent:
            sending.take_back(session, lease.notification_id, batch.unsent, owner=self._owner, now=now)
        bounces.note_replies(session, lease.lane, batch.replies, batch.addresses, now=now)
        for recipient_id, reply in batch.replies.items():
            if reply.state != State.ACCEPTED:
                self._learn(session, batch, batch.addresses[recipient_id], reply)
        if lease.lane == Lane.LETTERS and _all_gone(batch.replies):
            writing_letters.forget_letter(session, lease.notification_id)
        batch.got_on = batch.got_on or bool(batch.replies)
        batch.replies, batch.unsent = {}, []
        return goes_on

    def _learn(self, session: Session, batch: Batch, address: str, reply: Reply) -> None:
        """Draw the consequences of a reply for later mails."""
        lane, domain, now = batch.lease.lane, domain_of(address), clock.now()
        # One letter that was refused must not keep a whole domain from signing in.
        if reply.blames_us and goes_to_many(lane):
            logger().error("domain_refuses_us", lane=lane.name.lower(), domain=domain, reason=reply.words)
            resting.let_domain_rest(session, lane, domain, reply.words, now=now)
            batch.resting_domains[domain] = now + resting.DOMAIN_REST
        elif reply.asks_for_patience and self._outfit.pace:
            self._outfit.pace.complained(lane, domain)

    def _finish(self, session: Session, batch: Batch) -> None:
        if batch.got_on:
            resting.wake_lane(session, batch.lease.lane)
        sending.finish(session, batch.lease, now=clock.now())
        self._batch = None

    def _rest(self, batch: Batch, reason: str) -> None:
        """Give the batch back and let its lane rest; a lane that got on begins its rests anew."""
        lane = batch.lease.lane
        logger().warning("lane_rests", lane=lane.name.lower(), reason=reason)
        with self._outfit.database.transaction() as session:
            self._write_down(session, batch)
            self._finish(session, batch)
            resting.let_lane_rest(session, lane, reason, now=clock.now())

    def _give_up(self) -> None:
        """Leave a batch to whoever holds it now; what is known of its mails is written down all the same."""
        batch, self._batch = self._batch, None
        if batch is None:
            return
        logger().warning("lease_lost", notification=batch.lease.notification_id)
        with self._outfit.database.transaction() as session:
            n = batch.lease.notification_id
            sending.write_down(session, n, batch.replies, owner=self._owner, now=clock.now())


def _all_gone(replies: dict[int, Reply]) -> bool:
    return bool(replies) and all(reply.state in (State.ACCEPTED, State.REJECTED) for reply in replies.values())
