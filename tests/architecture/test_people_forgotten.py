"""Nobody forgets a table: each tells of people and is declared, shown and forgotten, or says why it is not."""

import importlib
from typing import Any

import pytest

from services.city import City, read_city
from services.kit.db import KitBase
from services.kit.privacy.declared import FACTS, Kept
from services.website.personal.declared import KEPT as KEPT_BY_THE_WEBSITE
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
    by_the_kit = {FACTS.key, "links"}
    receipts = {"receipts", "erased"} if service == "profiles-service" else set()
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


@pytest.fixture
def city(city_file: Any) -> City:
    return read_city(city_file)


def is_carried_out(kept: Kept, service: str) -> bool:
    """Tell whether each job that is to let something go is one of the service's clock."""
    ticks = room(service, "tasks").worker.celery.conf.beat_schedule
    return bool(kept.jobs) and {f"{service}.{each}" for each in kept.jobs} <= set(ticks)


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_kept_for_some_days_names_a_job_of_the_clock_that_lets_it_go(service: str) -> None:
    assert [each.key for each in kept_by(service) if each.days and not is_carried_out(each, service)] == []


def test_what_the_website_keeps_for_some_days_says_who_lets_it_go() -> None:
    assert [each.key for each in KEPT_BY_THE_WEBSITE if each.days and not each.by] == []


def test_each_time_in_the_citys_file_is_carried_out_by_a_job_or_by_who_runs_the_servers(city: City) -> None:
    by_hand = {each.days for each in KEPT_BY_THE_WEBSITE if each.by}
    by_a_job = {each.days for service in SERVICES for each in kept_by(service) if is_carried_out(each, service)}

    assert set(city.retention) - by_a_job - by_hand == set()
    assert set(city.retention) - by_a_job == {"logs_days"}


@pytest.mark.parametrize("service", SERVICES)
def test_an_address_is_looked_for_wherever_one_stands(service: str) -> None:
    own = room(service, "models").Base.metadata.tables.values()
    sought = {getattr(each, "table", None) for each in room(service, "queries.about_me").ADDRESSES}
    with_addresses = {table for table in own if any(_is_address(column) for column in table.columns)}

    assert with_addresses - sought == set()


def _is_address(column: Any) -> bool:
    return "email" in column.name and not column.name.endswith("_hash")
