"""Every route names its guard, and what changes something never hides behind a GET."""

import importlib

import pytest
from flask import Blueprint, Flask

from services.kit import docs, facts_api, health_api
from services.kit.privacy import doors as privacy
from tests.support.sources import SERVICES

GUARDS = {"public", "person", "steward", "editor", "administrator", "service", "herself"}


def doors_of(service: str) -> list[Blueprint]:
    own: list[Blueprint] = importlib.import_module(f"{SERVICES[service]}.api").DOORS
    return [*own, privacy.doors, facts_api.doors, health_api.doors, docs.doors]


def app_of(service: str) -> Flask:
    app = Flask(service, static_folder=None)
    for doors in doors_of(service):
        app.register_blueprint(doors)
    return app


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_names_its_guard(service: str) -> None:
    views = app_of(service).view_functions

    assert len(views) > 7
    assert {name: guard for name, view in views.items() if (guard := getattr(view, "guard", None)) not in GUARDS} == {}


@pytest.mark.parametrize("service", SERVICES)
def test_every_address_that_changes_things_is_versioned(service: str) -> None:
    for rule in app_of(service).url_map.iter_rules():
        if rule.methods and rule.methods - {"GET", "HEAD", "OPTIONS"}:
            assert rule.rule.startswith("/v1/"), rule


@pytest.mark.parametrize("service", SERVICES)
def test_no_address_takes_a_change_and_a_reading_in_one_view(service: str) -> None:
    for rule in app_of(service).url_map.iter_rules():
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        assert methods == {"GET"} or "GET" not in methods, rule
