"""Puts the notifier together: settings in, service out."""

from notifier import api, commands
from notifier.api.limits import Limits
from notifier.queries.about_me import SECTIONS
from notifier.rules.retention import KEPT
from notifier.settings import Settings
from notifier.tasks import worker
from services.city import read_city
from services.kit import limiting
from services.kit.privacy.declared import Declared
from services.kit.privacy.doors import Privacy
from services.kit.settings import read
from services.kit.web import Service, create_service


def create_app(settings: Settings | None = None) -> Service:
    """Create the notifier."""
    settings = settings or read(Settings, "NOTIFIER")
    app = create_service(__name__, settings=settings, worker=worker, doors=api.DOORS, title="Notifier")
    app.extensions["city"] = read_city(settings.city)
    limiting.register(app, Limits(settings))
    app.extensions["privacy"] = Privacy(Declared(KEPT, app.extensions["city"].times), SECTIONS)
    commands.register(app)
    return app
