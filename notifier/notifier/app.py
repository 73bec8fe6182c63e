"""Puts the notifier together: settings in, service out."""

from notifier import api, commands
from notifier.api.limits import Limits
from notifier.settings import Settings
from notifier.tasks import worker
from services.city import read_city
from services.kit import limiting
from services.kit.settings import read
from services.kit.web import Service, create_service


def create_app(settings: Settings | None = None) -> Service:
    """Create the notifier."""
    settings = settings or read(Settings, "NOTIFIER")
    app = create_service(__name__, settings=settings, worker=worker, doors=api.DOORS, title="Notifier")
    app.extensions["city"] = read_city(settings.city)
    limiting.register(app, Limits(settings))
    commands.register(app)
    return app
