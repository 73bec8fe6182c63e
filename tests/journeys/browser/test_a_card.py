"""Writing one's card: what others will see of it stands beside the form, while one types and without a script."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browser import RunningCity
from tests.support.browser_steps import sign_in

pytestmark = pytest.mark.browser


def previews(page: Page, level: str) -> Locator:
    return page.locator(f"[aria-labelledby=h-{level}]")


@pytest.mark.parametrize(
    ("scripts", "name"), [(True, "Nele Neu"), (False, "Nils Neu")], ids=["while typing", "without a script"]
)
def test_what_others_will_see_is_shown_before_it_is_kept(
    running_city: RunningCity, chromium: Browser, scripts: bool, name: str
) -> None:
    context = chromium.new_context(locale="de-DE", java_script_enabled=scripts)
    page = context.new_page()
    sign_in(page, running_city, f"{name[:4].lower()}.neu@example.org")
    page.goto(f"{running_city.url}/konto/karte")
    page.locator("[name=name]").fill(name)
    page.locator("[name=sicht_name][value=public]").check()
    page.locator("[name=telefon]").fill("0345 000 55")
    page.locator("[name=sicht_phone][value=signed_in]").check()
    if not scripts:
        page.locator("[name=ansehen]").click()
    expect(previews(page, "signed_in")).to_contain_text("0345 000 55")
    expect(previews(page, "public")).to_contain_text(name)
    expect(previews(page, "public")).not_to_contain_text("0345 000 55")

    assert page.locator("[name=telefon]").input_value() == "0345 000 55"
    visitor = chromium.new_page()
    visitor.goto(f"{running_city.url}/menschen?q={name}")
    assert visitor.locator("main article").count() == 0, "nothing is kept yet"
    visitor.close()

    page.locator(".sendbar button").first.click()
    page.get_by_text("Deine Karte ist gespeichert.").wait_for()
    context.close()


def test_a_picture_that_is_too_large_is_not_sent_and_one_that_is_not_stays_chosen(
    running_city: RunningCity, chromium: Browser
) -> None:
    page = chromium.new_context(locale="de-DE").new_page()
    sign_in(page, running_city, "nora.neu@example.org")
    page.goto(f"{running_city.url}/konto/karte")
    page.locator("[name=name]").fill("Nora Neu")
    picture = page.locator("[name=bild]")
    picture.set_input_files({"name": "gross.jpg", "mimeType": "image/jpeg", "buffer": bytes(10 * 2**20 + 1)})
    told = "Diese Datei ist zu groß: Sie darf höchstens 10 MB haben."
    assert picture.evaluate("field => [field.validationMessage, field.files.length]") == [told, 0]

    picture.set_input_files({"name": "klein.jpg", "mimeType": "image/jpeg", "buffer": bytes(10)})
    page.locator("[name=ansehen]").click()
    expect(page.locator("[data-previews]")).to_be_focused()
    assert picture.evaluate("field => [field.validationMessage, field.files.length]") == ["", 1]
    assert page.locator("[name=name]").input_value() == "Nora Neu"
    page.context.close()
