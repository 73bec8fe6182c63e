"""Asking again and again with wrk (Debian package wrk), and what that costs the processes that answer."""

import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.counting import cpu_seconds, family
from bench.sink import tool

_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
_CONNECTIONS = 8
# Walks through addresses, one after the other.
_WALK = """
local paths, place = {{}}, 0
for path in io.lines("{file}") do paths[#paths + 1] = path end
request = function()
  place = place % #paths + 1
  return wrk.format("GET", paths[place])
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

    def ask(self, path: str, *, seconds: int, etag: str = "") -> Load:
        """Ask for one path for some seconds; every answer must be a good one."""
        return self._asked([*(["-H", f"If-None-Match: {etag}"] if etag else []), self.url + path], seconds)

    def walk(self, paths: Sequence[str], *, seconds: int, folder: Path) -> Load:
        """Ask for one path after the other, as `ask` does; where nothing kept is to be met, thousands of them."""
        listed, script = folder / "paths", folder / "walk.lua"
        listed.write_text("\n".join(paths))
        script.write_text(_WALK.format(file=listed))
        return self._asked(["-s", str(script), self.url], seconds)

    def watched(self, work: Callable[[], str], *, without: int = 0) -> tuple[str, float, float]:
        """Return what some work answers, and the CPU seconds it cost app and database, without one of its backends."""
        app, db = self._spent(without)
        text = work()
        app_after, db_after = self._spent(without)
        return text, app_after - app, db_after - db

    def _asked(self, words: Sequence[str], seconds: int) -> Load:
        often = ["-t", "1", "-c", str(_CONNECTIONS), "-d", f"{seconds}s", "--timeout", "20s", "--latency"]
        text, app, db = self.watched(lambda: _wrk([*often, *words]))
        if "Non-2xx" in text or "Socket errors" in text:
            raise SystemExit(f"Not every request was answered:\n{text}")
        requests = max(int(_word(r"(\d+) requests in", text)), 1)
        return Load(
            requests,
            float(_word(r"Requests/sec:\s+([\d.]+)", text)),
            _milliseconds("50%", text),
            _milliseconds("99%", text),
            app / requests * 1000,
            db / requests * 1000,
        )

    def _spent(self, without: int) -> tuple[float, float]:
        database = cpu_seconds(set(family(self.database)) - {without}) if self.database else 0.0
        return cpu_seconds(family(self.app)), database


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
