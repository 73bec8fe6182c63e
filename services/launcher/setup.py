"""Make `.venv` as `requirements.lock` says; do nothing when it is so already.

Run by the system's own Python before anything is installed, so it knows the standard library only.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "made-from"
MEMBERS = (".", "directory-service", "events-service", "profiles-service", "notifier")
OLDEST = (3, 11)


def main() -> None:
    """Bring `.venv` up to date, or say in one sentence what is in the way."""
    refuse_an_unfit_python()
    wanted = fingerprint()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text() == wanted:
        return
    if not fits_this_python():
        make_venv()
    install_uv()
    say("Installing what the lock names …")
    uv("sync", "--require-hashes", str(LOCK))
    uv("install", "--no-deps", "--no-build-isolation", *editable_members())
    STAMP.write_text(wanted)


def refuse_an_unfit_python() -> None:
    """End here if this Python is too old or came without venv."""
    if sys.version_info < OLDEST:
        sys.exit(f"Python {'.'.join(map(str, OLDEST))} or newer is needed; this is {sys.version.split()[0]}.")
    try:
        import ensurepip  # noqa: F401, PLC0415  Debian leaves it out of python3, and says so only half-way through
        import venv  # noqa: F401, PLC0415
    except ImportError:
        sys.exit("This Python came without venv. On Debian and Ubuntu: apt install python3-venv")


def fingerprint() -> str:
    """Return what `.venv` is made from, in one line."""
    digest = hashlib.sha256(f"{sys.version} {ROOT}".encode())
    for file in (LOCK, *(ROOT / member / "pyproject.toml" for member in MEMBERS)):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def fits_this_python() -> bool:
    """Tell whether there is a `.venv` of this Python's version, made at this very place."""
    try:
        made_by = (VENV / "pyvenv.cfg").read_text()
    except OSError:
        return False
    version, place = f"version = {sys.version.split()[0]}\n", f" {VENV}\n"
    return PYTHON.exists() and version in made_by and place in made_by


def make_venv() -> None:
    """Make an empty `.venv`."""
    say("Making .venv …")
    run([sys.executable, "-m", "venv", "--clear", str(VENV)])


def install_uv() -> None:
    """Let pip fetch uv, by the hash in the lock; everything after that is uv's."""
    if (VENV / "bin" / "uv").exists():
        return
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as pin:
        pin.write("\n".join(lines_of("uv")) + "\n")
        pin.flush()
        pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-cache-dir", "install", "--quiet"]
        run([*pip, "--require-hashes", "--no-deps", "--only-binary=:all:", "-r", pin.name])


def lines_of(name: str) -> Iterator[str]:
    """Yield the pin of one package and its hashes, as they stand in the lock."""
    inside = False
    for line in LOCK.read_text().splitlines():
        if not line.startswith(" "):
            inside = re.split(r"[=\s;]", line, maxsplit=1)[0] == name
        if inside:
            yield line


def editable_members() -> list[str]:
    """Return uv's arguments for the ground and the four services."""
    return [word for member in MEMBERS for word in ("--editable", str(ROOT / member))]


def uv(*words: str) -> None:
    """Run `uv pip` on `.venv`."""
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV)}
    if not os.access(Path.home(), os.W_OK):
        environment["UV_NO_CACHE"] = "1"
    run([str(VENV / "bin" / "uv"), "pip", words[0], "--quiet", *words[1:]], environment)


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    """Run one step, or end with what it answered."""
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        sys.exit(
            "The set-up stopped here; the lines above say why. Without a network there is nothing to install from."
        )


def say(sentence: str) -> None:
    """Tell the person at the terminal, and keep it out of pipes."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
