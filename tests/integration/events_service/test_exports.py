"""The calendar as files: with the filters of the list, in the reader's words, and harmless in a spreadsheet."""

import csv
import io
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from events_service.actions import events as actions
from events_service.actions import exporting
from events_service.queries import exports as queries
from events_service.queries.listing.wishes import Wish
from services.kit import clock
from services.kit.web import Service
from tests.support.events_makers import EDITOR, a_draft, an_event, an_organisation, berlin, soon
from tests.support.plans import plan_of
from tests.support.tokens import Tokens

ATOM = "{http://www.w3.org/2005/Atom}"
FORMS = ("csv", "xlsx", "json", "atom")


def asked(events: Service, path: str, status: int = 200, /, **headers: str) -> TestResponse:
    answer = events.test_client().get(f"/v1/{path}", headers=headers)
    assert answer.status_code == status, answer.text
    return answer


def rows(events: Service, path: str = "events.csv", **headers: str) -> list[dict[str, str]]:
    written = asked(events, path, **headers).get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(written, newline=""), delimiter=";"))


def lines(events: Service, path: str = "events.xlsx") -> list[dict[str, Any]]:
    sheet = load_workbook(io.BytesIO(asked(events, path).get_data())).active
    heading, *found = sheet.iter_rows(values_only=True)  # type: ignore[union-attr]
    return [dict(zip(map(str, heading), line, strict=True)) for line in found]


def entries(events: Service, path: str = "events.atom", **headers: str) -> list[dict[str, str]]:
    feed = fromstring(asked(events, path, **headers).get_data())
    names = ("id", "title", "summary", "published")
    return [{name: each.findtext(f"{ATOM}{name}", "") for name in names} for each in feed.iter(f"{ATOM}entry")]


