"""Offers keep at what time they begin and end; a day alone stays a day."""

import csv
import io
from uuid import UUID

import pytest

from services.kit.web import Service
from tests.integration.directory_service.conftest import Door
from tests.support.directory_makers import OFFERS, ORGANISATIONS, imported, offer_words, offers_there, table, tried

ROW = {
    "externe_id": "A-1",
    "organisation": "Gießkannenbund Halle e. V.",
    "titel": "Gießen",
    "kategorien": "Energie",
    "dauer": "kurz",
}


@pytest.mark.parametrize(
    ("said", "kept"),
    [("12.04.2036 10:00", "10:00"), ("2036-04-12T00:00", "00:00"), ("2036-04-12", None), ("49777,75", "18:00")],
)
def test_a_time_beside_a_day_is_kept(
    directory: Service, editor: Door, organisation_id: UUID, said: str, kept: str | None
) -> None:
    imported(directory, "offers", table(OFFERS, {**ROW, "beginn": said}))
    (offer,) = offers_there(directory)
    page = editor.get(f"/v1/offers/{offer.id}")
    assert (page["starts_on"], page["start_time"]) == ("2036-04-12", kept)


def test_what_goes_out_with_hours_comes_in_again_and_changes_nothing(directory: Service, editor: Door) -> None:
    group = {"externe_id": "O-1", "name": "Kannen", "typ": "Verein", "kategorien": "Energie"}
    imported(directory, "organisations", table(ORGANISATIONS, group))
    row = {**ROW, "organisation": "Kannen", "beginn": "12.04.2036 10:00", "ende": "12.04.2036 13:30"}
    imported(directory, "offers", table(OFFERS, row))
    text = editor.ask("GET", "/v1/offers.csv").text
    (written,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    assert (written["beginn"], written["ende"]) == ("2036-04-12 10:00", "2036-04-12 13:30")
    assert [each["verdict"] for each in tried(directory, "offers", text).rows] == ["unchanged"]
    later = tried(directory, "offers", table(OFFERS, {**row, "ende": "12.04.2036 14:00"}))
    assert later.rows[0]["changes"] == ["ende"]


def test_hours_are_written_and_read_back_alike(steward: Door, organisation_id: UUID) -> None:
    words = {"starts_on": "2036-04-12", "ends_on": "2036-04-12", "start_time": "10:00", "end_time": "13:30"}
    made = steward.post("/v1/offers", offer_words(str(organisation_id), **words))
    assert {name: made[name] for name in words} == words
    begun = steward.post("/v1/revisions", {"kind": "offer", "subject_id": made["id"]})
    assert (begun["words"]["start_time"], begun["problems"]) == ("10:00", {})


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"start_time": "10:00"}, "starts_on"),
        ({"end_time": "10:00", "starts_on": "2036-04-12"}, "ends_on"),
        ({"starts_on": "2036-04-12", "ends_on": "2036-04-12", "start_time": "10:00", "end_time": "09:00"}, "end_time"),
        ({"starts_on": "2036-04-12", "start_time": "25:00"}, "start_time"),
        ({"starts_on": "2036-04-12", "start_time": ""}, "start_time"),
    ],
)
def test_hours_that_make_no_sense_are_refused(
    steward: Door, organisation_id: UUID, words: dict[str, str], field: str
) -> None:
    refused = steward.post("/v1/offers", offer_words(str(organisation_id), **words), 422)
    assert list(refused["errors"]) == [field]


def test_a_category_nobody_knows_refuses_an_offer_until_an_editor_says_what_is_meant(
    directory: Service, editor: Door, organisation_id: UUID
) -> None:
    sent = editor.post("/v1/imports", {"kind": "offers", "text": table(OFFERS, {**ROW, "kategorien": "Sonstiges"})})
    assert [(row["verdict"], row["problems"][0]["written"]) for row in sent["rows"]] == [("refused", "Sonstiges")]
    said = editor.put(f"/v1/imports/{sent['id']}/choices", {"words": {"kategorien": {"Sonstiges": "energy"}}})
    assert [row["verdict"] for row in said["rows"]] == ["new"]
