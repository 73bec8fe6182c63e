"""Senders that are to stop do so between two mails: nothing is cut off, so nothing is in doubt."""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from notifier.rules import Lane, State
from notifier.sending import engine
from notifier.sending.line import FINAL_PATIENCE
from notifier.sending.sender import Outfit
from notifier.tasks import outfit, worker
from services.kit.ending import Ending
from services.kit.web import Service
from tests.support.city import Letterbox, run_queue
from tests.support.ground import Ground
from tests.support.mail_server import MailServer, a_mail_server
from tests.support.notifier_makers import a_letter, a_subscriber, an_offer, hear
from tests.support.processes import a_worker, eventually

PEOPLE = 40


@pytest.fixture
def server() -> Iterator[MailServer]:
    with a_mail_server(seconds_a_mail=0.05) as running:
        yield running


@pytest.fixture
def waiting(notifier: Service) -> Service:
    """The notifier, with an offer that forty people are to hear of."""
    outfit.cache_clear()
    hear(notifier, *(a_subscriber(f"p{number}@example.org") for number in range(PEOPLE)), an_offer())
    run_queue(notifier, "notifier.expand")
    return notifier


def an_outfit(server: MailServer, ending: Ending | None = None) -> Outfit:
    here = outfit()
    ends = ending.is_asked if ending else lambda: False
    return replace(here, smtp_url=server.url, is_ending=ends)


def after_three_mails(server: MailServer, deed: Callable[[], None]) -> None:
    def wait() -> None:
        eventually(lambda: len(server.addresses) >= 3, seconds=30)
        deed()

    threading.Thread(target=wait, daemon=True).start()


def states(app: Service) -> Counter[State]:
    with app.database.reading() as session:
        return Counter(map(State, session.scalars(text("SELECT state FROM deliveries"))))


def test_a_sender_whose_time_is_up_ends_between_two_mails_and_gives_the_rest_back(
    waiting: Service, server: MailServer
) -> None:
    server.temper.seconds_a_mail = 0.2
    sent = engine.drain(an_outfit(server), Lane.ALERTS, seconds=0.7)
    server.temper.seconds_a_mail = 0

    assert 0 < sent < PEOPLE
    assert states(waiting) == {State.ACCEPTED: sent, State.PENDING: PEOPLE - sent}
    assert engine.drain(an_outfit(server), Lane.ALERTS) == PEOPLE - sent
    assert len(set(server.addresses)) == len(server.addresses) == PEOPLE


def test_a_process_that_is_to_end_begins_no_further_mail(waiting: Service, server: MailServer) -> None:
    ending = Ending()
    after_three_mails(server, ending.ask)

    sent = engine.drain(an_outfit(server, ending), Lane.ALERTS)

    assert 0 < sent < PEOPLE
    assert states(waiting) == {State.ACCEPTED: sent, State.PENDING: PEOPLE - sent}


def test_a_signal_to_end_waits_for_the_mail_under_way(waiting: Service, server: MailServer) -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    ending = Ending()
    after_three_mails(server, lambda: os.kill(os.getpid(), signal.SIGTERM))
    try:
        with ending.not_cut_off():
            sent = engine.drain(an_outfit(server, ending), Lane.ALERTS)
            assert heard == []
        assert heard == [signal.SIGTERM], "it is only put off"
    finally:
        signal.signal(signal.SIGTERM, before)
    assert 0 < sent < PEOPLE
    assert State.UNKNOWN not in states(waiting)


def test_a_worker_that_is_asked_to_stop_leaves_no_mail_in_doubt(
    waiting: Service, server: MailServer, ground: Ground
) -> None:
    with a_worker(ground, "notifier", NOTIFIER_SMTP_URL=server.url) as process:
        worker.ring("notifier.drain", queue="notifier.send.alerts", lane=int(Lane.ALERTS))
        eventually(lambda: len(server.addresses) > 3, seconds=60)
        asked_at = time.monotonic()
        process.stop()
        seconds = time.monotonic() - asked_at

    assert seconds < 9
    assert len(server.addresses) < PEOPLE, "it did not go on to the end"
    assert states(waiting)[State.UNKNOWN] == 0
    assert states(waiting)[State.ACCEPTED] == len(server.addresses)


def test_a_sender_may_wait_for_the_last_reply_as_long_as_a_server_may_take() -> None:
    drain: Any = worker.celery.tasks["notifier.drain"]

    assert drain.soft_time_limit > engine.DRAIN_SECONDS + FINAL_PATIENCE
    assert drain.time_limit > drain.soft_time_limit


def test_a_mail_that_cannot_be_written_holds_up_nobody(notifier: Service, letterbox: Letterbox) -> None:
    outfit.cache_clear()
    hear(notifier, a_letter("ada@example.org", template="manage_link", slots={}), a_letter("bea@example.org"))

    assert engine.drain(outfit(), Lane.LETTERS) == 1

    assert letterbox.addresses() == ["bea@example.org"]
    with notifier.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM batches WHERE state = 0 AND next_at > now()")) == 1