def test_a_row_tells_a_date_in_the_words_of_our_tables(events: Service) -> None:
    an_event(
        events, title="Gießrunde", kind="workshop", categories=["nature", "mobility"],
        starts_at=berlin("2031-03-14 10:00"),
        ends_at=berlin("2031-03-14 12:30"), venue="Peißnitzhaus", street="Peißnitzinsel 4", post_code="06108",
        town="Halle (Saale)", cost="5 €", wheelchair="partly", with_children=True, languages=["de", "uk"],
    )  # fmt: skip
    (row,) = rows(events)
    (line,) = lines(events)
    assert {name: line[name] or "" for name in row} == row
    assert row["adresse"].endswith("/termine/giessrunde")
    wanted = {
        "beginn": "2031-03-14 10:00", "ende": "2031-03-14 12:30", "ganztaegig": "nein", "status": "geplant",
        "titel": "Gießrunde", "veranstaltungsart": "workshop", "organisation": "Gießkannenbund Halle e. V.",
        "treffpunkt": "Peißnitzhaus", "strasse": "Peißnitzinsel 4", "plz": "06108", "ort": "Halle (Saale)",
        "kosten": "5 €", "rollstuhl": "teilweise", "mit_kindern": "ja", "sprachen": "de | uk",
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    names = {each.key: each.name.in_language("de") for each in events.extensions["city"].categories}
    assert set(row["kategorien"].split(" | ")) == {names["nature"], names["mobility"]}


def test_english_readers_get_the_words_of_the_api(events: Service) -> None:
    an_event(events, title="Gießrunde", kind="meet_up", with_children=False)
    (row,) = rows(events, **{"Accept-Language": "en"})
    assert (row["kind"], row["status"], row["with_children"]) == ("meet_up", "scheduled", "no")
    assert row["link"].endswith("/en/termine/giessrunde")
    assert "beginn" in rows(events)[0]
    assert asked(events, "events.csv").headers["Vary"] == "Accept-Language"


def test_whole_days_end_on_their_last_day(events: Service) -> None:
    an_event(events, all_day=True, starts_at=berlin("2031-03-14 00:00"), ends_at=berlin("2031-03-16 00:00"))
    (row,) = rows(events)
    assert (row["beginn"], row["ende"], row["ganztaegig"]) == ("2031-03-14", "2031-03-15", "ja")


def test_every_date_to_come_is_a_row_and_drafts_are_none(events: Service) -> None:
    ours = an_organisation(events)
    an_event(events, ours, title="Chor", rule="FREQ=DAILY;COUNT=3", starts_at=soon(2))
    an_event(events, ours, title="Vorbei", starts_at=soon(-2), ends_at=None)
    a_draft(events, ours, title="Entwurf")
    assert [row["titel"] for row in rows(events)] == ["Chor"] * 3
    assert [line["titel"] for line in lines(events)] == ["Chor"] * 3
    whole = asked(events, "events.json").get_json()
    assert ([each["title"] for each in whole["items"]], whole["total"]) == (["Chor"] * 3, 3)
    assert len({each["date_id"] for each in whole["items"]}) == 3
    assert [row["titel"] for row in rows(events, f"events.csv?from={soon(-3):%Y-%m-%d}&to={soon(-1):%Y-%m-%d}")] == [
        "Vorbei"
    ]


@pytest.mark.parametrize("query", ["category=energy", "organisation=andere", "q=Solarabend", "free=true"])
def test_filters_hold_for_files_as_for_the_list(events: Service, query: str) -> None:
    ours, theirs = an_organisation(events), an_organisation(events, name="Andere", slug="andere")
    an_event(events, ours, title="Gießrunde", cost="5 €")
    an_event(events, theirs, title="Solarabend", categories=["energy"], cost="kostenlos")
    assert events.test_client().get(f"/v1/events?{query}").get_json()["total"] == 1
    assert [row["titel"] for row in rows(events, f"events.csv?{query}")] == ["Solarabend"]
    assert [line["titel"] for line in lines(events, f"events.xlsx?{query}")] == ["Solarabend"]
    assert [each["title"] for each in asked(events, f"events.json?{query}").get_json()["items"]] == ["Solarabend"]
    assert [each["title"] for each in entries(events, f"events.atom?{query}")] == ["Solarabend"]


def test_a_file_has_the_order_of_the_list(events: Service) -> None:
    ours = an_organisation(events)
    for day in (3, 5, 4):
        an_event(events, ours, title=f"Tag {day}", starts_at=soon(day))
    assert [row["titel"] for row in rows(events)] == ["Tag 3", "Tag 4", "Tag 5"]
    assert [row["titel"] for row in rows(events, "events.csv?sort=latest")] == ["Tag 5", "Tag 4", "Tag 3"]


def test_a_feed_tells_what_was_published_last_once_and_when_it_is(events: Service) -> None:
    ours = an_organisation(events)
    an_event(events, ours, title="Zuerst", starts_at=berlin("2031-03-14 10:00"), venue="Peißnitzhaus")
    an_event(events, ours, title="Chor", rule="FREQ=DAILY;COUNT=3", starts_at=berlin("2031-03-15 19:00"))
    newest, oldest = entries(events)
    assert (newest["title"], oldest["title"]) == ("Chor", "Zuerst")
    assert "Samstag, 15. März 2031, 19:00" in newest["summary"]
    assert "Freitag, 14. März 2031, 10:00 – Peißnitzhaus" in oldest["summary"]
    assert "Saturday, 15 March 2031" in entries(events, **{"Accept-Language": "en"})[0]["summary"]


def test_what_is_cancelled_says_so_in_every_form(events: Service) -> None:
    event = an_event(events, title="Gießrunde")
    with events.database.transaction() as session:
        actions.cancel_event(session, event.id, note="Regen", caller=EDITOR, now=clock.now())
    (row,) = rows(events)
    assert (row["status"], row["statushinweis"]) == ("abgesagt", "Regen")
    assert asked(events, "events.json").get_json()["items"][0]["status"] == "cancelled"
    assert [each["title"] for each in entries(events)] == ["Abgesagt: Gießrunde"]
    assert [each["title"] for each in entries(events, **{"Accept-Language": "en"})] == ["Cancelled: Gießrunde"]


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "Wiese,=1+1"])
def test_no_cell_becomes_a_formula(events: Service, title: str) -> None:
    an_event(events, title=title)
    (row,) = rows(events)
    assert row["titel"] == (title.replace(",=", ",'=") if "," in title else f"'{title}")
    sheet = load_workbook(io.BytesIO(asked(events, "events.xlsx").get_data())).active
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n"}  # type: ignore[union-attr]
    assert lines(events)[0]["titel"] == row["titel"]


