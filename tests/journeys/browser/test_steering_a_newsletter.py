"""An editor arranges a newsletter with the mouse, and stops one that is going out: paused, gone on with, cancelled."""

import re
import time

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.support.browser import RunningCity, findings
from tests.support.browser_steps import sign_in

pytestmark = pytest.mark.browser

EDITOR = "redaktion@example.org"
WIDTHS = [(1280, "light"), (390, "dark")]
# One provider wants nothing from us for an hour; so a newsletter is half out, for as long as a test likes.
REFUSE = """
    INSERT INTO domain_rests (lane, domain, until, reason)
    SELECT 4, split_part(email, '@', 2), now() + interval '1 hour', '550 5.7.1 who are you' FROM recipients
    WHERE newsletter AND subscribed GROUP BY 2 ORDER BY count(*) LIMIT 1
"""
HELD = """
    SELECT count(*) FROM recipients r JOIN domain_rests d ON d.domain = split_part(r.email, '@', 2)
    WHERE r.newsletter AND r.subscribed
"""
TAKE_AGAIN = """
    WITH content AS (DELETE FROM domain_rests),
    due AS (UPDATE deliveries SET next_at = now() WHERE state = 0 AND next_at > now())
    UPDATE batches SET next_at = now() WHERE state = 0 AND next_at > now()
"""


@pytest.fixture(scope="module")
def editor(running_city: RunningCity, chromium: Browser) -> StorageState:
    context = chromium.new_context(locale="de-DE")
    sign_in(context.new_page(), running_city, EDITOR)
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def page(running_city: RunningCity, chromium: Browser, editor: StorageState) -> Page:
    running_city.letterbox.empty()
    # Colours that are still changing would be read as too pale.
    context = chromium.new_context(storage_state=editor, locale="de-DE", bypass_csp=True, reduced_motion="reduce")
    return context.new_page()


def titles(page: Page) -> list[str]:
    return page.locator("[data-chosen] [data-thing] b").all_inner_texts()


def test_things_are_carried_into_a_newsletter_and_to_another_place(running_city: RunningCity, page: Page) -> None:
    page.goto(f"{running_city.url}/eintragen/rundbriefe/neu")
    page.locator("[name=subject]").fill("Mit der Maus")
    page.locator("[name=text]").fill("Ja.")
    page.locator("[name=q]").fill("gie\u00dfen")
    page.locator("[data-find]").click()
    found, chosen = page.locator("[data-found] [data-thing]"), page.locator("[data-chosen]")
    expect(found.nth(1)).to_be_visible()
    first, second = found.nth(0).locator("b").inner_text(), found.nth(1).locator("b").inner_text()

    found.nth(0).drag_to(chosen)
    expect(chosen.locator("[data-thing]")).to_have_count(1)
    found.nth(0).drag_to(chosen)
    expect(chosen.locator("[data-thing]")).to_have_count(2)
    assert sorted(titles(page)) == sorted([first, second])
    before = titles(page)
    top = chosen.locator("[data-thing]").nth(0)
    chosen.locator("[data-thing]").nth(1).drag_to(top, target_position={"x": 30, "y": 3})

    assert titles(page) == before[::-1]
    expect(page.locator("[data-say]")).to_contain_text(before[1])
    page.get_by_role("button", name="Sichern und ansehen").click()
    page.get_by_role("link", name="\u00c4ndern").click()
    expect(page.locator("[data-chosen] [data-thing]")).to_have_count(2)
    assert titles(page) == before[::-1]


def on_its_way(city: RunningCity, page: Page, subject: str) -> int:
    """Send a newsletter that one provider does not take; returns how many it is for."""
    city.change("notifier", "DELETE FROM domain_rests")
    city.change("notifier", REFUSE)
    page.goto(f"{city.url}/eintragen/rundbriefe/neu")
    page.locator("[name=subject]").fill(subject)
    page.locator("[name=text]").fill("Es wird **gr\u00fcn**.")
    page.get_by_role("button", name="Sichern und ansehen").click()
    page.get_by_role("link", name="Senden oder planen").click()
    many = int(re.findall(r"Er geht an (\d+)", page.locator("main").inner_text())[0])
    page.get_by_role("button", name="Absenden").click()
    ((held,),) = city.ask("notifier", HELD)
    shown(page, rf"{many - held} von {many} haben ihn bekommen")
    return many


