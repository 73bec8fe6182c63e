"""The desk for tables: a file goes on as it is, what waits is asked for, and what is under way can be watched."""

import base64
import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from services.kit.files import LARGEST_FILE
from tests.support.website import ORGANISATION, TOKENS, FakeServices, sealed, send, versions_on

PAGE = "/eintragen/tabellen"
ID = "6f1c0b8e-0000-4000-8000-00000000000a"
TABLE = f"{PAGE}/organisations/{ID}"
ONE, OTHER = (f"6f1c0b8e-0000-4000-8000-00000000000{number}" for number in (1, 2))


def a_report(*rows: dict[str, Any], **words: Any) -> dict[str, Any]:
    columns = [{"heading": "Wie es heißt", "column": None, "suggestion": "name"}]
    noticed = {"form": "csv", "encoding": "windows-1252", "header_row": 1, "empty_rows": 3, "gone": 0, "shrinks": False}
    whole: dict[str, Any] = {
        "id": ID,
        "kind": "organisations",
        "file_name": "liste.csv",
        "state": "waiting",
        "rows": list(rows),
    }
    whole = {**whole, "noticed": {**noticed, "columns": columns, "known_columns": ["name", "plz"]}, "progress": None}
    return {**whole, "counts": {"new": 1, "waits": 1}, "total": len(rows), "page": 1, "size": 100, **words}


def a_row(number: int, verdict: str = "waits", **words: Any) -> dict[str, Any]:
    return {
        "row": number,
        "external_id": None,
        "title": f"Gruppe {number}",
        "verdict": verdict,
        "problems": [],
        **words,
    }


def unknown(word: str) -> dict[str, Any]:
    said = {
        "sentence": f"We do not know “{word}”. Perhaps “Energie” is meant.",
        "template": "We do not know “%(word)s”. Perhaps “%(near)s” is meant.",
        "gaps": {"word": word, "near": "Energie"},
    }
    return {"column": "kategorien", **said, "suggestion": "Energie", "written": word}


def of_counts(steward: FlaskClient, services: FakeServices, state: str, **counts: int) -> str:
    services.answer(f"GET /v1/imports/{ID}", a_report(a_row(2), state=state, counts=counts))
    return steward.get(TABLE).text


def test_the_form_names_its_fields_and_what_each_row_needs(steward: FlaskClient) -> None:
    page = steward.get(PAGE).text
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "unter der Überschrift externe_id" in page


@pytest.mark.parametrize(
    ("counts", "sentence", "offers"),
    [
        ({"new": 4, "changed": 1, "refused": 2}, "5 Zeilen können übernommen werden.", True),
        ({"refused": 2, "waits": 1}, "So kann nichts übernommen werden.", False),
        ({"refused": 2, "unchanged": 3}, "Keine Zeile würde etwas ändern.", True),
    ],
)
def test_taking_over_is_offered_where_there_is_something_to_take(
    steward: FlaskClient, services: FakeServices, counts: dict[str, int], sentence: str, offers: bool
) -> None:
    page = of_counts(steward, services, "waiting", **counts)
    assert sentence in page
    assert ("Die guten Zeilen übernehmen" in page) == offers


def test_what_was_chosen_for_a_row_is_said_though_it_is_like_nothing_any_more(
    steward: FlaskClient, services: FakeServices
) -> None:
    services.answer(f"GET /v1/imports/{ID}", a_report(a_row(2, "changed", choice=ONE), a_row(3, "new", choice="new")))
    page = steward.get(TABLE).text
    assert page.count("Wie gewählt: Es ist schon da") == 1


def test_an_editor_reads_what_was_taken_over_and_what_to_do_with_the_rest(
    steward: FlaskClient, services: FakeServices
) -> None:
    page = of_counts(steward, services, "applied", new=4, changed=1, refused=2, waits=1)
    assert "5 Zeilen sind übernommen." in page
    assert "Die anderen Zeilen kannst du in der Datei verbessern." in page
    assert "Wartet auf dich" not in page, "nobody can say anything to it any more"
    assert "Die anderen Zeilen" not in of_counts(steward, services, "applied", new=1, unchanged=2)


