"""Domains that find us too fast, or do not want us at all, are left in peace; nobody there loses her mail for it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from notifier.rules import Lane, State
from notifier.sending import engine
from notifier.sending.pace import Pace
from notifier.tasks import outfit
from services.kit.web import Service
from tests.support.city import run_queue
from tests.support.ground import Ground
from tests.support.mail_server import MailServer, Whim
from tests.support.notifier_makers import a_letter, a_subscriber, an_offer, hear

QUICK, SLOW = "quick.example", "slow.example"
EACH = 12


@pytest.fixture
def pace(ground: Ground) -> Pace:
    ground.redis.flushall()
    return Pace(ground.servers.redis_url, 0)


@pytest.fixture
def waiting(notifier: Service) -> Service:
    """The notifier, with an offer that people in two domains are to hear of."""
    outfit.cache_clear()
    people = [f"p{number}@{domain}" for number in range(EACH) for domain in (QUICK, SLOW)]
    hear(notifier, *(a_subscriber(each) for each in people), an_offer())
    run_queue(notifier, "notifier.expand")
    return notifier


def drain(server: MailServer, pace: Pace | None, *, wave: int = 250) -> int:
    return engine.drain(replace(outfit(), smtp_url=server.url, pace=pace, wave=wave), Lane.ALERTS)


def states(app: Service, domain: str) -> set[str]:
    with app.database.reading() as session:
        asked = "SELECT d.state FROM deliveries d JOIN recipients r ON r.id = d.recipient_id WHERE r.email LIKE :like"
        return {State(each).name for each in session.scalars(text(asked), {"like": f"%@{domain}"})}


def test_without_a_limit_or_complaint_nobody_waits(pace: Pace) -> None:
    assert pace.admit(Lane.ALERTS, QUICK, 10_000) == (10_000, 0.0)


def test_a_domain_that_complains_gets_half_and_the_others_as_before(pace: Pace) -> None:
    pace.complained(Lane.ALERTS, SLOW)

    allowed, seconds = pace.admit(Lane.ALERTS, SLOW, 100)
    assert allowed == 10, "600 a minute"
    assert seconds > 5
    assert pace.admit(Lane.ALERTS, QUICK, 100)[0] == 100
    assert pace.admit(Lane.LETTERS, SLOW, 100)[0] == 100, "each lane has its own"


def test_many_complaints_at_once_are_one(pace: Pace) -> None:
    for _ in range(20):
        pace.complained(Lane.ALERTS, SLOW)

    assert pace.admit(Lane.ALERTS, SLOW, 100)[0] == 10


def test_all_senders_know_of_a_complaint(pace: Pace, ground: Ground) -> None:
    pace.complained(Lane.ALERTS, SLOW)

    assert Pace(ground.servers.redis_url, 0).admit(Lane.ALERTS, SLOW, 100)[0] == 10


def test_a_limit_of_the_operator_holds_from_the_start(ground: Ground) -> None:
    ground.redis.flushall()
    limited = Pace(ground.servers.redis_url, 300)

    assert limited.admit(Lane.ALERTS, QUICK, 100)[0] == 5


def test_while_redis_is_away_each_sender_counts_for_itself() -> None:
    alone = Pace("redis://127.0.0.1:9/0", 300)

    assert alone.admit(Lane.ALERTS, QUICK, 100)[0] == 5
    alone.complained(Lane.ALERTS, SLOW)
    assert alone.admit(Lane.ALERTS, SLOW, 100)[0] == 2


def test_a_domain_that_is_slowed_gets_its_mails_later_and_loses_none(
    waiting: Service, server: MailServer, pace: Pace
) -> None:
    pace.complained(Lane.ALERTS, SLOW)

    sent = drain(server, pace)

    assert EACH < sent < 2 * EACH
    assert states(waiting, QUICK) == {"ACCEPTED"}
    assert states(waiting, SLOW) == {"ACCEPTED", "PENDING"}
    with waiting.database.transaction() as session:
        assert session.scalar(text("SELECT max(attempt) FROM deliveries WHERE state = 0")) == 0, "none is charged"
        session.execute(text("UPDATE deliveries SET next_at = now() WHERE state = 0"))
        session.execute(text("UPDATE batches SET next_at = now()"))
    assert drain(server, None) == 2 * EACH - sent
    assert server.doubled == {}


@pytest.mark.parametrize("reply", ["421 4.7.0 Too many", "450 4.7.1 Later"])
def test_a_complaint_from_the_mail_server_slows_its_domain(
    waiting: Service, server: MailServer, pace: Pace, reply: str
) -> None:
    server.whims[f"p0@{SLOW}"] = Whim(to_rcpt=reply)

    drain(server, pace)

    assert pace.admit(Lane.ALERTS, SLOW, 100)[0] == 10
    assert pace.admit(Lane.ALERTS, QUICK, 100)[0] == 100


@pytest.mark.parametrize("whim", [Whim(to_rcpt="550 5.7.1 Policy"), Whim(to_dot="550 5.7.1 Policy")])
def test_a_domain_that_refuses_what_we_are_is_left_in_peace_and_nobody_is_suppressed(
    waiting: Service, server: MailServer, whim: Whim
) -> None:
    server.whims |= {f"p{number}@{SLOW}": whim for number in range(EACH)}

    drain(server, None, wave=4)

    assert states(waiting, QUICK) == {"ACCEPTED"}
    assert states(waiting, SLOW) == {"REJECTED", "PENDING"}
    with waiting.database.reading() as session:
        rest = session.execute(text("SELECT lane, domain, reason, until - now() AS length FROM domain_rests")).one()
        assert session.scalar(text("SELECT count(*) FROM suppressions")) == 0
        asked = "SELECT count(*) FROM deliveries WHERE state = 7"
        assert int(session.scalar(text(asked)) or 0) <= 4, "after the first wave it is not tried again"
    assert (rest.lane, rest.domain, rest.reason) == (Lane.ALERTS, SLOW, "5.7.1 Policy")
    assert rest.length > timedelta(minutes=50)
    figures = waiting.worker.figures["mosaik_domains_resting"][1]
    with waiting.database.reading() as session:
        assert [tuple(row) for row in session.execute(text(figures))] == [("alerts", 1)]


def test_a_letter_that_is_refused_keeps_nobody_else_from_getting_theirs(notifier: Service, server: MailServer) -> None:
    outfit.cache_clear()
    server.whims[f"ada@{SLOW}"] = Whim(to_rcpt="550 5.7.1 Policy")
    hear(notifier, a_letter(f"ada@{SLOW}"))
    engine.drain(replace(outfit(), smtp_url=server.url), Lane.LETTERS)
    hear(notifier, a_letter(f"bea@{SLOW}"))

    engine.drain(replace(outfit(), smtp_url=server.url), Lane.LETTERS)

    assert server.addresses == [f"bea@{SLOW}"]
