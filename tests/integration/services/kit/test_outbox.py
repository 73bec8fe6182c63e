"""The outbox: a fact is told if and when its change is kept, and goes out whatever happens."""

import threading
import time
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select, text

from services.facts.letters import LetterRequested
from services.facts.profiles import SubscriberLeft
from services.kit import clock, logs, outbox
from services.kit.errors import Passing
from services.kit.outbox import Message, Told
from services.kit.web import Service
from tests.support.makers import a_departure, a_letter
from tests.support.tiny import Note

A_MOMENT = timedelta(milliseconds=1)


class Trouble(Exception):
    """Something goes wrong before the commit."""


def tell(app: Service, *facts: SubscriberLeft | LetterRequested) -> None:
    now = clock.now()
    with app.database.transaction() as session:
        for number, fact in enumerate(facts):
            outbox.record(session, fact, now=now + number * A_MOMENT)


def relay(app: Service, send: outbox.Send, **words: int) -> int:
    with app.database.transaction() as session:
        return outbox.relay(session, send, now=clock.now(), **words)


def rows(app: Service) -> list[Told]:
    with app.database.reading() as session:
        return list(session.scalars(select(Told).order_by(Told.told_at)))


class Post:
    """Takes messages as a broker does, or will not."""

    def __init__(self, *, takes: float = float("inf"), seconds: float = 0) -> None:
        self.takes = takes
        self.seconds = seconds
        self.sent: list[tuple[str, Message]] = []

    def __call__(self, hearer: str, message: Message) -> None:
        if len(self.sent) >= self.takes:
            raise Passing
        time.sleep(self.seconds)
        self.sent.append((hearer, message))

    @property
    def ids(self) -> list[str]:
        return [message.payload["person_id"] for _, message in self.sent]


def test_a_fact_is_told_only_if_the_transaction_is_kept(tiny: Service) -> None:
    with suppress(Trouble), tiny.database.transaction() as session:
        outbox.record(session, a_departure(), now=clock.now())
        session.flush()
        raise Trouble

    assert rows(tiny) == []


def test_a_kept_fact_carries_all_a_hearer_needs(tiny: Service) -> None:
    token = logs.request_id.set("r-12345678")
    fact = a_departure(version=3)
    tell(tiny, fact)
    logs.request_id.reset(token)

    (row,) = rows(tiny)
    assert (row.name, row.about, row.object_id, row.object_version) == (
        "profiles.subscriber_left.v1",
        "person",
        str(fact.person_id),
        3,
    )
    assert (row.request_id, row.hearers, row.waiting_for, row.sent_at) == (
        "r-12345678",
        ["notifier"],
        ["notifier"],
        None,
    )
    assert SubscriberLeft.from_wire(row.payload) == fact


def test_facts_are_sent_once_and_oldest_first(tiny: Service) -> None:
    facts, post = [a_departure() for _ in range(5)], Post()
    tell(tiny, *facts)

    assert (relay(tiny, post), relay(tiny, post)) == (5, 0)

    assert post.ids == [str(fact.person_id) for fact in facts]
    assert {hearer for hearer, _ in post.sent} == {"notifier"}
    assert all(row.sent_at for row in rows(tiny))


