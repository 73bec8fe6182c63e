"""One process that sends wave after wave: each commit writes down the replies so far and marks the next wave.

A reply that is slow to come holds up nothing: its mail stays on its way, and its batch open, while others go out.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from notifier.actions import bounces, resting, sending, writing_letters
from notifier.rules import Lane, Mail, Reply, State, domain_of, goes_to_many, lanes_served
from notifier.sending.figures import LATENCY
from notifier.sending.journal import Journal
from notifier.sending.pace import Pace
from notifier.sending.pool import Pool
from notifier.sending.preparing import Prepared, paced, prepared
from notifier.sending.signing import Signature
from notifier.sending.smtp import Envelope, Unreachable
from notifier.sending.writing import Writer
from services.kit import clock
from services.kit.db import Database
from services.kit.logs import logger


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


@dataclass(eq=False)
class Batch:
    """A leased batch: the waves still to be sent, and what came of those that were since the last commit."""

    lease: sending.Lease
    found: Prepared
    waves: deque[list[Envelope]]
    resting_domains: dict[str, datetime]
    replies: dict[int, Reply] = field(default_factory=dict)
    unsent: list[int] = field(default_factory=list)
    got_on: bool = False

    def address_of(self, recipient_id: int) -> str:
        """Return where a mail of this batch goes."""
        return self.found.people[recipient_id].address


class Sender:
    """Sends a lane's batches, in waves, over the lines of one pool."""

    def __init__(self, outfit: Outfit, lane: Lane, owner: UUID, journal: Journal, *, until: float) -> None:
        self._outfit = outfit
        self._lanes = lanes_served(lane)
        self._owner = owner
        self._journal = journal
        self._until = until
        self._batches: list[Batch] = []
        self._on_their_way: dict[Mail, Batch] = {}
        sign = outfit.signature.signed if outfit.signature else None
        self.pool = Pool(outfit.smtp_url, outfit.connections, sign)
        self.answered = 0

    def send_next_wave(self) -> bool:
        """Commit what is known and the next wave, and send it; returns whether there is more to do."""
        with self._outfit.database.transaction() as session:
            wave = self._turn(session)
        self._journal.forget(but=self.pool.begun())
        if wave is None and not self._batches:
            return False
        try:
            # Where the next ones may follow at once, nobody waits for replies.
            if wave or wave is None:
                self._send(wave or [])
        except Unreachable as trouble:
            self._rest(str(trouble))
            return False
        return True

    def _has_done_enough(self) -> bool:
        """Tell whether no further mail should be begun: the time is up, or the process is to end."""
        return time.monotonic() >= self._until or self._outfit.is_ending()

    def _turn(self, session: Session) -> list[Envelope] | None:
        """Write down what came of earlier waves and commit the next; nothing if there is none for now."""
        enough = self._has_done_enough()
        self._bring_up_to_date(session, enough=enough)
        if enough:
            return None
        if not self._has_waves() and not self._begin_batch(session):
            return None
        return self._commit_wave(session, self._batches[-1]) if self._has_waves() else []

    def _has_waves(self) -> bool:
        """Tell whether the batch begun last has any left; those before it are only waited for."""
        return bool(self._batches and self._batches[-1].waves)

    def _bring_up_to_date(self, session: Session, *, enough: bool) -> None:
        """Write down every reply, and give back the batches of which nothing is on its way any more."""
        waited_for = set(self._on_their_way.values())
        for batch in list(self._batches):
            goes_on = self._write_down(session, batch)
            if enough or not goes_on:
                batch.waves.clear()
            if not batch.waves and batch not in waited_for:
                self._finish(session, batch)

    def _begin_batch(self, session: Session) -> bool:
        """Take the next batch that is due; returns whether there was one, even if nobody of it gets a mail now."""
        claims = (sending.claim(session, lane, owner=self._owner, now=clock.now()) for lane in self._lanes)
        lease = next(filter(None, claims), None)
        if lease is None:
            return False
        found: Prepared = prepared(session, lease, self._outfit.writer)
        if not found.is_put_off:
            size, mails = self._outfit.wave, found.envelopes
            waves = deque(mails[at : at + size] for at in range(0, len(mails), size))
            domains = resting.resting_domains(session, lease.lane, now=clock.now())
            self._batches.append(Batch(lease, found, waves, domains))
        return True

    def _commit_wave(self, session: Session, batch: Batch) -> list[Envelope]:
        """Write down that the next wave goes out; returns the mails that really may."""
        wave = self._paced(session, batch, batch.waves.popleft())
        people = {each.recipient_id: batch.found.people[each.recipient_id] for each in wave}
        version = batch.found.version
        may_go = sending.commit_wave(session, batch.lease, people, version=version, now=clock.now())
        wave = [each for each in wave if each.recipient_id in may_go]
        self._on_their_way |= {each.mail: batch for each in wave}
        return wave

    def _paced(self, session: Session, batch: Batch, wave: list[Envelope]) -> list[Envelope]:
        """Return the mails of a wave that their domains are ready for; the others wait."""
        if self._outfit.pace is None and not batch.resting_domains:
            return wave
        go, held = paced(self._outfit.pace, batch.lease.lane, wave, batch.resting_domains, now=clock.now())
        sending.hold(session, batch.lease, held, now=clock.now())
        return go

    def _send(self, wave: list[Envelope]) -> None:
        """Send the mails of a wave, and collect the replies that come meanwhile."""
        try:
            for mail, reply in self.pool.send(wave, about_to=self._journal.begin, enough=self._has_done_enough):
                self._journal.note(mail, reply)
                self._on_their_way.pop(mail).replies[mail[1]] = reply
                self.answered += 1
        finally:
            for mail in self._on_their_way.keys() - self.pool.in_hand():
                self._on_their_way.pop(mail).unsent.append(mail[1])
            lane = self._batches[-1].lease.lane.name.lower()
            for seconds in self.pool.latencies:
                LATENCY.labels(lane).observe(seconds)

    def _write_down(self, session: Session, batch: Batch) -> bool:
        """Write down the replies that came; returns whether the notification may go on."""
        if not (batch.replies or batch.unsent or batch.waves):
            return True
        now, lease = clock.now(), batch.lease
        try:
            goes_on = sending.keep_lease(session, lease, now=now)
        except sending.LeaseLost:
            # What is known of its mails is written down all the same, where nobody has begun them anew.
            logger().warning("lease_lost", notification=lease.notification_id)
            goes_on = False
        sending.write_down(session, lease.notification_id, batch.replies, owner=self._owner, now=now)
        if batch.unsent:
            sending.take_back(session, lease.notification_id, batch.unsent, owner=self._owner, now=now)
        addresses = {each: batch.address_of(each) for each in batch.replies}
        bounces.note_replies(session, lease.lane, batch.replies, addresses, now=now)
        for recipient_id, reply in batch.replies.items():
            if reply.state != State.ACCEPTED:
                self._learn(session, batch, batch.address_of(recipient_id), reply)
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
        self._batches.remove(batch)

    def _rest(self, reason: str) -> None:
        """Give the batches back and let the lane rest; a lane that got on begins its rests anew."""
        lane = self._batches[-1].lease.lane
        logger().warning("lane_rests", lane=lane.name.lower(), reason=reason)
        with self._outfit.database.transaction() as session:
            self._bring_up_to_date(session, enough=True)
            resting.let_lane_rest(session, lane, reason, now=clock.now())


def _all_gone(replies: dict[int, Reply]) -> bool:
    return bool(replies) and all(reply.state in (State.ACCEPTED, State.REJECTED) for reply in replies.values())
