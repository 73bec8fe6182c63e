"""The website on four services that answer from a table and remember what they were asked."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.kit.client import Client
from services.kit.keys import make_key
from services.kit.tokens import Signer
from services.website.app import create_app
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
from services.website.site import Settings, Site
from tests.support.city import TestCity

CITY = Path(__file__).parents[2] / "city.toml"
TOKENS = {name: f"jwt for {name}" for name in ("directory-service", "events-service", "profiles-service", "notifier")}
ORGANISATION = {"id": "6f1c0b8e-0000-4000-8000-000000000001", "slug": "giesskannenbund", "name": "Gießkannenbund"}


class FakeServices(httpx.BaseTransport):
    """Answers what a test has laid ready; a path that is not in the table is not found."""

    def __init__(self) -> None:
        self.forget_everything()

    def forget_everything(self) -> None:
        self.answers: dict[str, tuple[int, Any]] = {}
        self.moved: dict[str, str] = {}
        self.asked: list[httpx.Request] = []
        self.headers: dict[str, str] = {}
        self.is_away = False

    def answer(self, line: str, words: Any = None, status: int = 200) -> None:
        self.answers[line] = (status, words)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if self.is_away:
            raise httpx.ConnectError("nobody there", request=request)
        status, words = self.answers.get(
            f"{request.method} {request.url.path}", (404, {"type": "urn:mosaik:problem:x"})
        )
        moved = self.moved.get(request.url.path)
        return httpx.Response(status, json=words, headers=self.headers | ({"Location": moved} if moved else {}))

    def lines(self) -> list[str]:
        return [f"{request.method} {request.url.path}" for request in self.asked]

    def words_of(self, line: str) -> Any:
        found = [request for request in self.asked if f"{request.method} {request.url.path}" == line]
        return json.loads(found[-1].content)

    def headers_of(self, line: str) -> Mapping[str, str]:
        return next(request for request in self.asked if f"{request.method} {request.url.path}" == line).headers


def a_website(services: FakeServices, *, site_url: str = "http://localhost") -> Flask:
    key = json.dumps(make_key("website").as_dict(private=True))
    return _website(key, site_url, lambda _: services)


def the_website_of(city: TestCity) -> Flask:
    """Return a website that stands before a whole city."""
    key = (city.ground.keys / "website.jwk").read_text()
    return _website(key, "http://localhost", lambda service: SoonOld(app=city.apps[service]))


class SoonOld(httpx.WSGITransport):
    """Asks a service whose answers are old at once: between two steps of a journey more than seconds pass."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        response.headers["Cache-Control"] = "no-store"
        return response


def _website(key: str, site_url: str, transport: Callable[[str], httpx.BaseTransport]) -> Flask:
    nowhere = "http://services.invalid"
    app = create_app(
        Settings(
            city=CITY,
            site_url=site_url,
            keyring=CITY,
            state=CITY.parent,
            demo=True,
            directory_url=nowhere,
            events_url=nowhere,
            profiles_url=nowhere,
            notifier_url=nowhere,
            port=0,
            key=key,
            secret="a secret of tests",
        )
    )
    app.extensions["site"] = _with(transport, app.extensions["site"], Signer(key))
    return app


def _with(transport: Callable[[str], httpx.BaseTransport], site: Site, signer: Signer) -> Site:
    def client(audience: str) -> Client:
        return Client("http://services.invalid", audience=audience, signer=signer, transport=transport(audience))

    return replace(
        site,
        directory=Directory(client("directory-service")),
        ideas=Ideas(client("directory-service")),
        events=Events(client("events-service")),
        seats=Seats(client("events-service")),
        feeds=Feeds(client("events-service")),
        writing=writing_in(client),
        profiles=Profiles(client("profiles-service")),
        accounts=Accounts(client("profiles-service")),
        people=People(client("profiles-service")),
        contacts=Contacts(client("profiles-service")),
        notifier=Notifier(client("notifier")),
        tables=Tables(client("directory-service")),
        event_tables=Tables(client("events-service")),
        personal=Personal(client),
        daily={name: DailyFigures(client(name)) for name in COUNTING},
    )


def sealed(client: FlaskClient, page: str) -> str:
    """Return what a form on a page carries to show that it is ours; old enough not to look automatic."""
    found = re.search(r'name="zeichen" value="([^"]+)"', client.get(page).get_data(as_text=True))
    assert found, page
    return found[1]


def send(client: FlaskClient, page: str, *, to: str = "", **typed: Any) -> TestResponse:
    """Fill in the form on a page and send it."""
    return client.post(to or urlsplit(page).path, data={"zeichen": sealed(client, page), **typed})


def versions_on(page: str) -> dict[str, str]:
    """Return the fields of a page that shows two records, by which it says which versions these are."""
    return dict(re.findall(r'name="(version-[^"]+)" value="(\d+)"', page))


class _Typed(HTMLParser):
    """Reads what stands in the form in which a record is written, as a browser would send it."""

    def __init__(self, within: str) -> None:
        super().__init__()
        self._within = within
        self.found: list[tuple[str, str]] = []
        self._is_inside = self._is_copied = False
        self._name, self._text = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self._is_inside = self._is_inside or self._within in {tag, *has}
        self._is_copied = self._is_copied or tag == "template"
        if not self._is_inside or self._is_copied:
            return
        if tag == "input" and has.get("type") != "image" and (has.get("type") != "checkbox" or "checked" in has):
            self.found.append((has["name"], has.get("value", "")))
        elif tag in {"select", "textarea"}:
            self._name, self._text = has["name"], ""
            self.found.append((has["name"], ""))
        elif tag == "option" and "selected" in has:
            self.found[-1] = (self._name, has["value"])

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._is_inside and not self._is_copied:
            self.found[-1] = (self._name, self._text.removeprefix("\n"))
        self._is_copied = self._is_copied and tag != "template"
        self._is_inside = self._is_inside and tag != "form"


