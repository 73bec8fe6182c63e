"""Child processes that never outlive the launcher: each in a session of its own, each with its log."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from services.launcher.forking import Forked, can_be_forked, fork, name_process

_PR_SET_PDEATHSIG = 1
# Found before forking, because loading a library in between is not safe.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_PAUSE = 0.02


@dataclass(frozen=True, kw_only=True)
class Process:
    """What is started: under which name, how, where it listens, what it waits for, and how it says that it is ready."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    after: tuple[str, ...] = ()
    is_ready: Callable[[], bool] = lambda: True
    stop_signal: signal.Signals = signal.SIGTERM
    user: int | None = None


class Child:
    """One running process."""

    def __init__(self, process: Process, log: Path, *, may_fork: bool = False) -> None:
        self.process = process
        self.log = log
        self._may_fork = may_fork and can_be_forked(process.command)
        self._running: subprocess.Popen[bytes] | Forked | None = None

    @property
    def name(self) -> str:
        """Return the process's name."""
        return self.process.name

    @property
    def pid(self) -> int:
        """Return the id of the running process, or nought."""
        return self._running.pid if self._running else 0

    @property
    def is_running(self) -> bool:
        """Tell whether the process has been started and has not ended."""
        return self._running is not None and self._running.poll() is None

    @property
    def succeeded(self) -> bool:
        """Tell whether the process has ended without a complaint."""
        return self._running is not None and self._running.poll() == 0

    def start(self) -> None:
        """Start the process; only from the main thread, whose end would otherwise be taken for the launcher's."""
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("Children are started from the main thread only.")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        environment = {**inherited(), **self.process.environment}
        with self.log.open("ab") as log:
            self._running = self._fork(environment, log) if self._may_fork else self._execute(environment, log)

    def _fork(self, environment: Mapping[str, str], log: IO[bytes]) -> Forked:
        bound = _ends_with_its_parent(os.getpid(), self.process.stop_signal)

        def begin() -> None:
            bound()
            name_process(self.name)

        return fork(self.process.command, environment, log, begin)

    def _execute(self, environment: Mapping[str, str], log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.process.command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=self.process.user,
            group=self.process.user,
            extra_groups=[] if self.process.user else None,
            # The launcher starts children from one thread only, and the function calls nothing that could wait.
            preexec_fn=_ends_with_its_parent(os.getpid(), self.process.stop_signal),  # noqa: PLW1509
        )

    def ask_to_stop(self) -> None:
        """Send the signal on which this process ends in good order."""
        if self._running is not None and self._running.poll() is None:
            self._running.send_signal(self.process.stop_signal)

    def wait(self, seconds: float) -> bool:
        """Wait until the process has ended; tell whether it has."""
        try:
            if self._running is not None:
                self._running.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def clear_away(self) -> None:
        """Kill the process, and whatever of its children is left."""
        if self._running is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._running.pid, signal.SIGKILL)
        # Just forked, it does not lead a group of its own yet.
        self._running.send_signal(signal.SIGKILL)
        self._running.wait()

    def last_words(self, lines: int = 15) -> str:
        """Return the end of the log."""
        try:
            text = self.log.read_text(errors="replace")
        except OSError:
            return ""
        return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])


def stop_all(children: list[Child], *, patience: float) -> None:
    """Ask all to stop, wait together, and kill whatever is left after that."""
    for child in children:
        child.ask_to_stop()
    end = time.monotonic() + patience
    for child in children:
        child.wait(max(end - time.monotonic(), 0))
        child.clear_away()


def wait_until(is_so: Callable[[], bool], *, seconds: float, while_so: Callable[[], bool] = lambda: True) -> bool:
    """Ask again and again until something is so; tell whether it was in time."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end or not while_so():
            return False
        time.sleep(_PAUSE)
    return True


def inherited() -> dict[str, str]:
    """Return the environment children may inherit: without what would change where PostgreSQL's tools look."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"}


def _ends_with_its_parent(parent: int, stop_signal: int) -> Callable[[], None]:
    def bind() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != parent:
            os._exit(1)

    return bind