@pytest.fixture(autouse=True)
def an_editor(services: FakeServices) -> None:
    person = {"id": "p1", "email": "redaktion@example.org", "name": "Redaktion", "roles": ["editor"]}
    services.answer("POST /v1/tokens", {"tokens": TOKENS, "expires_in": 300, "person": person})
    services.answer("POST /v1/imports", a_report(), 201)
    services.answer(f"GET /v1/imports/{ID}", a_report(a_row(2, problems=[unknown("Enerige")])))
    services.answer(f"PUT /v1/imports/{ID}/choices", a_report())
    services.answer(f"PUT /v1/imports/{ID}/confirmation", a_report())
    services.answer(f"DELETE /v1/imports/{ID}/confirmation", a_report())


def sent(browser: FlaskClient, file: bytes, *, name: str = "liste.csv", **typed: Any) -> TestResponse:
    part = FileStorage(io.BytesIO(file), filename=name)
    form = {"zeichen": sealed(browser, PAGE), "inhalt": "organisations", "datei": part, **typed}
    mark, body = encode_multipart(form)
    return browser.post(PAGE, data=body, content_type=f"multipart/form-data; boundary={mark}")


def test_a_file_goes_on_byte_by_byte_and_its_report_is_shown(steward: FlaskClient, services: FakeServices) -> None:
    file = "externe_id;name\r\n1;Grüne Tasse\r\n".encode("cp1252")
    answer = sent(steward, file, quelle="Vereinsliste", ganz="ja")

    assert (answer.status_code, answer.headers["Location"]) == (303, TABLE)
    words = services.words_of("POST /v1/imports")
    assert base64.b64decode(words.pop("file")) == file
    whole = {"kind": "organisations", "file_name": "liste.csv", "announce": False}
    assert words == {**whole, "source": "Vereinsliste", "is_whole": True}


def test_a_file_of_four_megabytes_comes_in_and_a_larger_one_does_not(steward: FlaskClient) -> None:
    assert sent(steward, b"x" * LARGEST_FILE).status_code == 303
    assert sent(steward, b"x" * 5 * 2**20).status_code == 413


def test_other_forms_stay_as_small_as_they_were(steward: FlaskClient) -> None:
    form = {"zeichen": sealed(steward, PAGE), "datei": (io.BytesIO(b"x" * 300_000), "x")}
    assert steward.post(TABLE, data=form, content_type="multipart/form-data").status_code == 413


def test_without_a_file_the_form_says_so_and_asks_nobody(steward: FlaskClient, services: FakeServices) -> None:
    answer = send(steward, PAGE, inhalt="offers")
    assert answer.status_code == 422
    assert "Bitte wähle eine Datei." in answer.text
    assert "POST /v1/imports" not in services.lines()


@pytest.mark.parametrize(
    ("kind", "status", "sentence"),
    [
        ("not-a-table", 422, "Das sieht nicht nach einer Tabelle aus"),
        ("too-many-rows", 422, "höchstens 20.000 Zeilen"),
        ("old-workbook", 422, "Das ist eine Mappe aus Excel 97."),
        ("request-entity-too-large", 413, "Diese Datei ist größer als 4 MB."),
        ("malformed", 422, "Diese Datei lässt sich nicht lesen."),
    ],
)
def test_what_cannot_be_brought_in_is_refused_in_the_language_of_the_page(
    steward: FlaskClient, services: FakeServices, kind: str, status: int, sentence: str
) -> None:
    services.answer("POST /v1/imports", {"type": f"urn:mosaik:problem:{kind}", "detail": "In English."}, status)
    answer = sent(steward, b"x")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "In English." not in answer.text


def test_a_calendar_holds_events_whatever_was_chosen(steward: FlaskClient, services: FakeServices) -> None:
    group = "6f1c0b8e-0000-4000-8000-000000000001"
    services.answer("GET /v1/organisations/neue-gruppe", {"id": group, "name": "Neue Gruppe"})
    assert "Bitte wähl ein bis drei Themen." in sent(steward, b"x", name="Termine.ICS").text
    answer = sent(steward, b"x", name="Termine.ICS", gruppe="neue-gruppe", thema="nature")
    assert answer.headers["Location"] == f"/eintragen/tabellen/events/{ID}"
    words = services.words_of("POST /v1/imports")
    assert (words["kind"], words["organisation_id"], words["categories"]) == ("events", group, ["nature"])


