"""Lists as files: with the filters of the lists, readable by an import again, and harmless in a spreadsheet."""

import csv
import io
import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import fromstring

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from directory_service.actions.exporting import Exporter
from directory_service.models import Organisation
from directory_service.queries.exports import changes
from directory_service.queries.listing import Listing
from services.kit.web import Service
from services.launcher.seeds import csv_text
from tests.integration.directory_service.conftest import Door
from tests.support.directory_makers import a_draft, an_offer, an_organisation, imported, tried
from tests.support.plans import plan_of
from tests.support.tokens import Tokens

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def halle(directory: Service) -> Service:
    for kind, file in (("organisations", "organisationen"), ("projects", "projekte"), ("offers", "angebote")):
        imported(directory, kind, csv_text(file, datetime.now(UTC).date()))
    return directory


def rows(door: Door, path: str) -> list[dict[str, str]]:
    written = door.ask("GET", path).get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(written, newline=""), delimiter=";"))


@pytest.mark.parametrize("kind", ["organisations", "projects", "offers"])
def test_what_goes_out_as_csv_comes_in_again_and_changes_nothing(halle: Service, editor: Door, kind: str) -> None:
    written = editor.ask("GET", f"/v1/{kind}.csv").get_data().decode("utf-8-sig")
    report = tried(halle, kind, written)
    assert [row for row in report.rows if row["verdict"] != "unchanged"] == []
    assert len(report.rows) == {"organisations": 54, "projects": 35, "offers": 41}[kind]


@pytest.mark.parametrize("kind", ["organisations", "projects", "offers"])
def test_every_form_holds_the_same_records(halle: Service, anybody: Door, kind: str) -> None:
    titles = sorted(row.get("titel") or row["name"] for row in rows(anybody, f"/v1/{kind}.csv"))
    whole = anybody.get(f"/v1/{kind}.json")
    assert sorted(each.get("title") or each["name"] for each in whole["items"]) == titles
    assert whole["total"] == len(titles)
    sheet = load_workbook(io.BytesIO(anybody.ask("GET", f"/v1/{kind}.xlsx").get_data())).active
    heading, *lines = sheet.iter_rows(values_only=True)  # type: ignore[union-attr]
    at = heading.index("name" if kind == "organisations" else "titel")
    assert sorted(str(line[at]) for line in lines) == titles
    feed = fromstring(anybody.ask("GET", f"/v1/{kind}.atom").get_data())
    assert {each.text for each in feed.iter(f"{ATOM}title")} >= set(titles)


def test_a_feed_is_on_the_site_when_the_website_fetches_it(directory: Service, tokens: Tokens) -> None:
    told = {**tokens.service("website", "directory-service"), "X-Shown-At": "/mitmachen.atom?thema=nature"}
    feed = fromstring(directory.test_client().get("/v1/offers.atom?category=nature", headers=told).get_data())
    assert feed.findtext(f"{ATOM}id", "").endswith("/mitmachen.atom?thema=nature")


def test_filters_hold_for_files_too(halle: Service, anybody: Door) -> None:
    found = rows(anybody, "/v1/offers.csv?category=mobility&commitment=short_term")
    wanted = anybody.get("/v1/offers?category=mobility&commitment=short_term&size=100")
    assert len(found) == wanted["total"] > 0
    assert {row["dauer"] for row in found} == {"kurz"}
    assert len(rows(anybody, "/v1/offers.csv?q=Fahrrad")) == anybody.get("/v1/offers?q=Fahrrad&size=100")["total"] > 0


def test_files_for_everybody_name_and_reach_no_person(halle: Service, anybody: Door, editor: Door) -> None:
    assert {"ansprechperson", "email", "telefon"} <= set(rows(editor, "/v1/organisations.csv")[0])
    assert not {"ansprechperson", "email", "telefon"} & set(rows(anybody, "/v1/organisations.csv")[0])
    assert "contact_person" not in anybody.get("/v1/offers.json")["items"][0]
    assert "Rosa Regentonne" not in anybody.ask("GET", "/v1/offers.csv").text


