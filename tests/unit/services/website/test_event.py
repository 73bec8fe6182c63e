"""The page of an event: how it stands, its dates, what there is to know, ways to take it along."""

import re
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from flask.testing import FlaskClient

from services.kit import clock
from services.website import linked_data
from tests.support.website import ORGANISATION, FakeServices, a_date

URL, SITE = "https://x.example/termine/giessrunde", "https://x.example"
FIRST, SECOND = "2027-03-13T09:00:00+00:00", "2027-03-20T09:00:00+00:00"


@pytest.fixture(autouse=True)
def in_february(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 2, 1, 9, tzinfo=UTC))


def one_date(starts_at: str = FIRST, **words: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "date_id": "d",
        "starts_at": starts_at,
        "ends_at": None,
        "original_start": None,
        "status": None,
    }
    return {**usual, "change": None, **words}


def an_event(**words: Any) -> dict[str, Any]:
    nothing: dict[str, Any] = dict.fromkeys(
        ("project_id", "offer_id", "previous_start", "lat", "lon", "online_link", "rule")
    )
    usual: dict[str, Any] = {
        **nothing,
        "description": "Kannen sind da.",
        "registration": "none",
        "state": "published",
        "access": [],
    }
    return {**a_date(), **usual, "dates": [one_date()], "co_organisers": [], **words}


def page_of(browser: FlaskClient, services: FakeServices, **words: Any) -> str:
    services.answer("GET /v1/events/giessrunde", an_event(**words))
    page = browser.get("/termine/giessrunde")
    assert page.status_code == 200
    return page.text


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("cancelled", "Dieser Termin fällt aus."),
        ("postponed", "Dieser Termin ist verschoben."),
        ("rescheduled", "Dieser Termin hat eine neue Zeit."),
        ("moved_online", "Dieser Termin findet jetzt online statt."),
    ],
)
def test_how_an_event_stands_comes_before_all_else(
    browser: FlaskClient, services: FakeServices, status: str, sentence: str
) -> None:
    page = page_of(
        browser, services, status=status, status_note="Es stürmt.", previous_start="2027-03-12T09:00:00+00:00"
    )
    main = page[page.index("<main") :]
    assert main.index(sentence) < main.index("Es stürmt.") < main.index("Kannen sind da.")
    assert ("Freitag, 12. März, 10 Uhr" in main) == (status in {"postponed", "rescheduled"})


def test_machines_read_that_no_date_of_a_cancelled_event_takes_place() -> None:
    moved = one_date(SECOND, original_start="2027-03-19T09:00:00+00:00", status="rescheduled", change={})
    (found,) = linked_data.event(an_event(status="cancelled", dates=[moved]), URL, SITE)
    assert found["eventStatus"].endswith("/EventCancelled")


def test_what_has_moved_online_sends_nobody_to_its_place(browser: FlaskClient, services: FakeServices) -> None:
    there = {"venue": "Park am Markt", "street": "Markt 1", "lat": 51.48, "lon": 11.97, "public_transport": "Linie 7"}
    page = page_of(browser, services, status="moved_online", mode="hybrid", **there)
    for words in ("Park am Markt", "Markt 1", "mlat=", "Linie 7", "Vor Ort und online"):
        assert words not in page[page.index("<main") :], words
    assert "Park am Markt" in page_of(browser, services, **there)


def test_one_date_that_has_moved_online_leaves_the_others_where_they_are(
    browser: FlaskClient, services: FakeServices
) -> None:
    dates = [one_date(), one_date(SECOND, status="moved_online", change={"status": "moved_online"})]
    page = page_of(browser, services, venue="Park am Markt", dates=dates)
    there, online = re.findall(r'<li class="ev.*?</li>', page, re.DOTALL)
    assert "Park am Markt" in there
    assert ("Park am Markt" in online, "Online" in online) == (False, True)


def test_who_may_not_come_is_not_told_to_come(browser: FlaskClient, services: FakeServices) -> None:
    for status in ("cancelled", "postponed"):
        assert "Komm einfach" not in page_of(browser, services, status=status)
    assert "Komm einfach" in page_of(browser, services)


def test_each_date_of_a_series_says_what_is_other_on_it(browser: FlaskClient, services: FakeServices) -> None:
    change = {"venue": "Café am Markt", "title_note": "Winterrunde"}
    dates = [
        one_date(status="cancelled", change={"status_note": "Es ist zu nass."}),
        one_date(SECOND, original_start="2027-03-19T09:00:00+00:00", change=change),
        *(one_date(f"2027-04-{day:02}T09:00:00+00:00") for day in range(1, 9)),
    ]
    page = page_of(browser, services, dates=dates)
    called_off, moved = re.findall(r'<li class="ev.*?</li>', page, re.DOTALL)[:2]
    assert "Fällt aus" in called_off
    assert "Es ist zu nass." in called_off
    assert "Neue Zeit" in moved
    assert "Anderer Ort" in moved
    assert "Winterrunde" in moved
    assert "vorher: <s>Freitag, 19. März, 10 Uhr</s>" in moved
    assert "4 weitere Termine" in page
    assert '<p class="lead">Samstag, 20. März' in page


