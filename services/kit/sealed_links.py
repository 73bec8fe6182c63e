"""Links in mails whose tokens say what they are about and for what they are good, sealed: nothing is kept of them."""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import ClassVar
from uuid import UUID

from services.kit.errors import NotSignedIn
from services.kit.leaving import NotALeavingToken, Scope, is_sealed, opened

# The site's own language has no prefix.
_PREFIXES = {"en": "/en"}
# 16 bytes of whom or what it is about, 32 bytes of proof: 64 characters, without padding or a second spelling.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{64}")
_ID_BYTES = 16


class LinkRefused(NotSignedIn):
    """This link opens nothing here. Please copy it whole from the newest mail, or ask for a new one."""


@dataclass(frozen=True)
class SealedLinks:
    """Makes and reads the links in mails: each token for one purpose and one thing, and nobody else can make one.

    `paths` says on which page of the site a link for a purpose is opened.
    """

    secret: str = field(repr=False)
    site_url: str
    paths: ClassVar[Mapping[str, str]] = {}

    def token(self, purpose: str, about: UUID) -> str:
        """Return the token for a purpose and what it is about; the same every time."""
        return urlsafe_b64encode(about.bytes + seal(self.secret, purpose, about.hex)).decode()

    def address(self, purpose: str, about: UUID, *, language: str) -> str:
        """Return the whole link, to a page in the reader's language."""
        return self.page(f"/{self.paths[purpose]}/{self.token(purpose, about)}", language=language)

    def page(self, path: str, *, language: str) -> str:
        """Return the whole address of a page in the reader's language."""
        return page_address(self.site_url, path, language=language)

    def about(self, purpose: str, token: str) -> UUID:
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
        whose = UUID(bytes=about)
        if not is_sealed(shown, scope, whole=seal(self.secret, "leave", whose.hex)):
            raise LinkRefused
        return whose, scope


def seal(secret: str, *words: str) -> bytes:
    """Return a proof that whoever made it knew the secret; words never run into one another."""
    return hmac.digest(secret.encode(), "\0".join(words).encode(), sha256)


def page_address(site_url: str, path: str, *, language: str) -> str:
    """Return the whole address of a page, in a reader's language."""
    return site_url.rstrip("/") + _PREFIXES.get(language, "") + path
