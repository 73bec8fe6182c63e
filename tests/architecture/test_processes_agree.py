"""The compose file, the launcher's table and the folders name the same processes, and give them the same settings."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from services.launcher.databases import _TIMEOUTS, EXTENSIONS
from services.launcher.environment import full_name, make_secrets
from services.launcher.ports import SERVICES, Ports
from services.launcher.processes import KINDS, all_processes, migrations
from services.launcher.settings import Settings
from tests.support.compose import ROOT, Container, compose_file, containers

ONLY_HERE = {"keys", "caddy", "seeds"}
ONE_SHOTS = {"keys", "seeds", *(f"{service}-migrate" for service in SERVICES)}
# The website asks nobody but the services.
NOT_HANDED = {("website", "MOSAIK_REDIS_URL")}
COMPOSE = containers()
OURS = [name for name in COMPOSE if name == "website" or name.startswith(SERVICES)]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made = Settings(folder=tmp_path_factory.mktemp("city"), database_url="", redis_url="")
    make_secrets(made)
    return made


def test_both_run_the_same_processes(settings: Settings) -> None:
    launched = {each.name for each in [*all_processes(settings), *migrations(settings)]}

    assert set(COMPOSE) - ONLY_HERE == launched


def test_every_service_folder_has_its_processes() -> None:
    folders = {path.parent.name for path in ROOT.glob("*/pyproject.toml")}

    assert folders == {full_name(service) for service in SERVICES}
    assert set(OURS) == {"website"} | {f"{service}-{kind}" for service in SERVICES for kind in (*KINDS, "migrate")}


def test_both_run_the_same_commands(settings: Settings) -> None:
    launched = {each.name: list(each.command[3:]) for each in [*all_processes(settings), *migrations(settings)]}

    assert {name: COMPOSE[name].command for name in OURS} == {name: launched[name] for name in OURS}


def test_each_process_is_given_what_the_launcher_gives_it(settings: Settings) -> None:
    for process in all_processes(settings):
        if process.name in OURS:
            wanted = {name.removesuffix("_FILE") for name in process.environment}
            wanted -= {name for name in wanted if name.endswith("_MIGRATION_DATABASE_URL")}
            missing = {
                name for name in wanted - COMPOSE[process.name].settings if (process.name, name) not in NOT_HANDED
            }
            assert not missing, process.name


def test_both_listen_on_the_same_ports() -> None:
    ports = Ports()
    for service in SERVICES:
        given = COMPOSE[f"{service}-web"].environment
        prefix = service.upper()
        assert given[f"{prefix}_PORT"] == ports.web(service)
        assert given[f"{prefix}_METRICS_PORT"] == ports.worker_metrics(service)
        assert urlsplit(str(given[f"{prefix}_URL"])).netloc == f"{service}-web:{ports.web(service)}"
    assert COMPOSE["website"].environment["WEBSITE_PORT"] == ports.website
    assert COMPOSE["inbox"].command[1:] == [str(ports.smtp), str(ports.inbox_page)]


def test_what_is_waited_for_is_there(settings: Settings) -> None:
    assert all(each.after <= set(COMPOSE) for each in COMPOSE.values())
    for service in SERVICES:
        for kind in KINDS:
            assert {f"{service}-migrate", "redis"} <= COMPOSE[f"{service}-{kind}"].after


def test_only_migrations_own_tables() -> None:
    owners = {name for name, each in COMPOSE.items() if "secrets-owners" in each.mounts}

    assert owners == {"keys", *(f"{service}-migrate" for service in SERVICES)}


def test_nobody_mounts_the_secrets_of_another() -> None:
    for service in (*SERVICES, "website"):
        kinds = ("",) if service == "website" else tuple(f"-{kind}" for kind in KINDS)
        for kind in kinds:
            mounted = {name for name in COMPOSE[f"{service}{kind}"].mounts if name.startswith("secrets")}
            assert mounted == {f"secrets-{service}"}
    assert {name for name, each in COMPOSE.items() if "secrets" in each.mounts} == {"keys"}


def test_only_the_porter_is_published_and_only_mail_and_asking_for_calendars_go_out() -> None:
    open_networks = {name for name, words in compose_file()["networks"].items() if not (words or {}).get("internal")}

    assert {name for name, each in COMPOSE.items() if "ports" in each.words} == {"caddy", "inbox"}
    assert all(str(port).startswith("127.0.0.1:") for port in COMPOSE["inbox"].words["ports"])
    outward = {name for name, each in COMPOSE.items() if each.networks & open_networks}
    assert outward == {"caddy", "inbox", "notifier-worker", "events-worker"}


@pytest.mark.parametrize("container", COMPOSE.values(), ids=lambda container: container.name)
def test_every_container_is_confined_and_comes_back(container: Container) -> None:
    words = container.words

    assert words["read_only"] is True
    assert words["cap_drop"] == ["ALL"]
    assert words["security_opt"] == ["no-new-privileges:true"]
    assert words["restart"] == ("no" if container.name in ONE_SHOTS else "unless-stopped")
    assert container.name in ONE_SHOTS or "test" in words["healthcheck"]


def test_every_service_can_be_scaled() -> None:
    for name in OURS:
        assert "container_name" not in COMPOSE[name].words
        assert "ports" not in COMPOSE[name].words


def test_the_init_script_makes_what_the_launcher_makes() -> None:
    script = (ROOT / "deploy" / "postgres" / "10-databases.sh").read_text()
    made = re.search(r"^for service in (.*); do$", script, re.MULTILINE)

    assert made is not None
    assert made[1].split() == list(SERVICES)
    assert re.findall(r"CREATE EXTENSION IF NOT EXISTS (\w+)", script) == list(EXTENSIONS)
    for kind, timeouts in _TIMEOUTS.items():
        assert f'_{kind}" {" ".join(_in_the_scripts_order(timeouts))}\n' in script


def _in_the_scripts_order(timeouts: dict[str, str]) -> list[str]:
    return [timeouts[f"{name}_timeout"] for name in ("statement", "lock", "idle_in_transaction_session")]


def test_what_is_mounted_from_here_is_here() -> None:
    for each in COMPOSE.values():
        for source in each.mounts:
            assert not source.startswith("./") or Path(ROOT / source).exists()
