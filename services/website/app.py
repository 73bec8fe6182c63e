"""Puts the website together: settings in, pages out."""

from flask import Flask, current_app, request
from werkzeug.middleware.proxy_fix import ProxyFix

from services.city import read_city
from services.kit import logs
from services.kit import settings as kit
from services.kit.client import Client
from services.kit.errors import Forbidden
from services.kit.following import follow_requests
from services.kit.tokens import Signer
from services.website import rendering, security, signed_in
from services.website.clients.accounts import Accounts
from services.website.clients.contacts import Contacts
from services.website.clients.daily_figures import COUNTING, DailyFigures
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
from services.website.clients.writing import writing_in
from services.website.kept_pages import KeptPages
from services.website.language import LanguagePrefix
from services.website.pages import PAGES, lost
from services.website.shelf import Shelf
from services.website.site import Settings, Site

_LARGEST_FORM = 256 * 1024


class NoGuard(Forbidden):
    """This door is closed."""


def create_app(settings: Settings | None = None) -> Flask:
    """Return the website, ready to serve."""
    settings = settings or kit.read(Settings, "WEBSITE")
    logs.configure("website")
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = _LARGEST_FORM
    app.extensions["site"] = site = _site(settings)
    # Before all that adds headers: what is registered first comes last after a request.
    app.wsgi_app = KeptPages(app)  # type: ignore[method-assign]
    follow_requests(app, "website")
    app.before_request(_refuse_unguarded)
    security.guard(app)
    signed_in.watch(app)
    for pages in PAGES:
        app.register_blueprint(pages)
    lost.register(app)
    rendering.furnish(app, site)
    _stand_in_front(app, settings)
    return app


def _site(settings: Settings) -> Site:
    city = read_city(settings.city)
    signer = Signer(settings.key)
    ask = {name: Client(url, audience=name, signer=signer) for name, url in settings.urls.items()}
    return Site(
        settings=settings,
        city=city,
        shelf=Shelf(_colours(city.brand)),
        directory=Directory(ask["directory-service"]),
        ideas=Ideas(ask["directory-service"]),
        events=Events(ask["events-service"]),
        seats=Seats(ask["events-service"]),
        feeds=Feeds(ask["events-service"]),
        writing=writing_in(ask.__getitem__),
        profiles=Profiles(ask["profiles-service"]),
        accounts=Accounts(ask["profiles-service"]),
        people=People(ask["profiles-service"]),
        contacts=Contacts(ask["profiles-service"]),
        notifier=Notifier(ask["notifier"]),
        tables=Tables(_patient(settings, signer, "directory-service")),
        event_tables=Tables(_patient(settings, signer, "events-service")),
        personal=Personal(ask.__getitem__),
        daily={name: DailyFigures(ask[name]) for name in COUNTING},
    )


def _patient(settings: Settings, signer: Signer, service: str) -> Client:
    return Client(settings.urls[service], audience=service, signer=signer, patience=60)


def _colours(brand: object) -> str:
    """Return the five colours of the city as a block after the stylesheet; without a layer it wins."""
    values = "".join(f"--{name.replace('_', '-')}:{value};" for name, value in vars(brand).items())
    return f":root{{{values}}}"


def _stand_in_front(app: Flask, settings: Settings) -> None:
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
    if settings.site_url.startswith("https:"):
        # TLS ends one step before us, and that step tells who is asking.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]


def _refuse_unguarded() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is not None and getattr(view, "guard", None) is None:
        raise NoGuard