def test_a_file_ends_somewhere_and_says_how_much_there_is(events: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST", 2)
    an_event(events, rule="FREQ=DAILY;COUNT=5")
    whole = asked(events, "events.json").get_json()
    assert (len(whole["items"]), whole["total"]) == (2, 5)


@pytest.mark.parametrize("form", FORMS)
def test_who_knows_a_file_already_gets_304_until_something_changes(events: Service, form: str) -> None:
    event = an_event(events)
    first = asked(events, f"events.{form}")
    assert first.headers["Cache-Control"] == "public, max-age=60"
    asked(events, f"events.{form}", 304, **{"If-None-Match": first.headers["ETag"]})
    asked(events, f"events.{form}", 304, **{"If-None-Match": f"W/{first.headers['ETag']}"})
    asked(events, f"events.{form}", 200, **{"If-None-Match": first.headers["ETag"], "Accept-Language": "en"})
    an_event(events, event.organisation_id, title="Noch eine")
    asked(events, f"events.{form}", 200, **{"If-None-Match": first.headers["ETag"]})


def test_a_file_is_made_once_while_nothing_changes(events: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    make = exporting.as_form

    def counted(form: str, *words: Any, total: int) -> bytes:
        made.append(form)
        return make(form, *words, total=total)

    monkeypatch.setattr(exporting, "as_form", counted)
    event = an_event(events)
    first = asked(events, "events.xlsx?category=nature&q=").get_data()
    assert asked(events, "events.xlsx?q=&category=nature").get_data() == first
    assert made == ["xlsx"]
    an_event(events, event.organisation_id, title="Noch eine")
    asked(events, "events.xlsx?category=nature&q=")
    assert made == ["xlsx"] * 2


def test_nobody_but_editors_has_very_many_files_made(events: Service, tokens: Tokens) -> None:
    an_event(events)
    for n in range(30):
        asked(events, f"events.json?q=wort{n}")
    asked(events, "events.csv?q=wort30", 429)
    asked(events, "events.json?q=wort3")
    asked(events, "events.atom?q=wort30")
    asked(events, "events.csv?q=wort30", **tokens.editor("events-service"))


@pytest.mark.parametrize("query", ["page=2", "state=draft", "sort=title", "kind=party"])
def test_what_a_file_does_not_know_is_refused(events: Service, query: str) -> None:
    asked(events, f"events.csv?{query}", 422)


def test_the_dates_of_a_feed_are_found_by_their_index(events: Service) -> None:
    wish = Wish(begins_at=clock.now())
    with events.database.transaction() as session:
        plan = plan_of(session, lambda session: queries.newest(session, wish))
    assert "Seq Scan on event_dates" not in plan


def test_a_feed_is_on_the_site_when_the_website_fetches_it(events: Service, tokens: Tokens) -> None:
    shown = "/termine.atom?thema=nature"
    for service, address in (("website", shown), ("notifier", "http://localhost/v1/events.atom?category=nature")):
        headers = {**tokens.service(service, "events-service"), "X-Shown-At": shown}
        feed = fromstring(asked(events, "events.atom?category=nature", **headers).get_data())
        assert feed.findtext(f"{ATOM}id", "").endswith(address)
        assert feed.find(f"{ATOM}link[@rel='self']").attrib["href"] == feed.findtext(f"{ATOM}id")  # type: ignore[union-attr]
