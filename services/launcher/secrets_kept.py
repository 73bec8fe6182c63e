"""Secrets of this machine's city: made once, kept in files that only their owner may read."""

import os
import secrets
from pathlib import Path


def kept_secret(file: Path) -> str:
    """Return the secret kept in a file; make one if there is none yet."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    secret = secrets.token_urlsafe(32)
    with os.fdopen(descriptor, "w") as kept:
        kept.write(secret)
    return secret
