"""A website on services that answer from a table, and a browser that has just opened it."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.kit import clock
from services.website.signed_in import Tokens
from tests.support.website import (
    ORGANISATION,
    TOKENS,
    FakeServices,
    a_date,
    a_departure,
    a_listing,
    a_subscription,
    a_website,
    a_whole_offer,
    an_offer,
)


@pytest.fixture(scope="session")
def one_website() -> tuple[Flask, FakeServices]:
    services = FakeServices()
    return a_website(services), services


@pytest.fixture
def services(one_website: tuple[Flask, FakeServices]) -> FakeServices:
    services = one_website[1]
    services.forget_everything()
    services.answer("GET /v1/figures", {"organisations": 54, "projects": 35, "offers": 41, "dates_this_year": 128})
    services.answer("GET /v1/offers", a_listing(an_offer(), category={"nature": 1}, commitment={"short_term": 1}))
    services.answer("GET /v1/offers/beete-giessen", a_whole_offer())
    services.answer("GET /v1/events", a_listing(a_date(), category={"nature": 1}))
    services.answer("GET /v1/wordings/current", {"version": "7", "text": "Ja, ich möchte."})
    services.answer("GET /v1/subscription", a_subscription())
    services.answer("PUT /v1/subscription", a_subscription())
    services.answer("PUT /v1/subscription/confirmation", a_subscription())
    services.answer("GET /v1/subscription/departure", a_departure())
    services.answer("PUT /v1/subscription/departure", a_departure())
    services.answer("PUT /v1/subscription/pause", a_subscription())
    services.answer("DELETE /v1/subscription/pause", a_subscription())
    services.answer("PUT /v1/subscription/interests/i1/pause", a_subscription())
    services.answer("DELETE /v1/subscription/interests/i1/pause", a_subscription())
    services.answer("DELETE /v1/subscription", a_departure(state="left"))
    services.answer("POST /v1/forecasts", {"days": 30, "items": [{"things": 5, "mails": 3}]})
    services.answer("POST /v1/subscriptions", {"state": "mailed"}, 202)
    services.answer("POST /v1/sign-ins", {"sign_in_id": "s1", "expires_at": "2027-01-01T00:00:00+00:00"}, 202)
    person = {"id": "p1", "email": "rosa@example.net", "name": "Rosa", "roles": []}
    services.answer("POST /v1/sessions", {"session": "secret", "person": person, "next": "/eintragen"}, 201)
    services.answer("POST /v1/tokens", {"tokens": TOKENS, "expires_in": 300, "person": person})
    services.answer("DELETE /v1/sessions/current", None)
    steward = {f"organisation_{name}": value for name, value in ORGANISATION.items()}
    services.answer("GET /v1/stewardships", {"items": [steward]})
    services.answer("GET /v1/partnerships", {"items": []})
    services.answer("GET /v1/projects", {"items": []})
    services.answer("GET /v1/co-organisers", {"items": []})
    services.answer("GET /v1/showings", {"items": []})
    return services


@pytest.fixture
def website(one_website: tuple[Flask, FakeServices], services: FakeServices) -> Flask:
    website = one_website[0]
    website.extensions["tokens"] = Tokens()
    return website


@pytest.fixture
def browser(website: Flask) -> FlaskClient:
    return website.test_client()


@pytest.fixture
def steward(website: Flask) -> FlaskClient:
    client = website.test_client()
    client.set_cookie("session", "secret")
    return client


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every look at the clock find it two seconds later, as if a person were typing."""
    moments = (datetime(2026, 3, 14, 9, 0, second, tzinfo=UTC) for second in range(0, 60, 2))
    monkeypatch.setattr(clock, "now", lambda: next(moments))
