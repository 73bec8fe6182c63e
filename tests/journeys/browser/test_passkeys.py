"""Passkeys in a real browser, with a device that Chromium makes up: made, shown, used alone, lost."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from profiles_service.rules import PasskeySite
from services.city import SignIn
from tests.support.browser import findings
from tests.support.city import TestCity
from tests.support.serving import served

pytestmark = pytest.mark.browser

PROFILES = "profiles-service"
EDDA = "edda@example.org"
_DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def url(city: TestCity, website: Flask) -> Iterator[str]:
    """Where the site is, in a city that asks its editors for a passkey."""
    extensions = city.apps[PROFILES].extensions
    before = {name: extensions[name] for name in ("city", "passkey-site")}
    extensions["city"] = replace(before["city"], sign_in=SignIn(editors_need_passkey=True))
    with served(website) as address:
        # Passkeys are bound to a name, and a number is none.
        there = address.replace("127.0.0.1", "localhost")
        extensions["passkey-site"] = PasskeySite.at(there, name="Mosaik")
        yield there
    extensions.update(before)


@contextmanager
def a_page(chromium: Browser, **options: Any) -> Iterator[tuple[Page, Any]]:
    """Open a browser with a device of its own; gives its page, and what steers the device."""
    context = chromium.new_context(**options)
    page = context.new_page()
    steering = context.new_cdp_session(page)
    steering.send("WebAuthn.enable")
    steering.send("WebAuthn.addVirtualAuthenticator", {"options": _DEVICE})
    yield page, steering
    context.close()


def sign_in_by_mail(page: Page, city: TestCity, url: str) -> None:
    city.letterbox.empty()
    page.goto(f"{url}/anmelden?weiter=/eintragen/rundbriefe")
    page.locator("[name=email]").fill(EDDA)
    page.get_by_role("button", name="E-Mail schicken").click()
    page.wait_for_selector("[name=code]")
    city.settle()
    code = re.search(r"\b(\d{3} ?\d{3})\b", city.letterbox.mails(EDDA)[0]["text"])
    assert code
    page.locator("[name=code]").fill(code[1])
    page.locator("form button.btn").first.click()


def test_an_editor_makes_her_passkey_shows_it_and_signs_in_with_it_alone(
    city: TestCity, chromium: Browser, url: str
) -> None:
    city.apps[PROFILES].test_cli_runner().invoke(args=["make-editor", EDDA])
    with a_page(chromium) as (page, _):
        sign_in_by_mail(page, city, url)
        page.wait_for_url(re.compile("zweiter-schritt"))
        page.locator("[name=name]").fill("Büro")
        page.get_by_role("button", name="Passkey einrichten").click()
        page.wait_for_url(f"{url}/eintragen/rundbriefe")

        page.goto(f"{url}/konto")
        assert "Büro" in page.locator("main").inner_text()

        page.get_by_role("button", name="Abmelden", exact=True).click()
        sign_in_by_mail(page, city, url)
        page.wait_for_url(re.compile("zweiter-schritt"))
        page.get_by_role("button", name="Passkey zeigen").click()
        page.wait_for_url(f"{url}/eintragen/rundbriefe")

        page.goto(f"{url}/konto")
        page.get_by_role("button", name="Abmelden", exact=True).click()
        page.goto(f"{url}/anmelden")
        page.get_by_role("button", name="Mit Passkey anmelden").click()
        page.wait_for_url(re.compile("/eintragen"))
        page.goto(f"{url}/eintragen/rundbriefe")
        assert page.url == f"{url}/eintragen/rundbriefe"


def test_whoever_reads_an_editors_mails_on_a_device_of_her_own_gets_no_further(
    city: TestCity, chromium: Browser, url: str
) -> None:
    city.apps[PROFILES].test_cli_runner().invoke(args=["make-editor", EDDA])
    with a_page(chromium) as (page, _):
        sign_in_by_mail(page, city, url)
        page.get_by_role("button", name="Passkey einrichten").click()
        page.wait_for_url(f"{url}/eintragen/rundbriefe")

    with a_page(chromium) as (thief, _):
        sign_in_by_mail(thief, city, url)
        thief.get_by_role("button", name="Passkey zeigen").click()
        thief.wait_for_selector("[data-trouble]:not([hidden])")
        thief.goto(f"{url}/eintragen/rundbriefe")
        thief.wait_for_url(re.compile("zweiter-schritt"))
        thief.goto(f"{url}/konto")
        thief.get_by_role("button", name="Passkey einrichten").click()
        thief.wait_for_url(re.compile("zweiter-schritt"))


def test_a_device_that_does_not_look_whose_finger_it_is_does_not_do(
    city: TestCity, chromium: Browser, url: str
) -> None:
    city.apps[PROFILES].test_cli_runner().invoke(args=["make-editor", EDDA])
    with a_page(chromium) as (page, steering):
        sign_in_by_mail(page, city, url)
        page.get_by_role("button", name="Passkey einrichten").click()
        page.wait_for_url(f"{url}/eintragen/rundbriefe")
        page.goto(f"{url}/konto")
        page.get_by_role("button", name="Abmelden", exact=True).click()

        steering.send("WebAuthn.disable")
        page.goto(f"{url}/anmelden")
        steering.send("WebAuthn.enable")
        steering.send("WebAuthn.addVirtualAuthenticator", {"options": _DEVICE | {"isUserVerified": False}})
        page.get_by_role("button", name="Mit Passkey anmelden").click()
        page.wait_for_selector("[data-trouble]:not([hidden])")
        assert page.url == f"{url}/anmelden"


@pytest.mark.parametrize("width", [390, 1280])
def test_the_second_step_is_there_for_everybody(city: TestCity, chromium: Browser, url: str, width: int) -> None:
    city.apps[PROFILES].test_cli_runner().invoke(args=["make-editor", EDDA])
    with a_page(chromium, bypass_csp=True, viewport={"width": width, "height": 900}) as (page, _):
        for button in ("Passkey einrichten", "Passkey zeigen"):
            sign_in_by_mail(page, city, url)
            page.wait_for_url(re.compile("zweiter-schritt"))
            page.get_by_role("button", name=button).wait_for()
            assert findings(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.get_by_role("button", name=button).click()
            page.wait_for_url(f"{url}/eintragen/rundbriefe")
            page.goto(f"{url}/konto")
            assert findings(page) == []
            page.get_by_role("button", name="Abmelden", exact=True).click()
