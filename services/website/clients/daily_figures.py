"""Asks a service what it has counted, day by day."""

from collections.abc import Mapping
from typing import Any

from services.website.clients.asking import Service, Words

COUNTING = ("directory-service", "events-service", "profiles-service", "notifier")
"""The services that count."""


class DailyFigures(Service):
    """What one service has counted."""

    def report(self, asked: Mapping[str, Any], *, token: str = "") -> Words:
        """Return its figures of some time: the public few, or all of them to editors."""
        return dict(self._read("/v1/daily-figures", asked, token=token).words)
