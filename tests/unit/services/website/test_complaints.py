"""What is wrong with a record that was sent in: said at its field, in words from which one sees how to mend it."""

from typing import Any

import pytest
from flask import Flask

from services.kit.client import Refused
from services.website.forms.form import Filled
from services.website.records.complaints import complaints
from tests.support.website import FakeServices


def said(app: Flask, kind: str, words: dict[str, Any], **errors: list[str]) -> dict[str, str]:
    """Return what people read when a service refuses these words."""
    refused = Refused(422, {"errors": {name.replace("__", "."): sentences for name, sentences in errors.items()}})
    with app.test_request_context("/"):
        filled = Filled(errors=complaints({"kind": kind, "words": words}, refused))
        return {name: filled.error(name) for name in filled.errors}


TOO_LONG = ["Longer than maximum length 500."]


@pytest.mark.parametrize(
    ("kind", "words", "errors", "field", "sentence"),
    [
        ("offer", {"summary": "x" * 612}, {"summary": TOO_LONG}, "summary", "612 Zeichen. Hier passen höchstens 500"),
        ("event", {"title": "x" * 10_000}, {"title": TOO_LONG}, "title", "10000 Zeichen. Hier passen höchstens 200"),
        (
            "organisation",
            {"addresses": [{"label": "Lager"}, {"label": "x" * 101}]},
            {"addresses__1__label": TOO_LONG},
            "addresses",
            "101 Zeichen. Hier passen höchstens 100",
        ),
        ("offer", {"summary": ""}, {"summary": ["Missing."]}, "summary", "Das fehlt noch."),
        ("offer", {"contact_email": "rosa@"}, {"contact_email": ["No."]}, "contact_email", "name@beispiel.de"),
        ("project", {"website": "bund"}, {"website": ["No."]}, "website", "https://example.org"),
        ("offer", {"minimum_age": "alt"}, {"minimum_age": ["No."]}, "minimum_age", "eine ganze Zahl"),
        ("offer", {"hours": "viele"}, {"hours": ["No."]}, "hours", "3 oder 1,5"),
        ("offer", {"keywords": ["x" * 61]}, {"keywords__0": TOO_LONG}, "keywords", "Höchstens 30 Suchwörter"),
        ("offer", {"categories": list("abcd")}, {"categories": TOO_LONG}, "categories", "höchstens 3 Themen"),
        (
            "offer",
            {"starts_on": "2027-01-02", "ends_on": "2027-01-01"},
            {"ends_on": ["The end lies before the beginning."]},
            "ends_on",
            "Das Ende liegt vor dem Beginn.",
        ),
        ("offer", {"gives": "money"}, {"gives": ["No."]}, "gives", "Bitte prüfe diese Angabe."),
    ],
)
def test_people_read_how_to_mend_it(
    one_website: tuple[Flask, FakeServices],
    kind: str,
    words: dict[str, Any],
    errors: dict[str, list[str]],
    field: str,
    sentence: str,
) -> None:
    found = said(one_website[0], kind, words, **errors)

    assert list(found) == [field]
    assert sentence in found[field]


def test_complaints_stand_in_the_order_of_the_form(one_website: tuple[Flask, FakeServices]) -> None:
    found = said(one_website[0], "offer", {}, contact_email=["No."], lat=["No."], categories=["No."], title=["No."])
    assert list(found) == ["title", "categories", "contact_email", "lat"]
