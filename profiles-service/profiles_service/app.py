"""Puts profiles-service together: settings in, service out."""

from profiles_service import api, commands
from profiles_service.api.credentials import SCHEMES
from profiles_service.api.limits import Limits
from profiles_service.queries.about_me import SECTIONS
from profiles_service.rules import PasskeySite
from profiles_service.rules.retention import KEPT
from profiles_service.settings import Settings
from profiles_service.tasks import worker
from services.city import read_city
from services.kit import limiting
from services.kit.auth import Signer
from services.kit.privacy.declared import Declared
from services.kit.privacy.doors import Privacy
from services.kit.settings import read
from services.kit.web import Service, create_service


def create_app(settings: Settings | None = None) -> Service:
    """Create profiles-service."""
    settings = settings or read(Settings, "PROFILES")
    app = create_service(__name__, settings=settings, worker=worker, doors=api.DOORS, title="Profiles")
    app.extensions["city"] = city = read_city(settings.city)
    app.extensions["passkey-site"] = PasskeySite.at(settings.site_url, name=city.name)
    app.extensions["people"] = Signer(settings.people_key)
    app.extensions["privacy"] = Privacy(Declared(KEPT, city.times), SECTIONS)
    limiting.register(app, Limits(settings))
    for name, scheme in SCHEMES.items():
        app.extensions["api"].spec.components.security_scheme(name, scheme)
    commands.register(app)
    return app
