import itertools
import re
import tomllib
from pathlib import Path

import pytest

from services.launcher import setup
from services.launcher.settings import ROOT

LOCK = (ROOT / "requirements.lock").read_text()


def test_every_pin_in_the_lock_has_a_hash_and_no_index_is_named() -> None:
    pins = re.findall(r"^\S.*", LOCK, re.MULTILINE)

    assert len(pins) > 80
    assert all(re.match(r"[a-z0-9-]+==\S+.* \\$", pin) for pin in pins)
    assert "://" not in LOCK
    assert "--index-url" not in LOCK


def test_everything_a_pyproject_asks_for_is_in_the_lock() -> None:
    wanted = {name for member in setup.MEMBERS for name in asked_for(ROOT / member / "pyproject.toml")}
    members = {"services", "directory-service", "events-service", "profiles-service", "notifier"}

    assert wanted - members - {line.partition("==")[0] for line in LOCK.splitlines()} == set()


def test_uv_is_fetched_by_its_hash() -> None:
    lines = list(setup.lines_of("uv"))

    assert lines[0].startswith("uv==")
    assert len(lines) > 1
    assert all("--hash=sha256:" in line for line in lines[1:])


@pytest.fixture
def a_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a tree whose .venv is up to date, and where nothing may be run."""
    places = {"ROOT": ".", "VENV": ".venv", "PYTHON": ".venv/bin/python", "LOCK": "requirements.lock"}
    for name, place in {**places, "STAMP": ".venv/made-from"}.items():
        monkeypatch.setattr(setup, name, tmp_path / place)
    monkeypatch.setattr(setup, "MEMBERS", (".",))
    monkeypatch.setattr(setup, "run", lambda command, environment=None: pytest.fail(f"ran {command}"))
    setup.PYTHON.parent.mkdir(parents=True)
    for file in (setup.PYTHON, setup.LOCK, tmp_path / "pyproject.toml"):
        file.write_text("one")
    setup.STAMP.write_text(setup.fingerprint())
    return tmp_path


@pytest.mark.usefixtures("a_tree")
def test_setting_up_once_more_does_nothing_and_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    setup.main()

    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_a_changed_lock_or_pyproject_is_noticed(a_tree: Path, changed: str) -> None:
    (a_tree / changed).write_text("two")

    with pytest.raises(pytest.fail.Exception, match="ran"):
        setup.main()


def test_an_old_python_is_told_so_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "OLDEST", (4, 0))

    with pytest.raises(SystemExit, match=r"^Python 4\.0 or newer is needed; this is 3\.\d+"):
        setup.refuse_an_unfit_python()


def asked_for(pyproject: Path) -> set[str]:
    table = tomllib.loads(pyproject.read_text())
    words = [*table["project"]["dependencies"], *itertools.chain(*table.get("dependency-groups", {}).values())]
    return {re.split(r"[\[<>=~]", word)[0] for word in words}
