"""Searching with a real browser: suggestions while typing, the way back, and a list that never leaves the browser."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import RunningCity

pytestmark = pytest.mark.browser


@pytest.fixture
def page(running_city: RunningCity, chromium: Browser) -> Page:
    page = chromium.new_context(locale="de-DE").new_page()
    page.goto(f"{running_city.url}/suche")
    return page


def test_words_are_suggested_while_somebody_types(page: Page) -> None:
    page.locator("#q").press_sequentially("Balk", delay=50)

    expect(page.get_by_role("option", name="Balkonkraftwerke aufhängen")).to_be_visible()
    expect(page.locator("#q")).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#vorschlaege-n")).to_contain_text("Vorschläge")


def test_suggestions_are_chosen_by_keyboard_alone(page: Page) -> None:
    field = page.locator("#q")
    field.press_sequentially("Balk", delay=50)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowUp")
    last = page.get_by_role("option").last
    expect(last).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", last.get_attribute("id") or "")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    chosen = page.get_by_role("option").first.inner_text()

    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/suche\?q=.+"))
    expect(field).to_have_value(chosen)


def test_every_state_has_its_address_and_the_way_back_works(page: Page) -> None:
    page.fill("#q", "Drahtesel")
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_contain_text("Passend zu „drahtesel“")
    found = page.url

    page.get_by_role("link", name=re.compile("^Gruppen \\d")).click()
    expect(page).to_have_url(re.compile("art=gruppen"))
    page.go_back()

    expect(page).to_have_url(found)


def test_the_way_back_shows_what_the_list_was_made_of(running_city: RunningCity, page: Page) -> None:
    page.goto(f"{running_city.url}/mitmachen")
    page.get_by_label("Mobilität").check()
    page.get_by_role("button", name="Filter anwenden").click()
    expect(page).to_have_url(f"{running_city.url}/mitmachen?thema=mobility")

    page.go_back()

    expect(page).to_have_url(f"{running_city.url}/mitmachen")
    expect(page.get_by_label("Mobilität")).not_to_be_checked()
    page.go_forward()
    expect(page.get_by_label("Mobilität")).to_be_checked()


def test_what_is_kept_stays_in_the_browser(running_city: RunningCity, page: Page) -> None:
    page.goto(f"{running_city.url}/suche?q=Igel")
    title = page.locator(".hit h3").first.inner_text()
    page.locator("[data-keep]").first.click()
    expect(page.locator("[data-keep]").first).to_have_attribute("aria-pressed", "true")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"{running_city.url}/merkliste")

    expect(page.locator("[data-kept] a")).to_have_text([title])
    assert not any("Igel" in url or "igel" in url for url in asked)
    page.get_by_role("button", name=f"Entfernen: {title}").click()
    expect(page.locator("[data-kept-empty]")).to_be_visible()


def test_without_a_script_the_search_works_all_the_same(running_city: RunningCity, chromium: Browser) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{running_city.url}/suche")
    page.fill("#q", "Repratur")
    page.keyboard.press("Enter")

    expect(page.locator(".hit").first).to_be_visible()
    expect(page.get_by_role("link", name="Nur „repratur“ suchen")).to_be_visible()
    expect(page.locator("[data-keep]").first).to_be_hidden()
