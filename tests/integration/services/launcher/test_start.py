import signal
import socket
import subprocess
import sys
from pathlib import Path

from services.launcher.ports import HOST, Ports, free_ports, is_free
from services.launcher.settings import ROOT


def a_start(folder: Path, ports: Ports, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "services.launcher", "--port-base", str(ports.base), "--data", str(folder)]
    return subprocess.Popen(
        [*command, "--only-infrastructure", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_for(running: subprocess.Popen[str], words: str) -> None:
    assert running.stdout is not None
    assert any(words in line for line in running.stdout), f"it ended without saying “{words}”"


def test_help_says_what_can_be_chosen() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "services.launcher", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert "./start" in said.stdout
    assert {"--fresh", "--port-base", "--no-seeds", "--only-infrastructure"} <= set(said.stdout.split())


def test_all_taken_ports_are_named_before_anything_starts(tmp_path: Path) -> None:
    ports = free_ports()
    taken = socket.create_server((HOST, ports.postgres)), socket.create_server((HOST, ports.smtp))
    with taken[0], taken[1], a_start(tmp_path, ports) as refused:
        said, _ = refused.communicate(timeout=20)

    assert refused.returncode == 1
    assert f"The ports {ports.smtp} (mail), {ports.postgres} (postgres) are taken already." in said
    assert f"--port-base {ports.base + 10_000}" in said
    assert not (tmp_path / "postgres").exists()


def test_a_city_is_started_once_at_a_time_and_stops_without_a_trace(tmp_path: Path) -> None:
    ports = free_ports()
    with a_start(tmp_path, ports) as first:
        wait_for(first, "The ground is laid")
        with a_start(tmp_path, free_ports()) as second:
            said, _ = second.communicate(timeout=20)
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=30)

    assert "This city runs already" in said
    assert second.returncode == 1
    assert first.returncode == 0
    assert all(map(is_free, (ports.postgres, ports.redis, ports.smtp, ports.inbox_page)))


def test_a_fresh_start_forgets_what_was_kept(tmp_path: Path) -> None:
    (tmp_path / "mails").mkdir()
    (tmp_path / "mails" / "old.eml").write_text("{}")
    (tmp_path / "seeded").touch()

    with a_start(tmp_path, free_ports(), "--fresh") as running:
        wait_for(running, "The ground is laid")
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=30)

    assert not (tmp_path / "seeded").exists()
    assert not (tmp_path / "mails" / "old.eml").exists()
