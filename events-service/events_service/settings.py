"""What the calendar needs to know to start."""

from dataclasses import dataclass

from events_service.rules.links import Links
from services.kit.settings import ServiceSettings, secret


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """The calendar's settings, read from `EVENTS_…` and `MOSAIK_…`; limits count in an hour."""

    seat_secret: str = secret()
    sign_ups_per_address: int = 10
    sign_ups_per_network: int = 60

    @property
    def links(self) -> Links:
        """Return who makes and reads the links of those who signed up."""
        return Links(self.seat_secret, self.site_url)
