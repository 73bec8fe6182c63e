"""Where mails go: smtp-sink (Debian package postfix), which takes everything; and its counterpart in C, smtp-source."""

import os
import resource
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.launcher.children import wait_until
from services.launcher.ports import HOST, answers, free_ports

_SBIN = "/usr/sbin"
_PATIENCE = 120


@dataclass(frozen=True)
class Sink:
    """A running sink."""

    port: int

    @property
    def url(self) -> str:
        """Return how the notifier is told of it."""
        return f"smtp://{HOST}:{self.port}"


@dataclass(frozen=True)
class Run:
    """How many mails were taken, in what time, at what cost in CPU on the sender's side."""

    mails: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Return mails a second."""
        return self.mails / self.seconds

    @property
    def cpu_us(self) -> float:
        """Return microseconds of CPU a mail."""
        return self.cpu / self.mails * 1e6


def tool(name: str) -> str:
    """Return where a tool is; installs its Debian package if that is allowed."""
    package = "wrk" if name == "wrk" else "postfix"
    if found := _found(name):
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing Debian's package {package} …", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        wanted = ["apt-get", "install", "--yes", "--no-install-recommends", package]
        subprocess.run(wanted, env=environment, stdout=subprocess.DEVNULL, check=False)
    if found := _found(name):
        return found
    raise SystemExit(f"{name} is missing. On Debian and Ubuntu: apt install {package}")


@contextmanager
def sink() -> Iterator[Sink]:
    """Run smtp-sink until the block ends."""
    port = free_ports().smtp
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen([tool("smtp-sink"), *user, f"{HOST}:{port}", "1024"])
    try:
        if not wait_until(lambda: answers(port), seconds=10, while_so=lambda: process.poll() is None):
            raise SystemExit("smtp-sink did not start.")
        yield Sink(port)
    finally:
        process.terminate()
        process.wait()


def push(port: int, mail: Path, count: int, *, sessions: int = 10, to_many: bool = False) -> Run:
    """Send one mail again and again with smtp-source, keeping the connections; to one address or as many as mails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = ["-d", "-s", str(sessions), "-m", str(count), "-F", str(mail), "-f", "a@example.org", "-t", "b@example.org"]
    words += ["-N"] if to_many else []
    began = time.perf_counter()
    subprocess.run([tool("smtp-source"), *words, f"{HOST}:{port}"], check=True, timeout=_PATIENCE)
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Run(count, seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _found(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path=_SBIN)
