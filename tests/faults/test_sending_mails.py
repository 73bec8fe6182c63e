"""Mails while things die: everybody gets hers once, and what nobody can know the ledger names."""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import text

from notifier.actions import recipients
from notifier.rules import Lane, State
from notifier.sending import engine
from notifier.tasks import outfit
from services.facts.directory import OfferPublished
from services.kit import clock
from services.kit.web import Service
from tests.support.city import run_queue
from tests.support.ground import Ground
from tests.support.mail_server import MailServer, a_mail_server
from tests.support.makers import a_message
from tests.support.notifier_makers import a_subscriber, an_offer, hear
from tests.support.processes import Process, a_clock, a_worker, eventually
from tests.support.proxy import a_proxy

pytestmark = pytest.mark.faults
PEOPLE = 500
KILLS = int(os.environ.get("MOSAIK_KILLS", "2"))
"""How often a worker is killed: all its children, or all of it, in turn."""
SLOTS, LINES = 2, 2
OPEN_CONNECTIONS = SLOTS * LINES
"""How many mails may be under way at once: each process that sends alerts has so many lines."""


@pytest.fixture
def server() -> Iterator[MailServer]:
    with a_mail_server(seconds_a_mail=0.004) as running:
        yield running


@pytest.fixture
def subscribed(notifier: Service) -> Service:
    outfit.cache_clear()
    with notifier.database.transaction() as session:
        for number in range(PEOPLE):
            recipients.take_interests(session, a_subscriber(f"p{number:03}@example.org"), now=clock.now())
    return notifier


@contextmanager
def running(ground: Ground, server: MailServer, **changes: str) -> Iterator[tuple[Process, Process]]:
    """The notifier's own processes, sending to the test's server in small waves."""
    words = {"NOTIFIER_SMTP_URL": server.url, "NOTIFIER_WAVE": "25", "NOTIFIER_CONCURRENCY": "6"}
    words |= {"NOTIFIER_SLOTS": str(SLOTS), "NOTIFIER_CONNECTIONS": str(LINES), **changes}
    with a_worker(ground, "notifier", **words) as worker, a_clock(ground, "notifier", **words) as beat:
        yield worker, beat


def tell(app: Service, offer: OfferPublished) -> None:
    message = a_message(offer)
    app.worker.celery.send_task(message["name"], kwargs=message, queue="notifier")


def ledger(app: Service) -> dict[str, str]:
    with app.database.reading() as session:
        rows = session.execute(text(_LEDGER))
        return {row.email: State(row.state).name.lower() for row in rows}


_LEDGER = """
    SELECT r.email, coalesce(d.state, 0) AS state
    FROM batches b CROSS JOIN LATERAL unnest(b.recipients) AS member(id) JOIN recipients r ON r.id = member.id
    LEFT JOIN deliveries d ON d.recipient_id = member.id AND d.notification_id = b.notification_id
"""


def settled(app: Service) -> bool:
    found = ledger(app)
    return len(found) == PEOPLE and set(found.values()) <= {"accepted", "unknown"}


def assert_everybody_once(app: Service, server: MailServer, *, doubt: int) -> None:
    """Compare the server's log with the ledger: lost nothing, doubled nothing, and every doubt has a name."""
    states, got = ledger(app), Counter(server.addresses)
    unknown = {email for email, state in states.items() if state == "unknown"}
    missing = {email for email in states if not got[email]}
    assert {email: count for email, count in got.items() if count > 1} == {}
    assert missing <= unknown, "lost, and the ledger does not say so"
    assert len(unknown) <= doubt


def test_killing_senders_costs_at_most_the_mails_in_flight(
    ground: Ground, subscribed: Service, server: MailServer
) -> None:
    with running(ground, server) as (worker, _):
        tell(subscribed, an_offer())
        for number in range(KILLS):
            goal = min(len(server.taken) + 20 + random.randrange(60), PEOPLE - 50)
            eventually(lambda: len(server.taken) >= goal, seconds=60, otherwise=lambda: worker.log[-3000:])  # noqa: B023
            if number % 2:
                worker.kill_all()
                worker.start()
            else:
                for child in worker.children:
                    worker.kill(child)
        eventually(lambda: settled(subscribed), seconds=90, otherwise=lambda: Counter(ledger(subscribed).values()))

    assert_everybody_once(subscribed, server, doubt=KILLS * OPEN_CONNECTIONS)


def test_a_server_that_hangs_up_at_random_gets_each_mail_once_or_the_ledger_names_it(
    subscribed: Service, server: MailServer
) -> None:
    here = outfit()
    sender = replace(here, smtp_url=server.url, wave=25)
    hear(subscribed, an_offer())
    run_queue(subscribed, "notifier")
    server.temper.hang_up_chance = 0.01

    while not settled(subscribed):
        engine.drain(sender, Lane.ALERTS)
        with subscribed.database.transaction() as session:
            session.execute(text("UPDATE lane_rests SET until = now()"))

    assert server.connections > 5
    assert_everybody_once(subscribed, server, doubt=server.connections)
    assert "unknown" in ledger(subscribed).values()


def test_an_emptied_redis_while_mails_go_out_loses_nothing(
    ground: Ground, subscribed: Service, server: MailServer
) -> None:
    with running(ground, server) as (worker, _):
        tell(subscribed, an_offer())
        for share in (50, 150, 250):
            eventually(lambda share=share: len(server.taken) > share, seconds=60, otherwise=lambda: worker.log[-3000:])  # type: ignore[misc]
            ground.redis.flushall()
        eventually(lambda: settled(subscribed), seconds=90, otherwise=lambda: Counter(ledger(subscribed).values()))

    assert_everybody_once(subscribed, server, doubt=0)
    assert len(server.taken) == PEOPLE


def test_a_database_that_goes_away_while_mails_go_out_loses_and_doubles_nothing(
    ground: Ground, subscribed: Service, server: MailServer
) -> None:
    ports = ground.settings.ports
    with a_proxy(ports.postgres) as postgres:
        url = ground.environment("notifier")["NOTIFIER_DATABASE_URL"]
        moved = url.replace(f":{ports.postgres}/", f":{postgres.port}/")
        with running(ground, server, NOTIFIER_DATABASE_URL=moved) as (worker, _):
            tell(subscribed, an_offer())
            eventually(lambda: len(server.taken) > 100, seconds=60, otherwise=lambda: worker.log[-3000:])
            postgres.refuse()
            time.sleep(1)
            postgres.admit()
            eventually(lambda: settled(subscribed), seconds=90, otherwise=lambda: Counter(ledger(subscribed).values()))

    assert_everybody_once(subscribed, server, doubt=OPEN_CONNECTIONS)
