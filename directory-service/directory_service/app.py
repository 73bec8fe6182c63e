"""Puts the directory together: settings in, service out."""

from directory_service import api, commands
from directory_service.actions.idea_review import RecordsAndIdeas
from directory_service.api.limits import Limits
from directory_service.queries.about_me import SECTIONS
from directory_service.queries.duplicates.pairs import Comparisons
from directory_service.rules.retention import KEPT
from directory_service.schemas.records import FORMS
from directory_service.settings import Settings
from directory_service.tasks import worker
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
from services.kit.web import Service, create_service


def create_app(settings: Settings | None = None) -> Service:
    """Create the directory service."""
    settings = settings or read(Settings, "DIRECTORY")
    app = create_service(__name__, settings=settings, worker=worker, doors=api.DOORS, title="Directory")
    city = app.extensions["city"] = read_city(settings.city)
    limiting.register(app, Limits(settings))
    list_files.register(app)
    review.register(
        app, Review(records=RecordsAndIdeas(city), forms=FORMS, rules=_rules(city), language=city.default_language)
    )
    app.extensions["abacus"], app.extensions["cards"] = Abacus(), KeptCards()
    app.extensions["comparisons"] = Comparisons(city.town)
    app.extensions["privacy"] = Privacy(Declared(KEPT, city.times), SECTIONS)
    commands.register(app)
    return app


def _rules(city: City) -> Rules:
    asked, days = city.review, city.times["suggestions_days"]
    return Rules(
        checks=asked.check_keys, four_eyes=asked.four_eyes, sample_every=asked.sample_every, suggestions_days=days
    )
