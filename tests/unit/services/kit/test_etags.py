"""Versions on the wire: nobody overwrites what she has not seen."""

import pytest
from flask import Flask

from services.kit.errors import Stale, Unconditional
from services.kit.etags import check_version, expected_version, tag


@pytest.fixture
def app() -> Flask:
    return Flask(__name__)


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
