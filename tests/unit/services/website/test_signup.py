"""Signing up: every state has its sentence, nothing typed is lost, and nothing happens by looking."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from services.kit.leaving import SEAT, narrowed
from services.kit.sealed_links import SealedLinks
from services.website.pages.signup import SENTENCES
from tests.support.website import ORGANISATION, FakeServices, a_date, sealed, send

EVENT_ID = a_date()["event_id"]
DATE_ID = a_date()["date_id"]
SEND = f"POST /v1/events/{EVENT_ID}/registrations"
TOKEN = "t" * 64
QUESTIONS: list[dict[str, Any]] = [
    {"key": "q0", "text": "Was isst du?", "reason": "Für die Küche.", "kind": "choice", "choices": ["alles", "vegan"],
     "required": True},
    {"key": "q1", "text": "Kommst du mit dem Auto?", "reason": "Wegen der Parkplätze.", "kind": "yes_no",
     "choices": [], "required": False},
]  # fmt: skip


def a_whole_event(**words: Any) -> dict[str, Any]:
    day = {"date_id": DATE_ID, "starts_at": a_date()["starts_at"], "ends_at": a_date()["ends_at"]}
    absent = dict.fromkeys((
        "description", "contact", "contact_person", "registration_until", "places", "accessibility", "street",
        "post_code", "town", "online_link", "project_id",
    ))  # fmt: skip
    more = {"id": EVENT_ID, "registration": "platform", "waiting_list": True, "dates": [day]}
    return {**a_date(), **absent, **more, "organisation": ORGANISATION, **words}


def a_standing(**words: Any) -> dict[str, Any]:
    starts_at = a_date()["starts_at"]
    usual = {"date_id": DATE_ID, "starts_at": starts_at, "ends_at": None, "opens_at": None, "closes_at": starts_at}
    return {**usual, "door": "open", "places": 10, "free": 3, **words}


def signing_up(*dates: dict[str, Any], **words: Any) -> dict[str, Any]:
    usual = {"event_id": EVENT_ID, "slug": "giessrunde", "title": "Gießrunde", "waiting_list": True, "door": "open"}
    more = {"questions": [], "whole_series": False, "most_people": 5, "version": 0}
    return {**usual, **more, "dates": list(dates) or [a_standing()], **words}


def own(**words: Any) -> dict[str, Any]:
    event = {"id": EVENT_ID, "slug": "giessrunde", "title": "Gießrunde", "all_day": False}
    usual = {"state": "seated", "is_saved": False, "reminds": True, "people": 1, "place": None, "offer_until": None}
    more = {"email_hint": "a•••@example.org", "starts_at": a_date()["starts_at"], "ends_at": None, "door": "open"}
    return {**usual, **more, "event": event, **words}


@pytest.fixture(autouse=True)
def an_event(services: FakeServices) -> None:
    services.answer("GET /v1/events/giessrunde", a_whole_event())
    services.answer("GET /v1/events/giessrunde/registration", signing_up())
    services.answer(SEND, {"state": "mailed"}, 202)
    services.answer(f"POST /v1/events/{EVENT_ID}/reminders", {"state": "mailed"}, 202)


@pytest.mark.usefixtures("patience")
def test_the_form_of_an_event_is_sent(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/events/giessrunde/registration", signing_up(questions=QUESTIONS))
    page = send(
        browser, "/termine/giessrunde", to="/termine/giessrunde/anmelden",
        name="Ada", email="ada@example.org", personen="2", frage_q0="vegan", frage_q1="nein",
    )  # fmt: skip

    assert "ada@example.org" in page.text
    assert services.words_of(SEND) == {
        "email": "ada@example.org", "name": "Ada", "people": 2, "answers": {"q0": "vegan", "q1": False},
        "language": "de",
    }  # fmt: skip


@pytest.mark.usefixtures("patience")
def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(
    browser: FlaskClient, services: FakeServices
) -> None:
    services.answer("GET /v1/events/giessrunde/registration", signing_up(questions=QUESTIONS))
    page = send(browser, "/termine/giessrunde/anmelden", name="Ada & Co", email="ada", frage_q1="ja")

    assert page.status_code == 422
    assert 'id="email-e"' in page.text
    assert 'id="frage_q0-e"' in page.text
    assert 'value="Ada &amp; Co"' in page.text
    assert '<option value="ja" selected>' in page.text
    assert SEND not in services.lines()


@pytest.mark.usefixtures("patience")
def test_all_that_is_missing_is_said_at_once_as_it_stands_on_the_page(
    browser: FlaskClient, services: FakeServices
) -> None:
    dates = a_standing(), a_standing(date_id="d2", starts_at="2027-03-20T09:00:00+00:00")
    services.answer("GET /v1/events/giessrunde/registration", signing_up(*dates, questions=QUESTIONS))
    page = send(browser, "/termine/giessrunde/anmelden", personen="x").text

    assert "Bitte prüfe 5 Angaben" in page
    named = [page.index(f'href="#{name}"') for name in ("termin", "name", "email", "personen", "frage_q0")]
    assert named == sorted(named)
    assert SEND not in services.lines()


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize("kind", ["fully-booked", "registration-closed", "too-few-places", "event-off"])
def test_a_refusal_is_said_in_plain_words(browser: FlaskClient, services: FakeServices, kind: str) -> None:
    services.answer(SEND, {"type": f"urn:mosaik:problem:{kind}"}, 409)

    page = send(browser, "/en/termine/giessrunde/anmelden", name="Ada", email="ada@example.org")

    assert page.status_code == 409
    assert SENTENCES[kind] in page.text


def test_who_fills_in_the_trap_or_is_too_fast_writes_nobody(browser: FlaskClient, services: FakeServices) -> None:
    page = send(browser, "/termine/giessrunde/anmelden", name="Ada", email="ada@example.org", webseite="x")

    assert page.status_code == 422
    assert SEND not in services.lines()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"door": "waiting_list"}, "Auf die Warteliste"),
        ({"door": "full"}, "Alle Plätze sind vergeben."),
        ({"door": "closed"}, "Die Anmeldung ist geschlossen."),
        ({"door": "not_yet", "opens_at": "2027-02-01T09:00:00+00:00"}, "Die Anmeldung beginnt: Montag"),
        ({"door": "cancelled"}, "Dieser Termin fällt aus. Deshalb gibt es keine Anmeldung."),
        ({"door": "postponed"}, "sobald der neue Termin feststeht"),
        ({"door": "open", "free": 1}, "1 Platz ist frei."),
        ({"door": "open", "free": None, "places": None}, "Es sind Plätze frei."),
    ],
)
def test_each_state_has_its_sentence(
    browser: FlaskClient, services: FakeServices, words: dict[str, Any], says: str
) -> None:
    day = a_standing(**words)
    services.answer("GET /v1/events/giessrunde/registration", signing_up(day, door=day["door"]))
    page = browser.get("/termine/giessrunde").text

    assert says in page
    assert ("/termine/giessrunde/anmelden" in page) == (day["door"] in ("open", "waiting_list"))


def test_dates_are_chosen_where_there_are_several(browser: FlaskClient, services: FakeServices) -> None:
    other = a_standing(date_id="d2", starts_at="2027-03-20T09:00:00+00:00", door="waiting_list", free=0)
    full = a_standing(date_id="d3", starts_at="2027-03-27T09:00:00+00:00", door="full", free=0)
    services.answer("GET /v1/events/giessrunde/registration", signing_up(a_standing(), other, full))

    page = browser.get("/termine/giessrunde/anmelden").text

    assert f'value="{DATE_ID}">Samstag, 13. März 2027, 10 Uhr (3 Plätze frei)' in page
    assert "(Warteliste)" in page
    assert 'value="d3"' not in page


def test_an_event_page_stands_while_signing_up_is_away(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/events/giessrunde/registration", {}, 503)

    assert "macht kurz Pause" in browser.get("/termine/giessrunde").text


@pytest.mark.usefixtures("patience")
def test_an_event_is_saved_without_signing_up(browser: FlaskClient, services: FakeServices) -> None:
    assert "/termine/giessrunde/merken" in browser.get("/termine/giessrunde").text
    assert "soweit noch so viel Zeit bleibt" in browser.get("/termine/giessrunde/merken").text
    page = send(browser, "/termine/giessrunde/merken", email="ada@example.org")

    assert page.status_code == 200
    assert "Erst dann erinnern wir dich." in page.text
    assert "bekommt den Platz" not in page.text
    assert services.words_of(f"POST /v1/events/{EVENT_ID}/reminders") == {"email": "ada@example.org", "language": "de"}


def test_looking_at_a_link_confirms_nothing_and_the_button_does(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/registration", own(state="asked"))
    services.answer("PUT /v1/registration/confirmation", own())
    path = f"/anmeldung/bestaetigen/{TOKEN}"

    looked = browser.get(path)
    assert "Ja, ich möchte kommen" in looked.text
    assert looked.headers["Cache-Control"] == "no-store"
    assert services.lines()[-1] == "GET /v1/registration"

    assert "Du hast einen Platz." in browser.post(path, data={"zeichen": sealed(browser, path)}).text
    assert services.headers_of("PUT /v1/registration/confirmation")["Authorization"] == f"Link {TOKEN}"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"state": "waiting", "place": 4}, "Dein Platz in der Reihe: 4"),
        ({"state": "offered", "offer_until": "2027-03-01T09:00:00+00:00"}, "Wir halten ihn frei bis Montag, 1. März"),
        ({"state": "saved", "is_saved": True}, "zwei Stunden vorher, soweit noch so viel Zeit bleibt."),
        ({"state": "expired"}, "nicht rechtzeitig von dir gehört"),
        ({"state": "dismissed"}, "haben deine Anmeldung gestrichen"),
        ({"state": "left_out"}, "kein Platz für dich frei geworden"),
        ({"state": "cancelled"}, "Du bist abgemeldet"),
        ({"door": "cancelled"}, "Dieser Termin fällt aus."),
    ],
)
def test_ones_own_page_says_how_one_stands(
    browser: FlaskClient, services: FakeServices, words: dict[str, Any], says: str
) -> None:
    services.answer("GET /v1/registration", own(**words))

    assert says in browser.get(f"/anmeldung/{TOKEN}").text


@pytest.mark.parametrize(
    ("deed", "line"),
    [
        ("annehmen", "PUT /v1/registration/acceptance"),
        ("absagen", "PUT /v1/registration/cancellation"),
        ("weniger", "PUT /v1/registration/people"),
        ("still", "DELETE /v1/registration/reminders"),
    ],
)
def test_each_button_does_what_it_says(browser: FlaskClient, services: FakeServices, deed: str, line: str) -> None:
    services.answer("GET /v1/registration", own(people=3))
    services.answer(line, own())
    path = f"/anmeldung/{TOKEN}"

    page = browser.post(path, data={"zeichen": sealed(browser, path), "tun": deed, "personen": "2"})

    assert page.status_code == 200
    assert line in services.lines()
    assert browser.post(path, data={"tun": deed}).status_code == 403


def test_a_place_that_is_gone_is_said_calmly(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/registration", own(state="offered", offer_until="2027-03-01T09:00:00+00:00"))
    services.answer("PUT /v1/registration/acceptance", {"type": "urn:mosaik:problem:nothing-offered"}, 409)
    path = f"/anmeldung/{TOKEN}"

    page = browser.post(path, data={"zeichen": sealed(browser, path), "tun": "annehmen"})

    assert page.status_code == 409
    assert "wurde der nächsten Person in der Reihe angeboten" in page.text


@pytest.mark.parametrize("status", [401, 410])
def test_a_link_that_is_over_says_so(browser: FlaskClient, services: FakeServices, status: int) -> None:
    services.answer("GET /v1/registration", {"type": "urn:mosaik:problem:link-over"}, status)

    page = browser.get(f"/anmeldung/{TOKEN}")

    assert page.status_code == 404
    assert "Dieser Link gilt nicht mehr" in page.text


def test_one_click_of_a_mail_program_ends_the_reminders_of_a_seat(browser: FlaskClient, services: FakeServices) -> None:
    links = SealedLinks("secret", "http://localhost")
    token = narrowed(links.token("leave", UUID(EVENT_ID)), SEAT)
    services.answer("GET /v1/registration/reminders", own())
    services.answer("DELETE /v1/registration/reminders", own(reminds=False))

    assert "Keine Erinnerungen mehr an diesen Termin" in browser.get(f"/u/{token}").text
    assert "DELETE /v1/registration/reminders" not in services.lines()
    page = browser.post(f"/u/{token}", data={"List-Unsubscribe": "One-Click"})

    assert page.status_code == 200
    assert "Dein Platz bleibt dir" in page.text
    assert services.headers_of("DELETE /v1/registration/reminders")["Authorization"] == f"Link {token}"
