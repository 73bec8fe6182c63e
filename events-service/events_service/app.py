"""Puts the calendar together: settings in, service out."""

from events_service import api, commands
from events_service.settings import Settings
from events_service.tasks import worker
from services.city import read_city
from services.kit.settings import read
from services.kit.web import Service, create_service


def create_app(settings: Settings | None = None) -> Service:
    """Create the events service."""
    settings = settings or read(Settings, "EVENTS")
    app = create_service(__name__, settings=settings, worker=worker, doors=api.DOORS, title="Events")
    app.extensions["city"] = read_city(settings.city)
    commands.register(app)
    return app
