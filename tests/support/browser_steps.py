"""What people do in a browser in more than one journey."""

import re
import time
from collections.abc import Collection

from playwright.sync_api import Page

from tests.support.browser import RunningCity

# The form takes this long to fill in for a person; faster looks like a program.
HUMAN_PAUSE = 3


def link_in_mail(city: RunningCity, address: str, path: str, *, beside: Collection[str] = ()) -> str:
    """Return the link in the newest mail that has one, once there is one beside those known already."""
    for _ in range(100):
        for mail in city.letterbox.mails(address):
            if mail["id"] in beside:
                continue
            if found := re.search(rf"https?://\S*{path}\S+", mail["text"]):
                return found.group(0)
        time.sleep(0.1)
    raise AssertionError(f"no mail with {path} for {address}")


def sign_in(page: Page, city: RunningCity, address: str) -> None:
    page.goto(f"{city.url}/anmelden")
    page.locator("[name=email]").fill(address)
    time.sleep(HUMAN_PAUSE)
    earlier = [mail["id"] for mail in city.letterbox.mails(address)]
    page.locator("main form button.btn").first.click()
    page.goto(link_in_mail(city, address, "/anmelden/", beside=earlier))
    page.locator("main form button.btn").click()
    page.wait_for_url(re.compile("/eintragen"))
