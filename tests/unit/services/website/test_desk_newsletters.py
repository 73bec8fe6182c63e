"""The desk of editors: newsletters are written, tried out and sent, and nothing typed is ever lost."""

import html
import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.website import TOKENS, FakeServices, a_date, a_listing, a_newsletter, an_offer, send

ID = a_newsletter()["id"]
DESK = "/eintragen/rundbriefe"
API = f"/v1/newsletters/{ID}"
TYPED = {"subject": "Frühling", "text": "Es wird **grün**.", "wem": "alle", "einmal": "once-0001", "tun": "sichern"}
PROGRESS = {"fanned_out": 5, "states": {"accepted": 2, "unknown": 1, "rejected": 1, "pending": 1}}


@pytest.fixture(autouse=True)
def an_editor(services: FakeServices) -> None:
    person = {"id": "p1", "email": "redaktion@example.org", "name": "Redaktion", "roles": ["editor"]}
    services.answer("POST /v1/tokens", {"tokens": TOKENS, "expires_in": 300, "person": person})
    services.answer("GET /v1/newsletters", {"items": [a_newsletter()], "total": 1, "page": 1, "size": 20})
    services.answer("GET /v1/newsletters/audience", {"count": 128, "languages": {"de": 120, "en": 8}})
    services.answer("POST /v1/newsletters", a_newsletter(), 201)
    services.answer(f"GET {API}", a_newsletter())
    services.answer(f"PUT {API}", a_newsletter())
    services.answer("POST /v1/newsletters/preview", {"subject": "x", "text": "Text", "html": "<html><head></head>Mail"})
    services.answer(f"GET {API}/preview", {"subject": "x", "text": "Text", "html": "<html><head></head>Mail"})
    services.answer("GET /v1/projects", a_listing())
    services.answer("GET /v1/organisations", a_listing())


@pytest.fixture
def editor(steward: FlaskClient) -> FlaskClient:
    return steward


@pytest.mark.parametrize("path", [DESK, f"{DESK}/neu", f"{DESK}/{ID}", f"{DESK}/{ID}/senden", "/eintragen/versand"])
def test_only_editors_come_in(website: Flask, browser: FlaskClient, services: FakeServices, path: str) -> None:
    assert browser.get(path).status_code == 303

    person = {"id": "p2", "email": "rosa@example.net", "name": "Rosa", "roles": []}
    services.answer("POST /v1/tokens", {"tokens": TOKENS, "expires_in": 300, "person": person})
    other = website.test_client()
    other.set_cookie("session", "other-secret")
    assert other.get(path).status_code == 403
    assert not [line for line in services.lines() if "newsletters" in line or "sending" in line]


def test_the_list_says_how_far_each_has_come(editor: FlaskClient, services: FakeServices) -> None:
    sent = a_newsletter(state="sending", progress=PROGRESS, started_at="2026-03-14T09:00:00+00:00")
    services.answer("GET /v1/newsletters", {"items": [sent], "total": 1, "page": 1, "size": 20})

    page = editor.get(DESK).text

    assert "2 von 5 haben ihn bekommen" in page
    assert "Geht raus" in page


def test_the_form_says_before_to_how_many_it_goes(editor: FlaskClient) -> None:
    page = editor.get(f"{DESK}/neu")

    assert "Er geht an 128 Personen." in page.text
    assert "frame-src &#39;self&#39;" not in page.text
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]


def test_a_newsletter_becomes_a_draft_once(editor: FlaskClient, services: FakeServices) -> None:
    page = send(editor, f"{DESK}/neu", **TYPED)

    assert page.headers["Location"] == f"{DESK}/{ID}?erledigt=gesichert"
    assert services.headers_of("POST /v1/newsletters")["Idempotency-Key"] == "once-0001"
    told = services.words_of("POST /v1/newsletters")
    assert told["words"] == {
        "de": {"subject": "Frühling", "preheader": None, "text": "Es wird **grün**."},
        "en": None,
    }
    assert told["audience"] == {"categories": [], "districts": []}


