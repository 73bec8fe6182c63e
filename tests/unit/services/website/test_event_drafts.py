"""Writing an event: its dates, who else organises it, what it leads to, and what is said where something is wrong."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.website import FakeServices, a_listing, send
from tests.unit.services.website.test_drafts import API, PATH, a_draft

PARTNER_ID, OTHER_ID = "6f1c0b8e-0000-4000-8000-000000000012", "6f1c0b8e-0000-4000-8000-000000000013"
FURTHER = "2036-06-20T10:00"
GONE = {"id": OTHER_ID, "slug": "hofladen", "name": "Hofladen", "agreed": False}
EARLIER = {"original_start": FURTHER, "ends_at": "2036-06-20T09:00"}
SERIES = {"title": "Chor", "starts_at": "2036-06-14T10:00", "rule": "FREQ=WEEKLY", "left_out": ["2036-06-21T10:00"]}
TWELVE: list[dict[str, Any]] = [
    {
        "starts_at": f"2036-06-{day}T08:00:00+00:00",
        "ends_at": None,
        "original_start": None,
        "status": None,
        "change": {},
    }
    for day in range(14, 26)
]


@pytest.fixture(autouse=True)
def drafts(services: FakeServices) -> None:
    services.answer(f"GET {API}", a_draft("event"))
    services.answer(f"PUT {API}", a_draft("event", version=4))
    services.answer("GET /v1/projects", a_listing())
    services.answer("GET /v1/offers", a_listing())
    services.answer("GET /v1/likes", {"items": []})
    services.answer("GET /v1/events/e1", {"state": "published", "co_organisers": [GONE]})


def test_who_else_organises_an_event_is_written_by_name_and_kept_by_id(
    steward: FlaskClient, services: FakeServices
) -> None:
    words = {"title": "Fest", "co_organiser_ids": [PARTNER_ID, "Wer?"]}
    services.answer(f"GET {API}", a_draft("event", words=words))
    services.answer(f"GET /v1/organisations/{PARTNER_ID}", {"id": PARTNER_ID, "name": "Radküche", "slug": "radkueche"})
    services.answer("GET /v1/organisations", a_listing({"id": OTHER_ID, "name": "Hofladen", "slug": "hofladen"}))
    form = steward.get(PATH).text
    known = {"co_organiser_ids-0-name": "Radküche", "co_organiser_ids-0-id": PARTNER_ID}
    typed = {**known, "co_organiser_ids-0-known": "Radküche", "co_organiser_ids-1-name": "hofladen"}

    send(steward, PATH, version="3", **typed, **{"co_organiser_ids-2-name": "Wer?"})

    assert all(f'value="{each}"' in form for each in ("Radküche", PARTNER_ID, "Wer?"))
    assert services.words_of(f"PUT {API}")["words"]["co_organiser_ids"] == [PARTNER_ID, OTHER_ID, "Wer?"]


def test_an_event_leads_to_an_offer_of_its_group(steward: FlaskClient, services: FakeServices) -> None:
    services.answer(f"GET {API}", a_draft("event", words={"title": "Fest", "offer_id": PARTNER_ID}))
    services.answer("GET /v1/offers", a_listing({"id": PARTNER_ID, "title": "Beete gießen", "slug": "beete"}))
    services.answer(f"GET /v1/offers/{PARTNER_ID}", {"id": PARTNER_ID, "title": "Beete gießen", "slug": "beete"})

    assert f'<option value="{PARTNER_ID}" selected>Beete gießen</option>' in steward.get(PATH).text
    assert '<a href="/mitmachen/beete">Beete gießen</a>' in steward.get(f"{PATH}/vorschau").text


def test_dates_are_left_out_by_choosing_among_those_that_the_rule_makes(
    steward: FlaskClient, services: FakeServices
) -> None:
    half = {"further_starts": ["2036-06-18T"]}
    services.answer(f"GET {API}", a_draft("event", words={**SERIES, **half}, problems={"further_starts": ["No."]}))
    services.answer("POST /v1/schedules", {"dates": TWELVE, "total": 58, "goes_on": True})

    form = steward.get(PATH).text
    onward = send(steward, PATH, version="3", tun="mehr:left_out").headers["Location"]

    assert services.words_of("POST /v1/schedules") == {"starts_at": SERIES["starts_at"], "rule": "FREQ=WEEKLY"}
    assert '<option value="2036-06-21" selected>Samstag, 21. Juni 2036, 10 Uhr</option>' in form
    assert 'name="left_out-1-day"' in steward.get(onward).text


def test_a_rule_that_no_choice_names_is_shown_in_words_and_stays_as_it_is(
    steward: FlaskClient, services: FakeServices
) -> None:
    rule = "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,WE;UNTIL=20360314T170000Z"
    services.answer(f"GET {API}", a_draft("event", words={**SERIES, "rule": rule}))
    services.answer("POST /v1/schedules", {"dates": TWELVE, "total": 58, "goes_on": True})
    form = steward.get(PATH).text
    fields = {"starts_at": "2036-06-14", "starts_at-um": "10:00", "rule-bis": "2036-03-14", "rule-genau": rule}

    send(steward, PATH, version="3", title="Chor am Abend", rule="FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,WE", **fields)

    assert "selected>Wie bisher: Alle 3 Wochen am Montag und Mittwoch</option>" in form
    assert f'name="rule-genau" value="{rule}"' in form
    assert 'value="2036-03-14"' in form
    assert ">FREQ=" not in form
    assert services.words_of(f"PUT {API}")["words"]["rule"] == rule


@pytest.mark.parametrize("status", [422, 503])
def test_a_series_without_dates_can_be_written_on(steward: FlaskClient, services: FakeServices, status: int) -> None:
    services.answer(f"GET {API}", a_draft("event", words=SERIES))
    services.answer("POST /v1/schedules", {"type": "urn:mosaik:problem:no-such-rule"}, status)

    assert '<option value="2036-06-21" selected>' in steward.get(PATH).text
    assert "Samstag, 14. Juni 2036" in steward.get(f"{PATH}/vorschau").text


def test_the_preview_of_a_series_shows_ten_dates_and_says_how_many_there_are(
    steward: FlaskClient, services: FakeServices
) -> None:
    gone = ["2036-07-05T10:00"]
    services.answer(f"GET {API}", a_draft("event", words={**SERIES, "left_out": gone}))
    services.answer("POST /v1/schedules", {"dates": TWELVE, "total": 58, "goes_on": True})

    shown, _, folded = steward.get(f"{PATH}/vorschau").text.partition("2 weitere Termine")

    assert "Nicht am Samstag, 5. Juli 2036. In etwa einem Jahr sind es 58 Termine, und danach geht es weiter." in shown
    assert (shown.count('class="ev '), folded.count('class="ev ')) == (10, 2)
    assert services.words_of("POST /v1/schedules")["left_out"] == gone


@pytest.mark.parametrize(
    ("words", "problem", "sentence", "field"),
    [
        ({"starts_at": "2036-06-14T"}, {"errors": {"starts_at": ["No."]}}, "die Uhrzeit an", "starts_at"),
        ({"starts_at": "T10:00"}, {"errors": {"starts_at": ["No."]}}, "Bitte gib den Tag an.", "starts_at"),
        ({}, {"type": "urn:mosaik:problem:ends-before-it-starts"}, "Das Ende liegt vor dem Anfang.", "ends_at"),
        (
            {"rule": "UNTIL=20360314T235959"},
            {"type": "urn:mosaik:problem:no-such-rule"},
            "Du sagst, bis wann es stattfindet, aber nicht, wie oft.",
            "rule",
        ),
        ({}, {"type": "urn:mosaik:problem:no-date-left"}, "bleibt keiner übrig", "left_out"),
        (
            {"changed_dates": [{"original_start": "2036-06-28T10:00", "status": "cancelled"}]},
            {"type": "urn:mosaik:problem:date-ends-before-it-starts"},
            "Einer dieser Tage endet, bevor er anfängt.",
            "changed_dates",
        ),
        (
            {"further_starts": [FURTHER], "changed_dates": [EARLIER]},
            {"type": "urn:mosaik:problem:date-ends-before-it-starts"},
            "Einer dieser Tage endet, bevor er anfängt.",
            "further_starts",
        ),
        (
            {"co_organiser_ids": ["Wer?"]},
            {"errors": {"co_organiser_ids.0": ["No."]}},
            "kennen wir nicht",
            "co_organiser_ids",
        ),
    ],
    ids=["no hour", "no day", "end", "no rhythm", "none left", "changed", "further", "nobody"],
)  # fmt: skip
def test_what_is_wrong_is_said_where_it_can_be_mended(
    steward: FlaskClient, services: FakeServices, words: Any, problem: Any, sentence: str, field: str
) -> None:
    services.answer(f"PUT {API}", a_draft("event", subject_id="e1", words={**SERIES, **words}))
    services.answer(f"PUT {API}/submission", problem, 422)

    page = send(steward, PATH, version="3", tun="einreichen")

    assert page.status_code == 422
    assert sentence in page.text.partition(f'href="#{field}"')[2].partition("</a>")[0]
    assert sentence in page.text.partition(f'id="{field}-e"')[2].partition("</span>")[0]


def test_whoever_writes_sees_who_does_not_want_to_be_named(steward: FlaskClient, services: FakeServices) -> None:
    services.answer(f"GET {API}", a_draft("event", subject_id="e1"))

    page = steward.get(PATH).text

    assert "hat Nein gesagt" in page.partition("Hofladen")[2]


def test_the_preview_says_that_people_sign_up_on_the_public_page(steward: FlaskClient, services: FakeServices) -> None:
    words = {"title": "Kurs", "starts_at": "2036-06-14T10:00", "registration": "platform"}
    services.answer(f"GET {API}", a_draft("event", words=words))
    page = steward.get(f"{PATH}/vorschau").text
    assert "Auf der öffentlichen Seite steht hier das Formular" in page
    assert "Die Anmeldung macht kurz Pause." not in page
