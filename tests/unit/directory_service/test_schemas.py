from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from marshmallow import ValidationError

from directory_service.schemas.offers import OffersArgs, OfferShape
from directory_service.schemas.organisations import OrganisationShape
from services.city import read_city

OWNER = uuid4()


@pytest.fixture(autouse=True)
def in_the_city() -> Iterator[None]:
    app = Flask(__name__)
    app.extensions["city"] = read_city(Path(__file__).parents[3] / "city.toml")
    with app.app_context():
        yield


def an_offer(**words: Any) -> dict[str, Any]:
    needed = {"organisation_id": str(OWNER), "title": "Gießtour", "summary": "Wasser", "categories": ["nature"]}
    return {**needed, "commitment": "short_term", **words}


def messages(refused: ValidationError) -> dict[str, Any]:
    assert isinstance(refused.messages, dict)
    return refused.messages


def errors_of(**words: Any) -> dict[str, Any]:
    with pytest.raises(ValidationError) as refused:
        OfferShape().load(an_offer(**words))
    return messages(refused.value)


def test_an_offer_needs_little() -> None:
    words = OfferShape().load(an_offer())
    assert words["organisation_id"] == OWNER
    assert words["with_children"] is None
    assert words["keywords"] == []


def test_an_offer_is_found_by_the_name_of_its_category() -> None:
    assert "Stadtgrün" in OfferShape().load(an_offer())["topics"]


def test_what_an_offer_needs_is_said() -> None:
    with pytest.raises(ValidationError) as refused:
        OfferShape().load({})
    needed = {"organisation_id", "title", "summary", "categories", "commitment"}
    assert set(messages(refused.value)) == needed


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("categories", []),
        ("categories", ["nature", "energy", "health", "mobility"]),
        ("categories", ["knitting"]),
        ("categories", "nature"),
        ("district", "atlantis"),
        ("commitment", "forever"),
        ("title", "   "),
        ("title", "x" * 201),
        ("title", "zwei\nZeilen"),
        ("title", "null\x00"),
        ("title", "halb \ud800"),
        ("title", "\u202egedreht"),
        ("description", "x" * 20_001),
        ("minimum_age", -1),
        ("minimum_age", 1.5),
        ("places", 10**12),
        ("hours", "NaN"),
        ("lat", 91),
        ("lon", "Infinity"),
        ("wheelchair", "maybe"),
        ("languages", ["deutsch"]),
        ("starts_on", "0001-01-01"),
        ("ends_on", "next week"),
        ("contact_email", "nobody"),
        ("project_id", "x"),
        ("keywords", ["k"] * 31),
        ("unheard_of", 1),
    ],
)
def test_what_does_not_fit_is_refused_by_its_field(field: str, value: Any) -> None:
    assert set(errors_of(**{field: value})) == {field}


def test_an_offer_does_not_end_before_it_begins() -> None:
    assert set(errors_of(starts_on="2026-05-02", ends_on="2026-05-01")) == {"ends_on"}


def test_words_are_trimmed_and_of_one_spelling() -> None:
    words = OfferShape().load(an_offer(title="  Ba\u0308ume ", description="a\r\nb", effort="  "))
    assert (words["title"], words["description"], words["effort"]) == ("Bäume", "a\nb", None)


def test_the_id_of_elsewhere_may_come_back_and_changes_nothing() -> None:
    assert "external_id" not in OfferShape().load(an_offer(external_id="HAL-A-001"))


def test_a_web_address_of_an_organisation_is_a_page_on_the_web() -> None:
    with pytest.raises(ValidationError):
        OrganisationShape().load({"name": "A", "categories": ["nature"], "website": "javascript:alert(1)"})


@pytest.mark.parametrize(
    "asked", [{"page": "0"}, {"page": "99999999999999999999"}, {"size": "101"}, {"q": "a\x00"}, {"colour": "green"}]
)
def test_a_list_refuses_questions_it_cannot_answer(asked: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        OffersArgs().load(asked)
