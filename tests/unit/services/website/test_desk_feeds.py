"""A group's own calendar at its desk: given, looked at, let in, asked about, left."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.website import ORGANISATION, TOKENS, FakeServices, a_listing, sealed, send
from tests.unit.services.website.test_drafts import API as DRAFT_API
from tests.unit.services.website.test_drafts import PATH as DRAFT
from tests.unit.services.website.test_drafts import a_draft

DESK = "/eintragen/kalender"
ID = "6f1c0b8e-0000-4000-8000-00000000000b"
PAGE, FEED = f"{DESK}/{ID}", f"/v1/feeds/{ID}"
NEW = f"{DESK}/neu/{ORGANISATION['slug']}"
ADDRESS = "https://radbund.example.org/kalender.ics"
EVENT = "6f1c0b8e-0000-4000-8000-0000000000e1"
FOLLOWED = {"feed_id": ID, "address": ADDRESS, "is_detached": False, "detached_dates": []}


def a_feed(**words: Any) -> dict[str, Any]:
    chosen = {"address": ADDRESS, "only_words": [], "only_categories": [], "categories": ["mobility"], "district": None}
    how = {"ahead_days": 180, "publishes": False, "shows_source": True, "state": "active", "version": 4, "failures": 0}
    last = {"last_read_at": "2027-03-13T09:00:00+00:00", "last_kind": "read", "last_sentence": "Er wurde gelesen."}
    about = {"id": ID, "organisation_id": ORGANISATION["id"], "preview": None, "question": None}
    return {**about, **chosen, **how, **last, **words}


def a_line(**words: Any) -> dict[str, Any]:
    usual = {"verdict": "new", "title": "Radtour <b>", "place": "Markt", "starts_at": "2027-03-20T09:00:00+00:00"}
    return {**usual, "all_day": False, "dates": 12, "status": "scheduled", **words}


@pytest.fixture(autouse=True)
def a_calendar(services: FakeServices) -> None:
    services.answer("GET /v1/feeds", {"items": [a_feed()]})
    services.answer("POST /v1/feeds", a_feed(state="trying"), 201)
    services.answer(f"GET {FEED}", a_feed())
    services.answer(f"PUT {FEED}", a_feed())
    services.answer(f"DELETE {FEED}", None, 204)
    services.answer(f"PUT {FEED}/answer", a_feed())
    for method in ("PUT", "DELETE"):
        services.answer(f"{method} {FEED}/confirmation", a_feed())
    services.answer(f"GET {FEED}/readings", {"items": []})


def shown(steward: FlaskClient, services: FakeServices, **words: Any) -> str:
    services.answer(f"GET {FEED}", a_feed(**words))
    return steward.get(PAGE).text


def press(steward: FlaskClient, to: str = "", **typed: Any) -> Any:
    return steward.post(PAGE + to, data={"zeichen": sealed(steward, PAGE), **typed})


def test_who_is_not_signed_in_is_asked_to(browser: FlaskClient) -> None:
    for page in (DESK, NEW, PAGE):
        assert browser.get(page).headers["Location"] == f"/anmelden?weiter={page}"


def test_the_calendars_of_a_group_are_listed(steward: FlaskClient, services: FakeServices) -> None:
    page = steward.get(DESK).text
    assert f'href="{PAGE}"' in page
    assert f'href="{NEW}"' in page
    assert "Wird jede Stunde gelesen" in page
    assert services.asked[-1].url.params["organisation_id"] == ORGANISATION["id"]


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ({"state": "trying"}, "Wird gerade gelesen"),
        ({"state": "tried"}, "Wartet auf dich"),
        ({"state": "paused"}, ">Pause</span>"),
        ({"failures": 3, "last_sentence": "Unter dieser Adresse ist nichts."}, "Lässt sich nicht lesen"),
        ({"question": {"missing": 9, "sentence": "9 Termine fehlen."}}, "Fragt dich etwas"),
    ],
)
def test_each_calendar_says_how_it_stands(
    steward: FlaskClient, services: FakeServices, words: dict[str, Any], sign: str
) -> None:
    services.answer("GET /v1/feeds", {"items": [a_feed(**words)]})
    assert sign in steward.get(DESK).text


def test_an_address_is_given_with_its_choices(steward: FlaskClient, services: FakeServices) -> None:
    typed: dict[str, Any] = {
        "adresse": ADDRESS,
        "thema": ["mobility", "nature"],
        "worte": "Rad, Tour",
        "voraus": "90",
        "sofort": "ja",
    }
    answer = send(steward, NEW, stadtteil="altstadt", kategorien="Öffentlich", **typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert services.words_of("POST /v1/feeds") == {
        "organisation_id": ORGANISATION["id"],
        "address": ADDRESS,
        "only_words": ["Rad", "Tour"],
        "only_categories": ["Öffentlich"],
        "categories": ["mobility", "nature"],
        "district": "altstadt",
        "ahead_days": 90,
        "publishes": True,
        "shows_source": False,
    }


def test_what_is_missing_is_said_and_nothing_typed_is_lost(steward: FlaskClient, services: FakeServices) -> None:
    answer = send(steward, NEW, adresse=ADDRESS, worte="Rad")
    assert answer.status_code == 422
    assert "Bitte wähl ein bis drei Themen." in answer.text
    assert f'value="{ADDRESS}"' in answer.text
    assert 'value="Rad"' in answer.text
    assert "POST /v1/feeds" not in services.lines()


def test_what_the_calendar_does_not_accept_stands_at_its_field(steward: FlaskClient, services: FakeServices) -> None:
    services.answer("POST /v1/feeds", {"type": "urn:mosaik:problem:malformed", "errors": {"address": ["?"]}}, 422)
    answer = send(steward, NEW, adresse="nonsense", thema="nature")
    assert answer.status_code == 422
    assert "Bitte gib die Adresse eines Kalenders ein." in answer.text


def test_the_calendar_of_somebody_else_is_not_given(steward: FlaskClient) -> None:
    assert steward.get(f"{DESK}/neu/eine-andere").status_code == 404


def test_while_it_is_read_the_page_looks_again(steward: FlaskClient, services: FakeServices) -> None:
    page = shown(steward, services, state="trying")
    watched = page[page.index('id="stand" data-watch') : page.index("<aside")]
    assert "Ansehen, wie weit" in watched
    assert "Was uns aufgefallen ist" in watched


@pytest.mark.parametrize(("shows", "words"), [(True, "steht bei jedem Termin"), (False, "wird nicht gezeigt")])
def test_the_choices_say_whether_the_source_is_shown(
    steward: FlaskClient, services: FakeServices, shows: bool, words: str
) -> None:
    assert words in shown(steward, services, shows_source=shows)


def test_the_preview_shows_what_would_come_in(steward: FlaskClient, services: FakeServices) -> None:
    events = [a_line(), a_line(title="Wanderung", verdict="duplicate", all_day=True, dates=1)]
    preview = {"counts": {"new": 1, "duplicate": 1}, "ignored": {"private": 2}, "events": events}
    page = shown(steward, services, state="tried", preview=preview)
    for words in ("Radtour &lt;b&gt;", "Samstag, 20. März", "12 Termine", "Markt", "2 private Termine bleiben draußen"):
        assert words in page
    assert "Auch Links zum Mitmachen im Netz sind öffentlich." in page
    assert "Schon da, von Hand eingetragen" in page
    assert 'value="einlassen"' in page


def test_a_calendar_that_cannot_be_read_says_why(steward: FlaskClient, services: FakeServices) -> None:
    sentence = "Die Adresse liefert eine Webseite statt eines Kalenders."
    page = shown(steward, services, state="tried", preview={"kind": "not_a_calendar", "sentence": sentence})
    assert sentence in page
    assert f'href="{PAGE}/aendern"' in page
    assert 'value="einlassen"' not in page


@pytest.mark.parametrize(
    ("deed", "line", "words"),
    [
        ("einlassen", f"PUT {FEED}/confirmation", None),
        ("anhalten", f"DELETE {FEED}/confirmation", None),
        ("behalten", f"PUT {FEED}/answer", {"events": "keep"}),
        ("zurueckziehen", f"PUT {FEED}/answer", {"events": "withdraw"}),
    ],
)
def test_a_button_does_what_it_says(
    steward: FlaskClient, services: FakeServices, deed: str, line: str, words: dict[str, str] | None
) -> None:
    question: dict[str, Any] = {"missing": 9, "sentence": "9 Termine stehen nicht mehr im Kalender."}
    assert question["sentence"] in shown(steward, services, question=question)
    answer = press(steward, tun=deed)
    assert answer.status_code == 303
    assert line in services.lines()
    assert words is None or services.words_of(line) == words
    assert 'class="done-box"' in steward.get(answer.headers["Location"]).text


@pytest.mark.parametrize(
    ("deed", "kind", "path", "sentence"),
    [
        ("einlassen", "not-tried-yet", "confirmation", "Dieser Kalender wurde noch nicht gelesen"),
        ("behalten", "nothing-asked", "answer", "Zu diesem Kalender gibt es keine Frage mehr."),
    ],
)
def test_a_refusal_is_said_in_german(
    steward: FlaskClient, services: FakeServices, deed: str, kind: str, path: str, sentence: str
) -> None:
    services.answer(f"PUT {FEED}/{path}", {"type": f"urn:mosaik:problem:{kind}"}, 409)
    answer = press(steward, tun=deed)
    assert answer.status_code == 409
    assert sentence in answer.text


def test_a_calendar_that_is_not_there_has_a_page_that_says_so(steward: FlaskClient, services: FakeServices) -> None:
    services.answer(f"GET {FEED}", {"type": "urn:mosaik:problem:no-such-feed"}, 404)
    assert steward.get(PAGE).status_code == 404


def test_choices_are_changed_in_the_version_that_was_seen(steward: FlaskClient, services: FakeServices) -> None:
    page = steward.get(f"{PAGE}/aendern").text
    assert f'value="{ADDRESS}"' in page
    assert 'value="mobility" checked' in page
    answer = send(steward, f"{PAGE}/aendern", version="4", adresse=ADDRESS, thema="nature")
    assert answer.status_code == 303
    assert services.headers_of(f"PUT {FEED}")["If-Match"] == '"4"'

    services.answer(f"PUT {FEED}", {"type": "urn:mosaik:problem:stale"}, 412)
    late = send(steward, f"{PAGE}/aendern", version="3", adresse=ADDRESS, thema="nature")
    assert late.status_code == 412
    assert "Jemand hat das inzwischen geändert" in late.text


@pytest.mark.parametrize(("chosen", "events"), [("bleiben", "keep"), ("gehen", "withdraw")])
def test_a_calendar_is_left_with_its_events_or_without(
    steward: FlaskClient, services: FakeServices, chosen: str, events: str
) -> None:
    answer = press(steward, "/verlassen", termine=chosen)
    assert answer.status_code == 303
    assert services.asked[-1].url.params["events"] == events


def test_nobody_leaves_without_a_word_on_the_events(steward: FlaskClient, services: FakeServices) -> None:
    assert press(steward, "/verlassen").status_code == 422
    assert f"DELETE {FEED}" not in services.lines()


def test_the_log_speaks_in_sentences(steward: FlaskClient, services: FakeServices) -> None:
    left_out = [{"title": "Nachtfahrt", "kind": "no_start", "sentence": "Er sagt nicht, wann er beginnt."}]
    reading: dict[str, Any] = {
        "read_at": "2027-03-13T09:00:00+00:00",
        "kind": "read",
        "sentence": "Der Kalender wurde gelesen.",
    }
    reading |= {"counts": {"new": 3, "withdrawn": 1}, "ignored": {"private": 1}, "left_out": left_out}
    services.answer(f"GET {FEED}/readings", {"items": [reading]})
    page = steward.get(PAGE).text
    assert "Neu <b>3</b>" in page
    assert "Zurückgezogen <b>1</b>" in page
    for words in ("Nachtfahrt", "Er sagt nicht, wann er beginnt.", "1 Termin wurde ausgelassen"):
        assert words in page


def test_editors_see_the_calendars_of_all(steward: FlaskClient, services: FakeServices) -> None:
    person = {"id": "p1", "email": "redaktion@example.org", "name": "Redaktion", "roles": ["editor"]}
    services.answer("POST /v1/tokens", {"tokens": TOKENS, "expires_in": 300, "person": person})
    services.answer("GET /v1/feeds", {"items": [a_feed(organisation_id="6f1c0b8e-0000-4000-8000-0000000000ff")]})
    assert "Kalender anderer Gruppen" in steward.get(DESK).text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({}, "folgt ihm jede Stunde"),
        ({"is_detached": True}, "Seitdem folgt er dem Kalender"),
        ({"detached_dates": ["2036-06-14T08:00:00+00:00"]}, "1 Tag wurde hier geändert"),
    ],
)
def test_whoever_changes_an_event_reads_that_it_follows_a_calendar(
    steward: FlaskClient, services: FakeServices, words: dict[str, Any], said: str
) -> None:
    services.answer(f"GET {DRAFT_API}", a_draft("event", subject_id=EVENT))
    services.answer(f"GET /v1/feeds/events/{EVENT}", {**FOLLOWED, **words})
    services.answer(f"GET /v1/events/{EVENT}", {"state": "published", "co_organisers": []})
    services.answer("GET /v1/likes", {"items": []})
    for path in ("projects", "offers"):
        services.answer(f"GET /v1/{path}", a_listing())

    page = steward.get(DRAFT).text

    assert said in page
    assert ("Wieder folgen lassen" in page) is bool(words)


def test_an_event_follows_its_calendar_again_when_its_group_says_so(
    steward: FlaskClient, services: FakeServices
) -> None:
    services.answer(f"GET /v1/feeds/events/{EVENT}", {**FOLLOWED, "is_detached": True})
    services.answer(f"DELETE /v1/feeds/events/{EVENT}/detachment", {}, 204)

    answer = send(steward, NEW, to=f"{DESK}/termine/{EVENT}/folgen")

    assert answer.headers["Location"].endswith(f"/eintragen/kalender/{ID}?erledigt=folgt")
    assert f"DELETE /v1/feeds/events/{EVENT}/detachment" in services.lines()


def test_what_comes_from_no_calendar_follows_none(steward: FlaskClient, services: FakeServices) -> None:
    services.answer(f"GET /v1/feeds/events/{EVENT}", {"title": "No such calendar."}, 404)

    assert send(steward, NEW, to=f"{DESK}/termine/{EVENT}/folgen").status_code == 404
