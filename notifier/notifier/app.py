"""Puts the notifier together: settings in, service out."""

from notifier import api, commands
from notifier.settings import Settings
from notifier.tasks import worker
from services.kit.settings import read
from services.kit.web import Service, create_service


def create_app(settings: Settings | None = None) -> Service:
    """Create the notifier."""
    settings = settings or read(Settings, "NOTIFIER")
    app = create_service(__name__, settings=settings, worker=worker, doors=api.DOORS, title="Notifier")
    commands.register(app)
    return app
