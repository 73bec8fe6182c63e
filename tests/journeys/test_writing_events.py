"""Events, from the first word past the editors to everybody: through the pages, before all four services."""

import re
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient

from tests.journeys.conftest import DIRECTORY, ROSA
from tests.journeys.test_through_the_website import link_in_mail
from tests.journeys.test_writing_and_review import CHECKS, begun, version_on
from tests.journeys.test_writing_and_review import written as offers_written
from tests.support.city import TestCity
from tests.support.website import send, typed_on

SHE = "mirjam@example.org"
SINGLE = {
    "rule": "FREQ=WEEKLY;COUNT=4",
    "left_out-0-day": "2036-07-10T18:00",
    "further_starts-0-starts_at": "2036-07-09",
    "further_starts-0-starts_at-um": "18:00",
    "further_starts-1-starts_at": "2036-07-10",
    "further_starts-1-starts_at-um": "18:00",
    "changed_dates-0-original_start": "2036-06-14",
    "changed_dates-0-title_note": "mit Gast aus Leipzig",
}
SINGLE_DAYS = ("14. Juni 2036", "9. Juli 2036", "10. Juli 2036")
EVENT = {
    "title": "Räder flicken am Steintor",
    "kind": "workshop",
    "categories": "mobility",
    "starts_at": "2036-06-14T10:00",
    "ends_at": "2036-06-14T13:00",
    "venue": "Werkstatt am Steintor",
    "description": "Flickzeug ist da.",
    "mode": "in_person",
    "registration": "none",
    "status": "scheduled",
}


def written(browser: FlaskClient, draft: str, **words: Any) -> Any:
    return send(browser, draft, version=version_on(browser.get(draft).text), **{**EVENT, **words})


def sent_in(browser: FlaskClient, group: dict[str, Any], **words: Any) -> str:
    draft = begun(browser, group, "event")
    assert "eingereicht" in written(browser, draft, tun="einreichen", **words).headers["Location"]
    return draft


def looked_at(edda: FlaskClient, draft: str) -> tuple[str, str]:
    review = f"/eintragen/pruefen/{draft.rpartition('/')[2]}"
    return review, edda.get(review).text


def test_an_event_goes_from_the_first_word_past_the_editors_to_everybody(
    city: TestCity, rosa: FlaskClient, edda: FlaskClient, group: dict[str, Any], website: Flask
) -> None:
    draft = begun(rosa, group, "event")
    incomplete = written(rosa, draft, starts_at="", tun="einreichen")
    assert (incomplete.status_code, "Das fehlt noch." in incomplete.text) == (422, True)
    wrong = written(rosa, draft, ends_at="2036-06-14T09:00", tun="einreichen")
    assert (wrong.status_code, "Das Ende liegt vor dem Anfang." in wrong.text) == (422, True)
    preview = written(rosa, draft, tun="vorschau").headers["Location"]
    shown = rosa.get(preview).text
    assert "Flickzeug ist da." in shown
    assert "14. Juni" in shown
    sent = send(rosa, preview, to=f"{draft}/einreichen")
    assert "Die Redaktion hat es jetzt." in rosa.get(sent.headers["Location"]).text
    anybody = website.test_client()
    assert "Räder flicken" not in anybody.get("/termine?von=2036-06-01").text

    queue = edda.get("/eintragen/pruefen").text
    assert "1 Eintrag wartet auf dich" in queue
    assert "Räder flicken am Steintor" in edda.get("/eintragen/pruefen?art=event").text
    assert "Räder flicken am Steintor" not in edda.get("/eintragen/pruefen?art=offer").text
    review, page = looked_at(edda, draft)
    assert re.search("<dd[^>]*>Flickzeug ist da.</dd>", page), "all of it is new: nothing is marked"
    send(edda, review, to=f"{review}/freigeben", version=version_on(page), geprueft=CHECKS)
    city.settle()
    mail = city.letterbox.mails(ROSA)[0]
    assert mail["subject"] == "Jetzt öffentlich: Räder flicken am Steintor"
    public = anybody.get(link_in_mail(city, ROSA, "termine"), follow_redirects=True)
    assert (public.status_code, "Flickzeug ist da." in public.text) == (200, True)
    assert "Stimmt etwas nicht?" in public.text


