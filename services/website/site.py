"""What every page needs at hand: settings, the city's own words, and the four services."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from flask import current_app

from services.city import City
from services.kit import settings as kit
from services.website.clients.accounts import Accounts
from services.website.clients.contacts import Contacts
from services.website.clients.daily_figures import DailyFigures
from services.website.clients.directory import Directory
from services.website.clients.events import Events
from services.website.clients.feeds import Feeds
from services.website.clients.ideas import Ideas
from services.website.clients.notifier import Notifier
from services.website.clients.people import People
from services.website.clients.personal import Personal
from services.website.clients.profiles import Profiles
from services.website.clients.seats import Seats
from services.website.clients.tables import Tables
from services.website.clients.writing import Writing
from services.website.shelf import Shelf


@dataclass(frozen=True, kw_only=True)
class Settings(kit.WebSettings):
    """What the website needs to run."""

    secret: str = kit.secret()


@dataclass(frozen=True, eq=False)
class Site:
    """The website as it stands after the start."""

    settings: Settings
    city: City
    shelf: Shelf
    directory: Directory
    ideas: Ideas
    events: Events
    seats: Seats
    feeds: Feeds
    writing: Writing
    profiles: Profiles
    accounts: Accounts
    people: People
    contacts: Contacts
    notifier: Notifier
    tables: Tables
    event_tables: Tables
    personal: Personal
    daily: Mapping[str, DailyFigures]


def site() -> Site:
    """Return the website of this request."""
    return cast(Site, current_app.extensions["site"])