def test_topics_count_only_if_some_are_meant(editor: FlaskClient, services: FakeServices) -> None:
    page = send(editor, f"{DESK}/neu", **TYPED, thema="nature")
    assert page.status_code == 422, "ticked and not meant: asked, and never left out silently"
    assert 'value="nature" checked' in page.text

    send(editor, f"{DESK}/neu", **{**TYPED, "wem": "themen"}, thema="nature", stadtteil="altstadt")
    assert services.words_of("POST /v1/newsletters")["audience"] == {
        "categories": ["nature"],
        "districts": ["altstadt"],
    }


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"subject": ""}, "Der Betreff fehlt."),
        ({"text": " "}, "Der Text fehlt."),
        ({"subject_en": "Spring"}, "Auf Englisch braucht es"),
        ({"wem": "themen"}, "mindestens ein Thema"),
        ({"wem": "alle", "thema": "nature"}, "Du hast Themen oder Stadtteile angekreuzt, und „Alle“."),
        ({"wem": "alle", "stadtteil": "altstadt"}, "Du hast Themen oder Stadtteile angekreuzt, und „Alle“."),
    ],
)
def test_an_error_keeps_what_was_typed(
    editor: FlaskClient, services: FakeServices, wrong: dict[str, str], sentence: str
) -> None:
    page = send(editor, f"{DESK}/neu", **{**TYPED, "preheader": "Ein Satz", **wrong})

    assert page.status_code == 422
    assert sentence in page.text
    assert 'value="Ein Satz"' in page.text
    assert "POST /v1/newsletters" not in services.lines()


def test_a_session_that_ended_loses_nothing(editor: FlaskClient, services: FakeServices) -> None:
    services.answer("POST /v1/newsletters", {}, 401)

    page = send(editor, f"{DESK}/neu", **TYPED)

    assert page.status_code == 401
    assert "Du bist nicht mehr angemeldet." in page.text
    assert "Es wird **grün**." in page.text


def test_a_change_that_comes_too_late_shows_both(editor: FlaskClient, services: FakeServices) -> None:
    theirs = {"subject": "Sommer", "preheader": None, "text": "Es wird heiß."}
    services.answer(f"PUT {API}", {}, 412)
    services.answer(f"GET {API}", a_newsletter(version=4, words={"de": theirs, "en": None}))

    page = send(editor, f"{DESK}/{ID}/aendern", **TYPED, version="3")

    assert page.status_code == 412
    assert services.headers_of(f"PUT {API}")["If-Match"] == '"3"'
    assert "Es wird heiß." in page.text
    assert "Es wird **grün**." in page.text
    assert 'name="version" value="4"' in page.text


def test_words_typed_while_it_started_can_still_be_copied(editor: FlaskClient, services: FakeServices) -> None:
    services.answer(f"PUT {API}", {"type": "urn:mosaik:problem:on-its-way"}, 409)

    page = send(editor, f"{DESK}/{ID}/aendern", **TYPED, version="3")

    assert page.status_code == 409
    assert "Es wird **grün**." in page.text


def stuecke(page: str) -> list[dict[str, Any]]:
    return [json.loads(html.unescape(each)) for each in re.findall(r'name="stueck" value="([^"]*)"', page)]


