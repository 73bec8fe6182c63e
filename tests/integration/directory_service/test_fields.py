from typing import Any
from uuid import UUID

import pytest

from services.kit.web import Service
from tests.integration.directory_service.conftest import Door
from tests.support.directory_makers import (
    OFFERS,
    an_offer,
    imported,
    offer_words,
    offers_there,
    organisation_words,
    table,
)


def test_an_offer_says_whether_time_know_how_or_things_are_wanted(steward: Door, organisation_id: UUID) -> None:
    made = [
        steward.post("/v1/offers", offer_words(str(organisation_id), gives=gives)) for gives in ("know_how", "things")
    ]
    assert [each["gives"] for each in made] == ["know_how", "things"]
    assert steward.post("/v1/offers", offer_words(str(organisation_id)))["gives"] == "time"
    steward.post("/v1/offers", offer_words(str(organisation_id), gives="money"), 422)


def test_a_text_in_leichte_sprache_stands_beside_the_other(
    directory: Service, steward: Door, anybody: Door, organisation_id: UUID
) -> None:
    offer_id = an_offer(directory, organisation_id, description="Schwer.", easy_read="Leicht.")
    offer = anybody.get(f"/v1/offers/{offer_id}")
    assert (offer["description"], offer["easy_read"]) == ("Schwer.", "Leicht.")
    words = organisation_words(easy_read="Wir gießen Bäume.")
    assert steward.put(f"/v1/organisations/{organisation_id}", words, if_match=2)["easy_read"] == "Wir gießen Bäume."


def test_an_organisation_is_found_in_several_places(steward: Door, anybody: Door, organisation_id: UUID) -> None:
    garden: dict[str, Any] = {
        "label": "Garten",
        "street": "Gartenweg 901",
        "post_code": "06114",
        "town": None,
        "district": "altstadt",
    }
    garden |= {"lat": 51.5, "lon": 11.9, "opening_hours": "Sa 10:00-12:00", "accessibility": None}
    words = organisation_words(addresses=[garden, {"label": "Lager"}])
    steward.put(f"/v1/organisations/{organisation_id}", words, if_match=2)
    shown = anybody.get(f"/v1/organisations/{organisation_id}")["addresses"]
    assert shown[0] == garden
    assert (shown[1]["label"], shown[1]["street"]) == ("Lager", None)


@pytest.mark.parametrize(
    "address",
    [{}, {"label": ""}, {"label": "x", "district": "atlantis"}, {"label": "x", "lat": 91}, {"what": "x"}, None],
)
def test_an_address_that_makes_no_sense_is_refused(steward: Door, organisation_id: UUID, address: Any) -> None:
    words = organisation_words(addresses=[address])
    problem = steward.ask("PUT", f"/v1/organisations/{organisation_id}", 422, words).get_json()
    assert all(field.startswith("addresses") for field in problem["errors"])


def test_a_table_says_what_is_wanted_and_says_it_simply(directory: Service, organisation_id: UUID) -> None:
    row = {"organisation": "Gießkannenbund Halle e. V.", "kategorien": "Energie", "dauer": "kurz"}
    rows = [
        {**row, "externe_id": "A-1", "titel": "Rat", "gesucht": "Wissen", "leichte_sprache": "Wir brauchen Rat."},
        {**row, "externe_id": "A-2", "titel": "Tat", "gesucht": ""},
        {**row, "externe_id": "A-3", "titel": "Geld", "gesucht": "Geld"},
    ]
    counts = imported(directory, "offers", table(f"{OFFERS};gesucht;leichte_sprache", *rows)).counts
    assert (counts["new"], counts["refused"]) == (2, 1)
    assert [(each.gives, each.easy_read) for each in offers_there(directory)] == [
        ("know_how", "Wir brauchen Rat."),
        ("time", None),
    ]
