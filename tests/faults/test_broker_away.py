"""Publishing while Valkey is dead: nobody notices, and everybody hears of it afterwards, once."""

import time

import pytest

from services.launcher.children import wait_until
from tests.support import directory_makers
from tests.support.city import TestCity
from tests.support.notifier_makers import a_subscriber, hear

pytestmark = pytest.mark.faults
DIRECTORY = "directory-service"


def test_an_offer_published_while_valkey_is_dead_is_told_once_it_is_back(city: TestCity) -> None:
    directory, broker = city.ground.app("directory"), city.ground.servers.children["redis"]
    hear(city.ground.app("notifier"), a_subscriber("ada@example.org"))
    offer = directory_makers.a_draft(directory)
    call, editor = f"/v1/offers/{offer}/publication", city.tokens.editor(DIRECTORY)

    broker.clear_away()
    begun = time.monotonic()
    answers = [directory.test_client().put(call, headers=editor).status_code for _ in range(2)]
    seconds = time.monotonic() - begun
    broker.start()
    assert wait_until(broker.process.is_ready, seconds=10)

    assert answers == [200, 409]
    assert seconds < 1.5
    assert wait_until(lambda: _arrived(city), seconds=15)
    city.settle()
    assert city.letterbox.addresses() == ["ada@example.org"]


def _arrived(city: TestCity) -> bool:
    city.settle()
    return bool(city.letterbox.mails("ada@example.org"))
