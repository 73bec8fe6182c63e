from datetime import UTC, datetime

import pytest

from directory_service.models import AlreadyPublished, NotPublished, Offer
from directory_service.rules import State
from services.kit.errors import Stale

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def an_offer(state: State = State.DRAFT) -> Offer:
    return Offer(state=state, version=4)


def test_publishing_makes_a_draft_public_and_a_new_version() -> None:
    offer = an_offer()
    offer.publish(NOW)
    assert (offer.is_public, offer.version, offer.published_at, offer.changed_at) == (True, 5, NOW, NOW)


def test_what_is_public_is_not_published_again() -> None:
    offer = an_offer(State.PUBLISHED)
    with pytest.raises(AlreadyPublished):
        offer.publish(NOW)
    assert offer.version == 4


def test_withdrawing_hides_and_makes_a_new_version() -> None:
    offer = an_offer(State.PUBLISHED)
    offer.withdraw(NOW)
    assert (offer.state, offer.version) == (State.WITHDRAWN, 5)


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN])
def test_only_what_is_public_is_withdrawn(state: State) -> None:
    with pytest.raises(NotPublished):
        an_offer(state).withdraw(NOW)


def test_what_was_withdrawn_may_be_published_again() -> None:
    offer = an_offer(State.WITHDRAWN)
    offer.publish(NOW)
    assert offer.is_public


def test_a_change_of_an_older_version_is_refused() -> None:
    an_offer().expect(4)
    with pytest.raises(Stale):
        an_offer().expect(3)
