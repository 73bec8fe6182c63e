"""Puts the calendar together: settings in, service out."""

from events_service import api, commands
from events_service.actions.records import EventRecords
from events_service.api import calendars
from events_service.api.limits import Limits
from events_service.queries.about_me import SECTIONS
from events_service.rules.retention import KEPT
from events_service.schemas.records import FORMS
from events_service.settings import Settings
from events_service.tasks import worker
from services.city import City, read_city
from services.kit import limiting, list_files
from services.kit.abacus import Abacus
from services.kit.kept_cards import KeptCards
from services.kit.privacy.declared import Declared
from services.kit.privacy.doors import Privacy
from services.kit.review import shown as review
from services.kit.review.desk import Rules
from services.kit.review.shown import Review
from services.kit.settings import read
from services.kit.shown_links import LINK_SCHEME
from services.kit.web import Service, create_service


def create_app(settings: Settings | None = None) -> Service:
    """Create the events service."""
    settings = settings or read(Settings, "EVENTS")
    app = create_service(__name__, settings=settings, worker=worker, doors=api.DOORS, title="Events")
    city = app.extensions["city"] = read_city(settings.city)
    limiting.register(app, Limits(settings))
    list_files.register(app)
    calendars.register(app)
    app.extensions["abacus"], app.extensions["cards"] = Abacus(), KeptCards()
    review.register(
        app, Review(records=EventRecords(city), forms=FORMS, rules=_rules(city), language=city.default_language)
    )
    app.extensions["privacy"] = Privacy(Declared(KEPT, city.times), SECTIONS)
    app.extensions["api"].spec.components.security_scheme("link", LINK_SCHEME)
    commands.register(app)
    return app


def _rules(city: City) -> Rules:
    asked, days = city.review, city.times["suggestions_days"]
    return Rules(
        checks=asked.check_keys, four_eyes=asked.four_eyes, sample_every=asked.sample_every, suggestions_days=days
    )
