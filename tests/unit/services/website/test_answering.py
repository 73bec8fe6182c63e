"""Suggesting something, and saying that something is wrong: all troubles said at once, and nothing typed is lost."""

import pytest
from flask.testing import FlaskClient

from tests.support.website import ORGANISATION, FakeServices, sealed, send

PAGE = "/melden?seite=/mitmachen/beete-giessen"


def test_a_report_names_the_thing_it_is_about(browser: FlaskClient) -> None:
    page = browser.get(PAGE).text
    assert '<a href="/mitmachen/beete-giessen">Beete gießen</a>' in page
    assert '<a href="/en/mitmachen/beete-giessen">' in browser.get(f"/en{PAGE}").text


@pytest.mark.parametrize(
    ("has_stewards", "way"),
    [(True, "/eintragen/entwurf/neu?art=offer&amp;zu=o1"), (False, "/melden?seite=/mitmachen/beete-giessen")],
)
def test_who_is_asked_whether_it_is_true_can_say_what_is_not(
    browser: FlaskClient, services: FakeServices, has_stewards: bool, way: str
) -> None:
    secret = "s" * 43
    about = {"kind": "offer", "subject_id": "o1", "slug": "beete-giessen", "title": "Beete gießen"}
    asked = {"organisation": ORGANISATION, "confirmed_on": None, "hidden_at": None, "answer": None}
    services.answer(f"GET /v1/freshness-checks/{secret}", about | asked | {"has_stewards": has_stewards})

    assert f'class="more" href="{way}"' in browser.get(f"/stimmt-noch/{secret}").text
    assert f'class="more" href="/en{way}"' in browser.get(f"/en/stimmt-noch/{secret}").text


@pytest.mark.parametrize("path", ["/gruppen", "/mitmachen/gibt-es-nicht", "/nix", "//x.example", "/termine/a?b=c", ""])
def test_a_page_about_no_thing_is_where_one_comes_from(browser: FlaskClient, path: str) -> None:
    page = browser.get("/melden", query_string={"seite": path})
    assert page.status_code == 200
    assert "die Seite, von der du kommst</a>" in page.text


def test_a_report_can_be_made_while_the_directory_is_away(browser: FlaskClient, services: FakeServices) -> None:
    services.is_away = True
    assert "die Seite, von der du kommst</a>" in browser.get(PAGE).text


