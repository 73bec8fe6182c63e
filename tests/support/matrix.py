"""Who may do what, as a table: a route, and the status that each of those who ask is answered with."""

import re
from typing import TypeAlias

from services.kit.web import Service

Statuses: TypeAlias = tuple[int, int, int, int, int, int]
Row: TypeAlias = tuple[str, str, Statuses]

ASKERS = ("anybody", "person", "other steward", "steward", "editor", "service")


def everyone(status: int) -> Statuses:
    """Let everybody in."""
    return status, status, status, status, status, status


def people(status: int) -> Statuses:
    """Let in whoever has signed in."""
    return 401, status, status, status, status, 403


def stewards(status: int) -> Statuses:
    """Let in editors, and whoever looks after the organisation that it is about."""
    return 401, 403, 403, status, status, 403


def editors(status: int) -> Statuses:
    """Let in editors alone."""
    return 401, 403, 403, 403, status, 403


PRIVACY: list[Row] = [
    ("GET", "/v1/retention", everyone(200)),
    # With a token made for this alone: test_about_me.py.
    ("GET", "/v1/about-me", (401, 403, 403, 403, 403, 403)),
]
"""The doors to what is kept of people, which are the same in every service."""
REVIEW: list[Row] = [
    ("GET", "/v1/revisions", editors(200)),
    ("GET", "/v1/revisions?organisation={own}", stewards(200)),
    ("POST", "/v1/revisions", stewards(201)),
    ("GET", "/v1/revisions/{written}", stewards(200)),
    ("PUT", "/v1/revisions/{written}", stewards(200)),
    ("DELETE", "/v1/revisions/{written}", stewards(204)),
    ("PUT", "/v1/revisions/{written}/submission", stewards(200)),
    ("DELETE", "/v1/revisions/{written}/submission", stewards(409)),
    ("PUT", "/v1/revisions/{written}/approval", editors(409)),
    ("PUT", "/v1/revisions/{written}/refusal", editors(409)),
    ("PUT", "/v1/revisions/{written}/assignment", editors(409)),
    ("POST", "/v1/revisions/{written}/notes", editors(201)),
    ("GET", "/v1/review-figures", editors(200)),
    ("POST", "/v1/proposals", everyone(202)),
    ("GET", "/v1/proposals/nothing", everyone(404)),
    ("PUT", "/v1/proposals/nothing/confirmation", everyone(404)),
]
"""The doors of the review, which are the same in every service that keeps records."""


def left_out(service: Service, matrix: list[Row]) -> list[str]:
    """Return the routes of a service that no row asks for."""
    asked = [(method, path.partition("?")[0]) for method, path, _ in matrix]
    return [
        f"{method} {rule.rule}"
        for rule in service.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/v1/") and not rule.rule.startswith("/v1/facts")
        if not any(way == method and re.fullmatch(_any(rule.rule), path) for way, path in asked)
    ]


def _any(rule: str) -> str:
    return re.sub(r"<[^>]+>", "[^/]+", rule.replace(".", r"\."))