def test_the_page_asks_for_headings_words_and_rows(steward: FlaskClient) -> None:
    page = steward.get(TABLE).text
    assert "Text, gelesen als windows-1252" in page
    assert "3 leere Zeilen ausgelassen" in page
    assert 'name="spalte:Wie es heißt"' in page
    assert re.search(r'name="wort:kategorien:Enerige">.*<option value="energy" selected>', page)
    assert 'name="zeile:2"' in page


def test_a_row_of_events_says_when_and_where_it_is(steward: FlaskClient, services: FakeServices) -> None:
    when = {"starts_at": "2036-05-04T10:00:00+02:00", "is_series": True}
    rows = a_row(2, "new", **when, place="Stadtpark, Halle"), a_row(3, "new", **when, all_day=True, is_online=True)
    services.answer(f"GET /v1/imports/{ID}", a_report(*rows))

    page = steward.get(f"{PAGE}/events/{ID}").text

    assert re.search("4. Mai 2036, 10 Uhr.*mehrere Termine.*Stadtpark, Halle", page)
    assert re.search("4. Mai 2036 .*Online", page)


def test_what_is_chosen_goes_on_in_its_parts(steward: FlaskClient, services: FakeServices) -> None:
    typed = {"spalte:Wie es heißt": "name", "wort:kategorien:Enerige": "energy", "zeile:2": "new", "zeile:3": ""}
    answer = send(steward, TABLE, tun="waehlen", **typed)
    assert answer.status_code == 303
    assert services.words_of(f"PUT /v1/imports/{ID}/choices") == {
        "columns": {"Wie es heißt": "name"},
        "words": {"kategorien": {"Enerige": "energy"}},
        "rows": {"2": "new"},
    }


def test_a_table_is_taken_over_and_what_is_gone_is_hidden_only_if_it_is_said(
    steward: FlaskClient, services: FakeServices
) -> None:
    shrunk = a_report(a_row(2))
    shrunk["noticed"] |= {"gone": 9, "shrinks": True}
    services.answer(f"GET /v1/imports/{ID}", shrunk)
    assert "9 Einträge dieser Liste fehlen in der Datei: mehr als ein Fünftel." in steward.get(TABLE).text

    line = f"PUT /v1/imports/{ID}/confirmation"
    send(steward, TABLE, tun="uebernehmen")
    assert [request.content for request in services.asked if request.method == "PUT"] == [b""]
    send(steward, TABLE, tun="uebernehmen", ausblenden="ja")
    assert services.words_of(line) == {"hides_gone": True}


def test_what_is_under_way_is_watched_and_may_be_broken_off(steward: FlaskClient, services: FakeServices) -> None:
    services.answer(f"GET /v1/imports/{ID}", a_report(state="running", progress={"done": 500, "total": 5000}))
    page = steward.get(TABLE).text
    assert '<progress id="fortschritt" max="5000" value="500">' in page
    assert "data-watch" in page
    token = re.search(r'name="zeichen" value="([^"]+)"', page)
    assert token
    steward.post(TABLE, data={"zeichen": token[1], "tun": "abbrechen"})
    assert f"DELETE /v1/imports/{ID}/confirmation" in services.lines()


def test_tables_of_events_go_to_the_calendar(steward: FlaskClient, services: FakeServices) -> None:
    sent(steward, b"x", inhalt="events")
    assert services.headers_of("POST /v1/imports")["Authorization"] == f"Bearer {TOKENS['events-service']}"
    assert "source" not in services.words_of("POST /v1/imports")


@pytest.mark.parametrize("path", [PAGE, TABLE, "/eintragen/doppelt"])
def test_only_editors_come_in(steward: FlaskClient, services: FakeServices, path: str) -> None:
    person = {"id": "p2", "email": "rosa@example.net", "name": "Rosa", "roles": []}
    services.answer("POST /v1/tokens", {"tokens": TOKENS, "expires_in": 300, "person": person})
    assert steward.get(path).status_code == 403


