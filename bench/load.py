"""Asking again and again with wrk (Debian package wrk), and what that costs the processes that answer."""

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.counting import cpu_seconds, family
from bench.sink import tool

_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
_CONNECTIONS = 8
# Walks through pages, so that no answer is asked for twice within a few hundred requests.
_WALK = """
local page = 0
request = function()
  page = page % {pages} + 1
  return wrk.format("GET", "{path}" .. page)
end
"""


@dataclass(frozen=True)
class Load:
    """How many requests were answered, how fast, and at what cost in CPU."""

    requests: int
    per_second: float
    p50_ms: float
    p99_ms: float
    app_ms: float
    db_ms: float

    @property
    def cpu_ms(self) -> float:
        """Return milliseconds of CPU a request, app and database together."""
        return self.app_ms + self.db_ms


@dataclass(frozen=True)
class Watched:
    """The processes behind an address."""

    url: str
    app: int
    database: int

    def ask(self, path: str, *, seconds: int, etag: str = "", pages: int = 0, folder: Path | None = None) -> Load:
        """Ask for one path, or for a walk through its pages, for some seconds; every answer must be a good one."""
        words = ["-t", "1", "-c", str(_CONNECTIONS), "-d", f"{seconds}s", "--timeout", "20s", "--latency"]
        words += ["-H", f"If-None-Match: {etag}"] if etag else []
        if pages and folder:
            script = folder / "walk.lua"
            script.write_text(_WALK.format(pages=pages, path=path))
            words += ["-s", str(script)]
        text, app, db = self.watched(lambda: _wrk([*words, self.url + path]))
        if "Non-2xx" in text or "Socket errors" in text:
            raise SystemExit(f"Not every request to {path} was answered:\n{text}")
        requests = max(int(_word(r"(\d+) requests in", text)), 1)
        return Load(
            requests,
            float(_word(r"Requests/sec:\s+([\d.]+)", text)),
            _milliseconds("50%", text),
            _milliseconds("99%", text),
            app / requests * 1000,
            db / requests * 1000,
        )

    def watched(self, work: Callable[[], str]) -> tuple[str, float, float]:
        """Return what some work answers, and the CPU seconds it cost app and database."""
        app, db = self._spent()
        text = work()
        app_after, db_after = self._spent()
        return text, app_after - app, db_after - db

    def _spent(self) -> tuple[float, float]:
        return cpu_seconds(family(self.app)), cpu_seconds(family(self.database)) if self.database else 0.0


def _wrk(words: list[str]) -> str:
    return subprocess.run([tool("wrk"), *words], capture_output=True, text=True, check=True, timeout=120).stdout


def _word(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise SystemExit(f"wrk did not say what it found:\n{text}")
    return found[1]


def _milliseconds(share: str, text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(\w+)", _word(rf"\n\s+{share}\s+(\S+)", text)).groups()  # type: ignore[union-attr]
    return float(number) * _UNITS[unit]