def test_an_event_that_is_sent_back_comes_with_a_reason_and_can_be_mended(
    city: TestCity, rosa: FlaskClient, edda: FlaskClient, group: dict[str, Any]
) -> None:
    draft = sent_in(rosa, group)
    review, page = looked_at(edda, draft)
    send(edda, review, to=f"{review}/ablehnen", version=version_on(page), grund="Wo ist die Werkstatt?")
    city.settle()
    assert "Wo ist die Werkstatt?" in city.letterbox.mails(ROSA)[0]["text"]
    assert link_in_mail(city, ROSA, "eintragen/entwurf") == draft
    assert "Wo ist die Werkstatt?" in rosa.get(draft).text
    again = written(rosa, draft, street="Am Steintor 1", tun="einreichen")
    assert "eingereicht" in again.headers["Location"]


def test_a_public_event_stays_as_it_is_until_its_change_is_approved_and_is_copied(
    city: TestCity, rosa: FlaskClient, edda: FlaskClient, group: dict[str, Any], website: Flask
) -> None:
    draft = sent_in(rosa, group, rule="FREQ=WEEKLY", **{"rule-bis": "2036-07-12"})
    review, page = looked_at(edda, draft)
    send(edda, review, to=f"{review}/freigeben", version=version_on(page), geprueft=CHECKS)
    path = "/termine/raeder-flicken-am-steintor"
    event = re.search(r'name="zu" value="([0-9a-f-]{36})"', rosa.get(path).text)
    assert event
    change = send(rosa, path, to="/eintragen/entwurf/neu", art="event", zu=event[1])
    form = rosa.get(change.headers["Location"]).text
    assert 'value="2036-07-12"' in form
    changed = {"title": "Räder flicken am Markt", "rule": "FREQ=WEEKLY", "rule-bis": "2036-07-12"}
    second = urlsplit(change.headers["Location"]).path
    assert "eingereicht" in written(rosa, second, tun="einreichen", **changed).headers["Location"]
    assert "Räder flicken am Steintor" in website.test_client().get(path).text
    review, page = looked_at(edda, second)
    assert page.count("<dt>") == 1
    copy = send(rosa, path, to="/eintragen/entwurf/neu", art="event", vorlage=event[1])
    form = rosa.get(copy.headers["Location"]).text
    assert "Flickzeug ist da." in form
    assert "2036-06-14T10:00" not in form


def test_a_trusted_group_is_public_at_once(
    city: TestCity, rosa: FlaskClient, group: dict[str, Any], website: Flask
) -> None:
    editor = city.tokens.editor(DIRECTORY)
    known = city.ask(DIRECTORY, f"GET /v1/organisations/{group['id']}")
    words = {"name": known["name"], "categories": known["categories"], "email": known["email"], "trusted": True}
    path = f"PUT /v1/organisations/{group['id']}"
    city.ask(DIRECTORY, path, words, who={**editor, "If-Match": f'"{known["version"]}"'})
    city.settle()
    draft = begun(rosa, group, "event")
    assert "veroeffentlicht" in written(rosa, draft, tun="einreichen").headers["Location"]
    assert "Räder flicken am Steintor" in website.test_client().get("/termine/raeder-flicken-am-steintor").text


