"""Mails going out through real processes while things die; then the mail server's log is compared with the ledger."""

import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

from redis.exceptions import RedisError
from sqlalchemy import text

from notifier.actions import recipients
from notifier.rules import State
from services.facts.directory import OfferPublished
from services.facts.profiles import InterestsChanged
from services.kit import clock
from services.kit.web import Service
from tests.support.ground import Ground
from tests.support.mail_server import MailServer, Temper
from tests.support.makers import a_message
from tests.support.notifier_makers import a_subscriber, an_offer
from tests.support.processes import Process, eventually
from tests.support.proxy import Proxy

PEOPLE = 200
SLOTS, LINES = 2, 2
OPEN_CONNECTIONS = SLOTS * LINES
"""How many mails may be under way at once: each process that sends alerts has so many lines."""
_MOST_UNDER_WAY_SECONDS = 1.5
"""A wave that was committed before somebody left is through by then."""


@dataclass
class Outcome:
    """What came of one fault, over all rounds."""

    fault: str
    rounds: int = 0
    mails: int = 0
    lost: int = 0
    twice: int = 0
    unknown: int = 0
    most_unknown: int = 0
    after_leaving: int = 0

    def add(self, other: "Outcome") -> None:
        for name in ("rounds", "mails", "lost", "twice", "unknown", "most_unknown", "after_leaving"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


OUTCOMES: list[Outcome] = []
"""What was played so far, for the table at the end."""


@dataclass
class Stage:
    """Everything a fault may happen to."""

    ground: Ground
    app: Service
    server: MailServer
    postgres: Proxy
    worker: Process
    clock: Process
    people: dict[int, str] = field(default_factory=dict)
    subscribers: dict[str, InterestsChanged] = field(default_factory=dict)
    left: dict[str, float] = field(default_factory=dict)
    offer: OfferPublished = field(default_factory=an_offer)

    def begin(self) -> None:
        """Let everybody subscribe anew, and an offer be told; returns once the first mails are there."""
        self.server.taken.clear()
        self.server.begun.clear()
        self.server.whims.clear()
        self.server.temper = Temper(seconds_a_mail=0.01)
        self.server.connections = 0
        self.left.clear()
        self._subscribe()
        self.offer = an_offer()
        self.tell(self.offer)
        self.wait_for(20)

    def tell(self, offer: OfferPublished) -> None:
        message = a_message(offer)
        self.app.worker.celery.send_task(message["name"], kwargs=message, queue="notifier.facts")

    def wait_for(self, mails: int) -> None:
        goal = min(mails, PEOPLE - 40)
        eventually(lambda: self._has_taken(goal), seconds=90, otherwise=lambda: self.worker.log[-3000:])

    def end(self, fault: str, *, most_unknown: int) -> Outcome:
        """Wait until all is settled; returns how log and ledger differ."""
        eventually(self._is_settled, seconds=120, otherwise=lambda: Counter(self.states().values()))
        states, got = self.states(), Counter(self.server.addresses)
        unknown = {email for email, state in states.items() if state == "unknown"}
        kept = {email for email, state in states.items() if state == "accepted"}
        late = [
            email
            for email, moment in self.left.items()
            if self.server.begun.get(email, 0) > moment + _MOST_UNDER_WAY_SECONDS
        ]
        return Outcome(
            fault,
            rounds=1,
            mails=len(self.server.taken),
            lost=len([email for email in kept if not got[email]]) + PEOPLE - len(states),
            twice=sum(count - 1 for count in got.values()),
            unknown=len(unknown),
            most_unknown=most_unknown,
            after_leaving=len(late),
        )

    def states(self) -> dict[str, str]:
        with self.app.database.reading() as session:
            rows = session.execute(text(_LEDGER), {"offer": self.offer.offer_id})
            return {self.people[row.id]: State(row.state).name.lower() for row in rows}

    def _has_taken(self, mails: int) -> bool:
        self._supervise()
        return len(self.server.taken) >= mails

    def _supervise(self) -> None:
        """Start again what ended by itself, as launcher, compose and Kubernetes do."""
        for process in (self.worker, self.clock):
            if process.has_ended:
                process.start()

    def _is_settled(self) -> bool:
        """Tell whether everybody is in a final state; time passes quickly meanwhile."""
        self._supervise()
        with self.app.database.transaction() as session:
            session.execute(text("UPDATE lane_rests SET until = now() WHERE until > now()"))
            session.execute(text("UPDATE deliveries SET next_at = now() WHERE state = 0 AND next_at > now()"))
            session.execute(text("UPDATE batches SET next_at = now() WHERE state = 0 AND next_at > now()"))
        with suppress(RedisError):
            self.ground.redis.delete("notifier:slowed")
        time.sleep(0.3)
        found = self.states()
        return len(found) == PEOPLE and set(found.values()) <= {"accepted", "unknown", "cancelled", "rejected"}

    def _subscribe(self) -> None:
        with self.app.database.transaction() as session:
            session.execute(text("UPDATE recipients SET subscribed = false WHERE subscribed"))
            session.execute(text("DELETE FROM interests"))
            session.execute(text("DELETE FROM suppressions"))
            for number in range(PEOPLE):
                fact = a_subscriber(f"p{number:03}@example.org")
                self.subscribers[fact.email] = fact
                recipients.take_interests(session, fact, now=clock.now())
            asked = "SELECT id, email FROM recipients WHERE subscribed"
            self.people = {row.id: row.email for row in session.execute(text(asked))}


_LEDGER = """
    SELECT member.id, coalesce(d.state, 0) AS state
    FROM notifications n JOIN batches b ON b.notification_id = n.id
    CROSS JOIN LATERAL unnest(b.recipients) AS member(id)
    LEFT JOIN deliveries d ON d.recipient_id = member.id AND d.notification_id = n.id
    WHERE n.object_id = :offer
"""
