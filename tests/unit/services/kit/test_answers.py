"""Answers made for everybody: who knows already is told so, and the rest get what was made once."""

from collections.abc import Callable

import pytest
from flask import Flask, Response

from services.kit import answers
from services.kit.answers import AnswerCache, Question, kept_under


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.extensions["answers"] = AnswerCache()
    return app


def refuse_to_be_asked() -> Response:
    raise AssertionError("nobody should have asked")


def empty() -> Response:
    return Response("{}", mimetype="application/json")


def answer(
    app: Flask, *, version: str = "v1", make: Callable[[], Response] = empty, **words: str
) -> tuple[int, str | None]:
    path = words.pop("path", "/offers?page=1")
    headers = {name.replace("_", "-"): value for name, value in words.items()}
    with app.test_request_context(path, headers=headers):
        response = kept_under(lambda: version)(make)()
        return response.status_code, response.headers.get("ETag")


def test_who_knows_the_answer_already_is_told_so_without_making_it(app: Flask) -> None:
    _, etag = answer(app)

    assert answer(app, make=refuse_to_be_asked, If_None_Match=str(etag)) == (304, etag)


def test_a_process_knows_a_question_again_that_another_has_answered(app: Flask) -> None:
    _, etag = answer(app)
    app.extensions["answers"] = AnswerCache()

    answer(app, make=refuse_to_be_asked, If_None_Match=str(etag))

    assert app.extensions["answers"].question(at("/offers", "page=1"))


def test_what_is_large_is_kept_on_a_shelf_of_its_own(app: Flask) -> None:
    app.extensions["feeds"] = AnswerCache()

    def asked(make: Callable[[], Response]) -> Response:
        with app.test_request_context("/events.ics"):
            return kept_under(lambda: "v1", max_age=300, kind="text/calendar", shelf="feeds")(make)()

    first, second = asked(lambda: Response("BEGIN:VCALENDAR", mimetype="text/calendar")), asked(refuse_to_be_asked)

    assert (second.data, second.mimetype) == (first.data, "text/calendar")
    assert (second.headers["Cache-Control"], "ETag" in second.headers) == ("public, max-age=300", True)
    assert not app.extensions["answers"]._answers


def test_an_answer_is_made_once_for_each_version(app: Flask) -> None:
    answer(app)

    assert answer(app, make=refuse_to_be_asked)[0] == 200
    with pytest.raises(AssertionError):
        answer(app, version="v2", make=refuse_to_be_asked)


@pytest.mark.parametrize("words", [{"version": "v2"}, {"Accept_Language": "en"}, {"path": "/offers?page=2"}])
def test_version_language_and_address_each_make_another_answer(app: Flask, words: dict[str, str]) -> None:
    assert answer(app, **words)[1] != answer(app)[1]  # type: ignore[arg-type]


def test_the_answer_says_that_it_depends_on_the_language(app: Flask) -> None:
    with app.test_request_context("/offers"):
        assert "Accept-Language" in kept_under(lambda: "v1")(empty)().vary


def test_what_is_made_for_one_reader_alone_is_kept_for_nobody(app: Flask) -> None:
    def private() -> Response:
        return Response("hers", headers={"Cache-Control": "private, no-store"})

    assert answer(app, make=private) == (200, None)

    with pytest.raises(AssertionError):
        answer(app, make=refuse_to_be_asked)


def test_the_cache_forgets_what_was_not_asked_for_longest() -> None:
    cache = AnswerCache()
    for number in range(answers._KEPT_ANSWERS):
        cache.keep(str(number), b"x")
    cache.find("0")

    cache.keep("one more", b"y")

    assert (cache.find("0"), cache.find("1")) == (b"x", None)


def test_long_answers_make_room_for_each_other() -> None:
    cache, long = AnswerCache(), b"x" * (answers._KEPT_BYTES // 2)
    for key in ("first", "second", "second", "third"):
        cache.keep(key, long)

    assert (cache.find("first"), cache.find("second"), cache.find("third")) == (None, long, long)


def at(path: str, query: str = "") -> dict[str, str]:
    return {"PATH_INFO": path, "QUERY_STRING": query}


def test_the_cache_forgets_the_question_that_was_not_asked_longest() -> None:
    cache, question = AnswerCache(), Question("/", "/?", "", lambda: "v1", 5)
    for number in range(answers._KEPT_ANSWERS):
        cache.remember(at(f"/{number}"), question)
    cache.question(at("/0"))

    cache.remember(at("/one-more"), question)

    assert (cache.question(at("/0")), cache.question(at("/1"))) == (question, None)


def test_nobody_fills_the_memory_with_long_addresses() -> None:
    cache, long = AnswerCache(), at("/", "x" * answers._LONGEST_ADDRESS)

    cache.remember(long, Question("/", "/?", "", lambda: "v1", 5))

    assert cache.question(long) is None
