"""Asks all services what they know about somebody and what they keep of people, and has her erased."""

from collections.abc import Callable

from services.kit.client import Client
from services.website.clients.asking import Service, Words, credential
from services.website.clients.profiles import Shown

SERVICES = ("profiles-service", "directory-service", "events-service", "notifier")


class Knows(Service):
    """One service, and what it knows of people."""

    def about(self, token: str) -> list[Words]:
        """Return all that it knows about whoever the token was made for."""
        return list(self._read("/v1/about-me", token=token).words["sections"])

    def keeps(self) -> list[Words]:
        """Return what it keeps of people, why, and for how long."""
        return list(self._read("/v1/retention").words["items"])


class Erasing(Service):
    """What profiles-service does for whoever wants to know all, or to be forgotten."""

    def tokens(self, shown: Shown) -> Words:
        """Return with what to ask each service about her, and whether she may be erased right now."""
        return dict(self._tell("POST", "/v1/about-me/tokens", headers=shown).words)

    def erase(self, shown: Shown) -> str:
        """Erase everything about her; returns the token of the receipt."""
        return str(self._tell("POST", "/v1/me/erasure", headers=shown).words["receipt"])

    def receipt(self, token: str) -> Words:
        """Return what was erased where."""
        return self._with_link("GET", "/v1/erasure", token)


class Personal:
    """All services as far as they know people."""

    def __init__(self, ask: Callable[[str], Client]) -> None:
        self.services = {name: Knows(ask(name)) for name in SERVICES}
        self.erasing = Erasing(ask("profiles-service"))

    def keeps(self) -> dict[str, list[Words]]:
        """Return what each service keeps of people."""
        return {name: service.keeps() for name, service in self.services.items()}


def by_session(secret: str) -> Shown:
    """Return a session as something to show."""
    return credential("Session", secret)
