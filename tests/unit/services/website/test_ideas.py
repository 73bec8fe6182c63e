"""The board of ideas at the website: nothing typed is lost, and programs are not let in."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.website import TOKENS, FakeServices, a_listing, sealed, send

SECRET = "s" * 43
IDEA = {
    "kind": "companions",
    "title": "Ein Lastenrad",
    "summary": "Wir teilen es.",
    "categories": "mobility",
    "contact_name": "Ada",
}
_OWN, _NEW = f"/ideen/verwalten/{SECRET}", "/ideen/neu"


def an_idea(**words: Any) -> dict[str, Any]:
    absent = dict.fromkeys(("description", "district", "contact", "project"))
    times = {"published_at": "2026-11-30T09:00:00+00:00", "ends_on": "2027-02-28"}
    known = {"id": "6f1c0b8e-0000-4000-8000-0000000000aa", "slug": "ein-lastenrad", "state": "published", "version": 4}
    return {**absent, **IDEA, **times, **known, "categories": ["mobility"], **words}


def an_own_idea(**words: Any) -> dict[str, Any]:
    return an_idea(**{"review": None, "renewed_until": "2027-03-15", **words})


def sent(browser: FlaskClient, **words: str) -> Any:
    return send(browser, _NEW, **{**IDEA, "an": "ada@example.org", **words})


@pytest.fixture
def calm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.website.security._TOO_FAST_SECONDS", -1)


@pytest.mark.usefixtures("calm")
def test_an_idea_goes_to_the_directory_with_the_address_and_the_language(
    browser: FlaskClient, services: FakeServices
) -> None:
    services.answer("POST /v1/ideas", {"title": "Ein Lastenrad", "state": "unconfirmed"}, 202)
    assert "Wir haben an ada@example.org geschrieben." in sent(browser).text
    told = services.words_of("POST /v1/ideas")
    assert (told["title"], told["categories"], told["email"], told["language"]) == (
        "Ein Lastenrad",
        ["mobility"],
        "ada@example.org",
        "de",
    )


@pytest.mark.usefixtures("calm")
def test_who_has_signed_in_is_asked_for_no_address(steward: FlaskClient, services: FakeServices) -> None:
    services.answer("POST /v1/ideas", {"title": "Ein Lastenrad", "state": "waiting"}, 202)
    assert 'name="an"' not in steward.get(_NEW).text
    page = send(steward, _NEW, **IDEA)
    assert "Die Redaktion liest deine Idee jetzt." in page.text
    assert services.words_of("POST /v1/ideas")["email"] is None
    assert services.headers_of("POST /v1/ideas")["Authorization"] == f"Bearer {TOKENS['directory-service']}"


@pytest.mark.usefixtures("calm")
@pytest.mark.parametrize(
    ("status", "problem", "sentence"),
    [
        (422, {"errors": {"title": ["Missing data for required field."]}}, "Das fehlt noch."),
        (
            422,
            {"errors": {"email": ["Not a valid email address."]}},
            "Bitte gib eine vollständige Adresse ein",
        ),
        (429, {}, "Das war etwas viel auf einmal."),
        (503, {}, "macht kurz Pause"),
    ],
)
def test_what_was_typed_is_there_again_with_a_sentence(
    browser: FlaskClient, services: FakeServices, status: int, problem: dict[str, Any], sentence: str
) -> None:
    services.answer("POST /v1/ideas", problem, status)
    page = sent(browser, title="", description="Mit Anhänger.")
    assert (page.status_code, sentence in page.text, "Mit Anhänger." in page.text) == (status, True, True)
    assert 'value="ada@example.org"' in page.text


@pytest.mark.usefixtures("calm")
def test_all_that_is_missing_is_said_at_once(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("POST /v1/ideas", {"errors": {"title": ["Missing data for required field."]}}, 422)
    page = sent(browser, title="", an="ada").text
    assert ("Bitte prüfe 2 Angaben" in page, 'value="ada"' in page) == (True, True)
    assert services.words_of("POST /v1/ideas")["email"] is None


@pytest.mark.usefixtures("calm")
def test_who_says_no_address_is_asked_for_that_alone(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("POST /v1/ideas", {"type": "urn:mosaik:problem:address-missing"}, 422)
    page = sent(browser, an="").text
    assert ("Bitte prüfe 1 Angabe" in page, "Bitte gib eine vollständige Adresse ein" in page) == (True, True)


@pytest.mark.usefixtures("calm")
def test_what_fills_in_the_trap_sends_nothing(browser: FlaskClient, services: FakeServices) -> None:
    assert sent(browser, webseite="https://spam.example").status_code == 422
    assert "POST /v1/ideas" not in services.lines()


def test_what_is_faster_than_a_person_sends_nothing(browser: FlaskClient, services: FakeServices) -> None:
    seal = sealed(browser, _NEW)
    page = browser.post(_NEW, data={**IDEA, "zeichen": seal, "an": "ada@example.org"})
    assert (page.status_code, "Das ging sehr schnell." in page.text) == (422, True)
    assert "POST /v1/ideas" not in services.lines()


def test_the_form_promises_no_mails_about_ideas(browser: FlaskClient) -> None:
    page = browser.get(_NEW).text
    assert "Sie stehen an der Pinnwand." in page
    assert "in unseren Nachrichten" not in page


def test_the_board_asks_for_what_was_chosen_and_for_no_words(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/ideas", a_listing(an_idea(), kind={"companions": 1}, category={"mobility": 1}))
    page = browser.get("/ideen?art=mitmachende&thema=mobility&sortierung=titel&q=rad")
    assert "Ein Lastenrad" in page.text
    asked = services.asked[-1].url.params
    assert (asked["kind"], asked["category"], asked["sort"], "q" in asked) == ("companions", "mobility", "title", False)


def test_what_its_author_writes_stays_text(browser: FlaskClient, services: FakeServices) -> None:
    mean = "<script>alert(1)</script>"
    services.answer(
        "GET /v1/ideas/ein-lastenrad", an_idea(title=mean, contact=mean, contact_name=mean, description=mean)
    )
    assert mean not in browser.get("/ideen/ein-lastenrad").text


@pytest.mark.parametrize("answer", [401, 404])
@pytest.mark.parametrize("path", ["", "/verlaengern", "/zurueckziehen"])
def test_a_link_that_opens_nothing_says_so_calmly(
    browser: FlaskClient, services: FakeServices, path: str, answer: int
) -> None:
    services.answer("GET /v1/own-idea", {}, answer)
    page = browser.get(_OWN + path)
    assert (page.status_code, "Du hast nichts falsch gemacht." in page.text) == (404, True)


def test_a_secret_that_cannot_be_one_is_not_even_asked_about(browser: FlaskClient, services: FakeServices) -> None:
    assert browser.get("/ideen/verwalten/%20%0d%0a").status_code == 404
    assert "GET /v1/own-idea" not in services.lines()


def test_opening_a_link_asks_and_changes_nothing(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/own-idea", an_own_idea())
    for path in ("", "/verlaengern", "/zurueckziehen"):
        assert browser.get(_OWN + path).headers["Cache-Control"] == "no-store"
    assert browser.get(f"/ideen/bestaetigen/{SECRET}").status_code == 200
    assert set(services.lines()) == {"GET /v1/own-idea"}


def test_a_button_acts_with_the_secret_in_a_header(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/own-idea", an_own_idea())
    services.answer("PUT /v1/own-idea/renewal", an_own_idea())
    done = send(browser, f"{_OWN}/verlaengern")
    assert done.headers["Location"].endswith("erledigt=verlaengert")
    assert services.headers_of("PUT /v1/own-idea/renewal")["Authorization"] == f"Link {SECRET}"


def test_what_somebody_else_changed_meanwhile_is_not_written_over(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/own-idea", an_own_idea(version=7))
    services.answer("PUT /v1/own-idea", {}, 412)
    page = send(browser, _OWN, **IDEA, description="Neu.", version="6")
    assert (page.status_code, "schicke sie noch einmal" in page.text, "Neu." in page.text) == (412, True, True)
    assert 'name="version" value="7"' in page.text
    assert services.headers_of("PUT /v1/own-idea")["If-Match"] == '"6"'


def test_a_group_that_is_not_hers_makes_no_project(steward: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/own-idea", an_own_idea())
    page = send(steward, _OWN, to=f"{_OWN}/projekt", gruppe="6f1c0b8e-0000-4000-8000-00000000dead")
    assert (page.status_code, "Bitte wähle eine deiner Gruppen." in page.text) == (422, True)
    assert not [line for line in services.lines() if line.endswith("/project")]


def test_who_is_no_editor_takes_nothing_down(steward: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/ideas/ein-lastenrad", an_idea())
    page = send(steward, _NEW, to="/eintragen/ideen/ein-lastenrad/abnehmen", grund="x")
    assert page.status_code == 403
    assert not [line for line in services.lines() if line.endswith("/withdrawal")]


@pytest.mark.parametrize(
    ("state", "renewed_until", "is_offered"),
    [
        ("published", "2027-02-28", False),
        ("published", "2027-03-01", True),
        ("expired", "2027-05-01", True),
        ("waiting", None, False),
    ],
)
def test_showing_it_longer_is_offered_once_it_changes_something(
    browser: FlaskClient, services: FakeServices, state: str, renewed_until: str | None, is_offered: bool
) -> None:
    services.answer("GET /v1/own-idea", an_own_idea(state=state, renewed_until=renewed_until))

    assert ("verlaengern" in browser.get(_OWN).text) is is_offered


def test_who_wants_to_make_a_project_of_it_signs_in_and_comes_back(
    browser: FlaskClient, services: FakeServices
) -> None:
    services.answer("GET /v1/own-idea", an_own_idea())

    assert f'href="/anmelden?weiter={_OWN}"' in browser.get(_OWN).text
