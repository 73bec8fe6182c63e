"""In front of a service: what is known is answered before Flask is asked, and nobody can tell from the answer."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from prometheus_client import REGISTRY
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from services.kit.web import Service

NOTES = "/v1/notes"


@pytest.fixture
def ask(tiny: Service, monkeypatch: pytest.MonkeyPatch) -> Callable[..., TestResponse]:
    """Asks; the answer says whether it came from behind."""
    behind = Service.dispatch_request
    asked = []

    def dispatch(self: Service) -> Any:
        asked.append(self)
        return behind(self)

    def ask(path: str = NOTES, **headers: str) -> TestResponse:
        asked.clear()
        answer = tiny.test_client().get(path, headers={name.replace("_", "-"): said for name, said in headers.items()})
        answer.from_behind = bool(asked)  # type: ignore[attr-defined]
        return answer

    monkeypatch.setattr(Service, "dispatch_request", dispatch)
    return ask


def write(tiny: Service, text: str) -> None:
    assert tiny.test_client().post(NOTES, json={"text": text}).status_code == 201


def test_a_second_answer_is_the_first_and_nobody_behind_is_asked(ask: Any) -> None:
    first, second = ask(X_Request_ID="the-first-of-two"), ask(X_Request_ID="the-other-of-two")

    assert (first.from_behind, second.from_behind) == (True, False)
    assert (second.status_code, second.data) == (first.status_code, first.data)
    assert second.headers.pop("X-Request-ID") == "the-other-of-two"
    assert first.headers.pop("X-Request-ID") == "the-first-of-two"
    assert dict(second.headers) == dict(first.headers)


@pytest.mark.parametrize("weak", ["", "W/"], ids=["as it was", "compressed on the way"])
def test_who_knows_already_is_told_so_by_either(ask: Any, tiny: Service, weak: str) -> None:
    known = weak + ask().headers["ETag"]
    before = ask(If_None_Match=known)
    tiny.extensions["answers"].__init__()
    behind = ask(If_None_Match=known)

    assert (before.from_behind, behind.from_behind) == (False, True)
    for answer in (before, behind):
        answer.headers.pop("X-Request-ID")
        assert (answer.status_code, answer.data) == (304, b"")
    assert {**before.headers} == {name: said for name, said in behind.headers.items() if name != "Content-Type"}


def test_what_has_changed_is_made_anew(ask: Any, tiny: Service) -> None:
    old = ask()
    write(tiny, "new")
    new = ask(If_None_Match=old.headers["ETag"])

    assert new.from_behind
    assert (new.status_code, new.json["items"]) == (200, ["new"])
    assert new.headers["ETag"] != old.headers["ETag"]


def test_another_page_language_or_reader_is_another_question(ask: Any) -> None:
    ask()

    assert ask(f"{NOTES}?page=2").from_behind
    assert ask(Accept_Language="en").from_behind
    assert ask(Authorization="Bearer x").status_code == 401


def test_nothing_but_reading_is_answered_in_front(ask: Any, tiny: Service) -> None:
    ask()

    assert tiny.test_client().head(NOTES).data == b""
    assert tiny.test_client().delete(NOTES).status_code == 405


def test_answers_in_front_are_counted_like_all_others(ask: Any) -> None:
    labels = {"service": "profiles-service", "method": "GET", "rule": NOTES, "status": "200"}

    def counted() -> float:
        return REGISTRY.get_sample_value("mosaik_request_seconds_count", labels) or 0

    before = counted()
    ask()
    ask()

    assert counted() == before + 2


@pytest.mark.parametrize(
    ("trouble", "status"),
    [(OperationalError("SELECT", {}, Exception("gone")), 503), (psycopg.ProgrammingError("no such table"), 500)],
)
def test_what_troubles_the_database_is_said_and_nobody_waits_for_it_twice(
    ask: Any, tiny: Service, monkeypatch: Any, trouble: Exception, status: int
) -> None:
    ask()
    asked = []

    def fail(statement: str) -> None:
        asked.append(statement)
        raise trouble

    monkeypatch.setattr(tiny.database, "value", fail)
    answer = ask()

    assert (answer.status_code, answer.mimetype, len(asked)) == (status, "application/problem+json", 1)
