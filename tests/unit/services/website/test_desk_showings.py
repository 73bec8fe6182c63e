"""Events of others in a group's own calendar: asked for on a page of their own, answered on the desk."""

import pytest
from flask.testing import FlaskClient

from tests.support.website import ORGANISATION, FakeServices, a_date, send

EVENT_ID = "6f1c0b8e-0000-4000-8000-000000000003"
PAGE = "/eintragen/mitzeigen/giessrunde"
LIST, DOOR = f"/v1/events/{EVENT_ID}/showings", f"/v1/events/{EVENT_ID}/showings/{ORGANISATION['id']}"


def stands(services: FakeServices, state: str) -> None:
    services.answer(f"GET {LIST}", {"items": [{"organisation": ORGANISATION, "state": state}]})


@pytest.fixture(autouse=True)
def an_event_of_others(services: FakeServices) -> None:
    theirs = {"id": "1", "slug": "radbund", "name": "Radbund"}
    event = {**a_date(), "id": EVENT_ID, "organisation": theirs, "registration": "none", "dates": []}
    services.answer("GET /v1/events/giessrunde", event)
    stands(services, "none")


def test_who_is_not_signed_in_is_asked_to(browser: FlaskClient) -> None:
    assert browser.get(PAGE).headers["Location"] == f"/anmelden?weiter={PAGE}"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("none", "Fragen, ob wir ihn zeigen dürfen"),
        ("open", "Nicht mehr fragen"),
        ("shown", "Nicht mehr zeigen"),
        ("refused", "hat Nein gesagt"),
    ],
)
def test_it_says_how_it_stands(steward: FlaskClient, services: FakeServices, state: str, words: str) -> None:
    stands(services, state)
    page = steward.get(PAGE).text
    assert "Von Radbund" in page
    assert words in page


@pytest.mark.parametrize(("state", "done"), [("open", "gefragt"), ("shown", "gezeigt"), ("refused", "nein")])
def test_a_group_asks(steward: FlaskClient, services: FakeServices, state: str, done: str) -> None:
    services.answer(f"PUT {DOOR}", {"state": state})
    asked = send(steward, PAGE, gruppe=ORGANISATION["id"], tun="zeigen")
    assert asked.headers["Location"] == f"{PAGE}?erledigt={done}"
    assert 'role="status"' in steward.get(asked.headers["Location"]).text


def test_a_group_gives_it_up_again(steward: FlaskClient, services: FakeServices) -> None:
    stands(services, "shown")
    services.answer(f"DELETE {DOOR}", None, 204)
    ended = send(steward, PAGE, gruppe=ORGANISATION["id"], tun="aufhoeren")
    assert "Er steht nicht mehr in eurem Kalender." in steward.get(ended.headers["Location"]).text


@pytest.mark.parametrize(("group", "deed"), [("../x", "zeigen"), ("", "zeigen"), (ORGANISATION["id"], "loeschen")])
def test_nothing_else_is_asked(steward: FlaskClient, services: FakeServices, group: str, deed: str) -> None:
    assert send(steward, PAGE, gruppe=group, tun=deed).status_code == 404
    assert not [line for line in services.lines() if not line.startswith(("GET", "POST /v1/tokens"))]


@pytest.mark.parametrize(("word", "agreed"), [("ja", True), ("nein", False)])
def test_whose_event_it_is_answers_on_the_desk(
    steward: FlaskClient, services: FakeServices, word: str, agreed: bool
) -> None:
    question = {
        "event": {"id": EVENT_ID, "slug": "giessrunde", "title": "Gießrunde"},
        "organisation": {"id": ORGANISATION["id"], "slug": "wildwiese", "name": "Wildwiese"},
        "leader": ORGANISATION,
        "asked_at": "2036-06-14T08:00:00+00:00",
    }
    services.answer("GET /v1/showings", {"items": [question]})
    services.answer(f"PUT {DOOR}/answer", {"state": "shown"})
    to = f"/eintragen/partnerschaft/zeigen/{EVENT_ID}/{ORGANISATION['id']}"
    assert "„Wildwiese“ möchte diesen Termin von „Gießkannenbund“ zeigen:" in steward.get("/eintragen/meine").text
    answered = send(steward, "/eintragen/meine", to=to, antwort=word)
    assert services.words_of(f"PUT {DOOR}/answer") == {"agreed": agreed}
    assert answered.headers["Location"] == f"/eintragen/meine?erledigt=zeigen-{word}"


def test_only_who_is_signed_in_is_led_there(steward: FlaskClient, browser: FlaskClient) -> None:
    assert f'href="{PAGE}"' in steward.get("/termine/giessrunde").text
    assert f'href="{PAGE}"' not in browser.get("/termine/giessrunde").text
