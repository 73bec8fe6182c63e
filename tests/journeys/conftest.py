"""A group that the editors do not know well yet, who looks after it, and an editor: each at the website."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from services.website import security
from tests.journeys.test_through_the_website import sign_in
from tests.support.city import TestCity
from tests.support.website import the_website_of

DIRECTORY, PROFILES = "directory-service", "profiles-service"
ROSA, EDDA = "rosa@example.net", "edda@example.org"


@pytest.fixture
def website(city: TestCity, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(security, "_TOO_FAST_SECONDS", -1)
    return the_website_of(city)


@pytest.fixture
def group(city: TestCity) -> dict[str, Any]:
    """A group that the editors do not know well yet."""
    editor = city.tokens.editor(DIRECTORY)
    words = {"name": "Neue Gruppe", "categories": ["nature"], "email": "gruppe@example.net"}
    made: dict[str, Any] = city.ask(DIRECTORY, "POST /v1/organisations", words, who=editor)
    city.ask(DIRECTORY, f"PUT /v1/organisations/{made['id']}/publication", who=editor)
    return made


@pytest.fixture
def rosa(city: TestCity, website: Flask, group: dict[str, Any]) -> FlaskClient:
    browser = website.test_client()
    person_id = sign_in(city, browser, ROSA)
    stewards = f"/v1/organisations/{group['id']}/stewards/{person_id}"
    city.ask(DIRECTORY, f"PUT {stewards}", who=city.tokens.editor(DIRECTORY))
    city.settle()
    city.letterbox.empty()
    return browser


@pytest.fixture
def edda(city: TestCity, website: Flask) -> FlaskClient:
    return an_editor(city, website, EDDA)


def an_editor(city: TestCity, website: Flask, email: str) -> FlaskClient:
    """Return the browser of an editor who has signed in."""
    browser = website.test_client()
    person_id = sign_in(city, browser, email)
    with city.apps[PROFILES].database.transaction() as session:
        session.execute(text("UPDATE people SET roles = '{editor}' WHERE id = :id"), {"id": UUID(person_id)})
    website.extensions["tokens"].__init__()
    city.letterbox.empty()
    return browser