@pytest.mark.usefixtures("patience")
def test_editors_hear_what_the_thing_is_called(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("POST /v1/reports", None, 201)
    send(browser, PAGE, seite="/mitmachen/beete-giessen", text="Die Nummer stimmt nicht.")
    told = services.words_of("POST /v1/reports")
    assert (told["path"], told["title"]) == ("/mitmachen/beete-giessen", "Beete gießen")


def test_all_that_is_wrong_with_a_report_is_said_at_once(browser: FlaskClient) -> None:
    page = send(browser, PAGE, seite="/gruppen", text=" ", an="kim")
    assert page.status_code == 422
    assert "Bitte schreib, was nicht stimmt." in page.text
    assert "vollständige Adresse" in page.text
    assert "sehr schnell" not in page.text


@pytest.mark.usefixtures("patience")
def test_a_report_that_is_too_long_is_not_cut_in_silence(browser: FlaskClient, services: FakeServices) -> None:
    page = send(browser, PAGE, seite="/gruppen", text="x" * 5001)
    assert page.status_code == 422
    assert "x" * 5001 in page.text
    assert "POST /v1/reports" not in services.lines()


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.usefixtures("patience")
def test_what_nobody_takes_now_is_kept_in_the_form(browser: FlaskClient, services: FakeServices, status: int) -> None:
    services.answer("POST /v1/reports", {"type": "urn:mosaik:problem:x"}, status)
    page = send(browser, PAGE, seite="/gruppen", text="Die Nummer stimmt nicht.")
    assert page.status_code == status
    assert "Die Nummer stimmt nicht.</textarea>" in page.text


def test_who_types_fast_hears_first_what_is_missing(browser: FlaskClient) -> None:
    page = send(browser, "/vorschlag", art="organisation", an="kim", description="Wir gießen.")
    assert page.status_code == 422
    assert "Das fehlt noch." in page.text
    assert "vollständige Adresse" in page.text
    assert "sehr schnell" not in page.text
    assert "Wir gießen." in page.text


def test_who_types_faster_than_people_do_sends_once_more(browser: FlaskClient, services: FakeServices) -> None:
    page = send(browser, "/vorschlag", art="organisation", name="Repair-Café", an="kim@example.org")
    assert page.status_code == 422
    assert "sehr schnell" in page.text
    assert 'value="Repair-Café"' in page.text
    assert "POST /v1/proposals" not in services.lines()


def test_whoever_suggests_a_series_chooses_which_dates_are_left_out(
    browser: FlaskClient, services: FakeServices
) -> None:
    date = {"starts_at": "2036-06-21T08:00:00+00:00"}
    services.answer("POST /v1/schedules", {"dates": [date], "total": 1, "goes_on": True})
    typed = {"title": "Chor", "starts_at": "2036-06-14", "starts_at-um": "10:00", "rule": "FREQ=WEEKLY"}

    page = send(browser, "/vorschlag?art=event", to="/vorschlag", art="event", **typed, tun="mehr:left_out").text

    assert services.words_of("POST /v1/schedules") == {"starts_at": "2036-06-14T10:00", "rule": "FREQ=WEEKLY"}
    assert 'name="left_out-0-day"' in page
    assert '<option value="2036-06-21">Samstag, 21. Juni 2036, 10 Uhr</option>' in page
    assert 'value="Chor"' in page
    assert "POST /v1/proposals" not in services.lines()
    less = send(browser, "/vorschlag", art="event", **{"left_out-0-day": "2036-06-21"}, tun="weniger:left_out-0").text
    assert 'name="left_out-0-day"' not in less


def test_whoever_gives_a_link_to_join_reads_that_it_is_public(browser: FlaskClient) -> None:
    for address, words in (
        ("/vorschlag?art=event", ("Alle können ihn lesen", "gehört in die Nachricht an die, die einen Platz haben.")),
        ("/en/vorschlag?art=event", ("Everybody can read it", "belongs into the message to those who have a seat.")),
    ):
        page = browser.get(address).text
        assert [word in page for word in words] == [True, True]


@pytest.mark.usefixtures("patience")
def test_what_somebody_suggests_says_all_of_its_dates(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("POST /v1/proposals", None, 202)
    services.answer("GET /v1/likes", {"items": []})
    token = sealed(browser, "/vorschlag?art=event")
    first = {"title": "Chor", "starts_at": "2036-06-14", "starts_at-um": "10:00", "rule": "FREQ=WEEKLY"}
    others = {"left_out-0-day": "2036-06-21", "changed_dates-0-original_start": "2036-06-28"}
    note = {"changed_dates-0-title_note": "mit Gast", "further_starts-0-starts_at": "2036-07-01T18:00"}
    browser.post(
        "/vorschlag", data={**first, **others, **note, "zeichen": token, "art": "event", "an": "kim@example.org"}
    )

    words = services.words_of("POST /v1/proposals")["words"]

    assert words["left_out"] == ["2036-06-21T10:00"]
    assert words["further_starts"] == ["2036-07-01T18:00"]
    assert words["changed_dates"] == [{"original_start": "2036-06-28T10:00", "title_note": "mit Gast"}]


@pytest.mark.usefixtures("patience")
def test_a_suggestion_outlives_a_service_that_is_away(browser: FlaskClient, services: FakeServices) -> None:
    token = sealed(browser, "/vorschlag")
    services.is_away = True
    typed = {"zeichen": token, "art": "organisation", "name": "Repair-Café", "an": "kim@example.org", "aehnlich": "ja"}
    page = browser.post("/vorschlag", data=typed)
    assert page.status_code == 503
    assert 'value="Repair-Café"' in page.text


SECRET = "s" * 43
AGAIN = f"/vorschlag/noch-einmal/{SECRET}"
REFUSED = {
    "kind": "organisation",
    "subject_id": None,
    "organisation_id": None,
    "words": {
        "name": "Repair-Café",
        "categories": ["consumption"],
        "website": "https://example.org",
        "street": "Am Hof 1",
    },
    "email": "kim@example.org",
    "reason": "Wann habt ihr offen?\n\nUnd wo?",
}


def test_a_refused_suggestion_opens_with_its_words_and_the_reason(browser: FlaskClient, services: FakeServices) -> None:
    services.answer(f"GET /v1/proposals/{SECRET}", REFUSED)

    shown = browser.get(AGAIN)

    assert shown.headers["Cache-Control"] == "no-store"
    assert "noindex" in shown.text
    for words in ('value="Repair-Café"', 'value="https://example.org"', 'value="Am Hof 1"', 'value="kim@example.org"'):
        assert words in shown.text
    assert "<p>Wann habt ihr offen?</p>\n<p>Und wo?</p>" in shown.text
    assert 'value="consumption" checked' in shown.text
    assert "Their reason:" in browser.get(f"/en{AGAIN}").text
    assert [each.method for each in services.asked if "proposals" in each.url.path] == ["GET", "GET"]


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize("is_over", [False, True])
def test_sending_it_again_makes_a_new_suggestion_also_once_the_link_is_over(
    browser: FlaskClient, services: FakeServices, is_over: bool
) -> None:
    services.answer(f"GET /v1/proposals/{SECRET}", REFUSED)
    services.answer("POST /v1/proposals", None, 202)
    services.answer("GET /v1/likes", {"items": []})
    token = sealed(browser, AGAIN)
    if is_over:
        del services.answers[f"GET /v1/proposals/{SECRET}"]
    typed = {"zeichen": token, "art": "organisation", "an": "kim@example.org", "name": "Repair-Café Süd"}

    nameless = browser.post(AGAIN, data=typed | {"name": ""})
    sent = browser.post(AGAIN, data=typed)

    assert (nameless.status_code, "Und wo?" in nameless.text) == (422, not is_over)
    assert "kim@example.org" in sent.text
    told = services.words_of("POST /v1/proposals")
    assert (told["words"], told.get("subject_id")) == ({"name": "Repair-Café Süd"}, None)


@pytest.mark.usefixtures("patience")
def test_a_refused_change_stays_a_change(browser: FlaskClient, services: FakeServices) -> None:
    about = {"kind": "offer", "subject_id": "o1", "organisation_id": ORGANISATION["id"], "words": {"title": "Gießen"}}
    services.answer(f"GET /v1/proposals/{SECRET}", REFUSED | about)
    services.answer("POST /v1/proposals", None, 202)
    services.answer("GET /v1/likes", {"items": []})

    send(browser, AGAIN, art="offer", title="Gießen", an="kim@example.org")

    told = services.words_of("POST /v1/proposals")
    assert (told["subject_id"], told["organisation_id"]) == ("o1", ORGANISATION["id"])


@pytest.mark.parametrize("secret", [SECRET, "zu-kurz"])
def test_a_link_that_is_over_leads_to_the_empty_form(browser: FlaskClient, secret: str) -> None:
    page = browser.get(f"/vorschlag/noch-einmal/{secret}")
    assert page.status_code == 404
    assert "Du hast nichts falsch gemacht" in page.text
    assert '<a class="btn" href="/vorschlag">' in page.text


def test_a_group_is_suggested_with_its_website_and_its_address(browser: FlaskClient) -> None:
    page = browser.get("/vorschlag").text
    assert [f'name="{name}"' in page for name in ("website", "street", "post_code", "district")] == [True] * 4
