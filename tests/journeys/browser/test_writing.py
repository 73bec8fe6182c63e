"""Drafts in a real browser: they keep themselves, and neither form nor review has a finding."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import RunningCity, findings
from tests.support.browser_steps import HUMAN_PAUSE, link_in_mail, sign_in
from tests.support.pictures import a_picture

pytestmark = pytest.mark.browser
# Looks after a group that the editors trust.
STEWARD = "samira.sonnenblum@example.net"


def looked_at(page: Page, name: str) -> None:
    """Look at a page narrow and bright, wide and dark."""
    for width, scheme in [(390, "light"), (1280, "dark")]:
        page.set_viewport_size({"width": width, "height": 900})
        # Colours glide from one scheme to the other, unless somebody wants less motion.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.reload()
        assert findings(page) == [], (name, width)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, width)


def test_a_draft_keeps_itself_until_it_is_public(running_city: RunningCity, chromium: Browser) -> None:
    steward = chromium.new_context(locale="de-DE", bypass_csp=True).new_page()
    sign_in(steward, running_city, STEWARD)
    steward.goto(f"{running_city.url}/eintragen/entwurf")
    steward.get_by_role("button", name=re.compile("Neues Angebot")).first.click()
    steward.locator("#title").fill("Hochbeete gießen")
    expect(steward.locator("[data-saved]")).to_contain_text("Von selbst gespeichert")
    steward.reload()
    expect(steward.locator("#title")).to_have_value("Hochbeete gießen")
    looked_at(steward, "draft")
    steward.locator("#summary").fill("Du gießt mit uns die Beete.")
    steward.locator("[name=categories][value=nature]").check(force=True)
    steward.get_by_role("button", name="Vorschau").click()
    looked_at(steward, "preview")
    steward.locator(".previewbar button", has_text="Öffentlich machen").click()
    expect(steward.locator(".previewbar")).to_contain_text("Es ist öffentlich")
    steward.context.close()


def begun(page: Page, city: RunningCity) -> str:
    page.goto(f"{city.url}/eintragen/entwurf")
    page.get_by_role("button", name=re.compile("Neues Angebot")).first.click()
    page.wait_for_url(re.compile("/entwurf/[0-9a-f]{8}-"))
    return page.url


def test_no_word_is_lost_on_the_way_out_or_at_the_end_of_a_session(
    running_city: RunningCity, chromium: Browser, tmp_path: Path
) -> None:
    context = chromium.new_context(locale="de-DE")
    steward = context.new_page()
    sign_in(steward, running_city, STEWARD)
    draft = begun(steward, running_city)
    steward.locator("#title").fill("Gießkannen reparieren")
    steward.goto(f"{running_city.url}/impressum")
    steward.goto(draft)
    expect(steward.locator("#title")).to_have_value("Gießkannen reparieren")

    (tmp_path / "bild.jpg").write_bytes(a_picture(1200, 900))
    steward.locator("#summary").fill("Kurz vor dem Bild getippt.")
    steward.locator("#bild").set_input_files(tmp_path / "bild.jpg")
    steward.locator("#alt").fill("Eine grüne Fläche")
    steward.get_by_role("button", name="Bild hinzufügen").click()
    expect(steward.locator("#bilder img")).to_be_visible()
    expect(steward.locator("#summary")).to_have_value("Kurz vor dem Bild getippt.")

    signed_in = context.cookies()
    context.clear_cookies(name="session")
    steward.locator("#effort").fill("3 Stunden")
    expect(steward.locator("[data-saved]")).to_contain_text("Du bist nicht mehr angemeldet")
    steward.goto(f"{running_city.url}/anmelden")
    context.add_cookies(signed_in)  # type: ignore[arg-type]
    steward.goto(draft)
    expect(steward.locator("#effort")).to_have_value("3 Stunden")
    expect(steward.locator("[data-saved]")).to_contain_text("Von selbst gespeichert")
    steward.reload()
    expect(steward.locator("#effort")).to_have_value("3 Stunden")
    context.close()


def test_what_is_there_already_is_shown_while_typing_and_places_are_added_row_by_row(
    running_city: RunningCity, chromium: Browser
) -> None:
    editor = chromium.new_context(locale="de-DE", bypass_csp=True).new_page()
    sign_in(editor, running_city, "redaktion@example.org")
    editor.goto(f"{running_city.url}/eintragen/entwurf")
    editor.get_by_role("button", name="Neue Gruppe").click()
    editor.locator("#name").press_sequentially("Gießkannenbund Halle")
    expect(editor.locator("[data-duplicates]")).to_contain_text("Gibt es das schon?")
    editor.get_by_role("button", name="Noch ein Ort").click()
    editor.locator("[name=addresses-0-label]").fill("Werkstatt")
    expect(editor.locator("[data-saved]")).to_contain_text("Von selbst gespeichert")
    editor.reload()
    expect(editor.locator("[name=addresses-0-label]")).to_have_value("Werkstatt")
    looked_at(editor, "group")
    editor.context.close()


def test_a_suggestion_is_confirmed_and_reviewed(running_city: RunningCity, chromium: Browser) -> None:
    anybody = chromium.new_context(locale="de-DE", bypass_csp=True).new_page()
    anybody.goto(f"{running_city.url}/vorschlag")
    anybody.locator("#name").fill("Repair-Café am Markt")
    anybody.locator("#an").fill("kim.vorschlag@example.org")
    time.sleep(HUMAN_PAUSE)
    anybody.get_by_role("button", name="Vorschlag senden").click()
    anybody.goto(link_in_mail(running_city, "kim.vorschlag@example.org", "/vorschlag/bestaetigen/"))
    looked_at(anybody, "confirm")
    anybody.get_by_role("button", name="Ja, das ist von mir").click()
    expect(anybody.locator("main")).to_contain_text("Danke!")
    anybody.context.close()

    editor = chromium.new_context(locale="de-DE", bypass_csp=True).new_page()
    sign_in(editor, running_city, "redaktion@example.org")
    editor.goto(f"{running_city.url}/eintragen/pruefen")
    looked_at(editor, "queue")
    editor.get_by_role("link", name="Repair-Café am Markt").click()
    looked_at(editor, "review")
    editor.context.close()


def test_an_editor_confirms_what_nobody_could_be_asked_about(running_city: RunningCity, chromium: Browser) -> None:
    running_city.change(
        "directory",
        """INSERT INTO freshness_checks (id, kind, subject_id, organisation_id, token_hash, asked_at, asked, hides_on)
           SELECT gen_random_uuid(), 'offer', id, organisation_id, 'nobody', now(), 0, current_date + 30
           FROM offers WHERE state = 'published' ORDER BY slug LIMIT 1""",
    )
    editor = chromium.new_context(locale="de-DE", bypass_csp=True).new_page()
    sign_in(editor, running_city, "redaktion@example.org")
    expect(editor).to_have_url(re.compile("/eintragen/pruefen$"))
    looked_at(editor, "queue with somebody to ring up")
    editor.get_by_role("button", name="Stimmt noch").click()
    expect(editor.locator("#bestaetigen")).to_contain_text("Alles ist bestätigt oder angefragt.")
    editor.context.close()


def test_an_event_is_written_and_shown_as_everybody_will_see_it(running_city: RunningCity, chromium: Browser) -> None:
    steward = chromium.new_context(locale="de-DE", bypass_csp=True).new_page()
    sign_in(steward, running_city, STEWARD)
    steward.goto(f"{running_city.url}/eintragen/entwurf")
    steward.get_by_role("button", name=re.compile("Neuer Termin")).first.click()
    steward.locator("#title").fill("Räder flicken")
    expect(steward.locator("[data-saved]")).to_contain_text("Von selbst gespeichert")
    steward.reload()
    expect(steward.locator("#title")).to_have_value("Räder flicken")
    looked_at(steward, "event")
    steward.locator("#starts_at").fill("2036-06-14")
    steward.locator("#starts_at-um").fill("10:00")
    steward.locator("#venue").fill("Werkstatt am Steintor")
    steward.locator("[name=categories][value=mobility]").press("Space")
    expect(steward.locator("[name=categories][value=mobility]")).to_be_checked()
    steward.get_by_role("button", name="Vorschau").click()
    looked_at(steward, "preview of an event")
    steward.locator(".previewbar button", has_text="Öffentlich machen").click()
    expect(steward.locator(".previewbar")).to_contain_text("Es ist öffentlich")
    steward.context.close()


def test_single_dates_of_a_series_are_left_out_and_changed_where_it_is_written(
    running_city: RunningCity, chromium: Browser
) -> None:
    steward = chromium.new_context(locale="de-DE", bypass_csp=True).new_page()
    sign_in(steward, running_city, STEWARD)
    steward.goto(f"{running_city.url}/eintragen/entwurf")
    steward.get_by_role("button", name=re.compile("Neuer Termin")).first.click()
    steward.locator("#starts_at").fill("2036-06-14")
    steward.locator("#starts_at-um").fill("10:00")
    steward.locator("#rule").select_option("FREQ=WEEKLY")
    steward.get_by_role("button", name="Noch ein Tag").click()
    steward.locator("#further_starts-0-starts_at").fill("2036-06-18")
    steward.get_by_role("button", name="Einen Tag auslassen").click()
    steward.locator("#left_out-0-day").select_option("2036-06-21")
    steward.get_by_role("button", name="Einen Tag ändern").click()
    steward.locator("#changed_dates-0-original_start").select_option("2036-06-28")
    steward.locator("#changed_dates-0-status").select_option("cancelled")
    steward.locator("[value='mehr:co_organiser_ids']").click()
    steward.locator("#co_organiser_ids-0-name").press_sequentially("Gießk")
    steward.get_by_role("option", name=re.compile("Gießkannenbund")).click()
    expect(steward.locator("[data-saved]")).to_contain_text("Von selbst gespeichert")
    looked_at(steward, "a series")
    expect(steward.locator("#further_starts-0-starts_at")).to_have_value("2036-06-18")
    expect(steward.locator("#left_out-0-day")).to_have_value("2036-06-21")
    expect(steward.locator("#changed_dates-0-status")).to_have_value("cancelled")
    expect(steward.locator("#co_organiser_ids-0-name")).to_have_value(re.compile("Gießkannenbund"))
    steward.locator("[name=all_day]").press("Space")
    expect(steward.locator("#starts_at-um")).to_be_hidden()
    steward.context.close()


def test_while_a_table_is_read_the_page_says_so(running_city: RunningCity, chromium: Browser) -> None:
    editor = chromium.new_context(locale="de-DE").new_page()
    sign_in(editor, running_city, "redaktion@example.org")
    editor.goto(f"{running_city.url}/eintragen/tabellen")
    editor.locator("#datei").set_input_files({"name": "k.ics", "mimeType": "text/calendar", "buffer": b"BEGIN:"})
    expect(editor.locator("#kalender")).to_have_attribute("open", "")
    editor.locator("#datei").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": b"titel\nBaum\n"})
    # The page stays, as it does while the answer takes its time.
    editor.evaluate("addEventListener('submit', event => event.preventDefault())")
    editor.get_by_role("button", name="Erst ansehen").click()
    expect(editor.locator("[data-waiting]")).to_contain_text("Zeile für Zeile gelesen")
    expect(editor.locator("[data-waiting] progress")).to_be_visible()
    editor.context.close()
