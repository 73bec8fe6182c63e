from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from profiles_service.schemas.sign_in import ProofSchema, SignInSchema
from profiles_service.schemas.subscriptions import ChoiceSchema, SubscriptionRequestSchema
from services.city import read_city
from tests.support.profiles_makers import a_form, an_interest


@pytest.fixture(autouse=True)
def _in_the_city(city_file: Path) -> Iterator[None]:
    app = Flask("profiles")
    app.extensions["city"] = read_city(city_file)
    with app.app_context():
        yield


def complaints(words: dict[str, Any]) -> dict[str, Any]:
    with pytest.raises(ValidationError) as refused:
        SubscriptionRequestSchema().load(words)
    found: dict[str, Any] = refused.value.normalized_messages()  # type: ignore[no-untyped-call]
    return found


def test_a_filled_in_form_is_read() -> None:
    read = SubscriptionRequestSchema().load(a_form(name="  Ada   "))

    assert read["name"] == "Ada"
    assert read["interests"][0]["with_children"] is False


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("email", {"email": "ada"}),
        ("email", {"email": "ada\x00@example.org"}),
        ("name", {"name": "Ada\r\nBcc: all@example.org"}),
        ("name", {"name": "\u202eadA"}),
        ("name", {"name": "A" * 121}),
        ("interests", {"interests": [an_interest(categories=["weather"])]}),
        ("interests", {"interests": [an_interest(districts=["atlantis"])]}),
        ("interests", {"interests": [an_interest(cadence="hourly")]}),
        ("interests", {"interests": [an_interest(since="2020-01-01T00:00:00Z")]}),
        ("interests", {"interests": [an_interest()] * 21}),
        ("interests", {"interests": [], "newsletter": False}),
        ("wording_version", {"wording_version": "1999"}),
        ("ip", {"ip": "192.0.2.7"}),
    ],
)
def test_what_does_not_fit_is_named_by_its_field(field: str, words: dict[str, Any]) -> None:
    assert list(complaints(a_form(**words))) == [field]


def test_the_newsletter_alone_is_enough() -> None:
    assert SubscriptionRequestSchema().load(a_form(interests=[], newsletter=True))["newsletter"]


def test_a_language_the_city_does_not_have_becomes_its_own() -> None:
    assert ChoiceSchema().load({"language": "pl", "interests": []})["language"] == "de"
    assert ChoiceSchema().load({"language": "en", "interests": []})["language"] == "en"


def test_a_language_that_is_none_is_refused() -> None:
    with pytest.raises(ValidationError):
        ChoiceSchema().load({"language": "not a language", "interests": []})


@pytest.mark.parametrize("words", [
    {}, {"code": "123456"}, {"token": "x", "code": "123456"}, {"sign_in_id": "0" * 32},
    {"sign_in_id": "0" * 32, "code": "12345"}, {"sign_in_id": "0" * 32, "code": "12345６"},
])  # fmt: skip
def test_a_proof_is_a_code_with_its_sign_in_or_a_token_alone(words: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ProofSchema().load(words)


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil.example", "x"])
def test_signing_in_leads_nowhere_else(path: str) -> None:
    with pytest.raises(ValidationError):
        SignInSchema().load({"email": "ada@example.org", "language": "de", "next": path})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(a_form(name="Ada"))), JSON)
def test_any_word_in_any_field_is_read_or_refused(field: str, word: Any) -> None:
    try:
        SubscriptionRequestSchema().load(a_form(**{field: word}))
    except ValidationError:
        return