def test_drafts_are_in_no_file(directory: Service, editor: Door) -> None:
    owner = an_organisation(directory)
    an_offer(directory, owner, title="Offen")
    a_draft(directory, owner, title="Entwurf")
    assert [row["titel"] for row in rows(editor, "/v1/offers.csv")] == ["Offen"]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "Wiese,=1+1"])
def test_no_cell_becomes_a_formula_and_the_apostrophe_comes_off_again(
    directory: Service, editor: Door, name: str
) -> None:
    an_organisation(directory, name=name)
    (row,) = rows(editor, "/v1/organisations.csv")
    assert row["name"] == (name.replace(",=", ",'=") if "," in name else f"'{name}")
    sheet = load_workbook(io.BytesIO(editor.ask("GET", "/v1/organisations.xlsx").get_data())).active
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n"}  # type: ignore[union-attr]
    written = editor.ask("GET", "/v1/organisations.csv").get_data().decode("utf-8-sig")
    report = tried(directory, "organisations", written)
    assert report.rows[0]["title"] == name


def test_who_knows_a_file_already_gets_304_until_something_changes(directory: Service, anybody: Door) -> None:
    owner = an_organisation(directory)
    first = anybody.ask("GET", "/v1/offers.csv")
    anybody.ask("GET", "/v1/offers.csv", 304, **{"If-None-Match": first.headers["ETag"]})
    an_offer(directory, owner)
    anybody.ask("GET", "/v1/offers.csv", 200, **{"If-None-Match": first.headers["ETag"]})


def test_the_table_for_another_database_has_the_headings_of_the_city(
    halle: Service, editor: Door, anybody: Door
) -> None:
    answer = editor.ask("GET", "/v1/exports/aktion-mensch.csv")
    assert answer.content_type == "text/csv; charset=windows-1252"
    found = list(csv.DictReader(io.StringIO(answer.get_data().decode("windows-1252"), newline=""), delimiter=";"))
    (offer,) = (row for row in found if row["Referenznummer"] == "HAL-A-002")
    assert (offer["Titel"], offer["Land"], offer["PLZ"]) == ("Gießtour mit dem Wassertank", "Deutschland", "06110")
    assert offer["Link"].endswith("/mitmachen/giesstour-mit-dem-wassertank")
    assert len(found) == 41
    editor.get("/v1/exports/none.csv", 404)
    anybody.get("/v1/exports/aktion-mensch.csv", 401)


def test_what_was_written_here_has_a_number_in_the_table_for_another_database(directory: Service, editor: Door) -> None:
    offer_id = an_offer(directory, an_organisation(directory))
    answer = editor.ask("GET", "/v1/exports/aktion-mensch.csv").get_data().decode("windows-1252")
    (offer,) = csv.DictReader(io.StringIO(answer, newline=""), delimiter=";")
    assert offer["Referenznummer"] == str(offer_id)


def settled(directory: Service) -> None:
    """Let all changes be older than those that are told at once."""
    with directory.database.transaction() as session:
        for table in ("organisations", "offers", "projects"):
            session.execute(text(f"UPDATE {table} SET changed_at = changed_at - interval '1 minute'"))


def whole_feed(door: Door, size: int) -> list[Any]:
    found: list[Any] = []
    after = ""
    while page := (answer := door.get(f"/v1/changes?size={size}{after}"))["items"]:
        found += page
        after = f"&after={answer['next']}"
    assert answer["next"] in {None, after.removeprefix("&after=")}
    return found


def test_the_feed_of_changes_tells_everything_once_in_order(halle: Service, anybody: Door) -> None:
    settled(halle)
    found = whole_feed(anybody, 7)
    assert len(found) == len({each["id"] for each in found}) == 54 + 35 + 41
    assert found == sorted(found, key=lambda each: (each["changed_at"], UUID(each["id"]).bytes))
    assert whole_feed(anybody, 1000) == found


