"""Pages that are the same for all visitors are kept as long as their answers; nobody sees what was made for another."""

from collections.abc import Iterator

import pytest
from flask import Flask, template_rendered
from flask.testing import FlaskClient
from jinja2 import Template

from tests.support.website import FakeServices, a_listing, a_website
from tests.unit.services.website.test_signup import a_whole_event, signing_up

FRESH = {"Cache-Control": "public, max-age=5"}


@pytest.fixture
def website(services: FakeServices) -> Flask:
    """Return one that keeps nothing yet."""
    return a_website(services)


@pytest.fixture
def groups(services: FakeServices) -> None:
    services.answer("GET /v1/organisations", a_listing())
    services.headers = FRESH


@pytest.fixture
def drawn(website: Flask) -> Iterator[list[str]]:
    """Return the names of the pages that were drawn since."""
    names: list[str] = []

    def note(_: Flask, template: Template, **_given: object) -> None:
        names.append(template.name or "")

    with template_rendered.connected_to(note, website):
        yield names


@pytest.mark.usefixtures("groups")
def test_a_page_is_drawn_once_for_all_visitors(website: Flask, drawn: list[str]) -> None:
    first, again = (website.test_client().get("/gruppen?thema=energy") for _ in range(2))

    assert drawn == ["organisations.html"]
    assert again.data == first.data
    own = {"X-Request-ID", "Date"}
    assert {each for each in again.headers if each[0] not in own} == {
        each for each in first.headers if each[0] not in own
    }
    assert again.headers["X-Request-ID"] != first.headers["X-Request-ID"]


@pytest.mark.usefixtures("groups")
@pytest.mark.parametrize("other", ["/gruppen?thema=waste", "/en/gruppen", "/gruppen"])
def test_each_address_and_language_has_its_own(browser: FlaskClient, drawn: list[str], other: str) -> None:
    browser.get("/gruppen?thema=energy")
    browser.get(other)

    assert len(drawn) == 2


@pytest.mark.usefixtures("groups")
def test_who_is_signed_in_gets_her_own_page_and_nobody_else_does(website: Flask, drawn: list[str]) -> None:
    steward, visitor = website.test_client(), website.test_client()
    steward.set_cookie("session", "secret")
    for _ in range(2):
        assert b"Meine Angebote" in steward.get("/gruppen").data
        assert b"Meine Angebote" not in visitor.get("/gruppen").data

    assert len(drawn) == 3, "hers twice, theirs once"


@pytest.mark.usefixtures("groups")
def test_who_has_a_page_is_told_that_it_is_the_same(
    browser: FlaskClient, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    etag = browser.get("/gruppen").headers["ETag"]
    for how_often in (1, 2):
        # Who compresses on the way makes the mark a weak one.
        answer = browser.get("/gruppen", headers={"If-None-Match": f"W/{etag}"})
        assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", etag)
        assert len(drawn) == how_often
        monkeypatch.setattr("services.website.kept_pages.Kept.find", lambda *_: None)

    assert browser.get("/gruppen", headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.usefixtures("groups")
def test_a_page_is_drawn_anew_when_an_answer_in_it_is_old(
    browser: FlaskClient, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("services.website.clients.kept.time.monotonic", lambda: now[0])
    browser.get("/gruppen")
    now[0] += 4
    browser.get("/gruppen?seite=1")
    now[0] += 2
    browser.get("/gruppen?seite=1")

    assert len(drawn) == 3, "the second page is younger than the answer that it was made of"


def test_a_page_that_lacks_something_is_not_kept(
    browser: FlaskClient, services: FakeServices, drawn: list[str]
) -> None:
    services.headers = FRESH
    services.answer("GET /v1/offers", a_listing(), status=503)
    services.answer("GET /v1/events", a_listing())
    services.answer("GET /v1/figures", {"organisations": 1, "projects": 1, "offers": 1, "events": 1})
    for _ in range(2):
        assert "ETag" not in browser.get("/").headers

    assert len(drawn) == 2


def test_a_page_with_a_form_of_ours_is_not_kept(browser: FlaskClient, services: FakeServices, drawn: list[str]) -> None:
    services.headers = FRESH
    services.answer("GET /v1/events/giessrunde", a_whole_event())
    services.answer("GET /v1/events/giessrunde/registration", signing_up())
    for _ in range(2):
        assert browser.get("/termine/giessrunde").headers["Cache-Control"] == "no-store"

    assert len(drawn) == 2


def test_what_its_service_lets_nobody_keep_is_not_kept(
    browser: FlaskClient, services: FakeServices, drawn: list[str]
) -> None:
    services.answer("GET /v1/organisations", a_listing())
    for _ in range(2):
        assert "ETag" not in browser.get("/gruppen").headers

    assert len(drawn) == 2
