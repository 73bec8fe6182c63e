"""A venv for each peer, beside ours and out of git."""

import subprocess
import sys
from pathlib import Path

_FOLDER = Path(__file__).parents[1] / ".venvs"


def python(name: str, requirements: Path) -> Path:
    """Return the Python of a peer's venv; makes it, or makes it anew when what it needs has changed."""
    place = _FOLDER / name
    found, stamp = place / "bin" / "python", place / "made-from"
    if stamp.exists() and stamp.read_text() == requirements.read_text():
        return found
    print(f"Installing {name} …", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(place)], check=True)
    subprocess.run([str(found), "-m", "pip", "install", "-qq", "-r", str(requirements)], check=True)
    stamp.write_text(requirements.read_text())
    return found
