"""What the directory needs to know to start."""

from dataclasses import dataclass

from services.kit.settings import ServiceSettings


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """The directory's settings, read from `DIRECTORY_…` and `MOSAIK_…`."""
