"""Leaving a part, and pausing, at every moment between queueing and sending."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from sqlalchemy import text

from notifier.actions import sending
from notifier.rules import Lane, State, Topic, scope_of
from notifier.sending import engine
from notifier.tasks import outfit
from services.facts.profiles import InterestsChanged
from services.kit import clock
from services.kit.leaving import narrowed
from services.kit.web import Service
from tests.support.city import Letterbox, run_queue
from tests.support.mail_server import a_mail_server
from tests.support.notifier_makers import a_letter, a_subscriber, an_interest, an_offer, hear

SOON = timedelta(days=30)


@pytest.fixture(autouse=True)
def _fresh_outfit() -> None:
    outfit.cache_clear()


def settle(app: Service) -> None:
    for _ in range(50):
        if not sum(run_queue(app, queue) for queue in app.worker.queues):
            return
    raise AssertionError("the queues do not come to rest")


def changed(before: InterestsChanged, **words: Any) -> InterestsChanged:
    kept = {name: getattr(before, name) for name in before.__dataclass_fields__}
    return InterestsChanged(**{**kept, "version": before.version + 1, **words})


def states(app: Service) -> list[int]:
    with app.database.reading() as session:
        return list(session.scalars(text("SELECT state FROM deliveries ORDER BY recipient_id")))


EVENTS_ONLY: dict[str, Any] = {"interests": (an_interest(what=("event",)),)}
PAUSED: dict[str, Any] = {"paused_until": clock.now() + SOON}


@pytest.mark.parametrize("words", [EVENTS_ONLY, PAUSED], ids=["left a part", "paused"])
def test_nothing_more_goes_out_that_fits_no_more(notifier: Service, letterbox: Letterbox, words: Any) -> None:
    ada = a_subscriber("ada@example.org")
    hear(notifier, ada, a_subscriber("bea@example.org"), an_offer())
    run_queue(notifier, "notifier.expand")

    hear(notifier, changed(ada, **words))
    settle(notifier)

    assert letterbox.addresses() == ["bea@example.org"]
    assert states(notifier) == [State.CANCELLED, State.ACCEPTED]


@pytest.mark.parametrize("words", [EVENTS_ONLY, PAUSED], ids=["left a part", "paused"])
def test_not_even_a_mail_that_is_written_already(
    notifier: Service, monkeypatch: pytest.MonkeyPatch, words: Any
) -> None:
    """The worst moment: the sender has asked who may get it and written the mail, and has not yet said it will go."""
    ada = a_subscriber("ada@example.org")
    hear(notifier, ada, a_subscriber("bea@example.org"), an_offer())
    run_queue(notifier, "notifier.expand")
    commit = sending.commit_wave
    heard: list[bool] = []

    def late(*arguments: Any, **more: Any) -> set[int]:
        if not heard:
            heard.append(True)
            hear(notifier, changed(ada, **words))
        return commit(*arguments, **more)

    monkeypatch.setattr(sending, "commit_wave", late)
    here = outfit()
    with a_mail_server() as server:
        there = replace(here, smtp_url=server.url)
        engine.drain(there, Lane.ALERTS)

    assert heard
    assert server.addresses == ["bea@example.org"]
    assert states(notifier) == [State.CANCELLED, State.ACCEPTED]


def test_letters_go_out_during_a_pause(notifier: Service, letterbox: Letterbox) -> None:
    ada = a_subscriber("ada@example.org", **PAUSED)
    hear(notifier, ada, a_letter("ada@example.org", person_id=ada.person_id), an_offer())
    settle(notifier)

    (mail,) = letterbox.mails("ada@example.org")
    assert "123456" in mail["subject"]


def test_a_pause_that_begins_leaves_a_waiting_letter_alone(notifier: Service, letterbox: Letterbox) -> None:
    ada = a_subscriber("ada@example.org")
    hear(notifier, ada, a_letter("ada@example.org", person_id=ada.person_id), changed(ada, **PAUSED))
    settle(notifier)

    assert len(letterbox.mails("ada@example.org")) == 1


def test_after_a_pause_what_was_published_meanwhile_does_not_come(
    notifier: Service, letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    until = clock.now() + timedelta(days=2)
    hear(notifier, a_subscriber("ada@example.org", paused_until=until), an_offer())
    settle(notifier)
    monkeypatch.setattr(clock, "now", lambda: until + timedelta(hours=1))
    hear(notifier, an_offer(title="Nach der Pause"))
    settle(notifier)

    assert [mail["subject"] for mail in letterbox.mails("ada@example.org")] == ["Neu für dich: Nach der Pause"]


def test_who_resumes_early_hears_of_the_next_thing(notifier: Service, letterbox: Letterbox) -> None:
    ada = a_subscriber("ada@example.org", **PAUSED)
    hear(notifier, ada, changed(ada, paused_until=None), an_offer())
    settle(notifier)

    assert len(letterbox.mails("ada@example.org")) == 1


def test_the_header_on_the_wire_is_one_whole_address_that_ends_what_the_mail_is(notifier: Service) -> None:
    """Read as bytes from a real SMTP server: one line, nothing encoded, or providers offer no button."""
    ada = a_subscriber("ada@example.org", an_interest())
    hear(notifier, ada, an_offer(categories=("nature", "education", "energy")))
    run_queue(notifier, "notifier.expand")
    here = outfit()
    with a_mail_server() as server:
        engine.drain(replace(here, smtp_url=server.url), Lane.ALERTS)

    ((_, raw),) = server.taken
    (line,) = [each for each in raw.split(b"\r\n") if each.lower().startswith(b"list-unsubscribe:")]
    address = line.partition(b": ")[2].decode()
    assert address == f"<http://localhost:{here_port(address)}/u/{narrowed(ada.leave_token, 'offer')}>"
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert message_from_bytes(raw, policy=default)["List-Unsubscribe"] == address


def here_port(address: str) -> str:
    return address.partition("localhost:")[2].partition("/")[0]


@pytest.mark.parametrize(
    ("topic", "reasons", "key", "scope"),
    [
        (Topic.OFFER, ("nature", "energy"), "offer:1", "offer:energy,nature"),
        (Topic.OFFER, (), "offer:1", "offer"),
        (Topic.EVENT, ("nature",), "event:1", "event:nature"),
        (Topic.DIGEST, ("nature",), "digest:weekly:2026-03-02", "weekly"),
        (Topic.NEWSLETTER, (), "newsletter:1", "newsletter"),
        (Topic.REMINDER, (), "reminder:event:1", "reminders"),
        (Topic.CANCELLATION, (), "cancel:1", "reminders"),
        (Topic.LETTER, (), "letter:1", ""),
    ],
)
def test_each_sort_of_mail_ends_its_own_sort(topic: Topic, reasons: tuple[str, ...], key: str, scope: str) -> None:
    assert scope_of(topic, reasons, key) == scope
