from pathlib import Path
from uuid import UUID, uuid4

import pytest

from events_service.rules.entry import Entry
from events_service.rules.table import Known, read_entry
from services.city import read_city
from services.kit.cells import Cells
from services.kit.tables import id_of, rows_of
from tests.support.events_makers import berlin, row, table, utc

OURS = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")
NOW = berlin("2026-03-01 12:00")


@pytest.fixture
def known(city_file: Path) -> Known:
    return Known.of(read_city(city_file), [(OURS, "giesskannenbund", "Gießkannenbund Halle e. V.")])


def read(known: Known, **cells: str) -> tuple[Entry | None, Cells]:
    (line,) = rows_of(table(row(**{"beginn": "2026-03-14 10:00", **cells})))
    return read_entry(line, known, now=NOW), line


def entry(known: Known, **cells: str) -> Entry:
    found, line = read(known, **cells)
    assert found is not None, line.complaints
    return found


def complaint(known: Known, **cells: str) -> tuple[str, str, str | None]:
    found, line = read(known, **cells)
    assert found is None
    (only,) = (*line.complaints, *line.questions)
    return only.column, only.sentence % only.gaps, only.suggestion


def test_a_row_is_read_into_an_event(known: Known) -> None:
    columns = entry(
        known,
        ende="14.03.2026 12:30",
        kategorien="Stadtgrün und Biodiversität | Energie",
        stadtteil="Südliche Innenstadt",
        art="hybrid",
        lat="51,47303",
        lon="11.96904",
        plaetze="12",
        warteliste="ja",
        kosten="15 Euro, ermäßigt 5 Euro",
        mit_kindern="ja",
        rollstuhl="teilweise",
        sprachen="de | uk",
        schlagworte="Gießen | Bäume",
        anmeldung="plattform",
    ).columns
    assert columns["organisation_id"] == OURS
    assert (columns["starts_at"], columns["ends_at"]) == (utc("2026-03-14 09:00"), utc("2026-03-14 11:30"))
    assert (columns["categories"], columns["district"]) == (["nature", "energy"], "suedliche-innenstadt")
    assert (columns["mode"], columns["lat"], columns["lon"]) == ("hybrid", 51.47303, 11.96904)
    assert (columns["places"], columns["waiting_list"], columns["is_free"]) == (12, True, False)
    assert (columns["with_children"], columns["wheelchair"]) == (True, "partly")
    assert (columns["languages"], columns["keywords"]) == (["de", "uk"], ["Gießen", "Bäume"])
    assert columns["registration"] == "platform"


def test_empty_cells_are_not_known_and_never_no(known: Known) -> None:
    columns = entry(known, mit_kindern="", rollstuhl="", kosten="").columns
    assert (columns["with_children"], columns["wheelchair"], columns["is_free"]) == (None, None, None)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("geplant", "scheduled"),
        ("abgesagt", "cancelled"),
        ("verschoben", "postponed"),
        ("neuer_termin", "rescheduled"),
        ("online_verlegt", "moved_online"),
        ("", "scheduled"),
    ],
)
def test_each_status_is_known(known: Known, word: str, status: str) -> None:
    assert entry(known, status=word).columns["status"] == status


def test_an_all_day_event_includes_its_last_day(known: Known) -> None:
    columns = entry(known, beginn="2026-05-01", ende="2026-05-03", ganztaegig="ja").columns
    assert (columns["starts_at"], columns["ends_at"]) == (berlin("2026-05-01 00:00"), berlin("2026-05-04 00:00"))


def test_a_day_without_a_time_is_the_whole_day(known: Known) -> None:
    columns = entry(known, beginn="01.05.2026", ganztaegig="").columns
    assert (columns["all_day"], columns["ends_at"]) == (True, berlin("2026-05-02 00:00"))


def test_dates_are_left_out_by_moment_or_by_day(known: Known) -> None:
    schedule = entry(known, wiederholung="FREQ=WEEKLY;COUNT=4", ausnahmen="2026-03-21 10:00 | 2026-03-28").schedule
    starts = [span.starts_at for span in schedule.laid_out(now=NOW)[0]]
    assert starts == [berlin("2026-03-14 10:00"), berlin("2026-04-04 10:00")]


def test_a_deadline_without_a_time_is_the_end_of_that_day(known: Known) -> None:
    assert entry(known, anmeldeschluss="2026-03-12").columns["registration_until"] == berlin("2026-03-12 23:59")
    assert entry(known, anmeldeschluss="2026-03-12 18:00").columns["registration_until"] == berlin("2026-03-12 18:00")


