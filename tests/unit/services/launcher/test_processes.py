from pathlib import Path

import pytest

from services.launcher.children import Process
from services.launcher.environment import make_secrets
from services.launcher.ports import SERVICES, Ports
from services.launcher.processes import all_processes, migrations, ports_needed
from services.launcher.settings import Settings


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made = Settings(folder=tmp_path_factory.mktemp("city"), ports=Ports(18_000), database_url="", redis_url="")
    make_secrets(made)
    return made


def process(settings: Settings, name: str) -> Process:
    return next(each for each in all_processes(settings) if each.name == name)


def test_no_two_processes_share_a_name_or_a_port(settings: Settings) -> None:
    processes = all_processes(settings)

    assert len({each.name for each in processes}) == len({each.port for each in processes}) == len(processes)


def test_everybody_waits_for_somebody_known(settings: Settings) -> None:
    everybody = [*all_processes(settings), *migrations(settings)]
    names = {each.name for each in everybody}

    assert all(set(each.after) <= names for each in everybody)


def test_each_service_has_a_door_a_worker_and_a_clock(settings: Settings) -> None:
    names = {each.name for each in all_processes(settings)}

    assert {f"{service}-{kind}" for service in SERVICES for kind in ("web", "worker", "beat")} < names


def test_the_port_base_moves_all_ports(settings: Settings) -> None:
    needed = ports_needed(all_processes(settings), settings)

    assert needed[18_000] == "website"
    assert [needed[18_000 + number] for number in (1, 2, 3, 4)] == [f"{service}-web" for service in SERVICES]
    assert needed[18_025] == "inbox"
    assert needed[18_026] == "mail"
    assert needed[18_032] == "postgres"
    assert needed[18_079] == "redis"
    assert needed[18_104] == "notifier-worker"
    assert needed[18_154] == "notifier-beat"


def test_nobody_is_handed_the_secrets_of_another(settings: Settings) -> None:
    others = ("DIRECTORY_DATABASE", "DIRECTORY_KEY", "PROFILES_PEOPLE", "PROFILES_LINK", "EVENTS_KEY", "WEBSITE_SECRET")

    handed = process(settings, "notifier-web").environment

    assert not [name for name in handed if name.startswith(others)]
    assert "NOTIFIER_DATABASE_URL" in handed


def test_a_service_uses_its_database_as_one_who_owns_nothing(settings: Settings) -> None:
    environment = process(settings, "directory-web").environment

    assert "//directory_app:" in environment["DIRECTORY_DATABASE_URL"]
    assert "//directory_owner:" in environment["DIRECTORY_MIGRATION_DATABASE_URL"]


def test_secrets_may_be_read_by_their_owner_only(settings: Settings) -> None:
    kept = [file for file in settings.keys.iterdir() if file.is_file()]

    assert len(kept) > 8
    assert {file.stat().st_mode & 0o777 for file in kept} == {0o600}


def test_real_servers_take_the_place_of_our_own(tmp_path: Path) -> None:
    elsewhere = Settings(
        folder=tmp_path, database_url="postgresql://admin:x@db.example.org/postgres", redis_url="redis://r"
    )
    make_secrets(elsewhere)

    processes = all_processes(elsewhere)
    environment = next(each for each in processes if each.name == "events-web").environment

    assert not {"postgres", "redis"} & {each.name for each in processes}
    assert environment["EVENTS_DATABASE_URL"].endswith("@db.example.org:5432/events")
    assert environment["MOSAIK_REDIS_URL"] == "redis://r"
