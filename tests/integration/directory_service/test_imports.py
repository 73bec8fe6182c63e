"""Tables that editors bring, with the real database: what becomes of each row, and what is told."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from directory_service.actions.importing import confirm_import
from directory_service.models import Import, Organisation
from directory_service.rules import State
from services.facts.directory import OfferPublished, OrganisationPublished
from services.kit import clock, imports
from services.kit.files.table import NotATable
from services.kit.imports import AlreadyApplied
from services.kit.tables import id_of
from services.kit.web import Service
from services.launcher.seeds import csv_text
from tests.integration.directory_service.conftest import Door
from tests.support.directory_makers import (
    OFFERS,
    ORGANISATIONS,
    PROJECTS,
    imported,
    offers_there,
    organisations_there,
    table,
    told,
    tried,
)
from tests.support.tokens import Tokens

NATURE = "Stadtgrün und Biodiversität"


def a_group(number: int = 1, **cells: str) -> dict[str, str]:
    needed = {"externe_id": f"O-{number}", "name": f"Gruppe {number}", "typ": "Verein", "kategorien": NATURE}
    return {**needed, **cells}


def a_row(number: int = 1, **cells: str) -> dict[str, str]:
    needed = {"externe_id": f"A-{number}", "organisation_id": "O-1", "titel": f"Angebot {number}", "dauer": "kurz"}
    return {**needed, "kategorien": NATURE, "kurzbeschreibung": "Kurz gesagt.", **cells}


@pytest.fixture
def with_a_group(directory: Service) -> Service:
    imported(directory, "organisations", table(ORGANISATIONS, a_group()))
    return directory


def verdicts(found: Import) -> list[tuple[int, str]]:
    return [(row["row"], row["verdict"]) for row in found.rows]


def test_a_dry_run_says_what_would_become_of_each_row_and_changes_nothing(directory: Service) -> None:
    found = tried(directory, "organisations", table(ORGANISATIONS, a_group(1), a_group(2, kategorien="Energi")))
    assert found.state == "waiting"
    assert found.counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 0, "waits": 1}
    assert organisations_there(directory) == []
    assert told(directory) == []
    assert found.rows[1] == {
        "row": 3,
        "external_id": "O-2",
        "title": "Gruppe 2",
        "verdict": "waits",
        "problems": [
            {
                "column": "kategorien",
                "sentence": "We do not know “%(word)s”. Perhaps “%(near)s” is meant.",
                "gaps": {"word": "Energi", "near": "Energie"},
                "suggestion": "Energie",
                "written": "Energi",
            }
        ],
    }


def test_what_is_too_much_for_a_cell_is_refused_and_not_cut(with_a_group: Service) -> None:
    many = " | ".join(f"Wort {number}" for number in range(31))
    rows = [a_group(2, schlagworte="x" * 61), a_group(3, schlagworte=many), a_group(4, schlagworte="x" * 60)]
    assert verdicts(tried(with_a_group, "organisations", table(f"{ORGANISATIONS};schlagworte", *rows))) == [
        (2, "refused"), (3, "refused"), (4, "new"),
    ]  # fmt: skip

    project = {"organisation_id": "O-1", "titel": "Beete", "status": "laufend", "kategorien": NATURE}
    roles = [{**project, "externe_id": each[0], "weitere_organisationen": f"Gruppe 1 (O-1): {each}"}
             for each in ("x" * 201, "Hilfe")]  # fmt: skip
    assert "The text is too long" in str(tried(with_a_group, "projects", table(PROJECTS, roles[0])).rows)
    assert "The text is too long" not in str(tried(with_a_group, "projects", table(PROJECTS, roles[1])).rows)


def test_good_rows_are_not_held_up_by_bad_ones(directory: Service) -> None:
    rows = [a_group(1), a_group(2, name=""), a_group(3, stadtteil="Atlantis"), a_group(4)]
    found = imported(directory, "organisations", table(ORGANISATIONS, *rows))
    assert [each.external_id for each in organisations_there(directory)] == ["O-1", "O-4"]
    assert verdicts(found) == [(2, "new"), (3, "refused"), (4, "refused"), (5, "new")]
    assert len(told(directory, OrganisationPublished)) == 2


def test_an_import_is_taken_over_only_once(directory: Service) -> None:
    found = imported(directory, "organisations", table(ORGANISATIONS, a_group()))
    with directory.database.transaction() as session, pytest.raises(AlreadyApplied):
        confirm_import(session, found.id, city=directory.extensions["city"], now=clock.now())
    assert len(told(directory, OrganisationPublished)) == 1


def test_a_table_that_nobody_confirmed_is_forgotten_after_a_month(directory: Service) -> None:
    tried(directory, "organisations", table(ORGANISATIONS, a_group()))
    for days, kept in ((29, 1), (31, 0)):
        with directory.database.transaction() as session:
            imports.forget_old(session, Import, days=30, now=clock.now() + timedelta(days=days))
        with directory.database.reading() as session:
            assert len(session.scalars(select(Import)).all()) == kept


def test_the_same_table_twice_is_the_same_as_once(with_a_group: Service) -> None:
    text = table(OFFERS, a_row(1), a_row(2))
    imported(with_a_group, "offers", text)
    again = imported(with_a_group, "offers", text)
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}
    assert [(each.version, each.state) for each in offers_there(with_a_group)] == [(1, State.PUBLISHED)] * 2
    assert len(told(with_a_group, OfferPublished)) == 2


def test_a_changed_row_keeps_its_address_and_gets_a_higher_version(with_a_group: Service) -> None:
    imported(with_a_group, "offers", table(OFFERS, a_row(titel="Wiese mähen")))
    found = imported(with_a_group, "offers", table(OFFERS, a_row(titel="Wiese säen")))
    assert verdicts(found) == [(2, "changed")]
    (offer,) = offers_there(with_a_group)
    assert (offer.title, offer.slug, offer.version) == ("Wiese säen", "wiese-maehen", 2)
    assert [fact.version for fact in told(with_a_group, OfferPublished)] == [1, 2]


def test_what_a_table_does_not_say_stays_as_it_was(with_a_group: Service) -> None:
    imported(with_a_group, "offers", table(OFFERS, a_row(rollstuhl="ja")))
    imported(with_a_group, "offers", table(OFFERS.removesuffix(";rollstuhl"), a_row(titel="Anders")))
    (offer,) = offers_there(with_a_group)
    assert (offer.title, offer.wheelchair) == ("Anders", "yes")


def test_what_was_withdrawn_stays_withdrawn(with_a_group: Service, editor: Door) -> None:
    imported(with_a_group, "offers", table(OFFERS, a_row()))
    (offer,) = offers_there(with_a_group)
    editor.delete(f"/v1/offers/{offer.id}/publication")
    imported(with_a_group, "offers", table(OFFERS, a_row(titel="Anders")))
    (offer,) = offers_there(with_a_group)
    assert (offer.title, offer.state) == ("Anders", State.WITHDRAWN)
    assert len(told(with_a_group, OfferPublished)) == 1


@pytest.mark.parametrize("announce", [True, False])
def test_people_are_told_of_an_import_only_if_the_editor_wants(with_a_group: Service, announce: bool) -> None:
    imported(with_a_group, "offers", table(OFFERS, a_row()), announce=announce)
    assert [fact.is_news for fact in told(with_a_group, OfferPublished)] == [announce]


def test_what_came_in_quietly_stays_quiet_when_it_is_changed(with_a_group: Service) -> None:
    imported(with_a_group, "offers", table(OFFERS, a_row()))
    imported(with_a_group, "offers", table(OFFERS, a_row(titel="Anders")), announce=True)
    assert [fact.is_news for fact in told(with_a_group, OfferPublished)] == [False, False]


def test_an_id_that_stands_twice_is_taken_once(directory: Service) -> None:
    found = imported(directory, "organisations", table(ORGANISATIONS, a_group(1), a_group(1, name="Zweimal")))
    assert verdicts(found) == [(2, "new"), (3, "refused")]
    assert found.rows[1]["problems"][0]["gaps"]["row"] == "2"


def test_things_of_one_name_get_different_addresses(with_a_group: Service) -> None:
    rows = [a_row(number, titel="Wiese") for number in (1, 2, 3)]
    imported(with_a_group, "offers", table(OFFERS, *rows))
    assert sorted(each.slug for each in offers_there(with_a_group)) == ["wiese", "wiese-2", "wiese-3"]


def test_what_is_brought_in_has_the_same_id_in_every_service(with_a_group: Service) -> None:
    imported(with_a_group, "offers", table(OFFERS, a_row()))
    assert [each.id for each in organisations_there(with_a_group)] == [id_of("O-1")]
    assert [(each.id, each.organisation_id) for each in offers_there(with_a_group)] == [(id_of("A-1"), id_of("O-1"))]


def test_a_row_with_several_faults_names_them_all(with_a_group: Service) -> None:
    row = a_row(organisation_id="O-7", titel="", kategorien="Stricken", dauer="ewig", beginn="morgen", rollstuhl="?")
    found = tried(with_a_group, "offers", table(OFFERS, row))
    columns = {problem["column"] for problem in found.rows[0]["problems"]}
    assert columns == {"organisation_id", "titel", "kategorien", "dauer", "beginn", "rollstuhl"}


def test_the_end_does_not_lie_before_the_beginning(with_a_group: Service) -> None:
    found = tried(with_a_group, "offers", table(OFFERS, a_row(beginn="2026-05-02", ende="01.05.2026")))
    assert [problem["column"] for problem in found.rows[0]["problems"]] == ["ende"]


def test_an_organisation_is_found_by_its_name_too(with_a_group: Service) -> None:
    imported(with_a_group, "offers", table(OFFERS, a_row(organisation_id="", organisation="gruppe 1")))
    assert [each.title for each in offers_there(with_a_group)] == ["Angebot 1"]


def test_spreadsheets_of_all_kinds_are_read(directory: Service) -> None:
    header, row = ORGANISATIONS.split(";"), a_group(plz="6114")
    for separator in (";", "\t", ","):
        text = (
            "\ufeff"
            + separator.join(header)
            + "\r\n"
            + separator.join(row.get(name, "") for name in header)
            + "\r\n\r\n"
        )
        assert verdicts(tried(directory, "organisations", text)) == [(2, "new")], separator
    imported(directory, "organisations", table(ORGANISATIONS, row))
    assert [each.post_code for each in organisations_there(directory)] == ["06114"]


def test_cells_that_look_like_formulas_are_words(directory: Service) -> None:
    header = f"{ORGANISATIONS};telefon;beschreibung"
    row = a_group(name="@home-Werkstatt", telefon="+49 345 000", beschreibung='=HYPERLINK("x")')
    imported(directory, "organisations", table(header, row))
    (group,) = organisations_there(directory)
    assert (group.name, group.phone) == ("@home-Werkstatt", "+49 345 000")
    assert group.description == '=HYPERLINK("x")'


@pytest.mark.parametrize("text", ["nothing", "", 'a;b\n"' + "x" * 200_000])
def test_what_is_no_table_is_refused(directory: Service, text: str) -> None:
    with pytest.raises(NotATable):
        tried(directory, "organisations", text)


def test_projects_bring_their_partners(with_a_group: Service, anybody: Door) -> None:
    imported(with_a_group, "organisations", table(ORGANISATIONS, a_group(2, name="Amt (Halle)"), a_group(3)))
    row = {
        "externe_id": "P-1",
        "titel": "Tausend Kannen",
        "organisation_id": "O-1",
        "weitere_organisationen": "Amt (Halle) (O-2): Förderung | Gruppe 3 (O-3)",
        "kategorien": NATURE,
        "status": "laufend",
        "beginn": "2026-01-01",
    }
    imported(with_a_group, "projects", table(PROJECTS, row))
    shown = anybody.get("/v1/projects/tausend-kannen")
    assert [(each["name"], each["role"]) for each in shown["partners"]] == [
        ("Amt (Halle)", "Förderung"),
        ("Gruppe 3", None),
    ]
    assert (shown["status"], shown["starts_on"], shown["organisation"]["name"]) == ("ongoing", "2026-01-01", "Gruppe 1")

    assert tried(with_a_group, "projects", table(PROJECTS, row)).counts["unchanged"] == 1
    row["weitere_organisationen"] = "Gruppe 3 (O-3): Ton"
    assert imported(with_a_group, "projects", table(PROJECTS, row)).counts["changed"] == 1
    partners = anybody.get("/v1/projects/tausend-kannen")["partners"]
    assert [(each["name"], each["role"]) for each in partners] == [("Gruppe 3", "Ton")]


def test_the_words_of_a_table_are_forgotten_once_it_is_taken_over(directory: Service) -> None:
    found = imported(directory, "organisations", table(ORGANISATIONS, a_group()))
    with directory.database.reading() as session:
        assert session.scalar(select(Import.text).where(Import.id == found.id)) == ""


def test_an_import_asks_no_question_per_row(directory: Service) -> None:
    asked: list[str] = []

    @event.listens_for(directory.database.engine, "before_cursor_execute")
    def _count(_c: Any, _u: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    def statements(rows: int) -> int:
        asked.clear()
        imported(directory, "organisations", table(ORGANISATIONS, *(a_group(number) for number in range(rows))))
        return len(asked)

    try:
        # The few come first, for rows that are known already are not even looked for. Facts go into the outbox some
        # dozens at a time; everything else is one statement for all rows.
        few = statements(2)
        assert statements(200) <= few + 5
    finally:
        event.remove(directory.database.engine, "before_cursor_execute", _count)


def test_the_example_city_is_taken_over_whole(directory: Service, anybody: Door) -> None:
    today = date(2037, 3, 10)
    for kind, file in (("organisations", "organisationen"), ("projects", "projekte"), ("offers", "angebote")):
        text = csv_text(file, today)
        found = imported(directory, kind, text)
        assert [row for row in found.rows if row["problems"]] == []
        assert tried(directory, kind, text).counts["unchanged"] == len(found.rows)
    assert anybody.get("/v1/figures") == {"organisations": 54, "projects": 35, "offers": 41}
    offer = anybody.get("/v1/offers/giesstour-mit-dem-wassertank")
    assert (offer["starts_on"], offer["hours"], offer["minimum_age"]) == ("2037-03-21", 3.0, 14)
    assert (offer["wheelchair"], offer["with_children"], offer["training"]) == ("no", True, "nein")
    assert offer["alone_or_group"] == ["allein", "Gruppe", "Firmenteam"]
    assert offer["project"]["title"] == "Tausend Kannen für Straßenbäume"
    with directory.database.reading() as session:
        trusted = session.scalars(select(Organisation.trusted).where(Organisation.external_id == "HAL-O-001")).one()
    assert trusted


def test_a_table_that_begins_with_a_byte_order_mark_is_read(directory: Service, tokens: Tokens) -> None:
    words = {"kind": "organisations", "text": "\ufeff" + table(ORGANISATIONS, a_group())}
    headers = tokens.editor("directory-service")

    answer = directory.test_client().post("/v1/imports", json=words, headers=headers)

    assert answer.status_code == 201
    assert answer.get_json()["counts"]["new"] == 1
