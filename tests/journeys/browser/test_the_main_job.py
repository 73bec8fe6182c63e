"""What README promises, by hand in a browser: subscribe, confirm, sign in, publish, get one mail, leave."""

import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import RunningCity, findings
from tests.support.browser_steps import HUMAN_PAUSE, link_in_mail, sign_in

pytestmark = pytest.mark.browser

STEWARD = "rosa.regentonne@example.net"


def subscribe(page: Page, city: RunningCity, address: str) -> None:
    page.goto(f"{city.url}/nachrichten")
    page.get_by_role("checkbox", name=re.compile("Stadtgrün")).check()
    page.get_by_role("radio", name=re.compile("kurze Zeit|kurz", re.IGNORECASE)).first.check()
    page.locator("[name=email]").fill(address)
    page.locator("[name=zustimmung]").check()
    time.sleep(HUMAN_PAUSE)
    page.locator("main form button.btn").last.click()
    page.goto(link_in_mail(city, address, "/nachrichten/bestaetigen/"))
    page.locator("main form button.btn").click()
    expect(page.locator("main")).to_contain_text("Stadtgrün")


def publish_an_offer(page: Page, city: RunningCity, title: str) -> None:
    page.goto(f"{city.url}/eintragen")
    page.get_by_role("button", name=re.compile("Anfangen")).first.click()
    page.locator("[name=commitment]").select_option("short_term")
    page.locator("[name=title]").fill(title)
    page.locator("[name=summary]").fill("Einen Vormittag lang jungen Bäumen Wasser geben.")
    page.locator("[name=categories][value=nature]").check()
    page.get_by_role("button", name="Vorschau").click()
    page.locator("form[action$='/einreichen'] button").click()
    expect(page.locator(".previewbar")).to_contain_text("öffentlich")


def look_closely(chromium: Browser, url: str, width: int) -> None:
    """Look at a page behind a link of a mail, in light and dark: no finding, no sideways scrolling."""
    for scheme in ("light", "dark"):
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        page.goto(url)

        assert findings(page) == [], (url, width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (url, width)
        context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_an_offer_reaches_its_subscriber_within_two_seconds_and_once(
    running_city: RunningCity, chromium: Browser, width: int
) -> None:
    address, title = f"ada{width}@example.org", f"Gießen am Samstag {width}"
    page = chromium.new_context(viewport={"width": width, "height": 900}, locale="de-DE").new_page()
    subscribe(page, running_city, address)
    running_city.letterbox.empty()
    sign_in(page, running_city, STEWARD)

    publish_an_offer(page, running_city, title)
    published = time.monotonic()

    link_in_mail(running_city, address, "/mitmachen/")
    assert time.monotonic() - published < 2
    time.sleep(2)
    (mail,) = running_city.letterbox.mails(address)
    assert title in mail["subject"]

    for path in ("/u/", "/nachrichten/verwalten/"):
        look_closely(chromium, link_in_mail(running_city, address, path), width)
    page.goto(link_in_mail(running_city, address, "/u/"))
    page.locator("main form button.btn").first.click()
    publish_an_offer(page, running_city, f"{title} zum zweiten")
    time.sleep(2)
    assert len(running_city.letterbox.mails(address)) == 1
