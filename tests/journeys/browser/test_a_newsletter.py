"""An editor writes to many: written, looked at, tried out, sent; and she sees who has not got it."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import RunningCity, findings
from tests.support.browser_steps import sign_in

pytestmark = pytest.mark.browser

EDITOR = "redaktion@example.org"


def write(page: Page, city: RunningCity, subject: str) -> None:
    page.goto(f"{city.url}/eintragen/rundbriefe/neu")
    page.locator("[name=subject]").fill(subject)
    page.locator("[name=text]").fill("Es wird **grün**.")
    page.locator("[name=q]").fill("gießen")
    page.locator("button[value=suchen]").click()
    page.locator("button[value^='aufnehmen:']").first.click()
    expect(page.locator("[name=stueck]")).to_have_count(1)
    expect(page.locator("[name=text]")).to_have_value("Es wird **grün**.")


def see_the_preview(page: Page, *, script: bool) -> None:
    """With script it shows itself; without, a button does it, and what was typed stays."""
    if not script:
        page.get_by_role("button", name="Deutsch", exact=True).click()
    frame = page.locator("iframe:not(.coming)").last.content_frame
    expect(frame.locator("strong", has_text="grün")).to_be_visible()
    expect(frame.get_by_text("Termin", exact=True).or_(frame.get_by_text("Angebot", exact=True)).first).to_be_visible()
    expect(page.locator("[name=text]")).to_have_value("Es wird **grün**.")


def mails(city: RunningCity, subject: str) -> list[dict[str, Any]]:
    return [mail for mail in city.letterbox.mails() if mail["subject"] == subject]


def eventually_sent(page: Page) -> None:
    for _ in range(40):
        if page.get_by_text("Gesendet", exact=True).count():
            return
        time.sleep(0.5)
        page.reload()
    raise AssertionError("it is not sent")


@pytest.mark.parametrize(("script", "width"), [(True, 1280), (False, 390)], ids=["with script", "without"])
def test_a_newsletter_is_written_tried_out_sent_and_followed(
    running_city: RunningCity, chromium: Browser, script: bool, width: int
) -> None:
    subject = f"Frühling in der Stadt {width}"
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=script, locale="de-DE", bypass_csp=script
    )
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda trouble: troubles.append(str(trouble)))
    sign_in(page, running_city, EDITOR)
    running_city.letterbox.empty()

    write(page, running_city, subject)
    see_the_preview(page, script=script)
    page.get_by_role("button", name="Sichern und ansehen").click()
    expect(page.locator("h1")).to_have_text(subject)
    if script:
        assert findings(page) == []

    page.get_by_role("button", name="Test senden").click()
    expect(page.locator("main")).to_contain_text("Der Test ist zu dir unterwegs.")
    page.get_by_role("link", name="Senden oder planen").click()
    counted = int(re.findall(r"Er geht an (\d+)", page.locator("main").inner_text())[0])
    page.get_by_role("button", name="Absenden").click()
    expect(page.locator("main")).to_contain_text("Der Rundbrief geht jetzt raus.")
    eventually_sent(page)

    (trial,) = mails(running_city, f"[Test] {subject}")
    assert trial["to"] == [EDITOR]
    assert len({mail["to"][0] for mail in mails(running_city, subject)}) == len(mails(running_city, subject)) == counted

    page.get_by_role("link", name="Wer hat ihn nicht bekommen?").click()
    expect(page.locator("main")).to_contain_text("Hier fehlt niemand.")
    table = context.request.get(page.get_by_role("link", name="Als Tabelle (CSV)").evaluate("link => link.href"))
    assert table.text().startswith("\ufeffStand;Adresse")
    assert len(table.text().splitlines()) == 1
    page.goto(f"{running_city.url}/rundbrief")
    page.get_by_role("link", name=subject).click()
    expect(page.locator("h1")).to_have_text(subject)
    if script:
        assert findings(page) == []
    assert troubles == []
