"""Asks about contact persons: whom one may see, one's own card, and who fits."""

from collections.abc import Mapping
from typing import Any

from services.website.clients import asking
from services.website.clients.asking import Service, Words

_CARD = "/v1/me/card"


class People(Service):
    """What profiles-service knows of people who show themselves."""

    def people(self, asked: Mapping[str, Any], *, token: str = "") -> Words:
        """Return a page of people with facets; with a token also those who show themselves to who has signed in."""
        return dict(self._read("/v1/people", asked, token=token).words)

    def person(self, ref: str, *, token: str = "") -> Words:
        """Return one person with what may be seen of her."""
        return dict(self._read(f"/v1/people/{asking.ref(ref)}", token=token).words)

    def portrait(self, portrait_id: str, size: str, *, token: str = "") -> bytes:
        """Return one size of the picture of a person."""
        path = f"/v1/portraits/{portrait_id}/{size}.webp"
        return b"".join(self._client.stream(path, headers=asking.bearer(token)))

    def card(self, *, token: str) -> Words:
        """Return one's own card; before there is one, an empty one of version 0."""
        return dict(self._read(_CARD, token=token).words)

    def keep(self, words: Words, version: int, *, token: str) -> None:
        """Write one's own card over the version that was read."""
        self._tell("PUT", _CARD, words, token=token, headers={"If-Match": f'"{version}"'})

    def previews(self, words: Words, *, token: str) -> Words:
        """Return what others would see of a card with these words."""
        return dict(self._tell("POST", f"{_CARD}/preview", words, token=token).words)

    def erase(self, *, token: str) -> None:
        """Forget one's own card."""
        self._tell("DELETE", _CARD, token=token)

    def keep_portrait(self, body: bytes, *, token: str) -> None:
        """Put a picture on one's own card."""
        self._client.send_file(f"{_CARD}/picture", body, headers=asking.bearer(token), method="PUT")

    def drop_portrait(self, *, token: str) -> None:
        """Take the picture off one's own card."""
        self._tell("DELETE", f"{_CARD}/picture", token=token)

    def fitting(self, *, token: str) -> list[Words]:
        """Return who fits one's own card, each with the reasons."""
        return list(self._read("/v1/me/fitting-people", token=token).words["items"])

    def withdrawn(self, *, token: str) -> list[Words]:
        """Return the cards that editors withdrew."""
        return list(self._read("/v1/withdrawn-cards", token=token).words["items"])

    def withdraw(self, card_id: str, because: str, *, token: str) -> None:
        """Show a card to nobody else, and have its owner written why."""
        self._tell("PUT", f"/v1/people/{asking.ref(card_id)}/withdrawal", {"because": because}, token=token)

    def restore(self, card_id: str, *, token: str) -> None:
        """Show a card again."""
        self._tell("DELETE", f"/v1/people/{asking.ref(card_id)}/withdrawal", token=token)
