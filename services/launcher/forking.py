"""Python processes that begin with their imports done: the libraries all services need are loaded once, then forked.

A service spends three seconds of computing on its imports before it does anything; thirteen processes start at once.
Forking after the imports brings a start on two cores from half a minute to seconds, and the memory of what was loaded
is shared. Nothing is loaded here that reads its environment while it is imported (prometheus_client does).
"""

import contextlib
import gc
import importlib
import os
import resource
import runpy
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import IO, NoReturn

LOADED = (
    "anyio", "babel.dates", "babel.support", "celery.apps.beat", "celery.apps.worker",
    "celery.bin.beat", "celery.bin.celery", "celery.bin.worker", "celery.concurrency.prefork", "email_validator",
    "environs", "flask.cli", "flask_smorest", "gunicorn.app.wsgiapp", "gunicorn.workers.gthread", "httpcore", "httpx",
    "jinja2.ext", "joserfc.jwk", "joserfc.jwt", "kombu.transport.redis", "limits", "markdown_it", "marshmallow", "nh3",
    "orjson", "psycopg", "redis", "sqlalchemy.dialects.postgresql.psycopg", "sqlalchemy.orm", "structlog",
    "werkzeug.serving",
)  # fmt: skip
_PAUSE = 0.02


class Forked:
    """A forked process, with as much of `subprocess.Popen` as the launcher uses."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._asking = Lock()

    def poll(self) -> int | None:
        """Return how the process ended, or nothing while it runs; as with `subprocess`, 0 if somebody else was told."""
        with self._asking:
            if self.returncode is None:
                try:
                    pid, status = os.waitpid(self.pid, os.WNOHANG)
                except ChildProcessError:
                    self.returncode = 0
                else:
                    self.returncode = os.waitstatus_to_exitcode(status) if pid else None
            return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end; refused with `subprocess.TimeoutExpired` when it takes too long."""
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while (code := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            time.sleep(_PAUSE)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the process has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)


def can_be_forked(command: Sequence[str]) -> bool:
    """Tell whether a command runs a module of this very Python."""
    return sys.platform == "linux" and command[0] == sys.executable and command[1] == "-m"


def fork(command: Sequence[str], environment: Mapping[str, str], log: IO[bytes], begin: Callable[[], None]) -> Forked:
    """Run `python -m MODULE WORDS` in a fork of this process; `begin` is called in the child first."""
    _load()
    # A signal to stop must not find the child while it still has the launcher's ways of answering.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    pid = os.fork()
    if pid == 0:
        _become(command[2], command[3:], environment, log, begin)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return Forked(pid)


@cache
def _load() -> None:
    for name in LOADED:
        importlib.import_module(name)
    gc.collect()
    # What is frozen is never looked at again, so its memory stays shared.
    gc.freeze()


def _become(
    module: str, words: Sequence[str], environment: Mapping[str, str], log: IO[bytes], begin: Callable[[], None]
) -> NoReturn:
    code = 1
    try:
        _leave_the_parent(environment, log)
        begin()
        sys.argv = [module, *words]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as end:
        code = _exit_code(end)
    except BaseException:  # the very last frame of this process
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _leave_the_parent(environment: Mapping[str, str], log: IO[bytes]) -> None:
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log.fileno(), 1)
    os.dup2(log.fileno(), 2)
    os.closerange(3, min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], 4096))
    os.environ.clear()
    os.environ.update(environment)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _exit_code(end: SystemExit) -> int:
    if isinstance(end.code, int) or end.code is None:
        return end.code or 0
    print(end.code, file=sys.stderr)
    return 1


def name_process(name: str) -> None:
    """Write a name where `ps -o comm` and `top` look for it."""
    with contextlib.suppress(OSError):
        Path("/proc/self/comm").write_text(name[:15])