def test_an_event_that_anybody_suggests_is_confirmed_looked_at_and_public(
    city: TestCity, edda: FlaskClient, group: dict[str, Any], website: Flask
) -> None:
    city.settle()
    city.letterbox.empty()
    anybody = website.test_client()
    told = send(anybody, "/vorschlag?art=event", to="/vorschlag", art="event", an=SHE, **EVENT, **SINGLE)
    assert (told.status_code, SHE in told.text) == (200, True)
    city.settle()
    link = link_in_mail(city, SHE, "vorschlag/bestaetigen")
    send(anybody, link)
    draft = re.search(r'href="/eintragen/pruefen/([0-9a-f-]{36})"', edda.get("/eintragen/pruefen").text)
    assert draft
    review, page = looked_at(edda, f"/{draft[1]}")
    assert SHE in page
    assert all(words in page for words in ("Jede Woche, insgesamt 4-mal", "mit Gast aus Leipzig"))
    decision = {"version": version_on(page), "geprueft": CHECKS, "gruppe": group["name"]}
    done = send(edda, review, to=f"{review}/freigeben", **decision)
    assert "freigegeben" in done.headers["Location"]
    city.settle()
    subjects = {mail["subject"] for mail in city.letterbox.mails(SHE)}
    assert "Jetzt öffentlich: Räder flicken am Steintor" in subjects
    public = anybody.get("/termine/raeder-flicken-am-steintor").text
    assert group["name"] in public
    assert all(day in public for day in SINGLE_DAYS)
    assert re.search(r"Nicht am [^<]*10\. Juli 2036", public), "the last one is left out"
    assert ": mit Gast aus Leipzig" in public


def test_what_the_editors_refuse_is_suggested_again_without_typing_a_word_twice(
    city: TestCity, edda: FlaskClient, website: Flask
) -> None:
    city.settle()
    anybody, asked = (
        website.test_client(),
        ("title", "kind", "categories", "starts_at", "ends_at", "venue", "description"),
    )
    said = {name: EVENT[name] for name in asked} | SINGLE
    send(anybody, "/vorschlag?art=event", to="/vorschlag", art="event", an=SHE, **said)
    send(anybody, link_in_mail(city, SHE, "vorschlag/bestaetigen"))
    review, page = _the_waiting(edda)
    send(edda, review, to=f"{review}/ablehnen", version=version_on(page), grund="Was kostet es?\n\nUnd wer seid ihr?")

    again = link_in_mail(city, SHE, "vorschlag/noch-einmal")
    form = anybody.get(again).text
    assert all(words in form for words in ("<p>Was kostet es?</p>", "<p>Und wer seid ihr?</p>"))
    sent = anybody.post(again, data=typed_on(form, within="main"))
    assert (sent.status_code, SHE in sent.text) == (200, True)
    send(anybody, link_in_mail(city, SHE, "vorschlag/bestaetigen"))
    _the_waiting(edda)

    first, second = city.rows(
        "events-service", "SELECT words FROM revisions WHERE origin = 'suggestion' ORDER BY made_at"
    )
    assert first == second
    assert (second["left_out"], len(second["further_starts"])) == (["2036-07-10T18:00"], 2)


def _the_waiting(edda: FlaskClient) -> tuple[str, str]:
    draft = re.search(r'href="/eintragen/pruefen/([0-9a-f-]{36})"', edda.get("/eintragen/pruefen").text)
    assert draft
    return looked_at(edda, f"/{draft[1]}")


def test_one_queue_shows_what_waits_in_all_services_the_oldest_first(
    rosa: FlaskClient, edda: FlaskClient, group: dict[str, Any]
) -> None:
    sent_in(rosa, group, title="Erstes")
    offer = begun(rosa, group)
    offers_written(rosa, offer, title="Zweites", tun="einreichen")
    sent_in(rosa, group, title="Drittes")
    queue = edda.get("/eintragen/pruefen").text
    assert re.findall("Erstes|Zweites|Drittes", queue) == ["Erstes", "Zweites", "Drittes"]
    assert "3 Einträge warten auf dich" in queue
    assert re.findall(r'value="(\w+)"[^>]*>[^<(]* \((\d)\)', queue)[:2] == [("offer", "1"), ("event", "2")]
