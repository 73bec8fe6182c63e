"""Links in mails to those who signed up: to confirm, to look after a seat, to get no more reminders."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID, uuid5

from services.kit.addresses import address_key
from services.kit.leaving import SEAT, narrowed
from services.kit.sealed_links import SealedLinks, seal


@dataclass(frozen=True)
class Links(SealedLinks):
    """Makes and reads the links in mails about seats."""

    paths: ClassVar[Mapping[str, str]] = {"confirm": "anmeldung/bestaetigen", "seat": "anmeldung"}

    def leave_token(self, registration_id: UUID) -> str:
        """Return the token that ends reminders of one seat, and opens nothing else."""
        return narrowed(self.token("leave", registration_id), SEAT)

    def person_id(self, email: str) -> UUID:
        """Return an id for whoever reads mails at an address: the same each time, and telling nothing about it."""
        return uuid5(UUID(bytes=seal(self.secret, "person")[:16]), address_key(email))
