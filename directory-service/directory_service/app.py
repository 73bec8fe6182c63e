"""Puts the directory together: settings in, service out."""

from directory_service import api, commands
from directory_service.settings import Settings
from directory_service.tasks import worker
from services.city import read_city
from services.kit.settings import read
from services.kit.web import Service, create_service


def create_app(settings: Settings | None = None) -> Service:
    """Create the directory service."""
    settings = settings or read(Settings, "DIRECTORY")
    app = create_service(__name__, settings=settings, worker=worker, doors=api.DOORS, title="Directory")
    app.extensions["city"] = read_city(settings.city)
    commands.register(app)
    return app