def test_all_that_is_known_is_said(browser: FlaskClient, services: FakeServices) -> None:
    page = page_of(
        browser, services, what_to_bring="Feste Schuhe", age_from=6, age_to=12, target_groups="Nachbarn",
        access=["induction_loop", "quiet_room"], accessibility="Eine Stufe", public_transport="Linie 7",
        website="https://giessen.example.org/x", kind="workshop", contact="0345 1234", lat=51.48, lon=11.97,
        co_organisers=[{"name": "Radbund", "slug": "radbund", "agreed": True}], easy_read="Wir gießen.",
    )  # fmt: skip
    for words in (
        "Feste Schuhe", "von 6 bis 12 Jahren", "Nachbarn", "Höranlage", "Ruheraum", "Eine Stufe", "Linie 7", "Workshop",
        'href="https://giessen.example.org/x"', 'href="/gruppen/radbund"', 'href="tel:+493451234"', "Leichter Sprache",
        "Gezeichnete Karte der Stadt", "mlat=51.48", 'href="/termine/giessrunde.ics"',
        'href="/termine/giessrunde/merken"',
    ):  # fmt: skip
        assert words in page, words


def test_project_and_offer_are_linked_if_they_are_public(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/projects/p-1", {"slug": "stadtgarten", "title": "Stadtgarten"})
    page = page_of(browser, services, project_id="p-1", offer_id="o-1")
    assert 'href="/projekte/stadtgarten"' in page
    assert "Hier kannst du mitmachen" not in page


def test_another_website_to_register_at_is_named(browser: FlaskClient, services: FakeServices) -> None:
    link = "https://karten.example.org/giessen"
    page = page_of(browser, services, registration="link", registration_link=link)
    assert f'href="{link}" rel="nofollow ugc noopener"' in page
    assert "Bei karten.example.org anmelden" in page


def test_what_is_over_says_so(browser: FlaskClient, services: FakeServices) -> None:
    page = page_of(browser, services, dates=[], starts_at="2027-01-13T09:00:00+00:00")
    assert "Dieser Termin ist vorbei." in page
    assert "Komm einfach" not in page
    assert '"startDate": "2027-01-13T10:00:00+01:00"' in page


def test_machines_read_how_each_date_stands() -> None:
    change = {"venue": "Café", "title_note": "mit Gast"}
    moved = one_date(SECOND, original_start="2027-03-19T09:00:00+00:00", status="rescheduled", change=change)
    moved_online: dict[str, Any] = {"status": "moved_online", "change": {"status": "moved_online"}}
    dates = [one_date(status="cancelled"), moved, one_date(**moved_online)]
    off, later, online = linked_data.event(an_event(dates=dates), URL, SITE)
    assert off["eventStatus"].endswith("/EventCancelled")
    assert later["eventStatus"].endswith("/EventRescheduled")
    assert later["previousStartDate"] == "2027-03-19T10:00:00+01:00"
    assert later["location"][0]["name"] == "Café"
    assert later["name"] == "Gießrunde – mit Gast"
    assert online["eventAttendanceMode"].endswith("/OnlineEventAttendanceMode")
    assert [each["@type"] for each in online["location"]] == ["VirtualLocation"]
    assert later["organizer"][0]["name"] == ORGANISATION["name"]


def test_a_long_series_does_not_fill_the_page() -> None:
    assert len(linked_data.event(an_event(dates=[one_date()] * 57), URL, SITE)) == 12


def test_an_event_comes_as_a_file_for_calendars(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/events/giessrunde.ics", "BEGIN:VCALENDAR")
    services.headers = {"ETag": '"v1"'}
    file = browser.get("/termine/giessrunde.ics")
    assert (file.mimetype, file.headers["ETag"]) == ("text/calendar", '"v1"')
    assert 'filename="giessrunde.ics"' in file.headers["Content-Disposition"]
    assert browser.get("/termine/gibt-es-nicht.ics").status_code == 404


def test_whoever_subscribed_hears_that_nothing_is_new(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/events.ics", None, 304)
    services.headers = {"ETag": '"v1"'}
    answer = browser.get("/termine.ics?thema=nature", headers={"If-None-Match": '"v1"'})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", '"v1"')
    assert services.asked[-1].headers["If-None-Match"] == '"v1"'


def asked_for(browser: FlaskClient, services: FakeServices, query: str) -> httpx.QueryParams:
    services.answer("GET /v1/events.ics", "BEGIN:VCALENDAR")
    assert browser.get(f"/termine.ics?{query}").status_code == 200
    return services.asked[-1].url.params


def test_a_subscription_has_the_filters_of_its_list(browser: FlaskClient, services: FakeServices) -> None:
    asked = asked_for(
        browser, services, "thema=nature&kostenlos=ja&plz=06114&umkreis=1&seite=3&ansicht=monat&monat=2027-03"
    )
    assert (asked["category"], asked["free"], asked["from"], asked["to"]) == (
        "nature",
        "true",
        "2027-03-01",
        "2027-03-31",
    )
    assert "paulusviertel" in asked.get_list("district")
    assert not {"page", "size", "sort", "near"} & set(asked)
    assert "sort" not in asked_for(browser, services, "jahr=2026")


@pytest.mark.parametrize("query", ["gruppe=ist-weg", "projekt=ist-weg", "plz=06114&umkreis=1&stadtteil=silberhoehe"])
def test_a_subscription_to_what_is_gone_is_empty(browser: FlaskClient, services: FakeServices, query: str) -> None:
    asked = asked_for(browser, services, query)
    assert (asked["from"], asked["to"]) == ("2027-02-01", "2027-01-31")


def test_the_list_offers_a_subscription_to_what_is_chosen_and_not_to_its_days(browser: FlaskClient) -> None:
    page = browser.get("/termine?thema=nature&wann=heute").text
    assert 'href="webcal://localhost/termine.ics?thema=nature"' in page
    assert 'href="/termine.ics?thema=nature"' in page
    assert "von selbst" in page


def test_a_series_says_in_words_how_often_it_happens(browser: FlaskClient, services: FakeServices) -> None:
    dates, rule = [one_date(), one_date(SECOND)], "FREQ=WEEKLY;UNTIL=20270501"

    page = page_of(browser, services, dates=dates, starts_at=FIRST, rule=rule)

    assert "<p>Jede Woche am Samstag, bis Samstag, 1. Mai.</p>" in page
    assert "FREQ" not in page_of(browser, services, dates=dates, rule="FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2")


def test_who_organises_an_event_is_led_to_changing_it_and_nobody_else(
    browser: FlaskClient, steward: FlaskClient, services: FakeServices
) -> None:
    changes = 'name="art" value="event"'
    assert changes in page_of(steward, services)
    assert changes not in page_of(browser, services)
    assert changes not in page_of(steward, services, organisation={**ORGANISATION, "id": "another"})
    assert changes not in page_of(steward, services, organisation=None)


@pytest.mark.parametrize(
    ("organiser", "held", "role", "is_shown"),
    [
        ("another", [ORGANISATION["id"]], "", True),
        ("own", [ORGANISATION["id"]], "", False),
        ("own", [ORGANISATION["id"], "another"], "", True),
        ("another", [], "", False),
        ("another", [], ".editor", False),
    ],
)
def test_only_who_looks_after_another_group_is_asked_whether_to_show_an_event(
    browser: FlaskClient, services: FakeServices, organiser: str, held: list[str], role: str, is_shown: bool
) -> None:
    of = ORGANISATION if organiser == "own" else {**ORGANISATION, "id": organiser}
    services.answer("GET /v1/stewardships", {"items": [{"organisation_id": each} for each in held]})
    browser.set_cookie("session", f"secret{role}")

    page = page_of(browser, services, organisation=of)

    assert ("In unserem Kalender zeigen" in page) == is_shown
    assert services.lines().count("GET /v1/stewardships") == 1


@pytest.mark.parametrize("words", [{"dates": []}, {"status": "cancelled"}])
def test_who_organises_an_event_still_finds_who_signed_up_when_it_is_over_or_off(
    steward: FlaskClient, services: FakeServices, words: dict[str, Any]
) -> None:
    services.answer("GET /v1/events/giessrunde/registration", {"door": "closed", "dates": []})
    event: dict[str, Any] = {"id": a_date()["event_id"], **words}
    own = page_of(steward, services, registration="platform", **event)
    assert f'href="/eintragen/anmeldungen/{event["id"]}"' in own
    assert "/eintragen/anmeldungen/" not in page_of(steward, services, registration="none", **event)


def test_a_series_says_which_of_its_days_are_left_out(browser: FlaskClient, services: FakeServices) -> None:
    words: dict[str, Any] = {"rule": "FREQ=WEEKLY;COUNT=4", "dates": [one_date(FIRST), one_date(SECOND)]}
    gone = ["2027-01-30T09:00:00+00:00", "2027-04-03T08:00:00+00:00", "2027-03-27T09:00:00+00:00"]
    shown = page_of(browser, services, **words, left_out=gone)
    assert "insgesamt 4-mal. Nicht am Samstag, 27. März und Samstag, 3. April.</p>" in shown, "what is over is no news"
    instead = page_of(browser, services, **words, left_out=["2027-03-20T12:00:00+00:00"])
    assert "insgesamt 4-mal.</p>" in instead, "there is another date on this day"


def test_a_place_that_holds_its_post_code_does_not_say_it_twice(browser: FlaskClient, services: FakeServices) -> None:
    place = {"venue": "Ring 5, 06110 Halle", "street": None, "post_code": "06110", "town": "Halle", "district": None}
    page = page_of(browser, services, **place, dates=[one_date()])
    facts = page.partition('<dl class="facts">')[2].partition("</dl>")[0]
    assert facts.count("06110") == facts.count("Halle") == 1


def test_a_place_that_is_its_own_street_is_named_once(browser: FlaskClient, services: FakeServices) -> None:
    page = page_of(browser, services, venue="Hallmarkt", street="Hallmarkt", dates=[one_date(), one_date(SECOND)])
    assert "Hallmarkt, Hallmarkt" not in page