def test_a_file_is_made_once_while_nothing_changes(
    directory: Service, anybody: Door, editor: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bool] = []
    make = Exporter.workbook

    def counted(self: Exporter, session: Session, listing: Listing) -> bytes:
        made.append(self.with_people)
        return make(self, session, listing)

    monkeypatch.setattr(Exporter, "workbook", counted)
    owner = an_organisation(directory)
    first = anybody.ask("GET", "/v1/offers.xlsx?category=nature&q=").get_data()
    assert anybody.ask("GET", "/v1/offers.xlsx?q=&category=nature").get_data() == first
    assert made == [False]
    editor.ask("GET", "/v1/offers.xlsx?category=nature&q=")
    assert made == [False, True]
    an_offer(directory, owner)
    anybody.ask("GET", "/v1/offers.xlsx?category=nature&q=")
    assert made == [False, True, False]


def test_nobody_but_editors_has_very_many_files_made(directory: Service, anybody: Door, editor: Door) -> None:
    an_offer(directory)
    for n in range(30):
        anybody.ask("GET", f"/v1/projects.csv?q=wort{n}")
    anybody.ask("GET", "/v1/projects.csv?q=wort30", 429)
    anybody.ask("GET", "/v1/projects.csv?q=wort3")
    anybody.ask("GET", "/v1/projects.atom?q=wort30")
    editor.ask("GET", "/v1/projects.csv?q=wort30")


def test_changes_are_read_in_the_order_of_their_indexes(directory: Service) -> None:
    after = (datetime(2026, 1, 1, tzinfo=UTC), UUID(int=0))
    with directory.database.transaction() as session:
        plan = plan_of(session, lambda session: changes(session, after=after, size=10))
    for table in ("organisations", "projects", "offers"):
        (line, condition) = re.findall(rf"Index Scan using ix_{table}_changes.*\n *(Index Cond: (.*))", plan)[0]
        assert "changed_at" in line
        assert "ROW(" in condition


def test_what_is_gone_is_told_as_deleted_without_a_title_and_what_never_was_public_is_not(
    directory: Service, anybody: Door, editor: Door
) -> None:
    owner = an_organisation(directory)
    gone = an_offer(directory, owner, title="Weg")
    a_draft(directory, owner, title="Entwurf")
    settled(directory)
    (*_, last) = whole_feed(anybody, 10)
    editor.delete(f"/v1/offers/{gone}/publication")
    with directory.database.transaction() as session:
        session.execute(text("UPDATE offers SET changed_at = changed_at - interval '5 seconds' WHERE title = 'Weg'"))
    found = {each["title"]: each["state"] for each in whole_feed(anybody, 10)}
    assert last["state"] == "updated"
    assert found == {"Gießkannenbund Halle e. V.": "updated", None: "deleted"}


def test_nothing_is_told_that_is_younger_than_what_is_still_being_written(directory: Service, anybody: Door) -> None:
    an_organisation(directory)
    settled(directory)
    assert len(whole_feed(anybody, 10)) == 1
    longer_ago = text("UPDATE organisations SET changed_at = changed_at - interval '1.8 seconds' WHERE name <> :kept")
    with directory.database.transaction() as session:
        (first,) = session.scalars(select(Organisation))
        an_organisation(directory, name="Später begonnen, früher fertig")
        with directory.database.transaction() as other:
            other.execute(longer_ago, {"kept": first.name})
        session.execute(text("SELECT pg_sleep(0.3)"))
        assert len(whole_feed(anybody, 10)) == 1, "the first may still be written with an earlier time"
        first.slug = "zuerst"
        session.flush()
        assert len(whole_feed(anybody, 10)) == 1
    assert {each["title"] for each in whole_feed(anybody, 10)} == {first.name, "Später begonnen, früher fertig"}


def test_a_place_that_no_feed_named_is_refused(anybody: Door) -> None:
    for place in ("x", "MjAyNg==", "ä"):
        anybody.get(f"/v1/changes?after={place}", 422)
