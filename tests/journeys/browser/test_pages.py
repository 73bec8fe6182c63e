"""Every page, as people with different needs meet it: no finding of axe, no sideways scrolling, nobody else asked."""

import re

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.support.browser import RunningCity, findings
from tests.support.browser_steps import sign_in

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/mitmachen",
    "/mitmachen?thema=nature&q=gie%C3%9Fen",
    "/mitmachen?q=gibtesnicht",
    "/mitmachen?plz=06114&ansicht=karte",
    "/suche",
    "/suche?q=B%C3%A4ume+giesen&ansicht=karte",
    "/suche?q=Xylophonorchestrion",
    "/en/suche?q=Igel",
    "/merkliste",
    "/gruppen",
    "/projekte",
    "/menschen",
    "/en/menschen?thema=nature&gibt=wissen",
    "/termine",
    "/termine?wann=wochenende&kostenlos=ja",
    "/termine?q=gibtesnicht",
    "/termine?ansicht=monat",
    "/en/termine?ansicht=monat&thema=nature",
    "/nachrichten",
    "/nachrichten/verwalten",
    "/anmelden",
    "/impressum",
    "/datenschutz",
    "/barrierefreiheit",
    "/rundbrief",
    "/gibt-es-nicht",
    "/melden?seite=/gruppen",
    "/vorschlag",
    "/vorschlag?art=offer",
    "/en/",
    "/en/mitmachen",
    "/en/nachrichten",
]
# One entry of each kind, found on its list.
ENTRIES = ["/mitmachen", "/gruppen", "/projekte", "/termine", "/menschen"]
# What only editors see.
DESK = [
    "/konto",
    "/en/konto",
    "/konto/karte",
    "/en/konto/karte",
    "/konto/passend",
    "/eintragen/rundbriefe",
    "/eintragen/rundbriefe/neu",
    "/eintragen/versand",
    "/eintragen/entwurf",
    "/eintragen/kalender",
    "/eintragen/tabellen",
    "/eintragen/pruefen",
    "/eintragen/pruefen/textbausteine",
    "/en/eintragen/pruefen",
    "/en/eintragen/rundbriefe/neu",
    "/en/eintragen/versand",
]
VIEWS = [(390, "light"), (1280, "dark")]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_finding(running_city: RunningCity, chromium: Browser, path: str) -> None:
    check(running_city, chromium, path)


@pytest.mark.parametrize("path", ENTRIES)
def test_an_entry_has_no_finding(running_city: RunningCity, chromium: Browser, path: str) -> None:
    page = chromium.new_page()
    page.goto(running_city.url + path)
    link = page.locator(f"main a[href^='{path}/']").first.get_attribute("href")
    page.close()
    assert link
    check(running_city, chromium, link)


@pytest.fixture(scope="session")
def editor(running_city: RunningCity, chromium: Browser) -> StorageState:
    context = chromium.new_context(locale="de-DE")
    sign_in(context.new_page(), running_city, "redaktion@example.org")
    kept = context.storage_state()
    context.close()
    return kept


@pytest.mark.parametrize("path", DESK)
def test_a_page_of_the_desk_has_no_finding(
    running_city: RunningCity, chromium: Browser, editor: StorageState, path: str
) -> None:
    check(running_city, chromium, path, signed_in=editor)


def check(city: RunningCity, chromium: Browser, path: str, *, signed_in: StorageState | None = None) -> None:
    for width, scheme in VIEWS:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            bypass_csp=True,
            storage_state=signed_in,
        )
        page = context.new_page()
        asked, complaints = watched(page)
        page.goto(city.url + path)

        assert findings(page) == [], (path, width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width, "scrolls sideways")
        assert all(url.startswith((city.url, "data:")) for url in asked), asked
        assert len(asked) <= 8, asked
        assert not [line for line in complaints if "404" not in line], complaints
        context.close()


def test_a_newsletter_with_its_preview_asks_for_no_more_than_other_pages(
    running_city: RunningCity, chromium: Browser, editor: StorageState
) -> None:
    context = chromium.new_context(storage_state=editor)
    page = context.new_page()
    page.goto(f"{running_city.url}/eintragen/rundbriefe/neu")
    page.locator("[name=subject]").fill("Frühling")
    page.locator("[name=text]").fill("Es wird grün.")
    page.locator("button[value=sichern]").click()
    page.wait_for_url("**/rundbriefe/*?erledigt=gesichert")
    again = context.new_page()
    asked, _ = watched(again)
    again.goto(page.url.partition("?")[0] + "/aendern")
    again.locator("iframe:not(.coming)").last.content_frame.get_by_text("Es wird grün.").wait_for()

    assert len(asked) <= 8, asked


