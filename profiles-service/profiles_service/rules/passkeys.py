"""Passkeys (WebAuthn): what a browser is asked, and whether its answer is right."""

import struct
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from urllib.parse import urlsplit

import webauthn
from cryptography.exceptions import UnsupportedAlgorithm
from webauthn.helpers import options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from services.kit.errors import Forbidden
from services.kit.sealed_links import page_address

CHALLENGE_LASTS = timedelta(minutes=5)
FRESH_FOR = timedelta(minutes=15)
"""How old a sign-in may be with which somebody changes how she signs in."""
MOST_PASSKEYS = 20

Question = Literal["sign_in", "show", "register"]
Missing = Literal["show", "register"]
Answer = dict[str, Any]
# Whoever asks can send any bytes, and the library reads some of them before it looks whether they are right.
_UNREADABLE = (WebAuthnException, UnsupportedAlgorithm, ValueError, KeyError, TypeError, AttributeError, struct.error)


class PasskeyRefused(Forbidden):
    """This passkey was not accepted. Please try once more, or sign in by e-mail."""


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Whom a new passkey is for: as the device calls her, and by which bytes it knows her."""

    handle: bytes
    address: str
    name: str


@dataclass(frozen=True, kw_only=True)
class NewKey:
    """A key that a device has just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    is_synced: bool


@dataclass(frozen=True, kw_only=True)
class PasskeySite:
    """The site that passkeys are for: they are bound to its host, and an answer to the page that asked."""

    host: str
    origin: str
    name: str

    @classmethod
    def at(cls, site_url: str, *, name: str) -> "PasskeySite":
        """Return the site at an address."""
        parts = urlsplit(site_url)
        return cls(host=parts.hostname or "", origin=f"{parts.scheme}://{parts.netloc}", name=name)

    def account(self, *, language: str) -> str:
        """Return the address of the page on which people see their passkeys."""
        return page_address(self.origin, "/konto", language=language)

    def asks(self, challenge: bytes, known: list[bytes]) -> dict[str, Any]:
        """Return what a browser is asked to prove; without known keys it offers all it has for this site."""
        options = webauthn.generate_authentication_options(
            rp_id=self.host,
            challenge=challenge,
            allow_credentials=_described(known),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return dict(options_to_json_dict(options))

    def invites(self, challenge: bytes, holder: Holder, known: list[bytes]) -> dict[str, Any]:
        """Return what a browser is asked to make: a key that is found without an address, on no device twice."""
        options = webauthn.generate_registration_options(
            rp_id=self.host,
            rp_name=self.name,
            user_id=holder.handle,
            user_name=holder.address,
            user_display_name=holder.name,
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=_described(known),
        )
        return dict(options_to_json_dict(options))

    def made(self, challenge: bytes, answer: Answer) -> NewKey:
        """Return the key that a browser has made; refused with `PasskeyRefused`."""
        try:
            made = webauthn.verify_registration_response(
                credential=_complete(answer),
                expected_challenge=challenge,
                expected_rp_id=self.host,
                expected_origin=self.origin,
                require_user_verification=True,
            )
        except _UNREADABLE:
            raise PasskeyRefused from None
        return NewKey(
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            is_synced=made.credential_backed_up,
        )

    def proven(self, challenge: bytes, answer: Answer, *, public_key: bytes, sign_count: int) -> int:
        """Return how often a key was used once its answer is right; refused with `PasskeyRefused`."""
        try:
            proof = webauthn.verify_authentication_response(
                credential=_complete(answer),
                expected_challenge=challenge,
                expected_rp_id=self.host,
                expected_origin=self.origin,
                credential_public_key=public_key,
                credential_current_sign_count=sign_count,
                require_user_verification=True,
            )
        except _UNREADABLE:
            raise PasskeyRefused from None
        return proof.new_sign_count


def credential_id(answer: Answer) -> bytes:
    """Return by which key a browser answers."""
    try:
        return webauthn.base64url_to_bytes(answer["id"])
    except ValueError:
        raise PasskeyRefused from None


def _described(known: list[bytes]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=each) for each in known]


def _complete(answer: Answer) -> dict[str, Any]:
    return {**answer, "rawId": answer["id"], "type": "public-key"}
