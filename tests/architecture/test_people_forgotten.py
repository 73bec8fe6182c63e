"""Nobody forgets a table: each tells of people and is declared, shown and forgotten, or says why it is not."""

import importlib
from typing import Any

import pytest

from services.city import read_city
from services.kit.db import KitBase
from services.kit.privacy.declared import FACTS, LINKS
from tests.support.sources import SERVICES


def room(service: str, name: str) -> Any:
    return importlib.import_module(f"{SERVICES[service]}.{name}")


def tables_of(service: str) -> set[str]:
    own = room(service, "models").Base.metadata.tables
    return {*own, *KitBase.metadata.tables}


def kept_by(service: str) -> tuple[Any, ...]:
    kept: tuple[Any, ...] = room(service, "rules.retention").KEPT
    return kept


@pytest.mark.parametrize("service", SERVICES)
def test_every_table_is_declared_once_as_telling_of_people_or_of_nobody(service: str) -> None:
    plain: dict[str, str] = room(service, "rules.retention").PLAIN
    declared = [table for each in kept_by(service) for table in each.tables]

    assert sorted([*declared, *plain]) == sorted(tables_of(service))
    assert all(plain.values())


@pytest.mark.parametrize("service", SERVICES)
def test_whatever_is_kept_of_people_is_shown_to_them_or_says_why_not(service: str) -> None:
    shown = set(room(service, "queries.about_me").SECTIONS)

    assert {each.key for each in kept_by(service) if not each.unseen} == shown


@pytest.mark.parametrize("service", SERVICES)
def test_whatever_is_kept_of_people_is_forgotten_or_says_why_it_stays(service: str) -> None:
    forgetting = room(service, "actions.forgetting")
    by_the_kit = {FACTS.key, LINKS.key}
    receipts = {"receipts"} if service == "profiles-service" else set()
    # Needs to know whose links stand in letters, so it is joined when it is done.
    with_post = {"registrations"} if service == "events-service" else set()

    unforgotten = {each.key for each in kept_by(service)} - set(forgetting.WAYS) - with_post - by_the_kit - receipts

    assert unforgotten <= set(forgetting.STAYING)
    assert all(each.stays for each in kept_by(service) if each.key in {*forgetting.STAYING, *receipts})


@pytest.mark.parametrize("service", SERVICES)
def test_every_table_with_a_persons_column_tells_of_people(service: str) -> None:
    plain: dict[str, str] = room(service, "rules.retention").PLAIN
    personal = {"email", "email_key", "person_id", "phone", "contact_person"}
    tables = {**room(service, "models").Base.metadata.tables, **KitBase.metadata.tables}

    assert [name for name in plain if personal & {column.name for column in tables[name].columns}] == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_time_that_a_declaration_names_stands_in_the_citys_file(service: str, city_file: Any) -> None:
    times = read_city(city_file).times
    named = [each.days for each in kept_by(service) if isinstance(each.days, str)]

    assert [name for name in named if name not in times] == []
    assert [each.key for each in kept_by(service) if ("%(days)s" in each.until) != (each.days is not None)] == []
