import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from services.launcher.settings import ROOT


def test_the_walls_in_pyproject_hold(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None)

    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out
