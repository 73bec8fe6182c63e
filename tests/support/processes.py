"""Real processes of a real service, as the launcher would start them, for tests that kill them."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from services.launcher.children import inherited
from tests.support.ground import ROOT, Ground

_PAUSE = 0.02


class Process:
    """One process of one service, with its children."""

    def __init__(self, log: Path, environment: Mapping[str, str], *words: str) -> None:
        self._log = log
        self._environment = environment
        self._words = words
        self.start()

    def start(self) -> None:
        """Start it, or start it again."""
        with self._log.open("ab") as log:
            self._running = subprocess.Popen(
                [sys.executable, "-m", "services.kit", *self._words],
                env={**inherited(), **self._environment},
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._running.pid

    @property
    def has_ended(self) -> bool:
        return self._running.poll() is not None

    @property
    def children(self) -> list[int]:
        """Return the ids of the processes that do the work."""
        with suppress(OSError):
            return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]
        return []

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def kill(self, pid: int = 0) -> None:
        """Kill it, or one of its children, without a warning."""
        with suppress(ProcessLookupError):
            os.kill(pid or self.pid, signal.SIGKILL)

    def kill_all(self) -> None:
        """Kill it together with all its children, as a machine does that loses its power."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._running.wait()

    def stop(self, *, patience: float = 10) -> None:
        """Ask it to end in good order, and kill what is left."""
        with suppress(ProcessLookupError):
            self._running.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._running.wait(patience)
        self.kill_all()


@contextmanager
def a_worker(ground: Ground, service: str, **changes: str) -> Iterator[Process]:
    """Run a service's real worker, with whatever its environment should say otherwise."""
    with _a_process(ground, service, "worker", changes) as process:
        eventually(lambda: len(process.children) >= 2, seconds=30, otherwise=lambda: process.log)
        yield process


@contextmanager
def a_clock(ground: Ground, service: str, **changes: str) -> Iterator[Process]:
    """Run a service's real beat."""
    with _a_process(ground, service, "beat", changes) as process:
        yield process


@contextmanager
def _a_process(ground: Ground, service: str, kind: str, changes: Mapping[str, str]) -> Iterator[Process]:
    environment = {**ground.environment(service), f"{service.upper()}_METRICS_PORT": "0", **changes}
    log = ground.settings.folder / "logs" / f"{service}-{kind}.log"
    full_name = service if service == "notifier" else f"{service}-service"
    process = Process(log, environment, full_name, kind)
    try:
        yield process
    finally:
        process.stop()


def says(running: subprocess.Popen[str], words: str, *, seconds: float = 60) -> bool:
    """Wait until a process says some words; one that does not in time is killed, and did not."""
    assert running.stdout is not None
    watch = threading.Timer(seconds, running.kill)
    watch.start()
    try:
        return any(words in line for line in running.stdout)
    finally:
        watch.cancel()


def eventually(is_so: Callable[[], bool], *, seconds: float = 10, otherwise: Callable[[], object] = lambda: "") -> None:
    """Wait until something is so; fails when it does not become so in time."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise AssertionError(f"not so within {seconds} s. {otherwise()}")
        time.sleep(_PAUSE)
