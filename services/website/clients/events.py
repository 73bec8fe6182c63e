"""Asks for events and their dates."""

from collections.abc import Mapping
from typing import Any

from services.website.clients import asking
from services.website.clients.asking import Service, Words


class Events(Service):
    """What events-service knows."""

    def dates(self, asked: Mapping[str, Any]) -> Words:
        """Return a page of dates with facets, the next one first."""
        return dict(self._read("/v1/events", asked).words)

    def event(self, ref: str) -> Words:
        """Return one event with its coming dates."""
        return dict(self._read(f"/v1/events/{asking.ref(ref)}").words)

    def figures(self) -> Words:
        """Return how many events and dates there are."""
        return dict(self._read("/v1/figures").words)
