"""`.env.example` shows every setting there is, no other, and its values work: in the demo, and nowhere else."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

import directory_service.settings
import events_service.settings
import notifier.settings
import profiles_service.settings
import services.website.site
from services.kit import settings as kit
from tests.support.compose import ROOT

SETTINGS: dict[str, type[kit.WebSettings]] = {
    "DIRECTORY": directory_service.settings.Settings,
    "EVENTS": events_service.settings.Settings,
    "PROFILES": profiles_service.settings.Settings,
    "NOTIFIER": notifier.settings.Settings,
    "WEBSITE": services.website.site.Settings,
}
# Read before there are settings: on which address to listen.
AT_ONCE = {"MOSAIK_HOST"}


def shown() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    assert len({name for name, _, _ in pairs}) == len(pairs)
    return {name: value for name, _, value in pairs}


def known() -> set[str]:
    read = {kit._variable(each, prefix) for prefix, settings in SETTINGS.items() for each in fields(settings)}
    return read | AT_ONCE | asked_by_compose()


def asked_by_compose() -> set[str]:
    return set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))


def test_every_setting_is_shown_and_no_other() -> None:
    names = {name.removesuffix("_FILE") for name in shown()}

    assert names == {name.removesuffix("_FILE") for name in known()}


def test_compose_hands_on_every_setting_that_is_a_matter_of_taste() -> None:
    file = (ROOT / "docker-compose.yml").read_text()
    optional = {
        kit._variable(each, prefix)
        for prefix, settings in SETTINGS.items()
        for each in fields(settings)
        if each.type is int and each.name not in {"port", "metrics_port"}
    }

    assert {name for name in optional if not re.search(rf"^\s+{name}:", file, re.MULTILINE)} == set()


@pytest.mark.parametrize("prefix", SETTINGS)
def test_the_values_work(prefix: str, tmp_path: Path) -> None:
    settings = kit.read(SETTINGS[prefix], prefix, _with_files(tmp_path))

    assert settings.site_url == "http://localhost:8000"


@pytest.mark.parametrize("prefix", SETTINGS)
def test_the_sample_secrets_are_refused_outside_the_demo(prefix: str, tmp_path: Path) -> None:
    environment = {**_with_files(tmp_path), "MOSAIK_DEMO": "false"}
    samples = {name for name, value in shown().items() if name.startswith(prefix) and "example-" in value}

    with pytest.raises(kit.SettingsIncomplete) as refusal:
        kit.read(SETTINGS[prefix], prefix, environment)

    assert samples
    assert all(f"{name}:" in str(refusal.value) for name in samples)


def _with_files(folder: Path) -> dict[str, str]:
    """Return what is shown, with files that are there: they are made by the first start."""
    file = folder / "key"
    file.write_text("{}")
    return {name: str(file) if name.endswith("_FILE") else value for name, value in shown().items()}