def test_an_organisation_is_named_by_id_by_name_in_addresses_or_by_name(known: Known) -> None:
    assert entry(known, organisation="", organisation_id=str(OURS)).columns["organisation_id"] == OURS
    assert entry(known, organisation="", organisation_id="Giesskannenbund").columns["organisation_id"] == OURS
    assert (
        entry(known, organisation="gießkannenbund halle e. v.", organisation_id="X").columns["organisation_id"] == OURS
    )


def test_an_organisation_is_named_by_an_id_from_elsewhere(city_file: Path) -> None:
    known = Known.of(read_city(city_file), [(id_of("HAL-O-001"), "a", "A")])
    assert entry(known, organisation="B", organisation_id="HAL-O-001").columns["organisation_id"] == id_of("HAL-O-001")


def test_a_project_is_named_by_its_id_or_an_id_from_elsewhere(known: Known) -> None:
    project_id = uuid4()
    assert entry(known, projekt_id=str(project_id)).columns["project_id"] == project_id
    assert entry(known, projekt_id="HAL-P-001").columns["project_id"] == id_of("HAL-P-001")
    assert entry(known, projekt_id="").columns["project_id"] is None


def test_an_unknown_category_waits_with_the_nearest_known_one(known: Known) -> None:
    column, sentence, suggestion = complaint(known, kategorien="Stadtgruen und Biodiversitaet")
    assert (column, suggestion) == ("kategorien", "Stadtgrün und Biodiversität")
    assert "Stadtgruen und Biodiversitaet" in sentence


def test_an_unknown_organisation_is_refused_with_the_nearest_known_one(known: Known) -> None:
    column, _, suggestion = complaint(known, organisation="Giesskannenbund Halle")
    assert (column, suggestion) == ("organisation", "Gießkannenbund Halle e. V.")


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"externe_id": ""}, "externe_id"),
        ({"titel": ""}, "titel"),
        ({"titel": "x" * 201}, "titel"),
        ({"titel": "Zwei\nZeilen"}, "titel"),
        ({"titel": "Verkehrt \u202e herum"}, "titel"),
        ({"beschreibung": "Glocke \x07"}, "beschreibung"),
        ({"kategorien": ""}, "kategorien"),
        ({"kategorien": "nature | energy | health | mobility"}, "kategorien"),
        ({"beginn": ""}, "beginn"),
        ({"beginn": "bald"}, "beginn"),
        ({"beginn": "0001-01-01 10:00"}, "beginn"),
        ({"beginn": "9999-12-31 10:00"}, "beginn"),
        ({"ende": "2026-03-14 09:00"}, "ende"),
        ({"ende": "2028-03-14 09:00"}, "ende"),
        ({"wiederholung": "immer mittwochs"}, "wiederholung"),
        ({"wiederholung": "FREQ=MINUTELY"}, "wiederholung"),
        ({"ausnahmen": "2026-03-14 10:00"}, "ausnahmen"),
        ({"ausnahmen": "nie"}, "ausnahmen"),
        ({"art": "draußen"}, "art"),
        ({"status": "vielleicht"}, "status"),
        ({"anmeldung": "Brieftaube"}, "anmeldung"),
        ({"rollstuhl": "kaum"}, "rollstuhl"),
        ({"mit_kindern": "manchmal"}, "mit_kindern"),
        ({"plaetze": "viele"}, "plaetze"),
        ({"plaetze": "NaN"}, "plaetze"),
        ({"plaetze": "2,5"}, "plaetze"),
        ({"lat": "100"}, "lat"),
        ({"stadtteil": "Atlantis"}, "stadtteil"),
        ({"online_link": "javascript:alert(1)"}, "online_link"),
        ({"sprachen": "deutsch"}, "sprachen"),
        ({"organisation": ""}, "organisation"),
        ({"schlagworte": " | ".join(map(str, range(31)))}, "schlagworte"),
    ],
)
def test_what_is_wrong_is_told_with_its_column(known: Known, cells: dict[str, str], column: str) -> None:
    assert complaint(known, **cells)[0] == column


def test_all_that_is_wrong_in_a_row_is_told_at_once(known: Known) -> None:
    found, line = read(known, titel="", art="draußen", beginn="bald")
    assert found is None
    assert {each.column for each in line.complaints} == {"titel", "art", "beginn"}
