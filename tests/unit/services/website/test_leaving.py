"""Leaving by the link of a mail: one click for people and mail programs, and nothing by looking."""

import pytest
from flask.testing import FlaskClient

from tests.support.website import FakeServices, a_departure

DEPART = "PUT /v1/subscription/departure"
KINDS = ["application/x-www-form-urlencoded", "multipart/form-data"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_program_leaves_with_one_click(browser: FlaskClient, services: FakeServices, kind: str) -> None:
    for _ in range(3):
        page = browser.post("/u/t", data={"List-Unsubscribe": "One-Click"}, content_type=kind)
        assert page.status_code == 200
        assert "Location" not in page.headers
        assert "Set-Cookie" not in page.headers
    assert services.words_of(DEPART) == {"wish": "scope", "until": None}
    assert services.headers_of(DEPART)["Authorization"] == "Link t"


@pytest.mark.parametrize("origin", [None, "https://mail.example", "null"])
def test_one_click_needs_no_cookie_and_may_come_from_anywhere(browser: FlaskClient, origin: str | None) -> None:
    headers = {"Origin": origin, "Sec-Fetch-Site": "cross-site"} if origin else {}
    assert browser.post("/en/u/t", data=b"List-Unsubscribe=One-Click", headers=headers).status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_ends_nothing(browser: FlaskClient, services: FakeServices, method: str) -> None:
    assert browser.open("/u/t", method=method).status_code == 200
    assert DEPART not in services.lines()


def test_a_mail_about_a_topic_offers_every_way_to_hear_less(browser: FlaskClient) -> None:
    page = browser.get("/u/t").text
    assert "Keine Nachrichten zu Stadtgrün &amp; Artenvielfalt mehr" in page
    for value in ("woche", "art", "newsletter", "pause", "alles"):
        assert f'name="tun" value="{value}"' in page


@pytest.mark.parametrize(
    ("scope", "says", "not_there"),
    [
        ("", "Alle Nachrichten abbestellen", ("woche", "art", "newsletter", "alles")),
        ("newsletter", "Keinen Rundbrief mehr", ("woche", "art", "newsletter")),
        ("reminders", "Keine Erinnerungen mehr", ("woche", "art")),
        ("weekly", "Keine Übersicht für die Woche mehr", ("woche", "art")),
        ("event", "Keine Nachrichten über Termine mehr", ("art",)),
    ],
)
def test_each_sort_of_mail_offers_what_makes_sense(
    browser: FlaskClient, services: FakeServices, scope: str, says: str, not_there: tuple[str, ...]
) -> None:
    services.answer("GET /v1/subscription/departure", a_departure(scope=scope))
    page = browser.get("/u/t").text
    assert says in page
    assert [value for value in not_there if f'value="{value}"' in page] == []


@pytest.mark.parametrize(
    ("typed", "wish"),
    [
        ({"tun": "art"}, "kind"),
        ({"tun": "woche"}, "weekly"),
        ({"tun": "newsletter"}, "newsletter"),
        ({"tun": "alles"}, "everything"),
        ({"tun": "pause", "bis": "2027-05-01"}, "pause"),
        ({"tun": "anything else"}, "scope"),
    ],
)
def test_each_button_asks_for_what_it_says(
    browser: FlaskClient, services: FakeServices, typed: dict[str, str], wish: str
) -> None:
    assert browser.post("/u/t", data=typed).status_code == 200
    assert services.words_of(DEPART) == {"wish": wish, "until": typed.get("bis")}


def test_a_pause_without_a_good_day_is_asked_for_again(browser: FlaskClient, services: FakeServices) -> None:
    services.answer(DEPART, {"type": "urn:mosaik:problem:x"}, 422)
    page = browser.post("/u/t", data={"tun": "pause", "bis": "bald"})
    assert page.status_code == 422
    assert "Bitte wähle einen Tag ab morgen" in page.text
    assert 'aria-invalid="true"' in page.text


def test_what_is_ended_already_is_not_offered_again(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/subscription/departure", a_departure(ways=["newsletter"]))
    page = browser.get("/u/t").text
    assert "Das ist schon abbestellt." in page
    assert "Keine Nachrichten zu Stadtgrün" not in page
    assert [value for value in ("woche", "art") if f'value="{value}"' in page] == []
    assert all(f'value="{value}"' in page for value in ("newsletter", "pause", "alles"))


def test_a_pause_says_from_which_day_on_we_write_again(browser: FlaskClient, services: FakeServices) -> None:
    services.answer(DEPART, a_departure(paused_until="2031-05-01T00:00:00+02:00"))
    page = browser.post("/u/t", data={"tun": "pause", "bis": "2031-05-01"}).text
    assert "Ab Donnerstag, 1. Mai 2031 schreiben wir dir wieder." in page


def test_who_has_left_everything_is_told_so(browser: FlaskClient, services: FakeServices) -> None:
    services.answer(DEPART, a_departure(state="left"))
    page = browser.post("/u/t").text
    assert "Alle Nachrichten" in page
    assert 'value="alles"' not in page


def test_who_left_a_part_may_still_end_the_rest(browser: FlaskClient) -> None:
    page = browser.post("/u/t").text
    assert "Erledigt: Keine Nachrichten zu Stadtgrün &amp; Artenvielfalt mehr." in page
    assert 'value="alles"' in page


def test_a_forged_link_ends_nothing_and_says_what_to_do(browser: FlaskClient, services: FakeServices) -> None:
    services.answer(DEPART, {"type": "urn:mosaik:problem:link-refused"}, 401)
    page = browser.post("/u/forged", data={"List-Unsubscribe": "One-Click"})
    assert page.status_code == 404
    assert "Schickt mir meinen Link" in page.text