def test_things_of_the_city_are_found_and_taken_in_without_script(editor: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/offers", a_listing(an_offer()))
    services.answer("GET /v1/events", a_listing(a_date()))
    searched = send(editor, f"{DESK}/neu", **{**TYPED, "tun": "suchen", "q": "gießen"}).text
    takes = [html.unescape(each) for each in re.findall(r'name="tun" value="(aufnehmen:[^"]*)"', searched)]

    assert len(takes) == 2
    assert "Frühling" in searched
    page = send(editor, f"{DESK}/neu", **{**TYPED, "tun": takes[0]}).text

    (taken,) = stuecke(page)
    assert taken["what"] == "event"
    assert taken["title"] == "Gießrunde"
    assert "POST /v1/newsletters" not in services.lines()


def test_a_series_is_found_once_with_its_next_date(editor: FlaskClient, services: FakeServices) -> None:
    dates = [a_date(starts_at=f"2027-03-{day}T09:00:00+00:00") for day in (13, 20)]
    services.answer("GET /v1/events", a_listing(*dates, a_date(event_id="e2", title="Fest")))
    services.answer("GET /v1/offers", a_listing())
    page = send(editor, f"{DESK}/neu", **{**TYPED, "tun": "suchen", "q": "gießen"}).text
    found = [json.loads(html.unescape(each)) for each in re.findall(r'name="gefunden" value="([^"]*)"', page)]

    assert [each["title"] for each in found] == ["Gießrunde", "Fest"]
    assert found[0]["starts_at"].startswith("2027-03-13")


@pytest.mark.parametrize(("chosen", "says"), [("", "mindestens ein Thema"), ("&thema=nature", "128 Personen")])
def test_some_people_are_counted_once_it_is_clear_who(editor: FlaskClient, chosen: str, says: str) -> None:
    assert says in editor.get(f"{DESK}/anzahl?wem=themen{chosen}").text


def test_things_are_moved_and_removed_without_script(editor: FlaskClient) -> None:
    things = [
        json.dumps({"what": "offer", "id": str(number), "slug": "a", "title": f"T{number}"}) for number in range(3)
    ]

    def after(deed: str) -> list[str]:
        page = send(editor, f"{DESK}/neu", **{**TYPED, "tun": deed}, stueck=things)
        return [each["title"] for each in stuecke(page.text)]

    assert after("hinauf:2") == ["T0", "T2", "T1"]
    assert after("hinunter:0") == ["T1", "T0", "T2"]
    assert after("hinauf:0") == ["T0", "T1", "T2"]
    assert after("weg:1") == ["T0", "T2"]
    assert after("weg:9") == ["T0", "T1", "T2"]


def test_things_that_make_no_sense_are_left_out(editor: FlaskClient, services: FakeServices) -> None:
    send(editor, f"{DESK}/neu", **TYPED, stueck=["{", "[]", '{"title": 3}', "[" * 20_000])

    assert services.words_of("POST /v1/newsletters")["items"] == []


def test_the_preview_shows_what_is_typed_in_a_closed_frame(editor: FlaskClient, services: FakeServices) -> None:
    page = send(editor, f"{DESK}/neu", to=f"{DESK}/vorschau", subject="", text="Halb", ansicht="de")

    assert services.words_of("POST /v1/newsletters/preview")["words"]["de"] == {
        "subject": "…",
        "preheader": None,
        "text": "Halb",
    }
    policy = page.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "allow-scripts" not in policy
    assert '<base target="_blank">' in page.text


def test_the_preview_can_be_plain_text(editor: FlaskClient) -> None:
    assert send(editor, f"{DESK}/neu", to=f"{DESK}/vorschau", text="x", ansicht="de-text").mimetype == "text/plain"
    assert editor.get(f"{DESK}/{ID}/ansicht?form=text").text == "Text"


def test_a_preview_that_is_refused_says_so_calmly(editor: FlaskClient, services: FakeServices) -> None:
    services.answer("POST /v1/newsletters/preview", {}, 422)

    page = send(editor, f"{DESK}/neu", to=f"{DESK}/vorschau", text="x")

    assert "Die Vorschau geht gerade nicht." in page.text


def test_a_test_goes_to_whoever_is_signed_in(editor: FlaskClient, services: FakeServices) -> None:
    services.answer(f"POST {API}/trials", None, 202)

    page = send(editor, f"{DESK}/{ID}", to=f"{DESK}/{ID}/test", email="elsewhere@example.org")

    assert page.headers["Location"].endswith("erledigt=test")
    assert services.words_of(f"POST {API}/trials") == {"language": "de"}


@pytest.mark.parametrize(
    ("typed", "at", "done"),
    [
        ({"wann": "jetzt"}, None, "gestartet"),
        ({"wann": "spaeter", "zeitpunkt": "2099-01-15T08:00"}, "2099-01-15T08:00:00+01:00", "geplant"),
    ],
)
def test_it_goes_out_now_or_later(
    editor: FlaskClient, services: FakeServices, typed: dict[str, str], at: str | None, done: str
) -> None:
    services.answer(f"PUT {API}/schedule", a_newsletter())

    page = send(editor, f"{DESK}/{ID}/senden", **typed, version="3")

    assert page.headers["Location"].endswith(f"erledigt={done}")
    assert services.words_of(f"PUT {API}/schedule") == {"at": at}
    assert services.headers_of(f"PUT {API}/schedule")["If-Match"] == '"3"'


@pytest.mark.parametrize("moment", ["", "morgen", "2020-01-01T08:00"])
def test_a_moment_that_can_not_be_is_asked_for_again(editor: FlaskClient, services: FakeServices, moment: str) -> None:
    page = send(editor, f"{DESK}/{ID}/senden", wann="spaeter", zeitpunkt=moment, version="3")

    assert page.status_code == 422
    assert f"PUT {API}/schedule" not in services.lines()


@pytest.mark.parametrize(("status", "done"), [(409, "war-schon-so"), (412, "veraltet")])
def test_scheduling_twice_or_unseen_is_said(
    editor: FlaskClient, services: FakeServices, status: int, done: str
) -> None:
    services.answer(f"PUT {API}/schedule", {}, status)

    assert send(editor, f"{DESK}/{ID}/senden", wann="jetzt", version="3").headers["Location"].endswith(done)


@pytest.mark.parametrize(
    ("step", "asked"),
    [
        ("pausieren", f"PUT {API}/pause"),
        ("weiter", f"DELETE {API}/pause"),
        ("zuruecknehmen", f"DELETE {API}/schedule"),
        ("abbrechen", f"PUT {API}/cancellation"),
    ],
)
def test_it_is_steered_by_buttons(editor: FlaskClient, services: FakeServices, step: str, asked: str) -> None:
    services.answer(asked, a_newsletter())

    assert send(editor, f"{DESK}/{ID}", to=f"{DESK}/{ID}/{step}").status_code == 303
    assert asked in services.lines()


@pytest.mark.parametrize("state", ["draft", "scheduled", "sending", "paused", "sent", "cancelled"])
def test_every_state_has_a_page(editor: FlaskClient, services: FakeServices, state: str) -> None:
    moments = {"scheduled_at": "2026-03-14T09:00:00+00:00", "started_at": "2026-03-14T09:00:00+00:00"}
    services.answer(f"GET {API}", a_newsletter(state=state, progress=PROGRESS, is_public=state == "sent", **moments))

    page = editor.get(f"{DESK}/{ID}")

    assert page.status_code == 200
    assert "2 von 5 haben ihn bekommen" in page.text
    assert editor.get(f"/en{DESK}/{ID}").status_code == 200


def test_who_has_not_got_it_is_told_with_why_and_what_next(editor: FlaskClient, services: FakeServices) -> None:
    person = {
        "person_id": None,
        "address": "b•••@example.org",
        "state": "rejected",
        "why": "Dieses Postfach gibt es nicht.",
        "then": "Wir schreiben nicht mehr an diese Adresse.",
        "attempt": 1,
        "next_at": None,
        "reply": "5.1.1 <script>",
        "updated_at": None,
    }
    services.answer(f"GET {API}", a_newsletter(state="sent", progress=PROGRESS))
    services.answer(f"GET {API}/recipients", {"items": [person], "total": 3, "next": 7})

    page = editor.get(f"{DESK}/{ID}/empfaenger?stand=rejected").text

    assert "Dieses Postfach gibt es nicht." in page
    assert "5.1.1 &lt;script&gt;" in page
    assert "nach=7" in page
    assert services.asked[-2].url.params["state"] == "rejected"


def test_how_sending_stands_is_told_in_words(editor: FlaskClient, services: FakeServices) -> None:
    lane = {
        "waiting": 0,
        "paused": 0,
        "oldest_due_at": None,
        "sent_last_hour": 4,
        "distrusted": 0,
        "rests_until": None,
        "reason": None,
    }
    rests = {"waiting": 7, "rests_until": "2027-03-14T09:00:00+00:00", "reason": "connection refused"}
    doubt = {
        "notification_id": 12,
        "topic": "offer",
        "title": None,
        "count": 2,
        "can_be_sent_again": True,
        "created_at": "2026-03-14T09:00:00+00:00",
        "last_at": "2026-03-14T09:00:00+00:00",
    }
    lanes = [{**lane, "lane": "letters"}, {**lane, **rests, "lane": "newsletters"}]
    services.answer(
        "GET /v1/sending", {"lanes": lanes, "domains": [], "in_doubt": [doubt], "suppressed": {"no_such_address": 3}}
    )
    services.answer("PUT /v1/notifications/12/unknown/resending", {"resent": 2})

    page = editor.get("/eintragen/versand").text

    assert "Der Mail-Server antwortet nicht, wie er soll." in page
    assert "connection refused" in page
    assert "3 Adressen" in page
    assert send(editor, "/eintragen/versand", to="/eintragen/versand/12/noch-einmal").status_code == 303
    assert "PUT /v1/notifications/12/unknown/resending" in services.lines()
    lanes = [{**lane, "lane": "newsletters", "distrusted": 9}]
    services.answer("GET /v1/sending", {"lanes": lanes, "domains": [], "in_doubt": [], "suppressed": {}})
    assert "Manche Mail-Server vertrauen unserem nicht." in editor.get("/eintragen/versand").text


def test_the_page_names_each_provider_that_is_left_in_peace(editor: FlaskClient, services: FakeServices) -> None:
    lane = {"waiting": 0, "paused": 0, "oldest_due_at": None, "sent_last_hour": 0, "distrusted": 0}
    lanes = [{**lane, "lane": "newsletters", "rests_until": None, "reason": None}]
    resting = {
        "lane": "newsletters",
        "domain": "grosspost.example",
        "until": "2027-03-14T09:00:00+00:00",
        "reason": "550 5.7.1 <who> are you",
    }
    services.answer("GET /v1/sending", {"lanes": lanes, "domains": [resting], "in_doubt": [], "suppressed": {}})

    page = editor.get("/eintragen/versand").text

    assert "Manche Mail-Server vertrauen unserem nicht." in page
    assert "Eine Stunde in Ruhe gelassen" in page
    assert "grosspost.example" in page
    assert "bis Sonntag, 14. März" in page
    assert "550 5.7.1 &lt;who&gt; are you" in page
    assert "Left in peace for an hour" in editor.get("/en/eintragen/versand").text


GONE: dict[str, Any] = {
    "what": "event",
    "id": "e1",
    "slug": "giessrunde",
    "title": "Gießrunde",
    "summary": None,
    "organisation_name": "Gießkannenbund",
    "categories": [],
    "district": None,
    "place": None,
    "effort": None,
    "starts_at": None,
    "starts_on": None,
}


@pytest.mark.parametrize(("how", "says"), [("cancelled", "abgesagt"), ("withdrawn", "nicht mehr auf unserer Seite")])
def test_an_editor_is_warned_of_what_is_off_and_sends_it_back_as_it_was(
    editor: FlaskClient, services: FakeServices, how: str, says: str
) -> None:
    services.answer(f"GET {API}", a_newsletter(items=[{**GONE, "gone": how}]))

    page = editor.get(f"{DESK}/{ID}").text

    assert "Eine Sache darin gibt es so nicht mehr" in page
    assert f"Gießrunde: {says}" in page
    assert "Lässt du sie drin, sagt die Mail das dazu." in page
    form = editor.get(f"{DESK}/{ID}/aendern").text
    assert "Gießrunde" in form
    assert "gone" not in form


def test_what_is_all_there_warns_nobody(editor: FlaskClient, services: FakeServices) -> None:
    services.answer(f"GET {API}", a_newsletter(items=[{**GONE, "gone": None}]))

    assert "gibt es so nicht mehr" not in editor.get(f"{DESK}/{ID}").text


def test_the_web_copy_says_what_is_off_and_leads_to_no_lost_page(browser: FlaskClient, services: FakeServices) -> None:
    card = {"slug": "fruehling", "subject": "Frühling", "started_at": "2026-03-14T09:00:00+00:00"}
    words = {"de": {"subject": "Frühling", "preheader": None, "text": "Ja."}, "en": None}
    items = [{**GONE, "gone": "cancelled"}, {**GONE, "slug": "hofladen", "gone": "withdrawn"}]
    services.answer("GET /v1/newsletters/fruehling/web", {**card, "words": words, "items": items})

    page = browser.get("/rundbrief/fruehling").text

    assert "abgesagt" in page
    assert "nicht mehr auf unserer Seite" in page
    assert 'href="/termine/giessrunde"' in page
    assert "/termine/hofladen" not in page


def test_everybody_may_read_what_went_out(browser: FlaskClient, services: FakeServices) -> None:
    card = {"slug": "fruehling", "subject": "Frühling", "started_at": "2026-03-14T09:00:00+00:00"}
    item: dict[str, Any] = {
        "what": "event",
        "id": "x",
        "slug": "giessrunde",
        "title": "Gießrunde",
        "summary": None,
        "organisation_name": "Gießkannenbund",
        "categories": [],
        "district": "altstadt",
        "place": None,
        "effort": None,
        "starts_at": "2027-03-13T09:00:00+00:00",
        "starts_on": None,
    }
    words = {"de": {"subject": "Frühling", "preheader": "Kurz", "text": "Es wird **grün** <b>x</b>."}, "en": None}
    services.answer("GET /v1/newsletters/archive", {"items": [card], "total": 1, "page": 1, "size": 20})
    services.answer("GET /v1/newsletters/fruehling/web", {**card, "words": words, "items": [item]})

    page = browser.get("/rundbrief/fruehling").text

    assert "<strong>grün</strong>" in page
    assert "&lt;b&gt;" in page
    assert 'href="/termine/giessrunde"' in page
    assert "/rundbrief/fruehling" in browser.get("/rundbrief").text
    assert 'lang="de"' in browser.get("/en/rundbrief/fruehling").text
    assert browser.get("/rundbrief/gibt-es-nicht").status_code == 404
