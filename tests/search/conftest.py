"""The example city with all that is in it, loaded once for all questions."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from directory_service.actions.vocabulary import count_words
from services.kit import clock
from tests.support.city import Letterbox, TestCity
from tests.support.ground import Ground
from tests.support.halle import DIRECTORY, load_halle
from tests.support.tokens import Tokens


class Finder:
    """Asks the directory's search."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client

    def __call__(self, question: str, *, language: str = "de", **asked: Any) -> dict[str, Any]:
        words = {"q": question, **asked}
        answer = self._client.get("/v1/search", query_string=words, headers={"Accept-Language": language})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.get_json()
        return found

    def ids(self, question: str, **asked: Any) -> list[str]:
        """Return what is found, by the ids of the tables it came with."""
        return [item["external_id"] for item in self(question, **asked)["items"]]

    def suggested(self, typed: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self._client.get("/v1/suggestions", query_string={"q": typed}).get_json()["items"]
        return items


@pytest.fixture(scope="module")
def find(ground: Ground) -> Finder:
    city = TestCity(ground, Letterbox(ground.inbox_url), Tokens(ground.keys))
    load_halle(city, today=clock.now().date())
    with city.apps[DIRECTORY].database.transaction() as session:
        count_words(session)
    return Finder(city.apps[DIRECTORY].test_client())
