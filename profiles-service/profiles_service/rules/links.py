"""Links in mails, codes, addresses."""

import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from typing import Literal
from uuid import UUID

from email_validator import EmailNotValidError, validate_email

from services.kit.errors import NotSignedIn
from services.kit.leaving import NotALeavingToken, Scope, is_sealed, opened

SIGN_IN_LASTS = timedelta(minutes=15)
CODE_TRIES = 5
SESSION_LASTS = timedelta(days=180)
SESSION_SLEEPS = timedelta(days=30)
REQUEST_LASTS = timedelta(days=14)
LETTER_LASTS = timedelta(days=14)
LONGEST_GREETING = 60
LONGEST_PAUSE = timedelta(days=366)

Purpose = Literal["confirm", "manage", "leave", "sign_in"]
_PATHS: dict[Purpose, str] = {
    "confirm": "nachrichten/bestaetigen",
    "manage": "nachrichten/verwalten",
    "leave": "u",
    "sign_in": "anmelden",
}
# The site's own language has no prefix.
_PREFIXES = {"en": "/en"}
# 16 bytes of whom or what it is about, 32 bytes of proof: 64 characters, without padding or a second spelling.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{64}")
_ID_BYTES = 16
# What a mail program would make a link of.
_LINK_LIKE = re.compile(r"[/@:\\]|www|\.\w", re.IGNORECASE)


class LinkRefused(NotSignedIn):
    """This link opens nothing here. Please copy it whole from the newest mail, or ask for a new one."""


@dataclass(frozen=True)
class Links:
    """Makes and reads the links in mails: each token for one purpose and one thing, and nobody else can make one."""

    secret: str = field(repr=False)
    site_url: str

    def token(self, purpose: Purpose, about: UUID) -> str:
        """Return the token for a purpose and what it is about; the same every time."""
        return urlsafe_b64encode(about.bytes + seal(self.secret, purpose, about.hex)).decode()

    def address(self, purpose: Purpose, about: UUID, *, language: str) -> str:
        """Return the whole link, to a page in the reader's language."""
        site = self.site_url.rstrip("/") + _PREFIXES.get(language, "")
        return f"{site}/{_PATHS[purpose]}/{self.token(purpose, about)}"

    def about(self, purpose: Purpose, token: str) -> UUID:
        """Return what a token is about; refused with `LinkRefused` when it is forged or made for another purpose."""
        if not _TOKEN.fullmatch(token):
            raise LinkRefused
        decoded = urlsafe_b64decode(token)
        about = UUID(bytes=decoded[:_ID_BYTES])
        if not hmac.compare_digest(decoded[_ID_BYTES:], seal(self.secret, purpose, about.hex)):
            raise LinkRefused
        return about

    def leaving(self, token: str) -> tuple[UUID, Scope]:
        """Return whose link for leaving this is, and what it ends; refused with `LinkRefused` when it is forged."""
        try:
            about, shown, scope = opened(token)
        except NotALeavingToken:
            raise LinkRefused from None
        person_id = UUID(bytes=about)
        if not is_sealed(shown, scope, whole=seal(self.secret, "leave", person_id.hex)):
            raise LinkRefused
        return person_id, scope


def seal(secret: str, *words: str) -> bytes:
    """Return a proof that whoever made it knew the secret; words never run into one another."""
    return hmac.digest(secret.encode(), "\0".join(words).encode(), sha256)


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


def mail_address(text: str) -> str:
    """Return a mail address as it travels over SMTP; refused with `ValueError` when it cannot be one."""
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as trouble:
        raise ValueError(str(trouble)) from None
    return found.ascii_email or found.normalized


def address_key(email: str) -> str:
    """Return what makes two spellings of an address the same person."""
    return email.lower()


def mailbox_key(email: str) -> str:
    """Return the mailbox behind an address, for limits: `ada+1@…` and `ada+2@…` fill the same one."""
    local, _, domain = address_key(email).rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def address_hint(email: str) -> str:
    """Return as much of an address as its owner needs to recognise it."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}•••@{domain}"


def network(address: str) -> str:
    """Return the network that a client's address belongs to: one household has a whole /64 of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return found.exploded[:19]
    return str(getattr(found, "ipv4_mapped", None) or found)


def greeting(name: str | None) -> str | None:
    """Return a name as it may stand in a mail to somebody who has confirmed nothing yet."""
    if not name or _LINK_LIKE.search(name):
        return None
    return name[:LONGEST_GREETING].strip()


def is_own_path(path: str) -> bool:
    """Tell whether a path leads to a page of this site, and nowhere else."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path
