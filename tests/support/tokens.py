"""Credentials for tests, as headers."""

from pathlib import Path
from uuid import UUID, uuid4

from services.kit import clock
from services.kit.tokens import Signer


class Tokens:
    """Makes headers for everyone who may ask."""

    def __init__(self, keys: Path) -> None:
        self._keys = keys

    def editor(self, audience: str, person_id: UUID | None = None) -> dict[str, str]:
        return self._of_person(person_id or uuid4(), audience, ["editor"])

    def person(self, person_id: UUID, audience: str) -> dict[str, str]:
        return self._of_person(person_id, audience, [])

    def service(self, name: str, audience: str) -> dict[str, str]:
        return _header(self.signer(name).token(audience=audience, now=clock.now()))

    def _of_person(self, person_id: UUID, audience: str, roles: list[str]) -> dict[str, str]:
        token = self.signer("people").token(audience=audience, now=clock.now(), subject=str(person_id), roles=roles)
        return _header(token)

    def signer(self, issuer: str) -> Signer:
        return Signer((self._keys / f"{issuer}.jwk").read_text())


def _header(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