@pytest.mark.parametrize(
    ("kind", "page", "stays"),
    [
        ("organisation", "/gruppen/g0", "Diese bleibt"),
        ("project", "/projekte/g0", "Dieses Projekt bleibt"),
        ("offer", "/mitmachen/g0", "Dieses Angebot bleibt"),
    ],
)
def test_two_records_are_compared_and_become_one(
    steward: FlaskClient, services: FakeServices, kind: str, page: str, stays: str
) -> None:
    one, other = (
        {"id": each, "slug": f"g{number}", "name": f"Eintrag {number}"} for number, each in enumerate((ONE, OTHER))
    )
    pair = {"one": one, "other": other, "is_strong": True, "because": ["name", "place"]}
    services.answer("GET /v1/duplicates", {"items": [pair], "total": 1, "page": 1, "size": 20})
    for each in (one, other):
        whole: dict[str, Any] = {
            **each,
            "state": "published",
            "offers": [],
            "projects": [],
            "organisation": {"id": each["id"]},
        }
        whole |= {"version": 3 if each is one else 7}
        services.answer(f"GET /v1/{kind}s/{each['id']}", whole)
    services.answer(f"PUT /v1/{kind}s/{OTHER}/successor", one)
    compare = f"/eintragen/doppelt/{kind}/{ONE}/{OTHER}"
    assert f'href="{compare}"' in steward.get(f"/eintragen/doppelt?art={kind}").text
    assert services.asked[-1].url.params["kind"] == kind
    side_by_side = steward.get(compare).text
    assert stays in side_by_side
    assert ("Sie gehören zu zwei Gruppen." in side_by_side) is (kind != "organisation")
    assert "Seine Angaben werden nicht übernommen." not in side_by_side
    services.answer(f"GET /v1/{kind}s/{OTHER}", {**whole, "state": "draft"})
    assert "Seine Angaben werden nicht übernommen." in steward.get(compare).text

    answer = send(steward, compare, bleibt=ONE, **versions_on(side_by_side))
    assert answer.headers["Location"] == page
    merger = f"PUT /v1/{kind}s/{OTHER}/successor"
    assert services.words_of(merger) == {f"{kind}_id": ONE, "version": 3}
    assert services.headers_of(merger)["If-Match"] == '"7"'


def test_of_two_that_have_changed_meanwhile_an_editor_sees_the_newest(
    steward: FlaskClient, services: FakeServices
) -> None:
    for each in (ONE, OTHER):
        group = {"id": each, "slug": "s", "name": "Bund", "state": "published", "offers": [], "projects": []}
        services.answer(f"GET /v1/organisations/{each}", {**group, "version": 4})
    services.answer(f"PUT /v1/organisations/{OTHER}/successor", {"type": "urn:mosaik:problem:stale"}, 412)
    seen = {f"version-{each}": "3" for each in (ONE, OTHER)}
    answer = send(steward, f"/eintragen/doppelt/organisation/{ONE}/{OTHER}", bleibt=ONE, **seen)
    assert answer.status_code == 412
    assert "Jemand hat eins davon inzwischen geändert." in answer.text
    assert set(versions_on(answer.text).values()) == {"4"}


def test_of_drafts_that_became_one_the_list_tells(steward: FlaskClient, services: FakeServices) -> None:
    owner = {"id": ONE, "name": "Bund"}
    for each in (ONE, OTHER):
        draft = {"id": each, "slug": "s", "title": "Beete", "state": "draft", "organisation": owner}
        services.answer(f"GET /v1/offers/{each}", draft)
    services.answer(f"PUT /v1/offers/{OTHER}/successor", {})
    services.answer("GET /v1/duplicates", {"items": [], "total": 0, "page": 1, "size": 20})
    answer = send(steward, f"/eintragen/doppelt/offer/{ONE}/{OTHER}", bleibt=ONE)
    assert answer.headers["Location"] == "/eintragen/doppelt?art=offer&erledigt=eins"
    assert "Aus beiden ist jetzt eins geworden." in steward.get(answer.headers["Location"]).text
    assert steward.get(f"/eintragen/doppelt/event/{ONE}/{OTHER}").status_code == 404


