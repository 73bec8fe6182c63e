"""A program that opens every link of every mail, as mail servers do, changes nothing and signs nobody in."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import text

from tests.journeys.test_hearing_of_a_new_offer import (
    PROFILES,
    a_steward,
    an_organisation,
    confirm,
    publish_an_offer,
    subscribe,
)
from tests.support.city import TestCity

KIM = "kim@example.org"
# What a look at a page may leave behind: how it was measured and limited, and how facts travel.
_NOTES = {"alembic_version", "outbox", "inbox", "known_versions", "idempotency_keys"}


def everything(city: TestCity) -> dict[str, list[Any]]:
    """Return every row of every service."""
    found = {}
    for service, app in city.apps.items():
        with app.database.reading() as session:
            tables = session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
            for table in sorted({*tables} - _NOTES):
                rows = session.scalars(text(f'SELECT t::text FROM "{table}" t'))
                found[f"{service}.{table}"] = sorted(rows)
    return found


def links_in_mails(city: TestCity) -> set[str]:
    mails = city.letterbox.mails(KIM)
    said = " ".join([mail["text"] + " " + " ".join(value for _, value in mail["headers"]) for mail in mails])
    return {urlsplit(url).path for url in re.findall(r"https?://[^\s<>\"]+", said)}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_scanner_opens_every_link_and_nothing_happens(city: TestCity, website: Flask, method: str) -> None:
    organisation_id = an_organisation(city)
    subscribe(city, KIM)
    confirm(city, KIM)
    publish_an_offer(city, organisation_id, a_steward(city, organisation_id))
    subscribe(city, KIM, categories=["energy"])
    city.ask(PROFILES, "POST /v1/subscription-links", {"email": KIM, "language": "de"})
    city.ask(PROFILES, "POST /v1/sign-ins", {"email": KIM, "language": "de"})
    city.settle()
    links, before = links_in_mails(city), everything(city)
    scanner = website.test_client()

    statuses = {link: scanner.open(link, method=method).status_code for link in links}
    city.settle()

    pages = ("/anmelden/", "/nachrichten/bestaetigen/", "/nachrichten/verwalten/", "/u/")
    assert [page for page in pages if not any(link.startswith(page) for link in links)] == []
    assert set(statuses.values()) == {200}
    assert everything(city) == before
    assert scanner.get_cookie("session") is None
