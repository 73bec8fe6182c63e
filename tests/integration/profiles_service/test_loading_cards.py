"""Cards are taken over from a table: with whom they show themselves to, once, and never half."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import Result

from profiles_service.models import Card, Person
from services.kit.web import Service
from services.launcher.seeds import csv_text
from services.website import times
from tests.support.profiles_makers import count

HEADER = "name;email;person_id;organisation_id;themen;gibt;stadtteil;sprachen;telefon;sichtbar;sichtbar_angemeldet"
ADA_ID = "6f1c0b8e-0000-4000-8000-00000000000d"
GROUP_ID = "6f1c0b8e-0000-4000-8000-00000000000e"
ROW = f"Ada;ada@example.org;{ADA_ID};{GROUP_ID};Energie | Gebäude;raeume;Altstadt;de | en;0345 1;name | themen;telefon"


def load(app: Service, folder: Path, *rows: str) -> Result:
    file = folder / "cards.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    return app.test_cli_runner().invoke(args=["load-cards", str(file)])


def test_a_card_is_taken_over_with_whom_it_is_shown_to(profiles: Service, tmp_path: Path) -> None:
    done = load(profiles, tmp_path, HEADER, ROW)
    found: Any = profiles.test_client().get("/v1/people?category=energy").json

    assert done.output == "1 taken over\n"
    assert [(each["name"], each["categories"], each["languages"]) for each in found["items"]] == [
        ("Ada", ["energy", "buildings"], []),
    ]  # fmt: skip
    with profiles.database.reading() as session:
        person = session.get_one(Person, UUID(ADA_ID))
        assert (person.email, person.account_since is not None) == ("ada@example.org", True)


def test_who_has_a_card_keeps_it(profiles: Service, tmp_path: Path) -> None:
    load(profiles, tmp_path, HEADER, ROW)

    assert load(profiles, tmp_path, HEADER, ROW.replace("Ada;", "Anders;")).output == "0 taken over\n"
    assert "Anders" not in profiles.test_client().get("/v1/people").text


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (ROW.replace("Energie", "Unfug"), "themen"),
        (ROW.replace("Altstadt", "Atlantis"), "stadtteil"),
        (ROW.replace("ada@example.org", "ada"), "email"),
        (ROW.replace("name | themen", "alles"), "sichtbar"),
        (ROW.replace("Ada;", ";"), "name"),
        (ROW.replace("de | en", "Deutsch"), "sprachen"),
        (ROW.replace(ADA_ID, "17"), "person_id"),
        (ROW.replace(GROUP_ID, "17"), "organisation_id"),
    ],
    ids=lambda word: word if len(word) < 20 else "",
)
def test_a_row_that_cannot_be_read_is_named_and_left_out(
    profiles: Service, tmp_path: Path, row: str, column: str
) -> None:
    done = load(profiles, tmp_path, HEADER, row)

    assert f"row 2, {column}:" in done.output
    assert "0 taken over" in done.output
    assert count(profiles, Card) == 0


def test_the_contact_persons_of_the_example_city_are_all_taken_over(profiles: Service, tmp_path: Path) -> None:
    rows = csv_text("ansprechpersonen", times.today()).splitlines()
    without_ids = [row.replace(row.split(";")[3], "", 1) if number else row for number, row in enumerate(rows)]
    done = load(profiles, tmp_path, *without_ids)

    assert done.output == "30 taken over\n"
    shown: Any = profiles.test_client().get("/v1/people?size=100").json
    assert 20 <= shown["total"] < 30, "some show themselves to nobody, or to who has signed in"
    assert all(any(shown["facets"][name]) for name in ("category", "gives", "looks_for", "district", "language"))
