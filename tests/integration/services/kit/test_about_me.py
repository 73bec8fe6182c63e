"""The token with which somebody asks what is known about her opens that, in one service, and nothing else."""

from uuid import uuid4

import pytest

from services.kit import clock
from services.kit.tokens import about_me
from tests.support.ground import SERVICES, Ground
from tests.support.tokens import Tokens

NAMES = {"directory": "directory-service", "events": "events-service", "profiles": "profiles-service"}


def narrow(tokens: Tokens, service: str, issuer: str = "people") -> dict[str, str]:
    named = NAMES.get(service, service)
    words = {"subject": str(uuid4()), "email": "ada@example.org"}
    token = tokens.signer(issuer).token(audience=about_me(named), now=clock.now(), **words)
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("service", SERVICES)
def test_it_shows_what_is_known_about_her(ground: Ground, tokens: Tokens, service: str) -> None:
    answer = ground.emptied(service).test_client().get("/v1/about-me", headers=narrow(tokens, service))

    assert (answer.status_code, answer.get_json()["sections"]) == (200, [])
    assert answer.headers["Cache-Control"] == "no-store"


CLOSED = {
    "directory": "/v1/stewardships",
    "events": "/v1/revisions",
    "profiles": "/v1/me",
    "notifier": "/v1/sending",
}


@pytest.mark.parametrize("service", SERVICES)
def test_it_opens_nothing_else(ground: Ground, tokens: Tokens, service: str) -> None:
    answer = ground.emptied(service).test_client().get(CLOSED[service], headers=narrow(tokens, service))

    assert answer.status_code == 403


@pytest.mark.parametrize("service", SERVICES)
def test_one_for_another_service_or_of_a_service_opens_nothing(ground: Ground, tokens: Tokens, service: str) -> None:
    client = ground.emptied(service).test_client()
    other = "events" if service != "events" else "directory"

    assert client.get("/v1/about-me", headers=narrow(tokens, other)).status_code == 401
    assert client.get("/v1/about-me", headers=narrow(tokens, service, "website")).status_code == 401


@pytest.mark.parametrize("service", SERVICES)
def test_a_usual_token_does_not_show_it(ground: Ground, tokens: Tokens, service: str) -> None:
    client, named = ground.emptied(service).test_client(), NAMES.get(service, service)

    assert client.get("/v1/about-me").status_code == 401
    assert client.get("/v1/about-me", headers=tokens.person(uuid4(), named)).status_code == 403
    assert client.get("/v1/about-me", headers=tokens.editor(named)).status_code == 403


@pytest.mark.parametrize("service", SERVICES)
def test_everybody_reads_what_is_kept_and_for_how_long(ground: Ground, service: str) -> None:
    answer = ground.emptied(service).test_client().get("/v1/retention")

    kept = {each["key"]: each for each in answer.get_json()["items"]}
    assert answer.status_code == 200
    assert kept["links"]["days"] == 365
    assert all(each["why"] and each["basis"] and each["until"] for each in kept.values())
