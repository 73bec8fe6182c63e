"""Public answers are kept as long as their service allows, and for nobody who is signed in."""

from collections.abc import Callable

import pytest

from services.kit.client import Answer
from services.website.clients.kept import KeptAnswers
from tests.support.website import FakeServices, a_listing, a_website


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    def now(seconds: float) -> None:
        monkeypatch.setattr("services.website.clients.kept.time.monotonic", lambda: seconds)

    now(100)
    return now


def an_answer(words: str, says: str = "public, max-age=5") -> Callable[[], Answer]:
    return lambda: Answer(200, words, {"Cache-Control": says})


def test_an_answer_is_kept_until_it_is_old(at: Callable[[float], None]) -> None:
    answers = KeptAnswers()
    assert answers.get("offers", an_answer("first"))[1].words == "first"

    at(104.9)
    assert answers.get("offers", an_answer("second"))[1].words == "first"
    at(105.1)
    assert answers.get("offers", an_answer("third"))[1].words == "third"


@pytest.mark.parametrize("says", ["private, no-store", "no-store", "", "public, max-age=0"])
def test_what_may_not_be_kept_is_not(at: Callable[[float], None], says: str) -> None:
    answers = KeptAnswers()
    answers.get("own", an_answer("first", says))

    assert answers.get("own", an_answer("second", says))[1].words == "second"


def test_the_oldest_go_first(at: Callable[[float], None]) -> None:
    answers = KeptAnswers()
    for number in range(1_001):
        answers.get(number, an_answer("first"))

    assert answers.get(1_000, an_answer("second"))[1].words == "first"
    assert answers.get(0, an_answer("second"))[1].words == "second"


def test_visitors_share_an_answer_and_stewards_see_the_newest(services: FakeServices) -> None:
    browser = a_website(services).test_client()
    services.answer("GET /v1/organisations", a_listing())
    services.headers = {"Cache-Control": "public, max-age=5"}
    for _ in range(2):
        browser.get("/gruppen")
    assert services.lines().count("GET /v1/organisations") == 1

    browser.get("/en/gruppen")
    assert services.lines().count("GET /v1/organisations") == 2, "each language has its own"

    browser.set_cookie("session", "secret")
    browser.get("/gruppen")
    assert services.lines().count("GET /v1/organisations") == 3
