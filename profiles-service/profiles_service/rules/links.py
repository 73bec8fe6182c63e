"""Links in mails, and codes."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import ClassVar, Literal
from uuid import UUID

from services.kit.sealed_links import SealedLinks, seal

SIGN_IN_LASTS = timedelta(minutes=15)
SIGN_IN_KEPT = timedelta(days=1)
CODE_TRIES = 5
SESSION_LASTS = timedelta(days=180)
SESSION_SLEEPS = timedelta(days=30)
REQUEST_LASTS = timedelta(days=14)
LETTER_LASTS = timedelta(days=14)
LONGEST_PAUSE = timedelta(days=366)

Purpose = Literal[
    "confirm", "manage", "leave", "sign_in", "contact_confirm", "contact_own", "contact_answer", "receipt"
]


@dataclass(frozen=True)
class Links(SealedLinks):
    """Makes and reads the links in mails about subscriptions, signing in and contact requests."""

    paths: ClassVar[Mapping[str, str]] = {
        "confirm": "nachrichten/bestaetigen",
        "manage": "nachrichten/verwalten",
        "leave": "u",
        "sign_in": "anmelden",
        "contact_confirm": "anfrage/bestaetigen",
        "contact_own": "anfrage/meine",
        "contact_answer": "anfrage/antwort",
        "receipt": "konto/beleg",
    }


def new_code() -> str:
    """Return six random digits."""
    return f"{secrets.randbelow(10**6):06d}"


def code_proof(secret: str, sign_in_id: UUID, code: str) -> bytes:
    """Return what is stored of a code: worthless without the secret, and good for one sign-in alone."""
    return seal(secret, "code", sign_in_id.hex, code)


def new_secret() -> str:
    """Return a session's secret, of 256 random bits."""
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> bytes:
    """Return what is stored of a session's secret; random bits need no slow hash."""
    return sha256(secret.encode()).digest()


def is_own_path(path: str) -> bool:
    """Tell whether a path leads to a page of this site, and nowhere else."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path
