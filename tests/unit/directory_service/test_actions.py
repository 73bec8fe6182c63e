"""How tables are read, without a database: what there is already is made up."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from directory_service.actions.columns import OFFER, ORGANISATION, PROJECT, Column
from directory_service.queries.imports import Known, Reference
from services.city import read_city
from services.kit.cells import Cells
from services.kit.tables import rows_of
from services.kit.vocabulary import Vocabulary, fold

CITY = read_city(Path(__file__).parents[3] / "city.toml")
KANNEN, HIDDEN, PROJEKT = uuid4(), uuid4(), uuid4()


def known() -> Known:
    kannen = Reference(KANNEN, "Gießkannenbund Halle e. V.", is_public=True)
    hidden = Reference(HIDDEN, "Noch geheim", is_public=False)
    return Known(
        city=CITY,
        categories=Vocabulary(CITY.category_words),
        districts=Vocabulary(CITY.district_words),
        organisations={"HAL-O-001": kannen, "HAL-O-002": hidden},
        organisations_by_name={fold(each.name): each for each in (kannen, hidden)},
        projects={"HAL-P-001": Reference(PROJEKT, "Tausend Kannen", is_public=True)},
        by_record={KANNEN: kannen, HIDDEN: hidden},
    )


def read(shape: dict[str, Column], name: str, cell: str, **others: str) -> tuple[Any, Cells]:
    column = shape[name]
    header = ";".join([column.name, *others])
    row = ";".join([f'"{cell}"', *others.values()])
    (cells,) = rows_of(f"{header};_\n{row};x\n")
    return column.read(cells, column.name, known()), cells


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("categories", "Stadtgrün und Biodiversität | Mobilität", ["nature", "mobility"]),
        ("categories", "nature|NATURE", ["nature"]),
        ("district", "Südliche Innenstadt", "suedliche-innenstadt"),
        ("district", "paulusviertel", "paulusviertel"),
        ("district", "", None),
        ("commitment", "Kurz", "short_term"),
        ("commitment", "langfristig", "long_term"),
        ("hours", "0,5", 0.5),
        ("minimum_age", "0", 0),
        ("starts_on", "14.03.2026", date(2026, 3, 14)),
        ("starts_on", "2026-03-14 10:00", date(2026, 3, 14)),
        ("certificate_of_conduct", "ja, ab 18 Jahren", True),
        ("certificate_note", "ja, ab 18 Jahren", "ab 18 Jahren"),
        ("certificate_note", "ja", None),
        ("certificate_of_conduct", "", None),
        ("training", "nein", "nein"),
        ("languages", "de | EN | de", ["de", "en"]),
        ("with_children", "nein", False),
        ("wheelchair", "teilweise", "partly"),
        ("remote", "", False),
        ("post_code", "6114", "06114"),
        ("title", "  Zwei   Wörter ", "Zwei Wörter"),
        ("project_id", "HAL-P-001", PROJEKT),
        ("organisation_id", "HAL-O-001", KANNEN),
    ],
)
def test_cells_of_offers_are_read(name: str, cell: str, value: Any) -> None:
    found, cells = read(OFFER, name, cell)
    assert (found, cells.complaints) == (value, [])


@pytest.mark.parametrize(
    ("name", "cell", "suggestion"),
    [
        ("categories", "Stadtgruen und Biodiversität", "Stadtgrün und Biodiversität"),
        ("district", "Paulusvirtel", "Paulusviertel"),
        ("organisation_id", "HAL-O-01", "HAL-O-001"),
        ("project_id", "HAL-P-01", "HAL-P-001"),
    ],
)
def test_for_an_unknown_word_the_nearest_known_one_is_named(name: str, cell: str, suggestion: str) -> None:
    _, cells = read(OFFER, name, cell)
    (doubt,) = (*cells.complaints, *cells.questions)
    assert doubt.suggestion == suggestion
    assert cell in doubt.sentence % doubt.gaps


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("categories", ""),
        ("categories", "energy | nature | health | mobility"),
        ("title", ""),
        ("title", "x" * 201),
        ("commitment", ""),
        ("commitment", "manchmal"),
        ("hours", "viel"),
        ("hours", "-1"),
        ("places", "2,5"),
        ("starts_on", "31.02.2026"),
        ("starts_on", "0001-01-01"),
        ("with_children", "vielleicht"),
        ("languages", "deutsch"),
        ("contact_email", "niemand"),
        ("organisation_id", "HAL-O-002"),
        ("organisation_id", ""),
    ],
)
def test_what_cannot_be_read_is_complained_of_once(name: str, cell: str) -> None:
    _, cells = read(OFFER, name, cell)
    assert len(cells.complaints) == 1


def test_an_organisation_is_found_by_name_where_the_id_is_missing() -> None:
    found, cells = read(OFFER, "organisation_id", "", organisation="gießkannenbund halle e. v.")
    assert (found, cells.complaints) == (KANNEN, [])


def test_a_web_address_must_be_one() -> None:
    _, cells = read(ORGANISATION, "website", "javascript:alert(1)")
    assert [each.column for each in cells.complaints] == ["website"]


def test_partners_are_read_with_brackets_in_their_names() -> None:
    cell = "Gießkannenbund (Halle) (HAL-O-001): Förderung"
    found, cells = read(PROJECT, "partners", cell)
    assert (found, cells.complaints) == ([(KANNEN, "Förderung")], [])


@pytest.mark.parametrize("cell", ["Gießkannenbund", "Gießkannenbund (HAL-O-999): Förderung"])
def test_partners_nobody_knows_are_complained_of(cell: str) -> None:
    found, cells = read(PROJECT, "partners", cell)
    assert (found, len(cells.complaints)) == ([], 1)
