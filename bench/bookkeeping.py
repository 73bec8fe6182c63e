"""The ledger alone: our sender with a mail server that takes everything at once, against a commit for each mail."""

from collections.abc import Callable, Iterator, Sequence
from time import perf_counter
from typing import Any
from unittest.mock import patch

from sqlalchemy import text

from bench import results
from bench.campaign import long_offer
from notifier.actions import announcing, expanding
from notifier.models import Notification
from notifier.queries.people import Addressee
from notifier.rules import Lane, Mail, Reply, State
from notifier.sending import engine, sender
from notifier.sending.smtp import Envelope
from services.facts.directory import OfferPublished
from services.kit import clock
from services.kit.db import Database
from tests.support.ground import Ground

_ROUNDS = 3
_SINGLE = 1_000
_ACCEPTED = Reply(State.ACCEPTED, 250, "2.0.0", "2.0.0 Ok: queued as 1234567890")
_ONE = """
    INSERT INTO deliveries (notification_id, recipient_id, lane, state, attempt, updated_at)
    VALUES (:n, :r, 1, 3, 1, now())
"""


class _Yes:
    """A mail server that takes everything at once."""

    latencies: Sequence[float] = ()

    def __init__(self, *_: object) -> None:
        pass

    def send(
        self, envelopes: Sequence[Envelope], *, about_to: Callable[[Mail], None], **_: object
    ) -> Iterator[tuple[Mail, Reply]]:
        for each in envelopes:
            about_to(each.mail)
            yield each.mail, _ACCEPTED

    def begun(self) -> set[Mail]:
        return set()

    in_hand = begun

    def close(self) -> None:
        pass


class _Blank:
    """A writer of empty mails."""

    def envelope(self, row: Notification, to: Addressee) -> Envelope:
        return Envelope((row.id, to.member.id), "a@example.org", to.email, b"")


def rates(ground: Ground, database: Database, *, small: bool) -> dict[str, Any]:
    """Return how many mails a second each way of keeping the ledger can carry, in alternation."""
    ours, single = [], []
    for number in range(1 if small else _ROUNDS):
        ours.append(_ours(ground, database))
        single.append(_a_commit_each(database, -1 - number))
    return {
        "ledger_mails_per_second": {"ours": results.summary(ours, 0), "a commit each": results.summary(single, 0)},
        "ledger_ratio": results.ratios(ours, single),
    }


def queued(database: Database, offer: OfferPublished | None = None) -> int:
    """Announce an offer and find all its people."""
    with database.transaction() as session:
        notification_id = announcing.announce_offer(session, offer or long_offer(), now=clock.now())
    assert notification_id is not None
    more = True
    while more:
        with database.transaction() as session:
            more = expanding.expand(session, notification_id, now=clock.now())
    return notification_id


def _ours(ground: Ground, database: Database) -> float:
    queued(database)
    outfit = sender.Outfit(database, _Blank(), "smtp://nowhere", ground.settings.folder / "ledger", 250)  # type: ignore[arg-type]
    with patch.object(sender, "Pool", _Yes):
        began = perf_counter()
        return engine.drain(outfit, Lane.ALERTS) / (perf_counter() - began)


def _a_commit_each(database: Database, notification_id: int) -> float:
    began = perf_counter()
    with database.writing.connect() as connection:
        for recipient_id in range(_SINGLE):
            connection.execute(text(_ONE), {"n": notification_id, "r": recipient_id})
            connection.commit()
    return _SINGLE / (perf_counter() - began)