def test_the_old_address_of_a_merged_group_leads_to_the_other(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/organisations/alt", None, 308)
    services.moved["/v1/organisations/alt"] = "/v1/organisations/neu"
    answer = browser.get("/gruppen/alt")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/gruppen/neu")


def test_what_is_wrong_in_a_row_is_said_in_the_language_of_the_page(
    steward: FlaskClient, services: FakeServices
) -> None:
    note = {"column": "externe_id", "sentence": "x", "template": "Its time is over, so it stays hidden.", "gaps": {}}
    row = a_row(2, problems=[unknown("<Enerige>")], notes=[note])
    services.answer(f"GET /v1/imports/{ID}", a_report(row))
    german, english = (steward.get(f"{way}/eintragen/tabellen/organisations/{ID}").text for way in ("", "/en"))
    assert "„&lt;Enerige&gt;“ kennen wir nicht. Gemeint ist vielleicht „Energie“." in german
    assert "Die Zeit ist schon um" in german
    assert "We do not know “&lt;Enerige&gt;”. Perhaps “Energie” is meant." in english
    assert "Its time is over" in english
    assert "kennen wir nicht" not in english
    assert "Die Zeit" not in english


def test_what_was_kept_in_german_before_can_still_be_read(steward: FlaskClient, services: FakeServices) -> None:
    old = {"column": "titel", "sentence": "Höchstens 100 % davon.", "suggestion": None}
    services.answer(f"GET /v1/imports/{ID}", a_report(a_row(2, problems=[old])))
    page = steward.get(f"/en/eintragen/tabellen/organisations/{ID}").text
    assert '<span lang="de">Höchstens 100 % davon.</span>' in page


def a_calendar(browser: FlaskClient, **typed: Any) -> TestResponse:
    part = FileStorage(io.BytesIO(b"BEGIN:VCALENDAR"), filename="Termine.ICS")
    form = {"zeichen": sealed(browser, PAGE), "inhalt": "events", "datei": part, **typed}
    mark, body = encode_multipart(form)
    return browser.post(PAGE, data=body, content_type=f"multipart/form-data; boundary={mark}")


@pytest.mark.parametrize("typed", ["giesskannenbund", "https://x.example/gruppen/giesskannenbund/", "gießkannenBUND"])
def test_a_calendar_says_whose_it_is_and_what_it_is_about(
    steward: FlaskClient, services: FakeServices, typed: str
) -> None:
    services.answer("GET /v1/organisations/giesskannenbund", ORGANISATION)
    services.answer("GET /v1/organisations", {"items": [{**ORGANISATION, "name": "Ein anderer"}, ORGANISATION]})
    assert a_calendar(steward, gruppe=typed, thema="nature").status_code == 303
    words = services.words_of("POST /v1/imports")
    assert (words["organisation_id"], words["categories"]) == (ORGANISATION["id"], ["nature"])


def test_a_calendar_of_nobody_is_asked_about_before_it_goes_anywhere(
    steward: FlaskClient, services: FakeServices
) -> None:
    services.answer("GET /v1/organisations", {"items": [ORGANISATION]})
    answer = a_calendar(steward, gruppe="Gießkannen")
    assert answer.status_code == 422
    assert "Diese Gruppe kennen wir nicht" in answer.text
    assert "Bitte wähl ein bis drei Themen." in answer.text
    assert 'value="Gießkannen"' in answer.text
    assert "POST /v1/imports" not in services.lines()


def test_whose_calendar_it_is_has_to_be_said(steward: FlaskClient, services: FakeServices) -> None:
    page = a_calendar(steward, gruppe=" ", thema="nature").text
    assert "Bitte sag, wessen Termine das sind." in page
    assert "Diese Gruppe kennen wir nicht" not in page


def test_the_report_on_a_calendar_does_not_speak_of_headings(steward: FlaskClient, services: FakeServices) -> None:
    report = a_report()
    services.answer(f"GET /v1/imports/{ID}", {**report, "noticed": {**report["noticed"], "form": "ics"}})
    page = steward.get(f"{PAGE}/events/{ID}").text
    assert "Freinet" not in page
    assert "Überschriften in Zeile" not in page
    assert "Spalten" not in page
