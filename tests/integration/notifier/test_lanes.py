"""Lanes: what is urgent passes what is not, and what is paused waits."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from notifier.rules import Lane, NotificationState, State, lanes_served
from notifier.sending import engine
from notifier.tasks import outfit, worker
from notifier.tasks.worker import QUEUES, places
from services.kit.web import Service
from tests.support.city import run_queue
from tests.support.mail_server import MailServer
from tests.support.notifier_makers import a_subscriber, an_offer, hear

PEOPLE = 6


@pytest.fixture
def waiting(notifier: Service) -> Service:
    """The notifier, with an offer that a few people are to hear of."""
    outfit.cache_clear()
    hear(notifier, *(a_subscriber(f"p{number}@example.org") for number in range(PEOPLE)), an_offer())
    run_queue(notifier, "notifier.expand")
    return notifier


def drain(server: MailServer, lane: Lane = Lane.ALERTS, *, wave: int = 2) -> int:
    return engine.drain(replace(outfit(), smtp_url=server.url, wave=wave), lane)


def change(app: Service, statement: str, **words: object) -> None:
    with app.database.transaction() as session:
        session.execute(text(statement), words)


def states(app: Service) -> list[State]:
    with app.database.reading() as session:
        return [State(each) for each in session.scalars(text("SELECT state FROM deliveries"))]


def set_state(app: Service, state: NotificationState) -> None:
    change(app, "UPDATE notifications SET state = :state", state=state)


def test_a_paused_notification_waits_and_goes_on_where_it_stopped(waiting: Service, server: MailServer) -> None:
    set_state(waiting, NotificationState.PAUSED)
    assert drain(server) == 0

    set_state(waiting, NotificationState.EXPANDED)
    assert drain(server) == PEOPLE
    assert server.doubled == {}


def sent_until(app: Service, server: MailServer, state: NotificationState) -> int:
    """Send in waves of two; as soon as the first is on its way, an editor sets the state. Returns what was sent."""

    def asks() -> bool:
        if states(app):
            set_state(app, state)
        return False

    return engine.drain(replace(outfit(), smtp_url=server.url, wave=2, is_ending=asks), Lane.ALERTS)


def test_a_notification_paused_while_it_is_sent_stops_at_the_next_wave(waiting: Service, server: MailServer) -> None:
    assert sent_until(waiting, server, NotificationState.PAUSED) == 2

    set_state(waiting, NotificationState.EXPANDED)
    assert drain(server) == PEOPLE - 2
    assert server.doubled == {}


def test_a_notification_cancelled_while_it_is_sent_goes_to_nobody_else(waiting: Service, server: MailServer) -> None:
    assert sent_until(waiting, server, NotificationState.CANCELLED) == 2

    assert sorted(states(waiting)) == [State.ACCEPTED] * 2 + [State.CANCELLED] * (PEOPLE - 2)


def test_a_paused_notification_is_not_expanded(notifier: Service) -> None:
    outfit.cache_clear()
    hear(notifier, a_subscriber("ada@example.org"), an_offer())
    set_state(notifier, NotificationState.PAUSED)

    run_queue(notifier, "notifier.expand")

    with notifier.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM batches")) == 0


def test_the_sweep_rings_for_no_paused_notification(waiting: Service) -> None:
    run_queue(waiting, QUEUES[Lane.ALERTS])
    change(waiting, "UPDATE batches SET state = 0, next_at = now()")
    set_state(waiting, NotificationState.PAUSED)
    change(waiting, "DELETE FROM deliveries")

    waiting.worker.celery.tasks["notifier.sweep"].apply()

    assert run_queue(waiting, QUEUES[Lane.ALERTS]) == 0


@pytest.mark.parametrize("lane", Lane)
def test_people_found_for_a_lane_ring_its_own_queue(notifier: Service, lane: Lane) -> None:
    hear(notifier, a_subscriber("ada@example.org"), an_offer())
    change(notifier, "UPDATE notifications SET lane = :lane", lane=lane)

    run_queue(notifier, "notifier.expand")

    # One sender sends, and rings once more for whoever came while it was leaving.
    assert run_queue(notifier, QUEUES[lane]) == places(lane) + 1


def test_a_newsletter_lets_alerts_pass_at_each_batch(waiting: Service, server: MailServer) -> None:
    change(waiting, "UPDATE batches SET lane = :lane, next_at = now() - interval '1 hour'", lane=Lane.NEWSLETTERS)
    hear(waiting, a_subscriber("late@example.org"))
    change(waiting, "DELETE FROM interests WHERE recipient_id <> (SELECT max(id) FROM recipients)")
    hear(waiting, an_offer())
    run_queue(waiting, "notifier.expand")

    drain(server, Lane.NEWSLETTERS)

    assert server.addresses[0] == "late@example.org"


def test_what_goes_to_many_shares_its_places_and_letters_and_reminders_have_their_own() -> None:
    assert lanes_served(Lane.NEWSLETTERS) == (Lane.ALERTS, Lane.DIGESTS, Lane.NEWSLETTERS)
    assert lanes_served(Lane.ALERTS) == (Lane.ALERTS,)
    assert lanes_served(Lane.LETTERS) == (Lane.LETTERS,)
    assert places(Lane.LETTERS) >= 2
    bulk, own = places(Lane.NEWSLETTERS), places(Lane.LETTERS) + places(Lane.REMINDERS)
    assert worker.settings.concurrency > bulk + own, "a process is always free for facts"
