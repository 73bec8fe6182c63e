"""Tokens: short-lived, signed with Ed25519 (RFC 8037), each for one audience; verified with public keys alone.

A key's id begins with its owner's name (`people.4f1c…`), and the keyring is the operator's: so a token's kind follows
from the key that verifies it, never from what the token says of itself.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from services.kit.errors import NotSignedIn

LIFETIME = timedelta(minutes=5)
ALGORITHM = "Ed25519"
_LEEWAY = timedelta(seconds=10)


def about_me(audience: str) -> str:
    """Return the audience of tokens with which somebody asks a service what it knows about her, and nothing else."""
    return f"{audience}/about-me"


class TokenRefused(NotSignedIn):
    """Your sign-in has run out. Please sign in again."""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who is asking: nobody known, a person with her roles, or a service.

    Of a person it tells `email` only where she may have mails sent to herself, or asks what is known about her: then
    `asks_about` is who she is, and this opens nothing else.
    """

    person_id: UUID | None = None
    email: str | None = None
    service: str | None = None
    roles: frozenset[str] = frozenset()
    asks_about: UUID | None = None

    @property
    def is_editor(self) -> bool:
        """Tell whether this is somebody of the editorial team."""
        return "editor" in self.roles

    @property
    def is_administrator(self) -> bool:
        """Tell whether this is somebody who decides about the editorial team."""
        return "administrator" in self.roles

    @property
    def name(self) -> str:
        """Return a stable word for this caller, for records of who did what."""
        person_id = self.person_id or self.asks_about
        return self.service or (str(person_id) if person_id else "anonymous")


NOBODY = Caller()


class Signer:
    """Signs tokens with one private key."""

    def __init__(self, key: str) -> None:
        self._key = OKPKey.import_key(json.loads(key))
        self._issuer = str(self._key.kid).partition(".")[0]

    def token(
        self,
        *,
        audience: str,
        now: datetime,
        subject: str | None = None,
        roles: Iterable[str] = (),
        email: str | None = None,
    ) -> str:
        """Return a token for one service; without a subject it speaks for the signing service itself."""
        claims = {
            "iss": self._issuer,
            "sub": subject or self._issuer,
            "aud": audience,
            "roles": sorted(roles),
            "iat": int(now.timestamp()),
            "exp": int((now + LIFETIME).timestamp()),
            **({"email": email} if email else {}),
        }
        header = {"alg": ALGORITHM, "kid": str(self._key.kid)}
        return jwt.encode(header, claims, self._key, algorithms=[ALGORITHM])


class Verifier:
    """Reads tokens meant for one service."""

    def __init__(self, keyring: Path, *, audience: str) -> None:
        keys = [OKPKey.import_key(each) for each in json.loads(keyring.read_text())["keys"]]
        self._keys = {str(key.kid): key for key in keys}
        self._audience = audience

    def caller(self, token: str, *, now: datetime) -> Caller:
        """Return who signed; refuses with `TokenRefused` what is forged, over, or meant for another service."""
        # RecursionError: a header of brackets alone.
        with suppress(JoseError, ValueError, KeyError, TypeError, RecursionError):
            claims, issuer = self._verified(token)
            fresh = int(claims.get("exp", 0)) > (now - _LEEWAY).timestamp()
            if fresh and claims.get("iss") == issuer:
                return self._meant(claims, issuer)
        raise TokenRefused

    def _meant(self, claims: dict[str, Any], issuer: str) -> Caller:
        if claims.get("aud") == self._audience:
            return _caller(claims, issuer)
        if issuer == "people" and claims.get("aud") == about_me(self._audience):
            return Caller(asks_about=UUID(str(claims["sub"])), email=str(claims["email"]))
        raise TokenRefused

    def _verified(self, token: str) -> tuple[dict[str, Any], str]:
        kid = _kid(token)
        return jwt.decode(token, self._keys[kid], algorithms=[ALGORITHM]).claims, kid.partition(".")[0]


def _caller(claims: dict[str, Any], issuer: str) -> Caller:
    roles = frozenset(map(str, claims.get("roles", ())))
    if issuer == "people":
        email = claims.get("email")
        return Caller(person_id=UUID(str(claims["sub"])), email=str(email) if email else None, roles=roles)
    # The launcher loads the example city; elsewhere its key is not in the keyring.
    return Caller(service=issuer, roles=roles if issuer == "launcher" else frozenset())


def _kid(token: str) -> str:
    head = token.partition(".")[0]
    header = json.loads(urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    return str(header["kid"])
