import json
from pathlib import Path

import pytest

from services.launcher.handing_out import hand_out, redis_users


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("secrets")
    hand_out(folder / "master", folder / "places", demo=False)
    return folder / "places"


def test_each_service_is_handed_its_own_and_nothing_else(places: Path) -> None:
    usual = {"key.jwk", "keyring.json", "database-url", "redis-url"}

    assert names(places / "directory") == usual
    assert names(places / "events") == usual | {"seat-secret"}
    assert names(places / "profiles") == usual | {"people.jwk", "link-secret"}
    assert names(places / "notifier") == usual | {"message-key"}
    assert names(places / "website") == {"key.jwk", "keyring.json", "website-secret"}


def test_passwords_agree_with_what_the_servers_are_told(places: Path) -> None:
    password = (places / "postgres" / "events_app").read_text()

    assert f"//events_app:{password}@postgres:5432/events" in (places / "events" / "database-url").read_text()
    assert "events_owner" not in (places / "events" / "database-url").read_text()


def test_the_loader_of_the_example_city_is_trusted_in_the_demo_only(tmp_path: Path) -> None:
    def issuers(*, demo: bool) -> set[str]:
        hand_out(tmp_path / "master", tmp_path / "places", demo=demo)
        keys = json.loads((tmp_path / "places" / "directory" / "keyring.json").read_text())["keys"]
        return {key["kid"].partition(".")[0] for key in keys}

    assert issuers(demo=True) - issuers(demo=False) == {"launcher"}


def test_a_second_time_hands_out_the_same(tmp_path: Path) -> None:
    hand_out(tmp_path / "master", tmp_path / "places", demo=True)
    before = contents(tmp_path / "places")

    hand_out(tmp_path / "master", tmp_path / "places", demo=True)

    assert contents(tmp_path / "places") == before


def test_a_service_adds_to_the_queues_of_its_hearers_and_reads_its_own() -> None:
    users = dict(line.split(" ", 2)[1:] for line in redis_users({"events": "one", "notifier": "two"}).splitlines())

    assert "+llen +lpush ~directory-service* ~notifier* ~profiles-service*)" in users["events"]
    assert "~directory-service*" not in users["notifier"]
    assert "+llen +lpush ~events-service* ~profiles-service*)" in users["notifier"]
    assert users["default"].endswith("-@all +ping")
    assert "one" not in users["events"]


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def contents(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*") if file.is_file()}
