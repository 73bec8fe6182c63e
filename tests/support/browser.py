"""A real browser on a running city: started as a newcomer starts it, looked at with Chromium and axe."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import Connection, create_engine, text

from services.launcher.environment import environment
from services.launcher.ports import free_ports
from services.launcher.settings import Settings
from tests.support.city import Letterbox
from tests.support.ground import ROOT

_PATIENCE = 300
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
_RULES = '{runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}'


@dataclass(frozen=True)
class RunningCity:
    """A city that was started with `./start`, on ports of its own."""

    url: str
    letterbox: Letterbox
    settings: Settings

    def change(self, service: str, statement: str) -> None:
        """Change something behind the scenes, as only an operator can."""
        with self._database(service) as connection:
            connection.execute(text(statement))

    def ask(self, service: str, question: str) -> list[Any]:
        """Return what a service's database says."""
        with self._database(service) as connection:
            return list(connection.execute(text(question)))

    @contextmanager
    def _database(self, service: str) -> Iterator[Connection]:
        engine = create_engine(environment(self.settings, service)[f"{service.upper()}_DATABASE_URL"])
        with engine.begin() as connection:
            yield connection
        engine.dispose()


def chromium() -> str | None:
    """Return where this machine's Chromium is, if it has one."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def running_city(folder: Path) -> Iterator[RunningCity]:
    """Start the whole city, and stop it as Ctrl-C does."""
    ports = free_ports()
    command = [sys.executable, "-m", "services.launcher", "--data", str(folder), "--port-base", str(ports.base)]
    with (folder / "start.log").open("wb") as log:
        city = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=_environment(), start_new_session=True)
    try:
        _wait_for(city, folder)
        letterbox = Letterbox(f"http://127.0.0.1:{ports.inbox_page}")
        settings = Settings(folder=folder, ports=ports)
        yield RunningCity(f"http://localhost:{ports.website}", letterbox, settings)
    finally:
        city.send_signal(signal.SIGINT)
        city.wait(60)


@contextmanager
def browser() -> Iterator[Browser]:
    """Run the system's Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=_FLAGS)
        yield opened
        opened.close()


def findings(page: Page) -> list[str]:
    """Return what axe finds on a page, one line each."""
    page.add_script_tag(path=_AXE)
    found = page.evaluate(f"() => axe.run(document, {_RULES})")
    return [
        f"{violation['id']}: {node['target']} {violation['help']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def _wait_for(city: subprocess.Popen[bytes], folder: Path) -> None:
    log = folder / "start.log"
    for _ in range(_PATIENCE * 5):
        if "The city is up" in log.read_text(errors="replace"):
            return
        try:
            city.wait(0.2)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(f"the city did not come up:\n{log.read_text(errors='replace')[-4000:]}")


def _environment() -> dict[str, str]:
    """Return this environment without what belongs to the tests' own processes, and with room for all who sign in.

    All tests of a worker are the same few people within minutes: more often than one mailbox is written to.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PROMETHEUS_MULTIPROC_DIR"}
    often = ("SIGN_INS_PER_ADDRESS", "SIGN_INS_PER_NETWORK", "SUBSCRIPTIONS_PER_ADDRESS")
    return kept | {f"PROFILES_{name}": "1000" for name in often}
