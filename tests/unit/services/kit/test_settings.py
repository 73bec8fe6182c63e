"""Settings: read once, and whatever is missing or wrong is named at once."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from services.kit.settings import ServiceSettings, SettingsIncomplete, of_the_city, read, secret


@dataclass(frozen=True, kw_only=True)
class Garden(ServiceSettings):
    smtp_url: str = secret()
    beds: int = 3
    motto: str = of_the_city(default="grow")


COMPLETE = {
    "MOSAIK_CITY": "/city.toml",
    "MOSAIK_SITE_URL": "http://localhost:8000",
    "MOSAIK_KEYRING": "/keyring.json",
    "MOSAIK_STATE": "/state",
    "MOSAIK_REDIS_URL": "redis://localhost",
    "DIRECTORY_URL": "http://d",
    "EVENTS_URL": "http://e",
    "PROFILES_URL": "http://p",
    "NOTIFIER_URL": "http://n",
    "GARDEN_PORT": "8005",
    "GARDEN_KEY": "{}",
    "GARDEN_DATABASE_URL": "postgresql://x",
    "GARDEN_SMTP_URL": "smtp://x",
}


def refused(**changes: str | None) -> str:
    environ = {name: value for name, value in {**COMPLETE, **changes}.items() if value is not None}
    with pytest.raises(SettingsIncomplete) as complaint:
        read(Garden, "GARDEN", environ)
    return str(complaint.value)


def test_settings_are_read_from_the_service_s_and_the_city_s_variables() -> None:
    garden = read(Garden, "GARDEN", {**COMPLETE, "GARDEN_BEDS": "7", "MOSAIK_MOTTO": "bloom"})

    assert (garden.port, garden.beds, garden.motto, garden.city) == (8005, 7, "bloom", Path("/city.toml"))
    assert garden.urls["profiles-service"] == "http://p"


def test_what_has_a_default_need_not_be_set() -> None:
    garden = read(Garden, "GARDEN", COMPLETE)

    assert (garden.beds, garden.motto, garden.demo, garden.migration_database_url) == (3, "grow", False, "")


def test_all_that_is_missing_or_wrong_is_named_at_once() -> None:
    complaint = refused(MOSAIK_CITY=None, GARDEN_SMTP_URL=None, GARDEN_PORT="eight", GARDEN_BEDS="many")

    for name in ("MOSAIK_CITY", "GARDEN_SMTP_URL", "GARDEN_PORT", "GARDEN_BEDS"):
        assert name in complaint
    assert "GARDEN_KEY" not in complaint


def test_an_empty_environment_names_everything_that_has_no_default() -> None:
    complaint = refused(**dict.fromkeys(COMPLETE))

    assert all(f"\n  {name}: " in complaint for name in COMPLETE)


def test_a_service_that_lacks_settings_ends_without_a_stack_trace() -> None:
    assert issubclass(SettingsIncomplete, SystemExit)


def test_every_setting_may_be_read_from_a_file(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text('{"kty":"OKP"}\n')
    environ = {name: value for name, value in COMPLETE.items() if name != "GARDEN_KEY"}

    garden = read(Garden, "GARDEN", {**environ, "GARDEN_KEY_FILE": str(key)})

    assert garden.key == '{"kty":"OKP"}', "without the line break that editors leave"


def test_a_file_that_is_not_there_is_named_with_whatever_else_is_wrong(tmp_path: Path) -> None:
    complaint = refused(GARDEN_KEY=None, GARDEN_KEY_FILE=str(tmp_path / "none"), GARDEN_PORT="eight")

    assert "GARDEN_KEY" in complaint
    assert "GARDEN_PORT" in complaint


@pytest.mark.parametrize("name", ["GARDEN_KEY", "GARDEN_DATABASE_URL", "GARDEN_SMTP_URL"])
def test_a_sample_secret_is_refused_outside_the_demo(name: str) -> None:
    complaint = refused(**{name: "example-change-me"})

    assert name in complaint
    assert "example-change-me" not in complaint


def test_a_sample_secret_will_do_in_the_demo() -> None:
    garden = read(Garden, "GARDEN", {**COMPLETE, "MOSAIK_DEMO": "true", "GARDEN_SMTP_URL": "example-smtp"})

    assert garden.smtp_url == "example-smtp"


def test_a_sample_secret_in_a_file_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("example-key\n")

    assert "GARDEN_KEY" in refused(GARDEN_KEY=None, GARDEN_KEY_FILE=str(tmp_path / "key"))


def test_secrets_are_not_shown() -> None:
    shown = repr(read(Garden, "GARDEN", {**COMPLETE, "GARDEN_SMTP_URL": "smtp://user:hidden@x"}))

    assert "hidden" not in shown
    assert "postgresql" not in shown


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(AttributeError):
        read(Garden, "GARDEN", COMPLETE).beds = 4  # type: ignore[misc]
