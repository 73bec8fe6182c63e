"""The files that people really bring end as `tests/data/import_cases/README.md` says, with the example city loaded."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy import select

from directory_service.actions import importing
from directory_service.models import Import, Offer, Organisation, Provenance
from directory_service.rules import State
from services.facts.directory import OfferWithdrawn
from services.kit import clock
from services.kit.web import Service
from services.launcher.seeds import csv_text
from tests.integration.directory_service.conftest import Door
from tests.support.directory_makers import EDITOR, imported, told
from tests.support.import_cases import case, expected, path

NO_VERDICT_THAT_IMPORTS = {"refused", "waits", "duplicate", "inactive", "ignored", "skipped"}


@pytest.fixture
def halle(directory: Service) -> Service:
    for kind, file in (("organisations", "organisationen"), ("projects", "projekte"), ("offers", "angebote")):
        imported(directory, kind, csv_text(file, datetime.now(UTC).date()))
    return directory


def tried(app: Service, number: int, kind: str, **words: Any) -> Import:
    asked = {"kind": kind, "file": case(number), "file_name": path(number).name, "announce": False, **words}
    with app.database.transaction() as session:
        return importing.try_import(session, asked, city=app.extensions["city"], caller=EDITOR, now=clock.now())


def chosen(app: Service, sent: Import, **choices: Any) -> Import:
    with app.database.transaction() as session:
        return importing.choose(session, sent.id, choices, city=app.extensions["city"], now=clock.now())


def confirmed(app: Service, sent: Import, **how: Any) -> Import:
    with app.database.transaction() as session:
        return importing.confirm_import(session, sent.id, city=app.extensions["city"], now=clock.now(), **how)


def by_id(found: Import) -> dict[str, dict[str, Any]]:
    return {row["external_id"]: row for row in found.rows}


def importable(found: Import) -> list[dict[str, Any]]:
    return [row for row in found.rows if row["verdict"] not in NO_VERDICT_THAT_IMPORTS]


def organisation(app: Service, external_id: str) -> Organisation:
    with app.database.reading() as session:
        return session.scalars(select(Organisation).where(Organisation.external_id == external_id)).one()


def offer(app: Service, external_id: str) -> Offer:
    with app.database.reading() as session:
        return session.scalars(select(Offer).where(Offer.external_id == external_id)).one()


def problems(row: dict[str, Any]) -> set[str]:
    return {problem["column"] for problem in row["problems"]}


def test_the_windows_1252_file_of_organisations(directory: Service) -> None:
    found = confirmed(directory, tried(directory, 1, "organisations"))

    assert len(importable(found)) == expected(1)["importable"]
    canoe, cafe, street, linden, sewing = (organisation(directory, f"V-{number}") for number in range(17, 22))
    assert (canoe.post_code, canoe.website) == ("06114", "https://kanufreunde.example.org")
    assert (canoe.categories, cafe.categories) == (["health", "nature"], ["consumption"])
    assert (cafe.post_code, "1 € –" in (cafe.description or "")) == ("06108", True)
    assert (street.contact_person, street.categories) == ("Fräulein Österreicher-Süß", ["mobility", "politics"])
    assert (linden.name, sewing.name) == ("Förderverein „Alte Linde“", "Nähstübchen L’Aiguille")


def test_the_utf_8_file_of_offers(halle: Service) -> None:
    found = confirmed(halle, tried(halle, 2, "offers"))

    assert [row["problems"] for row in importable(found)] == [[]] * expected(2)["importable"]
    bikes, herbs, words, water = (offer(halle, f"FA-{number}") for number in range(1, 5))
    for each in (row for row in expected(2)["checks"] if row.get("beginn")):
        kept = offer(halle, f"FA-{each['row'] - 1}")
        assert f"{kept.starts_on}T{kept.start_time:%H:%M}" == each["beginn"]
    assert (bikes.end_time, words.start_time) == (time(13), None)
    assert (bikes.starts_on, bikes.commitment, bikes.street) == (date(2036, 4, 12), "short_term", "Schillerstraße 931")
    assert (bikes.post_code, bikes.town) == ("06114", "Halle")
    assert (herbs.starts_on, herbs.commitment, herbs.valid_until) == (
        date(2036, 4, 25),
        "short_term",
        date(2036, 4, 25),
    )
    assert (words.remote, words.starts_on) == (True, None)
    assert (water.commitment, water.district, water.certificate_of_conduct) == ("long_term", "suedstadt", True)


def test_the_file_with_commas_and_line_breaks(directory: Service) -> None:
    found = confirmed(directory, tried(directory, 4, "organisations"))

    assert [(row["row"], row["verdict"]) for row in found.rows] == [(2, "new"), (3, "new"), (4, "new")]
    swap, mice, energy = (organisation(directory, f"K-{number}") for number in (1, 2, 3))
    assert (swap.name, len((swap.description or "").splitlines())) == ("Tauschring Südpark, Halle", 6)
    assert swap.categories == ["consumption"]
    assert (mice.name, mice.categories) == ('Die "Radelmäuse"', ["mobility", "health"])
    assert energy.district == "lettin"


def test_the_file_of_duplicates_merges_nothing_by_itself(halle: Service) -> None:
    before = {each: organisation(halle, each).version for each in expected(5)["duplicates_of_existing"].values()}
    found = confirmed(halle, tried(halle, 5, "organisations"))
    rows = by_id(found)

    for external_id, there in expected(5)["duplicates_of_existing"].items():
        assert rows[external_id]["verdict"] == "duplicate", external_id
        assert rows[external_id]["likes"][0]["external_id"] == there
    for external_id, there in expected(5)["weak_hint_same_name_far_away"].items():
        assert rows[external_id]["verdict"] == "new"
        assert [(like["external_id"], like["is_strong"]) for like in rows[external_id]["likes"]] == [(there, False)]
    for external_id in expected(5)["not_duplicates"]:
        assert (rows[external_id]["verdict"], "likes" in rows[external_id]) == ("new", False)
    twelve, thirteen, fourteen = (next(row for row in found.rows if row["row"] == number) for number in (12, 13, 14))
    assert (twelve["verdict"], thirteen["verdict"], fourteen["verdict"]) == ("new", "duplicate", "refused")
    assert thirteen["likes"][0]["row"] == 12
    assert problems(fourteen) == {"externe_id"}
    assert {each: organisation(halle, each).version for each in before} == before


def test_an_editor_says_which_duplicates_are_the_same_and_only_gaps_are_filled(halle: Service) -> None:
    sent = tried(halle, 5, "organisations")
    known = by_id(sent)["L-01"]["likes"][0]
    sent = chosen(halle, sent, rows={"2": str(known["id"]), "3": "new", "4": "skip"})
    assert [sent.rows[number]["verdict"] for number in (0, 1, 2)] == ["unchanged", "new", "skipped"]
    confirmed(halle, sent)

    kept = organisation(halle, "HAL-O-001")
    assert (kept.name, kept.lat) == ("Gießkannenbund Halle e. V.", 51.47433)
    assert organisation(halle, "L-02").name == "Wildwiese Saaleaue e.V."
    again = by_id(tried(halle, 5, "organisations"))
    assert (again["L-01"]["verdict"], again["L-02"]["verdict"]) == ("unchanged", "unchanged"), "it is known from now on"


def test_the_file_of_offers_with_missing_and_wrong_cells(halle: Service) -> None:
    found = confirmed(halle, tried(halle, 6, "offers"))

    assert [row["row"] for row in importable(found)] == expected(6)["importable_rows"]
    refused = {row["row"]: problems(row) for row in found.rows if row["verdict"] == "refused"}
    wanted = {each["row"]: each["field"] for each in expected(6)["rejected"]}
    assert refused.pop(15) == {"kategorien", "dauer"}, "a row that is too short lacks more than one"
    assert refused == {row: {field} for row, field in wanted.items() if row != 15}
    assert all(problem["sentence"] for row in found.rows for problem in row["problems"])
    assert offer(halle, "P-12").state == State.WITHDRAWN, "its time is over"
    notes = {row["row"]: [note["column"] for note in row.get("notes", [])] for row in found.rows}
    assert (notes[13], notes[18]) == (["gueltig_bis"], ["externe_id"])


def test_the_file_of_categories_waits_for_words_that_are_merely_alike(directory: Service) -> None:
    rows = by_id(tried(directory, 7, "organisations"))

    for wanted in expected(7)["cases"]:
        row, match = rows[wanted["externe_id"]], wanted["match"]
        assert row["verdict"] == ("new" if match in {"exact", "part"} else "waits"), wanted
        assert [problem["suggestion"] is not None for problem in row["problems"]] == {
            "near": [True], "unknown": [False]
        }.get(match, []), wanted  # fmt: skip
    assert [note["written"] for note in rows["C-13"]["notes"]] == ["Tierschutz"]


def test_one_word_of_an_editor_settles_a_spelling_for_all_rows(directory: Service) -> None:
    sent = tried(directory, 7, "organisations")
    near = {each["written"]: each["categories"][0] for each in expected(7)["cases"] if each["match"] == "near"}
    sent = chosen(directory, sent, words={"kategorien": {**near, "Tierschutz": "nature"}})
    confirmed(directory, sent)

    assert sent.counts == {"new": 15, "changed": 0, "unchanged": 0, "refused": 0}
    for wanted in expected(7)["cases"]:
        found = organisation(directory, wanted["externe_id"])
        assert found.categories == (wanted["categories"] or ["nature"]), wanted


def test_the_file_of_html_becomes_plain_text(halle: Service) -> None:
    found = confirmed(halle, tried(halle, 8, "offers"))

    assert len(importable(found)) == expected(8)["importable"]
    texts = {number: offer(halle, f"W-{number}").description or "" for number in range(1, 8)}
    assert texts[1] == expected(8)["plain_text"]["W-1"]
    assert texts[4] == expected(8)["plain_text"]["W-4"]
    assert texts[5].startswith("- Zelt aufbauen\n- Bänke tragen")
    hidden = [word for word in expected(8)["must_not_appear_anywhere"] if any(word in text for text in texts.values())]
    assert hidden == []


def test_the_file_of_formulas(directory: Service) -> None:
    sent = tried(directory, 9, "organisations")
    rows = by_id(sent)
    assert [row["external_id"] for row in importable(sent)] == expected(9)["importable"]
    assert [key for key, row in rows.items() if row["verdict"] == "waits"] == expected(9)["flagged"]

    confirmed(directory, chosen(directory, sent, rows={"8": "new"}))
    garden, home, house = (organisation(directory, f"X-{number}") for number in (2, 3, 4))
    assert (garden.phone, garden.description) == ("+49 345 0004021", "- Beete\n- Werkstatt\n- Lagerfeuer")
    assert home.name == "@home-Werkstatt"
    assert house.phone is None
    assert organisation(directory, "X-7").name == "=1+1", "the editor said so"


def test_freinets_list_of_offers(halle: Service) -> None:
    sent = tried(halle, 11, "offers", source="freinet", is_whole=True)
    verdicts = [(row["external_id"], row["verdict"]) for row in sent.rows]

    assert [key for key, verdict in verdicts if verdict == "new"] == [*expected(11)["importable"][1:], "4711"]
    assert [key for key, verdict in verdicts if verdict == "inactive"] == expected(11)["inactive"]
    assert [key for key, verdict in verdicts if verdict == "waits"] == expected(11)["waits"]
    assert [key for key, verdict in verdicts if verdict == "refused"] == expected(11)["rejected"]
    assert verdicts[0] == ("4711", "ignored")
    confirmed(halle, sent)
    assert offer(halle, "4711").title == "Lesepate in der Grundschule (neu)"
    assert offer(halle, "4714").description == "WordPress-Kenntnisse sind gut."
    assert (offer(halle, "4715").lat, offer(halle, "4715").commitment) == (None, "long_term")
    with halle.database.reading() as session:
        fourth = session.get_one(Provenance, ("offers", "4713"))
        assert (fourth.source, fourth.record_id, fourth.is_hidden) == ("freinet", None, True)


def test_the_same_feed_twice_changes_nothing_and_its_unknown_organisation_is_picked(halle: Service) -> None:
    confirmed(halle, tried(halle, 11, "offers", source="freinet", is_whole=True))
    again = tried(halle, 11, "offers", source="freinet", is_whole=True)
    assert {row["verdict"] for row in again.rows} == {"ignored", "unchanged", "inactive", "waits", "refused"}
    assert (again.noticed["gone"], again.noticed["shrinks"]) == (0, False)

    waiting = by_id(again)["4716"]["problems"][0]
    picked = {"organisation": {waiting["written"]: "HAL-O-001"}}
    confirmed(halle, chosen(halle, again, words=picked))
    assert offer(halle, "4716").lat == 51.4828


def test_an_offer_for_which_a_feed_looks_for_nobody_is_hidden_until_it_does_again(halle: Service) -> None:
    feed = case(11)
    nobody = feed.replace(b"<anzahl_gesuche>5<", b"<anzahl_gesuche>0<")
    confirmed(halle, tried(halle, 11, "offers", source="freinet"))
    confirmed(halle, tried(halle, 11, "offers", source="freinet", file=nobody))
    assert offer(halle, "4712").state == State.WITHDRAWN
    assert len(told(halle, OfferWithdrawn)) == 1

    confirmed(halle, tried(halle, 11, "offers", source="freinet", file=feed))
    assert offer(halle, "4712").state == State.PUBLISHED


def test_the_file_of_five_thousand_offers(halle: Service, editor: Door) -> None:
    sent = tried(halle, 12, "offers")
    assert len(importable(sent)) == expected(12)["importable"]
    refused = {row["row"]: problems(row) for row in sent.rows if row["verdict"] == "refused"}
    wanted = {each["row"]: {each["field"].partition(" ")[0]} for each in expected(12)["rejected"]}
    known = {each["row"]: each["externe_id"] for each in expected(12)["rejected"]}
    assert {row["row"]: row["external_id"] for row in sent.rows if row["verdict"] == "refused"} == known
    assert refused == wanted

    shown = editor.get(f"/v1/imports/{sent.id}?size=20")
    assert {row["row"] for row in shown["rows"][:13]} == set(wanted), "faults first"
    assert shown["total"] == 5000
    confirmed(halle, sent)
    assert confirmed(halle, tried(halle, 12, "offers")).counts["unchanged"] == 4987
