import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.launcher.ports import HOST, Ports, free_ports, is_free
from services.launcher.settings import ROOT
from tests.support.processes import says


@contextmanager
def a_start(folder: Path, ports: Ports, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Start a city's infrastructure; whatever the test finds, it has ended afterwards."""
    command = [sys.executable, "-m", "services.launcher", "--port-base", str(ports.base), "--data", str(folder)]
    running = subprocess.Popen(
        [*command, "--only-infrastructure", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def test_help_says_what_can_be_chosen() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "services.launcher", "--help"],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip

    assert "./start" in said.stdout
    assert {"--fresh", "--port-base", "--no-seeds", "--only-infrastructure"} <= set(said.stdout.split())


def test_all_taken_ports_are_named_before_anything_starts(tmp_path: Path) -> None:
    ports = free_ports()
    taken = socket.create_server((HOST, ports.postgres)), socket.create_server((HOST, ports.smtp))
    with taken[0], taken[1], a_start(tmp_path, ports) as refused:
        said, _ = refused.communicate(timeout=60)

    assert refused.returncode == 1
    assert f"The ports {ports.smtp} (mail), {ports.postgres} (postgres) are taken already." in said
    assert f"--port-base {ports.base + 10_000}" in said
    assert not (tmp_path / "postgres").exists()


def test_a_city_is_started_once_at_a_time_and_stops_without_a_trace(tmp_path: Path) -> None:
    ports = free_ports()
    with a_start(tmp_path, ports) as first:
        assert says(first, "The ground is laid")
        with a_start(tmp_path, free_ports()) as second:
            said, _ = second.communicate(timeout=60)
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=60)

    assert "This city runs already" in said
    assert second.returncode == 1
    assert first.returncode == 0
    assert all(map(is_free, (ports.postgres, ports.redis, ports.smtp, ports.inbox_page)))


def test_a_fresh_start_forgets_what_was_kept(tmp_path: Path) -> None:
    (tmp_path / "mails").mkdir()
    (tmp_path / "mails" / "old.eml").write_text("{}")
    (tmp_path / "seeded").touch()

    with a_start(tmp_path, free_ports(), "--fresh") as running:
        assert says(running, "The ground is laid")
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=60)

    assert not (tmp_path / "seeded").exists()
    assert not (tmp_path / "mails" / "old.eml").exists()
