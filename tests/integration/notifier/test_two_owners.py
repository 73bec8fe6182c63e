"""Who lost a lease writes nothing that another may have begun anew; what was left half found is found to the end."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from notifier.actions import expanding, recovering, sending
from notifier.rules import Lane, State
from notifier.sending import engine
from notifier.tasks import outfit
from services.kit import clock
from services.kit.web import Service
from tests.integration.notifier.conftest import Settle
from tests.support.city import Letterbox
from tests.support.ground import Ground
from tests.support.mail_server import MailServer, Whim
from tests.support.notifier_makers import a_subscriber, an_offer, find_people, hear
from tests.support.processes import eventually

PEOPLE = 20
FIRST = "p0@example.org"


@pytest.fixture
def waiting(notifier: Service) -> Service:
    """The notifier, with an offer that twenty people are to hear of."""
    hear(notifier, *(a_subscriber(f"p{number}@example.org") for number in range(PEOPLE)), an_offer())
    find_people(notifier)
    return notifier


def free_what_ran_out(app: Service) -> None:
    with app.database.transaction() as session:
        session.execute(text("UPDATE batches SET lease_until = now() - interval '1 second' WHERE state = 1"))
        assert recovering.free_expired_leases(session, now=clock.now()) == 1


def test_a_lease_that_another_holds_is_lost_and_ends_nothing(waiting: Service) -> None:
    one, other, now = uuid4(), uuid4(), clock.now()
    with waiting.database.transaction() as session:
        first = sending.claim(session, Lane.ALERTS, owner=one, now=now)
    free_what_ran_out(waiting)
    with waiting.database.transaction() as session:
        second = sending.claim(session, Lane.ALERTS, owner=other, now=clock.now())
    assert first is not None
    assert second is not None
    assert second.fence == first.fence + 1

    with pytest.raises(sending.LeaseLost), waiting.database.transaction() as session:
        sending.keep_lease(session, first, now=clock.now())
    with waiting.database.transaction() as session:
        sending.finish(session, first, now=clock.now())
        sending.put_off(session, first, now=clock.now())
        assert sending.keep_lease(session, second, now=clock.now())
    with waiting.database.reading() as session:
        assert session.execute(text("SELECT state, lease_owner, fence FROM batches")).one() == (1, other, second.fence)


def test_two_senders_of_one_batch_send_each_mail_once(
    waiting: Service, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    """The first is held up so long that its lease runs out; another takes over what it had not begun."""
    server.whims[FIRST] = Whim(after=3)
    sender = replace(outfit(), smtp_url=server.url, wave=5, connections=1)

    def take_over() -> None:
        eventually(lambda: FIRST in server.begun, seconds=20)
        free_what_ran_out(waiting)
        engine.drain(sender, Lane.ALERTS)

    other = threading.Thread(target=take_over)
    other.start()
    with caplog.at_level("WARNING"):
        engine.drain(sender, Lane.ALERTS)
    other.join()

    assert "lease_lost" in caplog.text
    assert server.doubled == {}
    assert sorted(server.addresses) == sorted(f"p{number}@example.org" for number in range(PEOPLE))
    with waiting.database.reading() as session:
        assert set(session.scalars(text("SELECT state FROM deliveries"))) == {State.ACCEPTED}
        assert list(session.scalars(text("SELECT state FROM batches"))) == [2]


def test_a_fan_out_that_was_left_half_way_is_swept_up(
    notifier: Service,
    ground: Ground,
    letterbox: Letterbox,
    settle: Settle,
    tick: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(expanding, "_RANGES", (1,))
    people = [f"p{number}@example.org" for number in range(5)]
    hear(notifier, *map(a_subscriber, people), an_offer(published_at=clock.now() + timedelta(seconds=1)))
    with notifier.database.transaction() as session:
        (made,) = session.scalars(text("SELECT id FROM notifications"))
        assert expanding.expand(session, made, now=clock.now())
        assert expanding.expand(session, made, now=clock.now())
    # Whoever was to go on has died, and nobody rings for it any more.
    ground.redis.flushall()
    settle()
    assert letterbox.mails() == []

    tick("sweep")
    settle()

    assert sorted(letterbox.addresses()) == people
    with notifier.database.reading() as session:
        found = session.execute(text("SELECT state, fanned_out, fanout_cursor >= fanout_until FROM notifications"))
        assert found.one() == (1, 5, True)
