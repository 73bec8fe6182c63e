"""Who may at the doors of newsletters: every route, asked by everybody."""

from typing import Any
from uuid import uuid4

import pytest

from services.kit.web import Service
from tests.support.newsletter_makers import NOTIFIER, Desk, a_newsletter
from tests.support.tokens import Tokens

ASKING = ("nobody", "person", "website", "editor", "wrong audience")
EVERYBODY = set(ASKING) - {"wrong audience"}
ROUTES: list[tuple[str, str, Any, set[str]]] = [
    ("GET", "/v1/newsletters", None, {"editor"}),
    ("POST", "/v1/newsletters", a_newsletter(), {"editor"}),
    ("GET", "/v1/newsletters/audience", None, {"editor"}),
    ("POST", "/v1/newsletters/preview", a_newsletter(), {"editor"}),
    ("GET", "/v1/newsletters/{id}", None, {"editor"}),
    ("PUT", "/v1/newsletters/{id}", a_newsletter(), {"editor"}),
    ("GET", "/v1/newsletters/{id}/audience", None, {"editor"}),
    ("GET", "/v1/newsletters/{id}/preview", None, {"editor"}),
    ("POST", "/v1/newsletters/{id}/trials", {}, {"editor"}),
    ("PUT", "/v1/newsletters/{id}/schedule", {}, {"editor"}),
    ("PUT", "/v1/newsletters/{id}/pause", None, {"editor"}),
    ("DELETE", "/v1/newsletters/{id}/pause", None, {"editor"}),
    ("DELETE", "/v1/newsletters/{id}/schedule", None, set()),
    ("GET", "/v1/newsletters/{id}/recipients", None, {"editor"}),
    ("GET", "/v1/newsletters/{id}/recipients.csv", None, {"editor"}),
    ("GET", "/v1/newsletters/archive", None, EVERYBODY),
    ("GET", "/v1/newsletters/{slug}/web", None, EVERYBODY),
    ("PUT", "/v1/newsletters/{id}/cancellation", None, {"editor"}),
    ("GET", "/v1/sending", None, {"editor"}),
    ("GET", "/v1/daily-figures", None, EVERYBODY),
    ("GET", "/v1/daily-figures.csv", None, EVERYBODY),
    ("POST", "/v1/forecasts", {"interests": [{"cadence": "weekly"}]}, EVERYBODY),
]


@pytest.fixture
def crowd(tokens: Tokens) -> dict[str, dict[str, str]]:
    return {
        "nobody": {},
        "person": tokens.person(uuid4(), NOTIFIER),
        "website": tokens.service("website", NOTIFIER),
        "editor": tokens.editor(NOTIFIER),
        "wrong audience": tokens.editor("directory-service"),
    }


@pytest.mark.parametrize("row", ROUTES, ids=[f"{row[0]} {row[1]}" for row in ROUTES])
def test_each_door_opens_for_those_it_should(
    notifier: Service, tokens: Tokens, crowd: dict[str, dict[str, str]], row: tuple[str, str, Any, set[str]]
) -> None:
    method, path, words, welcome = row
    desk = Desk(notifier, tokens)
    written = desk.written()
    if path.endswith(("pause", "web")):
        desk.ask(f"PUT /v1/newsletters/{written['id']}/schedule", {}, version=1)
    if (method, path[-5:]) == ("DELETE", "pause"):
        desk.ask(f"PUT /v1/newsletters/{written['id']}/pause")
    statuses = {}
    for asking in ASKING:
        at = path.format(id=written["id"], slug=written["slug"])
        headers = {**crowd[asking], "If-Match": '"1"'}
        statuses[asking] = notifier.test_client().open(at, method=method, json=words, headers=headers).status_code

    assert {asking for asking, status in statuses.items() if status < 400} == welcome
    assert set(statuses.values()) <= {200, 201, 202, 401, 403, 409}


def test_every_route_stands_in_the_matrix(notifier: Service) -> None:
    known = {(method, path) for method, path, *_ in ROUTES}
    routes = {
        (method, rule.rule.replace("<uuid:newsletter_id>", "{id}").replace("<slug>", "{slug}"))
        for rule in notifier.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith(("/v1/newsletters", "/v1/sending", "/v1/forecasts", "/v1/daily-figures"))
    }

    assert routes == known
