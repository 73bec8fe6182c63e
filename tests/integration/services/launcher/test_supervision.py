import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.launcher.children import Process, wait_until
from services.launcher.supervision import NotStarted, Supervisor

LIVES = "import time, pathlib, os; pathlib.Path({file!r}).write_text(str(os.getpid())); time.sleep(60)"
DIES = "print('There is no bread in the house.'); raise SystemExit(3)"


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    started = Supervisor(tmp_path / "logs")
    yield started
    started.stop()


def a_process(code: str, *, is_ready: Callable[[], bool] = lambda: True) -> Process:
    return Process(name="baker", command=(sys.executable, "-c", code), after=("ground",), is_ready=is_ready)


def test_what_dies_is_started_again(supervisor: Supervisor, tmp_path: Path) -> None:
    file = tmp_path / "pid"
    process = a_process(LIVES.format(file=str(file)), is_ready=file.exists)
    supervisor.start([process])
    supervisor.wait_until_ready([process], seconds=10)
    first = wait_for_other_than(file, "")

    os.kill(int(first), signal.SIGKILL)
    end = time.monotonic() + 10
    while file.read_text() in ("", first) and time.monotonic() < end:
        supervisor.look_after()
        time.sleep(0.02)

    assert file.read_text() not in ("", first)


def test_pauses_grow_while_it_keeps_dying(supervisor: Supervisor, capsys: pytest.CaptureFixture[str]) -> None:
    supervisor.start([a_process(DIES)])

    end = time.monotonic() + 3
    while time.monotonic() < end:
        supervisor.look_after()
        time.sleep(0.02)

    said = capsys.readouterr().out
    assert "again in 0.5 s" in said
    assert "again in 1 s" in said
    assert "There is no bread in the house." in said


def test_a_start_that_fails_three_times_is_given_up_with_its_last_words(supervisor: Supervisor) -> None:
    process = a_process(DIES, is_ready=lambda: False)
    supervisor.start([process])

    with pytest.raises(NotStarted, match=r"(?s)baker does not start.*no bread in the house"):
        supervisor.wait_until_ready([process], seconds=20)


def test_a_step_that_fails_stops_the_start(supervisor: Supervisor) -> None:
    with pytest.raises(NotStarted, match=r"(?s)baker failed.*no bread in the house"):
        supervisor.run([a_process(DIES)])


def test_stopping_leaves_no_grandchild_behind(supervisor: Supervisor, tmp_path: Path) -> None:
    file = tmp_path / "pid"
    sleeper = LIVES.format(file=str(file))
    supervisor.start([a_process(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {sleeper!r}])")])
    grandchild = int(wait_for_other_than(file, ""))

    supervisor.stop()

    assert wait_until(lambda: not is_alive(grandchild), seconds=5)


def wait_for_other_than(file: Path, words: str) -> str:
    assert wait_until(lambda: file.exists() and file.read_text() != words, seconds=10)
    return file.read_text()


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


FORKS = """
import subprocess
import sys
from pathlib import Path
from services.launcher.children import Process
from services.launcher.supervision import Supervisor

words = (sys.executable, "-m", "services.kit", *sys.argv[2:])
Supervisor(Path(sys.argv[1]), may_fork=True).run([Process(name="forked", command=words, environment={"NOTHING": ""})])
"""


def test_a_forked_process_fails_with_its_last_words_like_any_other(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", FORKS, str(tmp_path), "nowhere", "nothing"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert said.returncode == 1
    assert "forked failed:\n    usage: python -m services.kit" in said.stderr


def test_a_forked_process_sees_its_own_environment_only(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", FORKS, str(tmp_path), "directory-service", "beat"],
        capture_output=True, text=True, check=False, timeout=60, env={**os.environ, "MOSAIK_STATE": str(tmp_path)},
    )  # fmt: skip

    assert "DIRECTORY_DATABASE_URL" in said.stderr
    assert "MOSAIK_KEYRING" in said.stderr
