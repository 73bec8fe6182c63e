"""The desk asks whether one's group takes part in projects and events that name it."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.website import ORGANISATION, TOKENS, FakeServices, a_listing, send

PROJECT_ID = "6f1c0b8e-0000-4000-8000-000000000021"
ANSWER = f"/eintragen/partnerschaft/{PROJECT_ID}/{ORGANISATION['id']}"
DOOR = f"/v1/projects/{PROJECT_ID}/partners/{ORGANISATION['id']}"


def a_question(**words: Any) -> dict[str, Any]:
    return {
        "project": {"id": PROJECT_ID, "slug": "gruener-schulhof", "title": "Grüner Schulhof"},
        "organisation": ORGANISATION,
        "leader": {"id": "1", "slug": "schulhofgruppe", "name": "Schulhofgruppe"},
        "role": "gibt Kannen",
        "asked_at": "2026-07-01T10:00:00+00:00",
        "answer": "open",
        "looked_after": True,
        **words,
    }


@pytest.mark.parametrize("page", ["/eintragen/meine", "/eintragen/entwurf"])
def test_what_a_group_is_asked_stands_first_with_two_buttons(
    steward: FlaskClient, services: FakeServices, page: str
) -> None:
    services.answer("GET /v1/partnerships", {"items": [a_question()]})
    services.answer("GET /v1/revisions", a_listing())
    shown = steward.get(page).text
    assert shown.count(f'action="{ANSWER}"') == 1
    assert "Ja, wir machen mit" in shown
    assert "Nein, wir machen nicht mit" in shown
    assert "gibt Kannen" in shown
    assert "Do you take part?" in steward.get(f"/en{page}").text


@pytest.mark.parametrize(("word", "method", "done"), [("ja", "PUT", "partner-ja"), ("nein", "DELETE", "partner-nein")])
def test_a_button_answers_for_the_group(
    steward: FlaskClient, services: FakeServices, word: str, method: str, done: str
) -> None:
    services.answer("GET /v1/partnerships", {"items": [a_question()]})
    services.answer(f"{method} {DOOR}", None)
    for _ in range(2):
        answered = send(steward, "/eintragen/meine", to=ANSWER, antwort=word)
        assert answered.headers["Location"] == f"/eintragen/meine?erledigt={done}"
    assert f"{method} {DOOR}" in services.lines()
    assert services.headers_of(f"{method} {DOOR}")["Authorization"] == "Bearer jwt for directory-service"


def test_who_takes_part_can_leave_again(steward: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/partnerships", {"items": [a_question(answer="yes", asked_at=None)]})
    services.answer(f"DELETE {DOOR}", None)
    page = steward.get("/eintragen/meine").text
    assert page.index("Hier macht ihr mit") < page.rindex(f'action="{ANSWER}"') < page.index("Nicht mehr mitmachen")
    left = send(steward, "/eintragen/meine", to=ANSWER, antwort="nein")
    assert left.headers["Location"] == "/eintragen/meine?erledigt=partner-nein"
    assert {"asked", "joined", "leading"} <= {
        request.url.params["side"] for request in services.asked if request.url.path == "/v1/partnerships"
    }


def test_an_answer_that_nobody_waits_for_any_more_is_no_mistake(steward: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/partnerships", {"items": [a_question()]})
    late = send(steward, "/eintragen/meine", to=ANSWER, antwort="ja")
    assert "Das Projekt nennt deine Gruppe nicht mehr." in steward.get(late.headers["Location"]).text


def test_another_word_answers_nothing(steward: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/partnerships", {"items": [a_question()]})
    assert send(steward, "/eintragen/meine", to=ANSWER, antwort="vielleicht").status_code == 404
    assert not [line for line in services.lines() if line.endswith(DOOR)]


def test_whoever_leads_a_project_sees_what_others_said(steward: FlaskClient, services: FakeServices) -> None:
    said = [a_question(answer="no"), a_question(), a_question(asked_at=None)]
    services.answer("GET /v1/partnerships", {"items": said})
    shown = steward.get("/eintragen/meine").text
    for words in ("hat Nein gesagt", "hat noch nicht geantwortet", "wird gefragt, sobald das Projekt öffentlich ist"):
        assert words in shown


def test_an_editor_is_shown_what_others_are_asked_but_not_where_all_take_part(
    steward: FlaskClient, services: FakeServices
) -> None:
    person = {"id": "p2", "email": "edda@example.org", "name": "Edda", "roles": ["editor"]}
    services.answer("POST /v1/tokens", {"tokens": TOKENS, "expires_in": 300, "person": person})
    services.answer("GET /v1/partnerships", {"items": [a_question(answer="yes"), a_question(answer="no")]})
    services.answer("GET /v1/revisions", a_listing())
    own = steward.get("/eintragen/entwurf").text
    assert "Hier macht ihr mit" in own, "her own group"
    assert "hat Nein gesagt" not in own
    services.answer("GET /v1/stewardships", {"items": []})
    page = steward.get("/eintragen/entwurf").text
    assert "Ja, wir machen mit" in page
    assert "Hier macht ihr mit" not in page


EVENT_ANSWER = f"/eintragen/partnerschaft/termin/{PROJECT_ID}/{ORGANISATION['id']}"
EVENT_DOOR = f"/v1/events/{PROJECT_ID}/co-organisers/{ORGANISATION['id']}"
INVITATION = {
    "event": {"id": PROJECT_ID, "slug": "fest", "title": "Hoffest"},
    "starts_at": "2036-06-14T08:00:00+00:00",
    "organisation": ORGANISATION,
    "leader": {"id": "1", "slug": "schulhofgruppe", "name": "Schulhofgruppe"},
}


@pytest.mark.parametrize(("word", "agreed"), [("ja", True), ("nein", False)])
def test_a_group_says_whether_it_organises_an_event_too(
    steward: FlaskClient, services: FakeServices, word: str, agreed: bool
) -> None:
    services.answer("GET /v1/co-organisers", {"items": [INVITATION]})
    services.answer(f"PUT {EVENT_DOOR}", {})

    asked = steward.get("/eintragen/meine").text
    answered = send(steward, "/eintragen/meine", to=EVENT_ANSWER, antwort=word)

    assert "„Schulhofgruppe“ nennt „Gießkannenbund“ bei diesem Termin:" in asked
    assert f'action="{EVENT_ANSWER}"' in asked
    assert services.words_of(f"PUT {EVENT_DOOR}") == {"agreed": agreed}
    assert answered.headers["Location"] == f"/eintragen/meine?erledigt=termin-{word}"


def test_an_answer_about_an_event_that_names_others_by_now_is_no_mistake(
    steward: FlaskClient, services: FakeServices
) -> None:
    services.answer("GET /v1/co-organisers", {"items": [INVITATION]})

    late = send(steward, "/eintragen/meine", to=EVENT_ANSWER, antwort="ja")

    assert "Der Termin nennt deine Gruppe nicht mehr." in steward.get(late.headers["Location"]).text
