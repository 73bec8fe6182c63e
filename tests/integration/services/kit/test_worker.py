"""A real Celery worker of the notifier on a real Valkey: killed, misled and cut off, it acts once on every fact."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, text

from services.facts import Fact
from services.kit import clock, outbox
from services.kit.web import Service
from tests.support.ground import Ground
from tests.support.makers import a_message
from tests.support.notifier_makers import a_subscriber, an_offer
from tests.support.processes import Process, a_worker, eventually
from tests.support.proxy import Proxy, a_proxy
from tests.support.serving import served
from tests.support.tiny import empty, tiny_service

MORE_THAN_A_PAGE = 5


@pytest.fixture(scope="module")
def postgres(ground: Ground) -> Iterator[Proxy]:
    with a_proxy(ground.settings.ports.postgres) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def kept_worker(ground: Ground, postgres: Proxy) -> Iterator[Process]:
    ground.emptied("notifier")
    ports = ground.settings.ports
    url = ground.environment("notifier")["NOTIFIER_DATABASE_URL"].replace(f":{ports.postgres}/", f":{postgres.port}/")
    with a_worker(ground, "notifier", NOTIFIER_DATABASE_URL=url, NOTIFIER_CONCURRENCY="2") as process:
        yield process


@pytest.fixture
def worker(kept_worker: Process, postgres: Proxy, notifier: Service) -> Process:
    postgres.admit()
    return kept_worker


def send(app: Service, *facts: Fact, times: int = 1, fact_id: UUID | None = None, **words: Any) -> None:
    for fact in facts:
        message = a_message(fact, fact_id=fact_id, **words)
        for _ in range(times):
            app.worker.celery.send_task(message["name"], kwargs=message, queue="notifier.facts")


def count(app: Service, what: str) -> int:
    with app.database.reading() as session:
        return int(session.scalar(text(f"SELECT count(*) FROM {what}")) or 0)


def test_a_fact_delivered_twice_is_acted_on_once(worker: Process, notifier: Service) -> None:
    send(notifier, a_subscriber("ada@example.org"), times=2)
    send(notifier, a_subscriber("bea@example.org"))

    eventually(lambda: count(notifier, "recipients") == 2)

    assert (count(notifier, "inbox"), count(notifier, "unheard")) == (2, 0)


def test_a_bug_lays_the_fact_aside_and_the_queue_goes_on(worker: Process, notifier: Service) -> None:
    send(notifier, an_offer(commitment="for_ever"), a_subscriber("ada@example.org"))
    send(notifier, a_subscriber("bea@example.org"), payload={"nonsense": True})
    send(notifier, a_subscriber("cem@example.org"))

    eventually(lambda: (count(notifier, "unheard"), count(notifier, "recipients")) == (2, 2))

    with notifier.database.reading() as session:
        reasons = " ".join(session.scalars(text("SELECT traceback FROM unheard")))
    assert "KeyError: 'for_ever'" in reasons
    assert "ValidationError" in reasons
    assert count(notifier, "inbox") == 2, "what lies aside was not heard"


def test_passing_trouble_is_tried_again_until_it_has_passed(
    worker: Process, postgres: Proxy, notifier: Service
) -> None:
    postgres.refuse()
    send(notifier, a_subscriber("ada@example.org"))
    time.sleep(1)
    assert count(notifier, "inbox") == 0

    postgres.admit()

    eventually(lambda: count(notifier, "recipients") == 1)
    assert count(notifier, "unheard") == 0


def test_a_connection_cut_in_the_middle_of_a_task_costs_a_moment(
    worker: Process, ground: Ground, postgres: Proxy, notifier: Service
) -> None:
    with locked(ground, "recipients"):
        send(notifier, a_subscriber("ada@example.org"))
        eventually(lambda: waiting_for_locks(notifier) == 1)
        postgres.cut()

    eventually(lambda: count(notifier, "recipients") == 1)
    assert (count(notifier, "inbox"), count(notifier, "unheard")) == (1, 0)


def test_the_task_of_a_killed_child_comes_back(worker: Process, ground: Ground, notifier: Service) -> None:
    with locked(ground, "recipients"):
        send(notifier, a_subscriber("ada@example.org"))
        eventually(lambda: waiting_for_locks(notifier) == 1)
        for child in worker.children:
            worker.kill(child)

    eventually(lambda: count(notifier, "recipients") == 1, seconds=20, otherwise=lambda: worker.log[-2000:])
    assert (count(notifier, "inbox"), count(notifier, "unheard")) == (1, 0)


def test_an_emptied_redis_loses_nothing_because_hearers_ask_until_they_have_heard_all(
    worker: Process, ground: Ground, notifier: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "waiting_for", partial(outbox.waiting_for, at_most=2))
    teller = tiny_service(ground)
    empty(teller)
    facts = [a_subscriber(f"p{number}@example.org") for number in range(MORE_THAN_A_PAGE)]
    with teller.database.transaction() as session:
        for fact in facts:
            outbox.record(session, fact, now=clock.now() - timedelta(minutes=1))
        outbox.relay(session, lambda hearer, message: None, now=clock.now())
    ground.redis.flushall()
    assert count(notifier, "recipients") == 0

    with served(teller, port=ground.settings.ports.web("profiles")):
        catch_up(notifier)
        eventually(lambda: count(notifier, "recipients") == MORE_THAN_A_PAGE)
        eventually(lambda: count(teller, "outbox WHERE waiting_for <> '{}'") == 0)

    assert count(teller, "outbox WHERE payload ? 'email'") == 0, "heard, so nothing personal is kept"
    assert (count(notifier, "inbox"), count(notifier, "unheard")) == (MORE_THAN_A_PAGE, 0)


def test_a_fact_nobody_here_knows_yet_does_not_keep_the_others_back(
    worker: Process, ground: Ground, notifier: Service
) -> None:
    teller = tiny_service(ground)
    empty(teller)
    with teller.database.transaction() as session:
        outbox.record(session, a_subscriber("ada@example.org"), now=clock.now() - timedelta(minutes=2))
        outbox.record(session, a_subscriber("bea@example.org"), now=clock.now() - timedelta(minutes=1))
        session.flush()
        session.execute(
            text(
                "UPDATE outbox SET name = 'profiles.mood_changed.v1' WHERE told_at = (SELECT min(told_at) FROM outbox)"
            )
        )

    with served(teller, port=ground.settings.ports.web("profiles")):
        catch_up(notifier)
        eventually(lambda: count(notifier, "recipients") == 1)

    with notifier.database.reading() as session:
        assert list(session.scalars(text("SELECT name FROM unheard"))) == ["profiles.mood_changed.v1"]


def test_a_fact_s_request_id_follows_into_the_worker_s_log(worker: Process, notifier: Service) -> None:
    send(notifier, an_offer(commitment="for_ever"), request_id=(name := uuid4().hex))

    eventually(lambda: name in worker.log)


def test_the_worker_s_log_tells_nothing_about_people(worker: Process, notifier: Service) -> None:
    broken = a_subscriber("ada.geheim@example.org", name="Ada Geheim")
    send(notifier, broken, payload={**broken.to_wire(), "version": "ada.geheim@example.org"})

    eventually(lambda: count(notifier, "unheard") == 1)

    assert "geheim" not in worker.log.lower()


def catch_up(app: Service) -> None:
    app.worker.celery.send_task("notifier.catch_up", queue="notifier.system")


def waiting_for_locks(app: Service) -> int:
    with app.database.reading() as session:
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return int(session.scalar(text(waiting)) or 0)


@contextmanager
def locked(ground: Ground, table: str) -> Iterator[None]:
    """Keep everybody out of a table."""
    engine = create_engine(ground.environment("notifier")["NOTIFIER_MIGRATION_DATABASE_URL"])
    with engine.begin() as connection:
        connection.execute(text(f"LOCK TABLE {table}"))
        yield
    engine.dispose()
