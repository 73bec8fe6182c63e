"""Credentials for tests, as headers."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from services.kit import clock
from services.kit.tokens import Signer

EDITOR = "redaktion@example.org"


class Tokens:
    """Makes headers for everyone who may ask."""

    def __init__(self, keys: Path) -> None:
        self._keys = keys

    def editor(self, audience: str, person_id: UUID | None = None, email: str | None = EDITOR) -> dict[str, str]:
        return self.of_person(person_id or uuid4(), audience, ["editor"], email if audience == "notifier" else None)

    def person(self, person_id: UUID, audience: str) -> dict[str, str]:
        return self.of_person(person_id, audience, [])

    def service(self, name: str, audience: str) -> dict[str, str]:
        return _header(self.signer(name).token(audience=audience, now=clock.now()))

    def of_person(self, person_id: UUID, audience: str, roles: list[str], email: str | None = None) -> dict[str, str]:
        about: dict[str, Any] = {"subject": str(person_id), "roles": roles, "email": email}
        return _header(self.signer("people").token(audience=audience, now=clock.now(), **about))

    def signer(self, issuer: str) -> Signer:
        return Signer((self._keys / f"{issuer}.jwk").read_text())


def _header(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
