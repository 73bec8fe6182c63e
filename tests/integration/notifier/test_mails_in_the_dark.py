"""Mails as a mail program shows them to who prefers a dark screen: dark behind, and every word readable."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from services.kit import clock
from services.kit.web import Service
from tests.integration.notifier.conftest import Settle
from tests.support.city import Letterbox
from tests.support.newsletter_makers import Desk, an_item, readers
from tests.support.notifier_makers import (
    a_letter,
    a_seat,
    a_subscriber,
    an_event,
    an_interest,
    an_offer,
    cancelled,
    hear,
)
from tests.support.tokens import Tokens

pytestmark = pytest.mark.browser

EVERYTHING = (
    "## Kopf\n\nEin [Wort](https://x.example) **fett**.\n\n- eins\n- zwei\n\n> Zitat mit [Link](/x)\n\n---\n\nEnde"
)
ADA = "ada@example.org"
# Each word with what it stands on: the nearest thing behind it that is not see-through.
_WORDS = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walk.nextNode()) {
    const words = walk.currentNode.data.trim(), element = walk.currentNode.parentElement;
    if (!words || !element.checkVisibility() || element.closest('[style*="display:none"]')) continue;
    let behind = element, ground = 'rgba(0, 0, 0, 0)';
    while (behind && ground === 'rgba(0, 0, 0, 0)') {
      ground = getComputedStyle(behind).backgroundColor;
      behind = behind.parentElement;
    }
    found.push([words.slice(0, 40), getComputedStyle(element).color, ground]);
  }
  return found;
}"""


def brightness(colour: str) -> float:
    """Return how bright a colour is (WCAG 2.2, relative luminance)."""
    parts = [float(part) / 255 for part in colour.partition("(")[2].rstrip(")").split(",")[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((brightness(one), brightness(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def letter(app: Service, _: Desk) -> None:
    hear(app, a_letter(ADA))


def alert(app: Service, _: Desk) -> None:
    hear(app, a_subscriber(ADA, an_interest()), an_offer())


def cancellation(app: Service, _: Desk) -> None:
    event = an_event()
    hear(app, event, a_seat(event, ADA), cancelled(event, note="Wegen Sturm."))


def newsletter(app: Service, desk: Desk) -> None:
    readers(app, "ada")
    items = [an_item(categories=[each]) for each in ("nature", "energy", "mobility", "politics")]
    desk.sent(words={"de": {"subject": "Frühling", "text": EVERYTHING}}, items=items)


def digest(app: Service, _: Desk) -> None:
    hear(app, a_subscriber(ADA, an_interest(cadence="daily", since=clock.now() - timedelta(days=9))))
    tasks: Any = app.worker.celery.tasks
    tasks["notifier.close_windows"].apply()
    hear(app, an_offer(), an_offer(title="Beete jäten", categories=("health",)))
    later = clock.now() + timedelta(days=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: later)
        tasks["notifier.close_windows"].apply()


@pytest.mark.parametrize("made", [letter, alert, cancellation, newsletter, digest])
def test_in_the_dark_a_mail_is_dark_and_every_word_readable(
    notifier: Service,
    tokens: Tokens,
    letterbox: Letterbox,
    settle: Settle,
    chromium: Browser,
    made: Callable[..., None],
) -> None:
    made(notifier, Desk(notifier, tokens))
    settle()
    (mail,) = letterbox.mails(ADA)

    for scheme, is_dark in (("light", False), ("dark", True)):
        page = shown(chromium, mail["html"], scheme)
        body, card = (ground(page, part) for part in ("body", "td.card"))
        assert ((brightness(body) < 0.05), (brightness(card) < 0.05)) == (is_dark, is_dark), (scheme, body, card)
        words = page.evaluate(_WORDS)
        assert len(words) >= 8
        dim = [(said, colour, behind) for said, colour, behind in words if contrast(colour, behind) < 4.5]
        assert dim == [], scheme
        page.close()


def shown(chromium: Browser, html: str, scheme: str) -> Page:
    page = chromium.new_page(color_scheme=scheme, viewport={"width": 390, "height": 800})  # type: ignore[arg-type]
    page.set_content(html)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return page


def ground(page: Page, part: str) -> str:
    return str(page.locator(part).first.evaluate("part => getComputedStyle(part).backgroundColor"))