def test_two_relays_at_once_send_each_fact_once(tiny: Service) -> None:
    tell(tiny, *(a_departure() for _ in range(60)))
    posts = [Post(seconds=0.005), Post(seconds=0.005)]
    gate = threading.Barrier(2, timeout=30)

    def send_all(post: Post) -> None:
        gate.wait()
        while relay(tiny, post, at_most=20):
            pass

    threads = [threading.Thread(target=send_all, args=(post,)) for post in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(posts[0].ids + posts[1].ids) == sorted(row.object_id or "" for row in rows(tiny))
    assert all(post.sent for post in posts), "neither waited for the other"


def test_while_the_broker_is_away_facts_wait_and_then_go_out(tiny: Service) -> None:
    facts, post = [a_departure() for _ in range(4)], Post(takes=2)
    tell(tiny, *facts)

    assert relay(tiny, post) == 2
    assert [bool(row.sent_at) for row in rows(tiny)] == [True, True, False, False]

    post.takes = float("inf")
    assert relay(tiny, post) == 2
    assert post.ids == [str(fact.person_id) for fact in facts]


def test_a_fact_whose_sender_died_before_its_commit_is_sent_again(tiny: Service) -> None:
    tell(tiny, a_departure())
    post = Post()
    with suppress(Trouble), tiny.database.transaction() as session:
        outbox.relay(session, post, now=clock.now())
        raise Trouble

    relay(tiny, post)

    first, second = (message for _, message in post.sent)
    assert first.id == second.id, "so that its hearers know it"


def test_a_fact_of_a_slower_transaction_is_not_passed_over(tiny: Service) -> None:
    post, slow = Post(), a_departure()
    with tiny.database.transaction() as session:
        outbox.record(session, slow, now=clock.now())
        session.flush()
        tell(tiny, a_departure())
        assert relay(tiny, post) == 1

    assert relay(tiny, post) == 1
    assert post.ids[1] == str(slow.person_id)


def test_a_kept_transaction_puts_its_facts_into_the_hearer_s_queue(tiny: Service) -> None:
    with tiny.database.transaction() as session:
        session.add(Note(text="x"))
        outbox.record(session, a_departure(), now=clock.now())
    tiny.worker.send_news(session)

    with tiny.worker.celery.connection_for_read() as connection:
        assert connection.default_channel.client.llen("notifier.facts") == 1  # type: ignore[attr-defined]
    assert all(row.sent_at for row in rows(tiny))


def test_personal_words_are_emptied_as_soon_as_the_fact_was_heard(tiny: Service) -> None:
    tell(tiny, a_letter(email="ada@example.org", slots={"code": "987654"}))
    (row,) = rows(tiny)

    with tiny.database.transaction() as session:
        outbox.mark_heard(session, "notifier", [row.id])

    (row,) = rows(tiny)
    assert row.waiting_for == []
    assert set(row.payload) == {"letter_id", "person_id", "template", "language", "requested_at", "expires_at"}


def test_personal_words_stay_while_somebody_still_waits(tiny: Service) -> None:
    tell(tiny, a_letter())
    with tiny.database.transaction() as session:
        session.execute(text("UPDATE outbox SET waiting_for = '{notifier,events-service}'"))
    (row,) = rows(tiny)

    for hearer, left, kept in (("somebody", 2, True), ("events-service", 1, True), ("notifier", 0, False)):
        with tiny.database.transaction() as session:
            outbox.mark_heard(session, hearer, [row.id, uuid4()])
        (row,) = rows(tiny)
        assert (len(row.waiting_for), "email" in row.payload) == (left, kept)


def test_hearing_of_one_fact_says_nothing_of_another(tiny: Service) -> None:
    tell(tiny, a_letter(), a_letter())
    first, _ = rows(tiny)

    with tiny.database.transaction() as session:
        outbox.mark_heard(session, "notifier", [first.id])

    assert ["email" in row.payload for row in rows(tiny)] == [False, True]


def test_a_hearer_is_told_what_it_has_not_heard(tiny: Service) -> None:
    facts = [a_departure() for _ in range(3)]
    tell(tiny, *facts)
    soon = clock.now() + timedelta(seconds=1)
    with tiny.database.transaction() as session:
        outbox.mark_heard(session, "notifier", [rows(tiny)[0].id])

    with tiny.database.reading() as session:
        waiting = outbox.waiting_for(session, "notifier", told_before=soon)
        assert [row.object_id for row in waiting] == [str(fact.person_id) for fact in facts[1:]]
        assert outbox.waiting_for(session, "events-service", told_before=soon) == []


def test_what_was_heard_is_forgotten_in_time_and_what_was_not_is_kept(tiny: Service) -> None:
    tell(tiny, a_departure(), a_departure())
    with tiny.database.transaction() as session:
        outbox.mark_heard(session, "notifier", [rows(tiny)[0].id])
        outbox.forget_old(session, now=clock.now() + outbox.KEEP - timedelta(minutes=1))
    assert len(rows(tiny)) == 2

    with tiny.database.transaction() as session:
        outbox.forget_old(session, now=clock.now() + outbox.KEEP + timedelta(minutes=1))

    assert [row.waiting_for for row in rows(tiny)] == [["notifier"]]
