"""What `expected.json` says of the files that people really bring, compared field by field."""

from typing import Any

import pytest

from directory_service.models import Offer, Organisation
from services.kit.web import Service
from tests.integration.directory_service import test_import_cases
from tests.integration.directory_service.test_import_cases import confirmed, importable, offer, organisation, tried
from tests.support.import_cases import expected

halle = test_import_cases.halle

KINDS = {1: "organisations", 2: "offers", 4: "organisations", 5: "organisations", 6: "offers", 7: "organisations",
         8: "offers", 9: "organisations", 11: "offers", 12: "offers"}  # fmt: skip
_COLUMNS = {
    "plz": "post_code",
    "name": "name",
    "kategorien": "categories",
    "ansprechperson": "contact_person",
    "stadtteil": "district",
    "dauer": "commitment",
    "ortsunabhaengig": "remote",
}


@pytest.mark.parametrize("number", KINDS)
def test_each_file_is_read_as_what_it_is(halle: Service, number: int) -> None:
    wanted, sent = expected(number), tried(halle, number, KINDS[number])
    found = {
        "encoding": sent.noticed.get("encoding"),
        "delimiter": sent.noticed.get("separator"),
        "data_rows": len(sent.rows),
        "empty_rows_ignored": sent.noticed.get("empty_rows", 0),
        "ignored_columns": sent.noticed.get("empty_columns", 0),
    }
    said = {name: wanted[name] for name in found if name in wanted}
    assert {name: found[name] for name in said} == said
    assert sum(sent.counts.values()) == len(sent.rows)


@pytest.mark.parametrize("number", [1, 2, 4])
def test_each_cell_that_is_spoken_of_is_kept_as_it_is_said(halle: Service, number: int) -> None:
    sent = confirmed(halle, tried(halle, number, KINDS[number]))
    wanted = expected(number)
    assert (len(importable(sent)), wanted["rejected"]) == (wanted["importable"], [])
    by_row = {row["row"]: row["external_id"] for row in sent.rows}
    for check in wanted["checks"]:
        of = organisation if KINDS[number] == "organisations" else offer
        kept = of(halle, check.get("externe_id") or by_row[check["row"]])
        for name, value in check.items():
            assert _is_so(kept, name, value), (check, name)


def _is_so(kept: Organisation | Offer, name: str, value: Any) -> bool:
    description = kept.description or ""
    match name:
        case "row" | "externe_id":
            return True
        case "beschreibung_contains":
            return str(value) in description
        case "beschreibung_lines":
            return len(description.splitlines()) == int(value)
        case "beginn" if isinstance(kept, Offer):
            return bool(kept.starts_on is value or f"{kept.starts_on}T{kept.start_time:%H:%M}" == value)
        case "gueltig_bis" if isinstance(kept, Offer):
            return bool(str(kept.valid_until) == value)
    return bool(getattr(kept, _COLUMNS[name]) == value)


def test_texts_of_the_file_of_html_are_what_a_person_would_read(halle: Service) -> None:
    confirmed(halle, tried(halle, 8, "offers"))
    texts = {f"W-{number}": offer(halle, f"W-{number}").description or "" for number in range(1, 8)}
    wanted = expected(8)["plain_text"]
    assert {key: texts[key] for key in ("W-1", "W-2", "W-4", "W-6")} == {
        key: wanted[key] for key in ("W-1", "W-2", "W-4", "W-6")
    }
    assert texts["W-3"].startswith("Hier klicken oder zur Seite")
    assert texts["W-5"].endswith("Danach: Suppe")
    assert texts["W-7"].startswith("<script>alert(1)</script> Doppelt kodiert")


def test_the_rows_of_the_file_of_offers_say_what_its_notes_say(halle: Service) -> None:
    sent = confirmed(halle, tried(halle, 6, "offers"))
    rows = {row["row"]: row for row in sent.rows}
    assert sorted(rows[int(number)]["verdict"] for number in expected(6)["notes"]) == ["new"] * 4
    assert "notes" not in rows[16], "surplus cells are no matter"
    assert {each["row"] for each in expected(6)["rejected"]} == {
        number for number, row in rows.items() if row["verdict"] == "refused"
    }