def typed_on(page: str, *, within: str = "data-draft") -> dict[str, list[str]]:
    """Return what stands in the form of a draft, or first in another part of the page, to be sent as it is."""
    parser = _Typed(within)
    typed: dict[str, list[str]] = {}
    parser.feed(page)
    for name, value in parser.found:
        typed.setdefault(name, []).append(value)
    return typed


def a_listing(*items: dict[str, Any], **facets: dict[str, int]) -> dict[str, Any]:
    return {"items": list(items), "total": len(items), "page": 1, "size": 12, "facets": facets, "mended": []}


def an_offer(**words: Any) -> dict[str, Any]:
    return {
        "id": "6f1c0b8e-0000-4000-8000-000000000002",
        "slug": "beete-giessen",
        "title": "Beete gießen",
        "summary": "Du gießt mit uns die neuen Beete.",
        "categories": ["nature"],
        "commitment": "short_term",
        "effort": "3 Stunden",
        "hours": 3.0,
        "starts_on": None,
        "ends_on": None,
        "district": "altstadt",
        "remote": False,
        "with_children": True,
        "wheelchair": "yes",
        "languages": ["de", "en"],
        "organisation": ORGANISATION,
        "published_at": "2026-03-14T09:00:00+00:00",
        **words,
    }


def a_whole_organisation(**words: Any) -> dict[str, Any]:
    lists: dict[str, list[Any]] = {key: [] for key in ("offers", "projects", "events", "addresses", "languages")}
    about = {"summary": "Wir gießen.", "description": None, "categories": ["nature"], "kind": "association"}
    return {**ORGANISATION, **about, **lists, "state": "published", **words}


def a_whole_offer(**words: Any) -> dict[str, Any]:
    absent = (
        "external_id", "places", "previous_knowledge", "target_groups", "minimum_age", "certificate_note", "training",
        "insurance", "expense_allowance", "accessibility", "public_transport", "street", "post_code", "town", "lat",
        "lon", "contact_email", "contact_person", "valid_until", "confirmed_on", "project",
    )  # fmt: skip
    more = {"description": "Wir gießen zusammen.", "certificate_of_conduct": False, "state": "published", "version": 3}
    lists: dict[str, list[Any]] = {"alone_or_group": [], "keywords": [], "similar": []}
    return an_offer(**{**dict.fromkeys(absent), **more, **lists, **words})


def a_date(**words: Any) -> dict[str, Any]:
    return {
        "event_id": "6f1c0b8e-0000-4000-8000-000000000003",
        "slug": "giessrunde",
        "date_id": "6f1c0b8e-0000-4000-8000-000000000004",
        "title": "Gießrunde",
        "summary": "Wir gießen zusammen.",
        "starts_at": "2027-03-13T09:00:00+00:00",
        "ends_at": "2027-03-13T11:00:00+00:00",
        "all_day": False,
        "status": "scheduled",
        "status_note": None,
        "organisation": ORGANISATION,
        "categories": ["nature"],
        "district": "altstadt",
        "venue": "Am Markt",
        "mode": "in_person",
        "registration": "none",
        "cost": "kostenlos",
        "with_children": True,
        "wheelchair": "yes",
        "languages": ["de"],
        "is_series": False,
        **words,
    }


def a_departure(**words: Any) -> dict[str, Any]:
    usual = {"email_hint": "k•••@example.org", "state": "active", "paused_until": None, "scope": "offer:nature"}
    return {**usual, "ways": ["scope", "kind", "weekly", "newsletter"], **words}


def a_subscription(**words: Any) -> dict[str, Any]:
    interest = {
        "id": "i1",
        "what": ["offer"],
        "categories": ["nature"],
        "commitment": "short_term",
        "districts": [],
        "with_children": False,
        "wheelchair": False,
        "remote": False,
        "language": None,
        "text": None,
        "wanted": [],
        "unwanted": [],
        "cadence": "at_once",
        "paused_until": None,
    }
    return {
        "email": "kim@example.org",
        "name": None,
        "language": "de",
        "newsletter": False,
        "reminders": True,
        "paused_until": None,
        "failing_since": None,
        "failing_reason": None,
        "state": "active",
        "interests": [interest],
        "confirmed_at": "2026-03-14T09:00:00+00:00",
        **words,
    }


def a_newsletter(**words: Any) -> dict[str, Any]:
    """Return a newsletter as the notifier shows it to editors."""
    de = {"subject": "Frühling in der Stadt", "preheader": None, "text": "Es wird **grün**."}
    return {
        "id": "6f1c0b8e-0000-4000-8000-000000000009",
        "slug": "fruehling-in-der-stadt",
        "subject": de["subject"],
        "state": "draft",
        "version": 3,
        "created_at": "2026-03-14T09:00:00+00:00",
        "changed_at": "2026-03-14T09:00:00+00:00",
        "scheduled_at": None,
        "started_at": None,
        "notification_id": None,
        "is_public": False,
        "progress": None,
        "words": {"de": de, "en": None},
        "audience": {"categories": [], "districts": []},
        "items": [],
        **words,
    }
