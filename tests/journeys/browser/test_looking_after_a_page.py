"""A page that editors have begun finds its people: by mail, by keyboard alone, in both languages."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browser import RunningCity, findings
from tests.support.browser_steps import link_in_mail, sign_in

pytestmark = pytest.mark.browser
GROUP = "/gruppen?q=Gießkannenbund"
WORDS = {
    "": {
        "invite": "Einladung senden",
        "sent": "Die Einladung ist unterwegs.",
        "take": "Seite übernehmen",
        "welcome": "Du betreust jetzt diese Seite. Willkommen!",
        "write only": "Nur schreiben lassen",
        "writes": "Schreibt mit",
        "make owner": "Zur Hauptperson machen",
        "stays": "Was geschrieben ist, bleibt.",
        "yes": "Ja, beenden",
    },
    "/en": {
        "invite": "Send the invitation",
        "sent": "The invitation is on its way.",
        "take": "Take over the page",
        "welcome": "You look after this page now. Welcome!",
        "write only": "Let write only",
        "writes": "Editor: writes",
        "make owner": "Make owner",
        "stays": "What is written stays.",
        "yes": "Yes, end it",
    },
}


def reach(wanted: Locator) -> None:
    """Go there with the tabulator alone, and see that it shows where one is."""
    for _ in range(80):
        if wanted.evaluate("each => each === document.activeElement"):
            break
        wanted.page.keyboard.press("Tab")
    expect(wanted).to_be_focused()
    assert wanted.evaluate("each => getComputedStyle(each).outlineStyle") != "none"


def press(wanted: Locator) -> None:
    reach(wanted)
    wanted.page.keyboard.press("Enter")


def type_into(wanted: Locator, text: str) -> None:
    reach(wanted)
    wanted.page.keyboard.type(text)


def invited(page: Page, city: RunningCity, address: str, words: dict[str, str], role: str = "owner") -> str:
    """Invite somebody to the page that is open; the link she gets."""
    type_into(page.locator("#email"), address)
    chosen = page.locator("[name=rolle]")
    reach(chosen)
    for _ in chosen.locator("option").all():
        if chosen.input_value() != role:
            page.keyboard.press("ArrowDown")
    expect(chosen).to_have_value(role)
    press(page.get_by_role("button", name=words["invite"]))
    expect(page.get_by_role("status")).to_contain_text(words["sent"])
    return link_in_mail(city, address, "/einladung/")


def looking_after(page: Page) -> set[str]:
    """Return where each of those who look after the page that is open is changed."""
    return {form.get_attribute("action") or "" for form in page.locator("li.panel > form").all()}


@pytest.mark.parametrize("prefix", WORDS)
def test_a_page_finds_its_people_by_keyboard_alone(running_city: RunningCity, chromium: Browser, prefix: str) -> None:
    words, language = WORDS[prefix], "en-GB" if prefix else "de-DE"
    first, second = (f"{name}{len(prefix)}@example.org" for name in ("first", "second"))
    editor, owner, writer = (
        chromium.new_context(locale=language, bypass_csp=True).new_page() for _ in ("editor", "owner", "writer")
    )
    sign_in(editor, running_city, "redaktion@example.org")
    editor.goto(f"{running_city.url}{GROUP}")
    slug = editor.locator(".hit h3 a, article h3 a").first.get_attribute("href") or ""
    people = f"{running_city.url}{prefix}/eintragen/leute/{slug.rpartition('/')[2]}"

    editor.goto(people)
    others = looking_after(editor)
    link = invited(editor, running_city, first, words)
    sign_in(owner, running_city, first)
    owner.goto(link)
    assert findings(owner) == []
    press(owner.get_by_role("button", name=words["take"]))
    expect(owner.get_by_role("status")).to_contain_text(words["welcome"])
    assert findings(owner) == []
    (own,) = looking_after(owner) - others

    link = invited(owner, running_city, second, words, role="editor")
    sign_in(writer, running_city, second)
    writer.goto(link)
    press(writer.get_by_role("button", name=words["take"]))
    expect(writer.locator("main")).to_contain_text(words["writes"])
    assert writer.locator("#email").count() == 0

    owner.goto(people)
    (hers,) = looking_after(owner) - others - {own}
    press(owner.locator(f"form[action='{hers}']").get_by_role("button", name=words["make owner"]))
    expect(owner.get_by_role("status")).to_be_visible()
    own_row = owner.locator(f"form[action='{own}']")
    press(own_row.locator("summary"))
    expect(own_row).to_contain_text(words["stays"])
    assert findings(owner) == []
    press(own_row.get_by_role("button", name=words["yes"]))
    expect(owner).to_have_url(re.compile("/eintragen/meine$"))
    for page in (editor, owner, writer):
        page.context.close()
