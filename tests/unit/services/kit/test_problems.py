"""Problems: every trouble becomes one, with what helps to go on and nothing that helps to break in."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema, ValidationError, fields
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from webargs.flaskparser import abort
from werkzeug.test import TestResponse

from services.kit import logs, problems
from services.kit.errors import (
    Conflict,
    Forbidden,
    Gone,
    NotFound,
    NotSignedIn,
    Passing,
    Refusal,
    TooMany,
    problem_type,
)


class AlreadyPublished(Conflict):
    """This is
    published already."""


class TenAMinute(TooMany):
    """Ten are enough."""

    retry_after_seconds = 17


def answer_to(trouble: BaseException | Callable[[], Any]) -> TestResponse:
    app = Flask(__name__)
    problems.register(app)
    app.before_request(lambda: logs.request_id.set("r-12345678") and None)

    @app.get("/")
    def view() -> str:
        if callable(trouble):
            trouble()
        raise trouble  # type: ignore[misc]

    return app.test_client().get("/")


def words_of(answer: TestResponse) -> dict[str, Any]:
    assert answer.mimetype == "application/problem+json"
    found: dict[str, Any] = json.loads(answer.data)
    return found


def test_half_a_character_is_shown_as_a_question_mark() -> None:
    class Unknown(Conflict):
        """There is no such thing as %(name)s."""

    assert words_of(answer_to(Unknown(name="gr\ud800ün")))["words"] == {"name": "gr?ün"}


def lost(kind: type[DBAPIError], *, connection_invalidated: bool = False) -> DBAPIError:
    return kind("SELECT secret", {}, Exception("ada@example.org"), connection_invalidated=connection_invalidated)


def test_a_refusal_says_its_sentence_in_one_line_and_its_name() -> None:
    answer = answer_to(AlreadyPublished())

    assert words_of(answer) == {
        "type": "urn:mosaik:problem:already-published",
        "title": "Already published",
        "status": 409,
        "detail": "This is published already.",
        "request_id": "r-12345678",
    }
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_refusal_s_own_words_go_along() -> None:
    assert words_of(answer_to(AlreadyPublished(title="Bäume gießen")))["words"] == {"title": "Bäume gießen"}


@pytest.mark.parametrize(
    ("refusal", "status"), [(NotSignedIn, 401), (Forbidden, 403), (NotFound, 404), (Gone, 410), (TooMany, 429)]
)
def test_every_kind_of_refusal_has_its_status(refusal: type[Refusal], status: int) -> None:
    assert answer_to(refusal()).status_code == status


def test_who_asked_too_often_is_told_when_to_come_back() -> None:
    assert answer_to(TenAMinute()).headers["Retry-After"] == "17"


@pytest.mark.parametrize(
    "trouble",
    [
        lost(OperationalError),
        lost(DBAPIError, connection_invalidated=True),
        PoolExhausted("all taken"),
        Passing("mail server"),
    ],
)
def test_what_is_away_for_the_moment_is_503_without_details(trouble: Exception) -> None:
    answer = answer_to(trouble)

    assert words_of(answer)["type"] == "urn:mosaik:problem:not-reachable"
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "secret" not in answer.text


@pytest.mark.parametrize("trouble", [lost(IntegrityError), lost(DBAPIError), ZeroDivisionError("secret"), KeyError(1)])
def test_a_bug_is_500_without_details(trouble: Exception) -> None:
    answer = answer_to(trouble)

    assert (answer.status_code, words_of(answer)["type"]) == (500, "urn:mosaik:problem:our-mistake")
    assert "secret" not in answer.text


def test_what_is_wrong_in_a_form_is_named_by_field_however_deep() -> None:
    found = {"json": {"title": ["Missing."], "interests": {0: {"what": {2: ["Unknown."]}}}, "_schema": ["Odd."]}}

    words = words_of(answer_to(lambda: abort(422, messages=found)))

    assert words["errors"] == {"title": ["Missing."], "interests.0.what.2": ["Unknown."], "_schema": ["Odd."]}


def test_what_marshmallow_says_is_told_as_it_says_it() -> None:
    def refuse() -> None:
        try:
            Schema.from_dict({"page": fields.Integer()})().load({"page": "two"})
        except ValidationError as trouble:
            abort(422, messages={"query": trouble.messages})

    assert words_of(answer_to(refuse))["errors"] == {"page": ["Not a valid integer."]}


def test_an_address_says_what_it_takes_instead() -> None:
    app = Flask(__name__)
    problems.register(app)
    app.add_url_rule("/", view_func=lambda: "", methods=["GET"])

    answer = app.test_client().post("/")

    assert (answer.status_code, words_of(answer)["title"]) == (405, "Method Not Allowed")
    assert "GET" in answer.headers["Allow"]


def test_an_address_with_a_slash_too_few_leads_on() -> None:
    app = Flask(__name__)
    problems.register(app)
    app.add_url_rule("/offers/", view_func=lambda: "")

    answer = app.test_client().get("/offers")

    assert (answer.status_code, answer.headers["Location"]) == (308, "http://localhost/offers/")


@pytest.mark.parametrize(
    ("name", "kebab"),
    [("AlreadyPublished", "already-published"), ("Stale", "stale"), ("NoSuchCSV", "no-such-csv"), ("Step2Done", None)],
)
def test_a_refusal_s_name_is_spelt_for_programs(name: str, kebab: str | None) -> None:
    assert problem_type(name) == f"urn:mosaik:problem:{kebab or 'step2-done'}"