def test_choosing_a_topic_means_some_people(running_city: RunningCity, chromium: Browser, editor: StorageState) -> None:
    page = chromium.new_context(storage_state=editor, locale="de-DE").new_page()
    page.goto(f"{running_city.url}/eintragen/rundbriefe/neu")
    page.locator("[name=wem][value=themen]").check(force=True)
    page.get_by_text("Bitte wähl mindestens ein Thema").wait_for()
    page.locator("[name=wem][value=alle]").check(force=True)
    page.locator("[data-topics]").evaluate("folded => { folded.open = true; }")
    page.locator("[name=thema][value=nature]").check(force=True)

    assert page.locator("[name=wem][value=themen]").is_checked()


def test_a_month_says_its_days_on_phones_and_its_events_on_paper(running_city: RunningCity, chromium: Browser) -> None:
    page = chromium.new_context(viewport={"width": 390, "height": 900}, locale="de-DE").new_page()
    page.goto(f"{running_city.url}/termine?ansicht=monat")
    page.get_by_role("link", name=re.compile("Nächster Monat")).click()
    day = page.locator("table.month a.num").first
    event = page.locator("table.month li a").first
    expect(event).to_be_attached()
    expect(event).not_to_be_visible()

    page.emulate_media(media="print")
    expect(event).to_be_visible()

    page.emulate_media(media="screen")
    box = day.bounding_box()
    assert box
    assert box["width"] >= 44
    assert box["height"] >= 44
    day.press("Enter")
    page.wait_for_url("**/termine?tag=*")
    expect(page.locator("main ol.events li")).not_to_have_count(0)


def test_a_photo_keeps_its_shape_on_a_phone(running_city: RunningCity, chromium: Browser) -> None:
    page = chromium.new_context(viewport={"width": 390, "height": 900}).new_page()
    page.goto(f"{running_city.url}/impressum")
    page.evaluate("document.querySelector('main .wrap').insertAdjacentHTML('beforeend', '<img width=1600 height=800>')")

    box = page.locator("main img").bounding_box()

    assert box
    assert box["width"] < 390
    assert box["height"] == pytest.approx(box["width"] / 2, abs=1)


@pytest.mark.parametrize("path", ["/", "/mitmachen", "/termine"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_jumps_while_a_page_loads(running_city: RunningCity, chromium: Browser, path: str, width: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.goto(running_city.url + path)
    page.wait_for_load_state("networkidle")

    # As Core Web Vitals count it: 0.1 is good.
    shifted = page.evaluate(_SHIFTED)
    assert shifted < 0.1
    page.close()


_SHIFTED = """() => new Promise(done => new PerformanceObserver(list => done(
    list.getEntries().reduce((sum, each) => sum + each.value, 0)
)).observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done(0), 500))"""


def test_paper_is_light_whatever_the_screen_is(running_city: RunningCity, chromium: Browser) -> None:
    page = chromium.new_context(color_scheme="dark").new_page()
    page.goto(f"{running_city.url}/projekte")
    page.goto(running_city.url + str(page.locator("main a[href^='/projekte/']").first.get_attribute("href")))
    page.locator("[data-theme-switch]").click()  # light by hand, and dark again
    page.locator("[data-theme-switch]").click()
    assert _lightness(page, "main h2") > 0.8

    page.emulate_media(media="print", color_scheme="dark")

    assert _lightness(page, "main h2") < 0.3
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def _lightness(page: Page, selector: str) -> float:
    colour = page.locator(selector).first.evaluate("each => getComputedStyle(each).color")
    return sum(map(int, re.findall(r"\d+", colour)[:3])) / 3 / 255


def watched(page: Page) -> tuple[list[str], list[str]]:
    """Return lists that fill with what a page asks for, and what the browser complains about."""
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda line: complaints.append(line.text))
    return asked, complaints


def test_everything_works_without_javascript(running_city: RunningCity, chromium: Browser) -> None:
    page = chromium.new_context(java_script_enabled=False, locale="de-DE").new_page()
    page.goto(f"{running_city.url}/mitmachen")
    before = page.locator("main article").count()

    page.locator("[name=thema][value=nature]").check(force=True)
    page.locator("form.filter button, main form button[type=submit], main form button.btn").first.click()

    expect(page).to_have_url(re.compile("thema=nature"))
    expect(page.locator("main article")).not_to_have_count(0)
    page.wait_for_load_state("domcontentloaded")
    assert page.locator("main article").count() <= before
