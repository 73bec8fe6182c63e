"""What profiles-service needs to know to start."""

from dataclasses import dataclass
from pathlib import Path

from profiles_service.rules import Links
from services.kit.settings import ServiceSettings, secret


@dataclass(frozen=True, kw_only=True)
class Settings(ServiceSettings):
    """The settings of profiles-service, read from `PROFILES_…` and `MOSAIK_…`; limits count in windows of their own."""

    people_key: str = secret()
    link_secret: str = secret()
    # In 15 minutes.
    sign_ins_per_address: int = 5
    sign_ins_per_network: int = 30
    sign_ins_in_all: int = 2000
    codes_per_network: int = 60
    # In an hour.
    subscriptions_per_address: int = 3
    subscriptions_per_network: int = 30
    # To one address in a day; the others in an hour.
    contact_requests_per_address: int = 5
    contact_requests_per_network: int = 20

    @property
    def links(self) -> Links:
        """Return who makes and reads the links in mails."""
        return Links(self.link_secret, self.site_url)

    @property
    def erasure_list(self) -> Path:
        """Return where the list of who was erased lies: beside the database, and not in it."""
        return self.state / "erased-people.jsonl"
