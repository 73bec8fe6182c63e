from typing import Any

import pytest

from events_service.models import AlreadyCancelled, AlreadyPublished, Event, NotPublished
from tests.support.events_makers import utc

NOW = utc("2026-03-01 12:00")
LATER = utc("2026-03-02 12:00")


def an_event(**words: Any) -> Event:
    usual: dict[str, Any] = {"title": "Gießrunde", "state": "draft", "status": "scheduled", "version": 1}
    return Event(**{**usual, "first_published_at": None, "is_news": True, "rule": None, "further_starts": [], **words})


def test_publishing_makes_a_new_version_and_is_news_the_first_time() -> None:
    event = an_event()
    event.publish(NOW)
    assert (event.state, event.version, event.published_at, event.is_news) == ("published", 2, NOW, True)


def test_publishing_again_after_a_withdrawal_is_no_news() -> None:
    event = an_event()
    event.publish(NOW)
    event.withdraw(NOW)
    event.publish(LATER)
    assert event.is_news is False
    assert (event.first_published_at, event.published_at) == (NOW, LATER)


def test_an_event_is_published_only_once() -> None:
    event = an_event(state="published")
    with pytest.raises(AlreadyPublished):
        event.publish(NOW)
    assert event.version == 1


def test_only_what_is_public_can_be_withdrawn_or_cancelled() -> None:
    with pytest.raises(NotPublished):
        an_event().withdraw(NOW)
    with pytest.raises(NotPublished):
        an_event().cancel(None, NOW)


def test_a_cancelled_event_stays_public_and_says_why() -> None:
    event = an_event(state="published")
    event.cancel("Regen", NOW)
    assert (event.state, event.status, event.status_note) == ("published", "cancelled", "Regen")


def test_an_event_is_cancelled_only_once() -> None:
    with pytest.raises(AlreadyCancelled):
        an_event(state="published", status="cancelled").cancel(None, NOW)


def test_the_same_words_are_no_new_version() -> None:
    event = an_event()
    assert event.change({"title": "Gießrunde"}, NOW) is False
    assert event.version == 1
    assert event.change({"title": "Große Gießrunde"}, NOW) is True
    assert (event.version, event.changed_at) == (2, NOW)
