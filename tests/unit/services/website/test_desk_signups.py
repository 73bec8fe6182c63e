"""The list of an event, for those who organise it."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.kit import clock
from tests.support.website import FakeServices, a_date, sealed

EVENT_ID = a_date()["event_id"]
GUEST_ID = "6f1c0b8e-0000-4000-8000-00000000000a"
DESK = f"/eintragen/anmeldungen/{EVENT_ID}"
LIST = f"/v1/events/{EVENT_ID}/registrations"


def a_guest(**words: Any) -> dict[str, Any]:
    usual = {"id": GUEST_ID, "state": "seated", "number": 1, "name": "Ada <b>", "email": "ada@example.org", "people": 2}
    usual["confirmed_at"] = "2027-03-01T10:00:00+00:00"
    return {**usual, "answers": {"q0": "vegan"}, "language": "de", "came": None, "offer_until": None, **words}


def a_list(*guests: dict[str, Any], **words: Any) -> dict[str, Any]:
    roll = {"date_id": a_date()["date_id"], "starts_at": a_date()["starts_at"], "status": None, "erased_at": None}
    counts = {"places": 10, "taken": 2, "waiting": 1, "free": 8, "came": 0}
    question = {"key": "q0", "text": "Was isst du?", "reason": "Küche", "kind": "text", "choices": [], "required": True}
    about = {"event_id": EVENT_ID, "slug": "giessrunde", "title": "Gießrunde", "all_day": False, "version": 3}
    asked = {"questions": [question], "whole_series": False, "most_people": 5}
    return {**about, **asked, "rolls": [{**roll, **counts, "guests": list(guests) or [a_guest()], **words}]}


@pytest.fixture(autouse=True)
def the_list(services: FakeServices) -> None:
    services.answer(f"GET {LIST}", a_list())


def press(steward: FlaskClient, to: str, **typed: Any) -> Any:
    return steward.post(DESK + to, data={"zeichen": sealed(steward, DESK), **typed})


def test_who_is_not_signed_in_is_asked_to(browser: FlaskClient) -> None:
    assert browser.get(DESK).headers["Location"] == f"/anmelden?weiter={DESK}"


def test_the_list_shows_who_comes_with_counts_and_answers(steward: FlaskClient) -> None:
    page = steward.get(DESK).text

    for words in ("2 Personen kommen", "1 wartet", "8 Plätze frei", "Ada &lt;b&gt;", "ada@example.org", "vegan"):
        assert words in page


def test_who_waits_has_the_place_in_the_line_that_she_was_told(steward: FlaskClient, services: FakeServices) -> None:
    line = [a_guest(id=f"g{number}", state="waiting", number=number) for number in (4, 7)]
    services.answer(f"GET {LIST}", a_list(a_guest(), *line))
    assert re.findall(r"wartet \(\d\)", steward.get(DESK).text) == ["wartet (1)", "wartet (2)"]


def test_an_erased_list_shows_its_counts_alone(steward: FlaskClient, services: FakeServices) -> None:
    services.answer(f"GET {LIST}", a_list(erased_at="2027-05-01T00:00:00+00:00", came=2))
    page = steward.get(DESK).text

    assert "Die Liste wurde gelöscht" in page
    assert "2 Personen waren da" in page
    assert "ada@example.org" not in page


def test_nobody_is_ticked_before_the_day(steward: FlaskClient, services: FakeServices) -> None:
    page = steward.get(DESK).text
    assert "Ab dem Tag der Veranstaltung" in page
    assert f'value="da:{GUEST_ID}"' not in page

    services.answer(f"GET {LIST}", a_list(starts_at=clock.now().isoformat()))
    page = steward.get(DESK).text
    assert "Ab dem Tag der Veranstaltung" not in page
    assert f'value="da:{GUEST_ID}"' in page


def test_whoever_has_not_accepted_yet_does_not_count_as_coming(steward: FlaskClient, services: FakeServices) -> None:
    services.answer(f"GET {LIST}", a_list(a_guest(people=1), a_guest(state="offered", people=1)))

    page = steward.get(DESK).text

    assert "1 Person kommt" in page
    assert "Platz angeboten: 1" in page


@pytest.mark.parametrize(("deed", "came"), [("da", True), ("nicht-da", False), ("offen", None)])
def test_who_came_is_ticked(steward: FlaskClient, services: FakeServices, deed: str, came: bool | None) -> None:
    services.answer(f"PUT {LIST}/{GUEST_ID}/attendance", a_guest())

    assert press(steward, "", tun=f"{deed}:{GUEST_ID}").status_code == 303
    assert services.words_of(f"PUT {LIST}/{GUEST_ID}/attendance") == {"came": came}


def test_somebody_is_taken_off_with_a_note(steward: FlaskClient, services: FakeServices) -> None:
    services.answer(f"PUT {LIST}/{GUEST_ID}/cancellation", a_guest())

    done = press(steward, "", tun=f"streichen:{GUEST_ID}", **{f"notiz-{GUEST_ID}": "Zu klein."})

    assert done.headers["Location"] == f"{DESK}?erledigt=gestrichen"
    assert services.words_of(f"PUT {LIST}/{GUEST_ID}/cancellation") == {"note": "Zu klein."}


def test_who_was_entered_by_hand_is_taken_off_without_a_note(steward: FlaskClient, services: FakeServices) -> None:
    note = f'name="notiz-{GUEST_ID}"'
    assert note in steward.get(DESK).text

    services.answer(f"GET {LIST}", a_list(a_guest(confirmed_at=None)))
    page = steward.get(DESK).text
    assert note not in page
    assert "Bitte sagt ihr selbst, warum" in page


def test_a_new_group_reads_who_enters_its_questions(steward: FlaskClient, services: FakeServices) -> None:
    assert "trägt die Redaktion sie ein" in steward.get(f"{DESK}/fragen").text

    services.answer(f"PUT /v1/events/{EVENT_ID}/registration", {"type": "urn:mosaik:problem:review-first"}, 409)
    page = press(steward, "/fragen", text0="Was isst du?", grund0="Küche", art0="text", version="3")
    assert page.status_code == 409
    assert "Neue Fragen eurer Gruppe trägt die Redaktion ein" in page.text
    assert 'value="Was isst du?"' in page.text


def test_a_guest_is_entered_by_hand(steward: FlaskClient, services: FakeServices) -> None:
    services.answer(f"POST /v1/events/{EVENT_ID}/guests", a_guest(), 201)

    assert press(steward, "/gast", name="Oma Erna", personen="2").status_code == 303
    assert services.words_of(f"POST /v1/events/{EVENT_ID}/guests") == {"email": None, "name": "Oma Erna", "people": 2}

    services.answer(f"POST /v1/events/{EVENT_ID}/guests", {"type": "urn:mosaik:problem:fully-booked"}, 409)
    page = press(steward, "/gast", name="Opa Ernst")
    assert page.status_code == 409
    assert 'value="Opa Ernst"' in page.text
    assert "Alle Plätze sind vergeben" in page.text


def test_places_are_changed(steward: FlaskClient, services: FakeServices) -> None:
    services.answer(f"PUT /v1/events/{EVENT_ID}/places", a_list())

    press(steward, "/plaetze", plaetze="12", termin=a_date()["date_id"])

    assert services.words_of(f"PUT /v1/events/{EVENT_ID}/places") == {"places": 12, "date_id": a_date()["date_id"]}


def test_all_who_come_are_written_to(steward: FlaskClient, services: FakeServices) -> None:
    services.answer(f"POST /v1/events/{EVENT_ID}/messages", {"letters": 2}, 202)
    assert press(steward, "/nachricht", text="").status_code == 422

    assert press(steward, "/nachricht", text="Bringt Handschuhe mit.").status_code == 303
    assert services.words_of(f"POST /v1/events/{EVENT_ID}/messages")["text"] == "Bringt Handschuhe mit."


def test_questions_are_kept_and_what_was_typed_is_not_lost(steward: FlaskClient, services: FakeServices) -> None:
    path = f"PUT /v1/events/{EVENT_ID}/registration"
    typed = {
        "text0": "Was isst du?", "grund0": "Küche", "art0": "choice", "auswahl0": "alles\n vegan\n\n", "pflicht0": "ja",
        "text2": "Noch etwas?", "grund2": "", "art2": "text", "personen": "4", "version": "3",
    }  # fmt: skip
    services.answer(path, {"type": "urn:mosaik:problem:malformed"}, 422)
    page = press(steward, "/fragen", **typed)
    assert page.status_code == 422
    assert "jede braucht einen Grund" in page.text.replace("Jede", "jede")
    assert 'value="Noch etwas?"' in page.text

    services.answer(path, {"version": 4})
    assert press(steward, "/fragen", **typed).status_code == 303
    assert services.headers_of(path)["If-Match"] == '"3"'
    first, second = services.words_of(path)["questions"]
    assert (first["choices"], first["required"], second["key"]) == (["alles", "vegan"], True, "q2")


def test_a_stranger_is_turned_away(steward: FlaskClient, services: FakeServices) -> None:
    services.answer(f"GET {LIST}", {"type": "urn:mosaik:problem:not-your-organisation"}, 403)

    assert steward.get(DESK).status_code == 403
