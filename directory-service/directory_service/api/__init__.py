"""The HTTP door of the directory."""

from directory_service.api import city, imports, offers, organisations, projects

DOORS = [city.doors, organisations.doors, projects.doors, offers.doors, imports.doors]