def shown(page: Page, words: str) -> None:
    """Look again until the page says so."""
    for _ in range(60):
        if re.search(words, page.locator("main").inner_text()):
            return
        time.sleep(0.5)
        page.reload()
    raise AssertionError(f"{words} is not said: {page.locator('main').inner_text()}")


def arrived(city: RunningCity, subject: str) -> list[str]:
    return [mail["to"][0] for mail in city.letterbox.mails() if mail["subject"] == subject]


def stays(city: RunningCity, subject: str) -> int:
    """Return how many mails there are, and still are some seconds and ticks of the clock later."""
    before = len(arrived(city, subject))
    time.sleep(8)
    assert len(arrived(city, subject)) == before
    return before


def check(page: Page) -> None:
    for width, scheme in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert findings(page) == [], (page.url, width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (page.url, width)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_one_that_is_going_out_is_paused_and_gone_on_with(running_city: RunningCity, page: Page) -> None:
    subject = "Wird angehalten"
    many = on_its_way(running_city, page, subject)
    assert 0 < len(arrived(running_city, subject)) < many
    there = page.url.partition("?")[0]
    page.goto(f"{running_city.url}/eintragen/versand")
    expect(page.locator("main")).to_contain_text("Eine Stunde in Ruhe gelassen")
    expect(page.locator("main")).to_contain_text("550 5.7.1 who are you")
    check(page)

    page.goto(there)
    page.get_by_role("button", name="Pause machen").click()
    expect(page.get_by_role("button", name="Weiter senden")).to_be_visible()
    check(page)
    running_city.change("notifier", TAKE_AGAIN)
    assert 0 < stays(running_city, subject) < many
    page.get_by_role("link", name="Wer hat ihn nicht bekommen?").click()
    expect(page.locator("main")).to_contain_text("@")
    check(page)

    page.goto(there)
    page.get_by_role("button", name="Weiter senden").click()
    shown(page, "Gesendet")
    assert len(arrived(running_city, subject)) == len(set(arrived(running_city, subject))) == many


def test_one_that_is_cancelled_in_mid_sending_reaches_nobody_else(running_city: RunningCity, page: Page) -> None:
    subject = "Wird abgebrochen"
    many = on_its_way(running_city, page, subject)
    page.get_by_role("link", name="Ganz abbrechen").click()
    expect(page.locator("main")).to_contain_text("Wer ihn noch nicht hat")
    check(page)
    page.get_by_role("button", name="Ja, abbrechen").click()
    expect(page.locator("main")).to_contain_text("Abgebrochen")
    running_city.change("notifier", TAKE_AGAIN)

    assert 0 < stays(running_city, subject) < many
    page.goto(f"{running_city.url}/rundbrief")
    assert subject not in page.locator("main").inner_text()


def test_the_archive_what_went_out_and_the_proof_have_no_finding(running_city: RunningCity, page: Page) -> None:
    subject = "Ging an alle"
    running_city.change("notifier", "DELETE FROM domain_rests")
    page.goto(f"{running_city.url}/eintragen/rundbriefe/neu")
    page.locator("[name=subject]").fill(subject)
    page.locator("[name=text]").fill("## Neues\n\n- eins\n- zwei\n\n> Zitat")
    page.get_by_role("button", name="Sichern und ansehen").click()
    page.get_by_role("link", name="Senden oder planen").click()
    page.get_by_role("button", name="Absenden").click()
    page.goto(f"{running_city.url}/rundbrief")
    check(page)
    page.get_by_role("link", name=subject).click()
    expect(page.locator("h1")).to_have_text(subject)
    check(page)

    page.goto(f"{running_city.url}/eintragen/nachweis")
    check(page)
    page.locator("main [name=email]").fill(reader(running_city))
    page.get_by_role("button", name="Nachweis zeigen").click()
    expect(page.locator("main")).to_contain_text("Alle Einträge sind so, wie sie geschrieben wurden.")
    check(page)


def reader(city: RunningCity) -> str:
    """Return the address of somebody whose consent is on record."""
    ((email,),) = city.ask("notifier", "SELECT email FROM recipients WHERE newsletter AND subscribed LIMIT 1")
    return str(email)
