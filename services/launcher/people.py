"""The people of the example city who sign in: one editor, and stewards of two organisations."""

from dataclasses import dataclass
from uuid import NAMESPACE_DNS, UUID, uuid5

EDITOR = "redaktion@example.org"


@dataclass(frozen=True)
class DemoSteward:
    """Somebody of the example city who may keep one organisation's page."""

    name: str
    email: str
    organisation: str

    @property
    def person_id(self) -> UUID:
        """Return an id that is the same in every example city."""
        return person_id(self.email)


def person_id(email: str) -> UUID:
    """Return the id of somebody of the example city, the same in every one."""
    return uuid5(NAMESPACE_DNS, email)


STEWARDS = (
    DemoSteward("Rosa Regentonne", "rosa.regentonne@example.net", "Gießkannenbund Halle e. V."),
    DemoSteward("Samira Sonnenblum", "samira.sonnenblum@example.net", "Gemeinschaftsgarten Mohnblume"),
)
