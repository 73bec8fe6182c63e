"""What the calendar needs to know to start."""

from dataclasses import dataclass

from services.kit.settings import ServiceSettings


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """The calendar's settings, read from `EVENTS_…` and `MOSAIK_…`."""
