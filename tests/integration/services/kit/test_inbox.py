"""The inbox: a fact is acted on once, and never after a newer one about the same thing."""

import json
import threading
import time
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from services.facts.profiles import SubscriberLeft
from services.kit import clock, inbox
from services.kit.privacy.declared import FACTS_KEPT
from services.kit.web import Service
from tests.support.makers import a_departure, a_letter, a_message
from tests.support.tiny import Note

ADA = UUID("7e57ab1e-0000-4000-8000-000000000001")


class Trouble(Exception):
    """Something goes wrong before the commit."""


def is_new(app: Service, fact: Any, fact_id: UUID | None = None) -> bool:
    with app.database.transaction() as session:
        return inbox.is_new(session, fact_id or uuid4(), fact, now=clock.now())


def versions(app: Service) -> list[int]:
    with app.database.reading() as session:
        return list(session.scalars(select(Note.version).order_by(Note.version)))


def test_a_fact_is_new_once(tiny: Service) -> None:
    fact, fact_id = a_departure(), uuid4()

    assert [is_new(tiny, fact, fact_id) for _ in range(3)] == [True, False, False]


def test_the_same_words_under_another_id_are_no_news_either(tiny: Service) -> None:
    fact = a_departure()

    assert [is_new(tiny, fact), is_new(tiny, fact)] == [True, False]


def test_an_older_version_comes_too_late(tiny: Service) -> None:
    told = [a_departure(person_id=ADA, version=version) for version in (2, 1, 3, 2)]

    assert [is_new(tiny, fact) for fact in told] == [True, False, True, False]


def test_versions_of_different_things_have_nothing_to_do_with_each_other(tiny: Service) -> None:
    assert is_new(tiny, a_departure(version=9))
    assert is_new(tiny, a_departure(version=1))


def test_facts_about_no_thing_are_each_new(tiny: Service) -> None:
    letter, fact_id = a_letter(), uuid4()

    assert [is_new(tiny, letter, fact_id), is_new(tiny, letter, fact_id), is_new(tiny, letter)] == [True, False, True]


def test_a_fact_that_could_not_be_acted_on_is_new_again(tiny: Service) -> None:
    fact, fact_id = a_departure(), uuid4()
    with suppress(Trouble), tiny.database.transaction() as session:
        assert inbox.is_new(session, fact_id, fact, now=clock.now())
        raise Trouble

    assert is_new(tiny, fact, fact_id)


@pytest.mark.parametrize("twice", [True, False], ids=["one fact twice", "two versions"])
def test_facts_about_one_thing_at_once_are_acted_on_one_after_the_other(tiny: Service, twice: bool) -> None:
    fact_id = uuid4()
    acting: list[int] = []
    overlaps: list[int] = []

    def hear(version: int) -> None:
        with tiny.database.transaction() as session:
            fact = a_departure(person_id=ADA, version=version)
            if inbox.is_new(session, fact_id if twice else uuid4(), fact, now=clock.now()):
                acting.append(version)
                overlaps.append(len(acting))
                time.sleep(0.05)
                session.add(Note(text="x", version=version))
                session.flush()
                acting.remove(version)

    threads = [threading.Thread(target=hear, args=(1 if twice else number,)) for number in (1, 2, 3, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(overlaps) == {1}
    assert versions(tiny) == sorted(set(versions(tiny)))
    assert max(versions(tiny)) == (1 if twice else 4)


def test_a_fact_delivered_twice_with_a_newer_teller_s_words_is_acted_on_once(tiny: Service) -> None:
    message = a_message(a_departure())

    tiny.worker.hear_now(message)
    tiny.worker.hear_now({**message, "payload": {**message["payload"], "mood": "good"}})

    assert versions(tiny) == [1]


def test_a_fact_that_cannot_be_read_lies_aside_with_its_reason(tiny: Service) -> None:
    message = a_message(a_departure())
    del message["payload"]["left_at"]

    tiny.worker.hear_now(message)

    with tiny.database.reading() as session:
        row = session.execute(text("SELECT fact_id, name, traceback, message FROM unheard")).one()
        assert inbox.known_ids(session, [row.fact_id, uuid4()]) == {UUID(message["id"])}
        assert session.scalar(text("SELECT count(*) FROM inbox")) == 0
    assert (row.name, row.message["payload"]) == (SubscriberLeft.fact_name, message["payload"])
    assert "left_at" in row.traceback


def test_a_fact_that_lies_aside_twice_lies_there_once(tiny: Service) -> None:
    message = a_message(a_departure(), payload={})

    tiny.worker.hear_now(message)
    tiny.worker.hear_now(message)

    with tiny.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM unheard")) == 1


def test_what_lies_aside_can_be_listed_and_heard_again(tiny: Service) -> None:
    mended, broken = a_message(a_departure()), a_message(a_departure(), payload={})
    tiny.worker.hear_now({**mended, "payload": {}})
    tiny.worker.hear_now(broken)
    with tiny.database.transaction() as session:
        mend = "UPDATE unheard SET message = jsonb_set(message, '{payload}', CAST(:words AS jsonb)) WHERE fact_id = :id"
        session.execute(text(mend), {"words": json.dumps(mended["payload"]), "id": mended["id"]})

    listed = tiny.test_cli_runner().invoke(args=["unheard"]).stdout
    replayed = tiny.test_cli_runner().invoke(args=["replay-unheard"]).stdout

    assert mended["id"] in listed
    assert "ValidationError" in listed
    assert replayed == "1 facts heard again, 1 still lie aside.\n"
    assert versions(tiny) == [1]
    with tiny.database.reading() as session:
        assert list(session.scalars(text("SELECT fact_id FROM unheard"))) == [UUID(broken["id"])]


def test_a_replay_that_is_killed_loses_nothing(tiny: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny.worker.hear_now(a_message(a_departure(), payload={}))

    def killed(message: dict[str, Any]) -> None:
        raise Trouble

    monkeypatch.setattr(tiny.worker, "hear_now", killed)
    with pytest.raises(Trouble):
        tiny.test_cli_runner().invoke(args=["replay-unheard"], catch_exceptions=False)

    with tiny.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM unheard")) == 1


def test_what_was_heard_long_ago_is_forgotten(tiny: Service) -> None:
    fact_id = uuid4()
    is_new(tiny, a_departure(), fact_id)

    for late, kept in ((timedelta(minutes=-1), {fact_id}), (timedelta(minutes=1), set())):
        with tiny.database.transaction() as session:
            inbox.forget_old(session, now=clock.now() + FACTS_KEPT + late)
            assert inbox.known_ids(session, [fact_id]) == kept


def test_what_was_laid_aside_long_ago_is_forgotten(tiny: Service) -> None:
    tiny.worker.hear_now(a_message(a_departure(), payload={}))

    for late, kept in ((timedelta(minutes=-1), 1), (timedelta(minutes=1), 0)):
        with tiny.database.transaction() as session:
            inbox.forget_old(session, now=clock.now() + FACTS_KEPT + late)
            assert session.scalar(text("SELECT count(*) FROM unheard")) == kept
