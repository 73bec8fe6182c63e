"""Versions on the wire: who knows already is told so, and nobody overwrites what she has not seen."""

from collections.abc import Callable

import pytest
from flask import Flask

from services.kit import etags
from services.kit.errors import Stale, Unconditional
from services.kit.etags import AnswerCache, check_version, expected_version, tag, versioned


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.extensions["answers"] = AnswerCache()
    return app


@pytest.mark.parametrize("given", ['"7"', 'W/"7"', "7"])
def test_the_version_to_be_changed_is_read_from_if_match(app: Flask, given: str) -> None:
    with app.test_request_context(headers={"If-Match": given}):
        assert expected_version() == 7


def test_whoever_does_not_say_a_version_is_refused(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(Unconditional):
        expected_version()


@pytest.mark.parametrize("given", ["*", '"abc"', "", '"7", "8"', '"' + "9" * 5000 + '"'])
def test_what_is_no_version_is_as_good_as_an_old_one(app: Flask, given: str) -> None:
    with app.test_request_context(headers={"If-Match": given}), pytest.raises(Stale):
        expected_version()


def test_only_the_newest_version_may_be_changed() -> None:
    check_version(3, 3)
    with pytest.raises(Stale):
        check_version(3, 2)


def test_a_version_looks_like_an_etag() -> None:
    assert tag(3) == '"3"'


def refuse_to_be_asked() -> bytes:
    raise AssertionError("nobody should have asked")


def answer(
    app: Flask, *, version: str = "v1", make: Callable[[], bytes] = lambda: b"{}", **words: str
) -> tuple[int, str]:
    path = words.pop("path", "/offers?page=1")
    headers = {name.replace("_", "-"): value for name, value in words.items()}
    with app.test_request_context(path, headers=headers):
        response = versioned(version, make)
        return response.status_code, response.headers["ETag"]


def test_who_knows_the_answer_already_is_told_so_without_making_it(app: Flask) -> None:
    _, etag = answer(app)

    assert answer(app, make=refuse_to_be_asked, If_None_Match=etag) == (304, etag)


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
        assert "Accept-Language" in versioned("v1", lambda: b"{}").vary


def test_the_cache_forgets_what_was_not_asked_for_longest() -> None:
    cache = AnswerCache()
    for number in range(etags._KEPT_ANSWERS):
        cache.get(str(number), lambda: b"x")
    cache.get("0", refuse_to_be_asked)

    cache.get("one more", lambda: b"y")

    assert cache.get("0", refuse_to_be_asked) == b"x"
    assert cache.get("1", lambda: b"made again") == b"made again"
