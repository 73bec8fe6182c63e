"""Writing, review, and keeping things true, as people do it: through the pages, before all four services."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from services.kit import clock
from tests.journeys.conftest import DIRECTORY, ROSA, an_editor
from tests.journeys.test_through_the_website import link_in_mail, sign_in
from tests.support.city import TestCity
from tests.support.pictures import a_picture
from tests.support.website import sealed, send, versions_on

CHECKS = ["real", "no-advertising", "complete", "pictures"]
OFFER = {
    "title": "Beete gießen am Steintor",
    "summary": "Du gießt mit uns die neuen Beete.",
    "categories": "nature",
    "commitment": "short_term",
    "gives": "time",
    "description": "Kannen sind da.",
}


def begun(browser: FlaskClient, group: dict[str, Any], kind: str = "offer", **more: str) -> str:
    page = send(browser, "/eintragen/entwurf", to="/eintragen/entwurf/neu", art=kind, gruppe=group["id"], **more)
    return urlsplit(page.headers["Location"]).path


def version_on(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


def written(browser: FlaskClient, draft: str, **words: Any) -> Any:
    return send(browser, draft, version=version_on(browser.get(draft).text), **{**OFFER, **words})


def test_a_draft_goes_from_the_first_word_past_the_editors_to_everybody(
    city: TestCity, rosa: FlaskClient, edda: FlaskClient, group: dict[str, Any], website: Flask
) -> None:
    draft = begun(rosa, group)
    incomplete = written(rosa, draft, summary="", categories="", tun="einreichen")
    assert incomplete.status_code == 422
    assert "Das fehlt noch." in incomplete.text
    assert 'value="Beete gießen am Steintor"' in incomplete.text

    preview = written(rosa, draft, tun="vorschau").headers["Location"]
    assert "Kannen sind da." in rosa.get(preview).text
    sent = send(rosa, preview, to=f"{draft}/einreichen")
    assert "Die Redaktion hat es jetzt." in rosa.get(sent.headers["Location"]).text
    anybody = website.test_client()
    # A list is kept for some seconds, so this is not the address that is looked at again.
    assert "Beete gießen am Steintor" not in anybody.get("/mitmachen?thema=nature").text

    queue = edda.get("/eintragen/pruefen").text
    assert "1 Eintrag wartet auf dich" in queue
    review = re.search(r'href="(/eintragen/pruefen/[0-9a-f-]{36})"', queue)
    assert review
    page = edda.get(review[1]).text
    assert re.search("<dd[^>]*>Kannen sind da.</dd>", page), "all of it is new: nothing is marked"
    refused = send(edda, review[1], to=f"{review[1]}/freigeben", version=version_on(page), geprueft=CHECKS[:1])
    assert (refused.status_code, "Bitte beantworte zuerst alle Fragen" in refused.text) == (422, True)
    approved = send(edda, review[1], to=f"{review[1]}/freigeben", version=version_on(page), geprueft=CHECKS)
    assert "Freigegeben" in edda.get(approved.headers["Location"]).text
    assert "Beete gießen am Steintor" in anybody.get("/mitmachen").text
    city.settle()
    mail = city.letterbox.mails(ROSA)[0]
    assert mail["subject"] == "Jetzt öffentlich: Beete gießen am Steintor"
    assert anybody.get(link_in_mail(city, ROSA, "mitmachen"), follow_redirects=True).status_code == 200


def test_what_is_sent_back_comes_with_a_reason_and_can_be_mended(
    city: TestCity, rosa: FlaskClient, edda: FlaskClient, group: dict[str, Any]
) -> None:
    draft = begun(rosa, group)
    written(rosa, draft, tun="einreichen")
    review = f"/eintragen/pruefen/{draft.rpartition('/')[2]}"
    page = edda.get(review).text
    silent = send(edda, review, to=f"{review}/ablehnen", version=version_on(page), grund=" ")
    assert silent.status_code == 422
    send(edda, review, to=f"{review}/ablehnen", version=version_on(page), grund="Es fehlt, wann.\n\nUnd wo.")
    city.settle()
    mail = city.letterbox.mails(ROSA)[0]
    assert mail["subject"] == "Noch nicht öffentlich: Beete gießen am Steintor"
    assert "Es fehlt, wann." in mail["text"]
    link = link_in_mail(city, ROSA, "eintragen/entwurf")
    assert link == draft
    assert "Es fehlt, wann." in rosa.get(link).text
    again = written(rosa, draft, effort="samstags", tun="einreichen")
    assert "eingereicht" in again.headers["Location"]


def test_an_editor_approves_with_her_own_corrections(
    rosa: FlaskClient, edda: FlaskClient, group: dict[str, Any], website: Flask
) -> None:
    draft = begun(rosa, group)
    written(rosa, draft, title="Beete gißen", tun="einreichen")
    review = f"/eintragen/pruefen/{draft.rpartition('/')[2]}"
    page = edda.get(review).text
    done = send(
        edda,
        review,
        to=f"{review}/freigeben",
        version=version_on(page),
        geprueft=CHECKS,
        korrigiert="ja",
        **{**OFFER, "title": "Beete gießen"},
    )
    assert "freigegeben" in done.headers["Location"]
    assert "Beete gießen" in website.test_client().get("/mitmachen").text


def test_a_colleague_who_is_asked_to_decide_hears_of_it_and_finds_it(
    city: TestCity, rosa: FlaskClient, edda: FlaskClient, group: dict[str, Any], website: Flask
) -> None:
    ada = an_editor(city, website, "ada@example.org")
    draft = begun(rosa, group)
    written(rosa, draft, tun="einreichen")
    review = f"/eintragen/pruefen/{draft.rpartition('/')[2]}"
    page = edda.get(review).text
    colleague = re.search(r'<option value="([0-9a-f-]{36})">ada@example.org', page)
    assert colleague
    send(edda, review, to=f"{review}/uebergeben", version=version_on(page), an=colleague[1], notiz="Kennst du die?")

    assert "Kennst du die?" in ada.get(link_in_mail(city, "ada@example.org", "eintragen/pruefen")).text
    # What editors write to each other stands where only they read it.
    assert "Kennst du die?" not in city.letterbox.mails("ada@example.org")[0]["text"]
    assert "Für ada@example.org" in edda.get("/eintragen/pruefen").text
    assert OFFER["title"] not in edda.get("/eintragen/pruefen?fuer=mich").text
    mine = ada.get("/eintragen/pruefen?fuer=mich").text
    assert OFFER["title"] in mine
    assert "Für dich" in mine


def test_a_draft_keeps_itself_and_shows_both_when_two_write(
    city: TestCity, rosa: FlaskClient, edda: FlaskClient, group: dict[str, Any]
) -> None:
    draft = begun(rosa, group)
    version = version_on(rosa.get(draft).text)
    seal = sealed(rosa, draft)
    typed = {"zeichen": seal, "version": version, **OFFER, "title": "Halb"}
    kept = rosa.post(draft, data=typed, headers={"X-Autosave": "1"})
    assert kept.get_json() == {"version": int(version) + 1}
    assert 'value="Halb"' in rosa.get(draft).text
    stale = rosa.post(draft, data={**typed, "title": "Anders"}, headers={"X-Autosave": "1"})
    assert stale.status_code == 412
    beside = rosa.post(draft, data={**typed, "title": "Anders"})
    assert beside.status_code == 412
    assert "<td>Halb</td><td>Anders</td>" in beside.text
    saved = send(rosa, draft, version=version_on(beside.text), **{**OFFER, "title": "Anders"})
    assert saved.status_code == 303
    assert 'value="Anders"' in rosa.get(draft).text


def test_a_group_changes_its_page_and_its_projects(
    city: TestCity, rosa: FlaskClient, edda: FlaskClient, group: dict[str, Any]
) -> None:
    page = send(rosa, "/eintragen/entwurf", to="/eintragen/entwurf/neu", art="organisation", zu=group["id"])
    draft = urlsplit(page.headers["Location"]).path
    words = {"name": "Umbenannte Gruppe", "kind": "initiative", "categories": "nature", "keywords": "Gießen, Bäume"}
    sent = send(rosa, draft, version=version_on(rosa.get(draft).text), tun="einreichen", **words)
    assert "eingereicht" in sent.headers["Location"]
    project = begun(rosa, group, "project")
    words = {
        "title": "Schulhof",
        "summary": "Grün.",
        "categories": "nature",
        "status": "completed",
        "results": "Fertig.",
    }
    send(rosa, project, version=version_on(rosa.get(project).text), tun="einreichen", **words)
    queue = edda.get("/eintragen/pruefen?art=project").text
    assert "Schulhof" in queue
    assert "Umbenannte Gruppe" not in queue
    back = send(rosa, f"{draft}/vorschau", to=f"{draft}/zurueckholen")
    assert "zurueckgeholt" in back.headers["Location"]
    gone = send(rosa, draft, to=f"{draft}/verwerfen")
    assert "Der Entwurf ist verworfen." in rosa.get(gone.headers["Location"]).text


def test_a_picture_is_sent_with_what_can_be_seen_and_shown_when_approved(
    rosa: FlaskClient, edda: FlaskClient, group: dict[str, Any], website: Flask
) -> None:
    draft = begun(rosa, group)
    written(rosa, draft)
    seal = sealed(rosa, draft)

    def sent(body: bytes, alt: str) -> Any:
        picture = (BytesIO(body), "bild.jpg")
        return rosa.post(f"{draft}/bild", data={"zeichen": seal, "bild": picture, "alt": alt, "urheber": "Ada"})

    whole = a_picture(3000, 2000, comment=b"x" * 60_000)
    assert "Das fehlt noch." in sent(whole, " ").text
    assert "Das können wir nicht zeigen." in sent(b"<svg/>", "Nichts").text
    assert sent(whole, "Grüne Fläche").status_code == 303
    page = rosa.get(draft).text
    picture = re.search(r'src="(/bilder/[0-9a-f-]{36}/small.webp)" alt="Grüne Fläche"', page)
    assert picture
    assert website.test_client().get(picture[1]).status_code == 404
    for may_see in (rosa, edda):
        seen = may_see.get(picture[1])
        assert (seen.mimetype, seen.headers["Cache-Control"]) == ("image/webp", "private, no-store")
    send(rosa, draft, version=version_on(page), **OFFER, tun="einreichen")
    review = f"/eintragen/pruefen/{draft.rpartition('/')[2]}"
    send(edda, review, to=f"{review}/freigeben", version=version_on(edda.get(review).text), geprueft=CHECKS)
    shown = website.test_client().get("/mitmachen/beete-giessen-am-steintor").text
    assert 'alt="Grüne Fläche" width="1600" height="1067"' in shown
    assert "Bild: Ada" in shown
    assert website.test_client().get(picture[1]).mimetype == "image/webp"


def test_opening_the_edit_link_of_a_mail_begins_nothing(
    city: TestCity, rosa: FlaskClient, group: dict[str, Any]
) -> None:
    page = rosa.get(f"/eintragen/entwurf/neu?art=organisation&zu={group['id']}")
    assert page.status_code == 200
    assert city.rows(DIRECTORY, "SELECT count(*) FROM revisions WHERE state = 'draft'") == [0]
    assert rosa.get("/eintragen/entwurf/neu?art=club").status_code == 404


def test_the_links_of_a_freshness_mail_act_on_the_button_alone(
    city: TestCity, website: Flask, rosa: FlaskClient, group: dict[str, Any]
) -> None:
    old = clock.now().date() - timedelta(days=400)
    with city.apps[DIRECTORY].database.transaction() as session:
        session.execute(text("UPDATE organisations SET confirmed_on = :day"), {"day": old})
    city.apps[DIRECTORY].worker.celery.tasks["directory-service.ask_whether_true"].apply().get()
    city.settle()
    mail = city.letterbox.mails(ROSA)[0]
    assert mail["subject"] == "Stimmt das noch? Neue Gruppe"
    assert {"/stimmt-noch/", "?antwort=vorbei", "/eintragen/entwurf/neu"} <= {
        word for word in ("/stimmt-noch/", "?antwort=vorbei", "/eintragen/entwurf/neu") if word in mail["text"]
    }
    link = link_in_mail(city, ROSA, "stimmt-noch")
    anybody = website.test_client()
    assert "Ja, das stimmt noch" in anybody.get(link).text
    assert city.rows(DIRECTORY, "SELECT confirmed_on FROM organisations") == [old]
    assert "Es ist bestätigt." in send(anybody, link, antwort="stimmt").text
    assert city.rows(DIRECTORY, "SELECT confirmed_on FROM organisations") != [old]
    assert "Danke!" in anybody.get(link).text


def test_a_click_shows_nothing_again_that_was_changed_while_it_was_hidden(
    city: TestCity, website: Flask, rosa: FlaskClient, group: dict[str, Any]
) -> None:
    day = clock.now().date() - timedelta(days=400)
    with city.apps[DIRECTORY].database.transaction() as session:
        session.execute(text("UPDATE organisations SET confirmed_on = :day"), {"day": day})
    city.apps[DIRECTORY].worker.celery.tasks["directory-service.ask_whether_true"].apply().get()
    city.settle()
    with city.apps[DIRECTORY].database.transaction() as session:
        session.execute(text("UPDATE freshness_checks SET hidden_at = now() - interval '1 day'"))
        session.execute(text("UPDATE organisations SET state = 'withdrawn', trusted = false"))
    link, anybody = link_in_mail(city, ROSA, "stimmt-noch"), website.test_client()
    assert "das sieht sich zuerst die Redaktion an" in send(anybody, link, antwort="stimmt").text
    assert city.rows(DIRECTORY, "SELECT state FROM organisations") == ["withdrawn"]
    assert "Ja, das stimmt noch" in anybody.get(link).text


def test_a_prepared_page_is_taken_over_handed_on_and_left(
    city: TestCity, website: Flask, edda: FlaskClient, group: dict[str, Any]
) -> None:
    people = f"/eintragen/leute/{group['slug']}"
    wrong = send(edda, people, to=f"{people}/einladen", email="niemand", rolle="owner")
    assert wrong.status_code == 422
    send(edda, people, to=f"{people}/einladen", email="ada@example.net", name="Ada Ahorn", rolle="owner")
    assert "ada@example.net" in edda.get(people).text
    link = link_in_mail(city, "ada@example.net", "einladung")
    ada = website.test_client()
    assert "Bitte melde dich zuerst an" in ada.get(link).text
    sign_in(city, ada, "ada@example.net")
    taken = send(ada, link)
    assert "Du betreust jetzt diese Seite." in ada.get(taken.headers["Location"]).text
    assert "schon benutzt" in ada.get(link).text
    person = re.search(rf'action="({people}/[0-9a-f-]{{36}})"', ada.get(people).text)
    assert person
    last = send(ada, people, to=person[1], tun="beenden")
    assert (last.status_code, "Bitte übergib sie vorher" in last.text) == (409, True)


def test_anybody_suggests_and_reports_without_an_account(city: TestCity, website: Flask, edda: FlaskClient) -> None:
    anybody = website.test_client()
    nameless = send(anybody, "/vorschlag", art="organisation", an="kim@example.org")
    assert (nameless.status_code, "Das fehlt noch." in nameless.text) == (422, True)
    sent = send(
        anybody, "/vorschlag", art="organisation", name="Repair-Café", categories="consumption", an="kim@example.org"
    )
    assert "kim@example.org" in sent.text
    link = link_in_mail(city, "kim@example.org", "vorschlag/bestaetigen")
    assert "Ja, das ist von mir" in anybody.get(link).text
    assert "Repair-Café" not in edda.get("/eintragen/pruefen").text
    assert "Die Redaktion liest ihn jetzt." in send(anybody, link).text
    assert "Repair-Café" in edda.get("/eintragen/pruefen").text

    assert "/melden?seite=/gruppen" in anybody.get("/gruppen").text
    empty = send(anybody, "/melden?seite=/gruppen", seite="/gruppen", text=" ")
    assert empty.status_code == 422
    send(anybody, "/melden?seite=/gruppen", seite="/gruppen", text="Die Nummer stimmt nicht.")
    queue = edda.get("/eintragen/pruefen").text
    assert "Die Nummer stimmt nicht." in queue
    report = re.search(r'action="(/eintragen/pruefen/meldungen/[0-9a-f-]{36})"', queue)
    assert report
    send(edda, "/eintragen/pruefen", to=report[1])
    assert "Die Nummer stimmt nicht." not in edda.get("/eintragen/pruefen").text


def test_editors_keep_their_ready_made_reasons(edda: FlaskClient) -> None:
    page = "/eintragen/pruefen/textbausteine"
    send(edda, page, titel="Werbung", text="Das ist Werbung.")
    known = re.search(r'name="id" value="([0-9a-f-]{36})"', edda.get(page).text)
    assert known
    send(edda, page, id=known[1], version="1", titel="Werbung", text="Bitte keine Werbung.")
    assert "Bitte keine Werbung." in edda.get(page).text
    send(edda, page, id=known[1], version="2", titel="Werbung", text="x", tun="loeschen")
    assert "Werbung" not in edda.get(page).text


def test_strangers_do_not_see_the_editors_desk(rosa: FlaskClient, website: Flask) -> None:
    assert rosa.get("/eintragen/pruefen").status_code == 403
    assert website.test_client().get("/eintragen/pruefen").status_code in {302, 303, 401}


@pytest.mark.parametrize(("kind", "path"), [("offer", "mitmachen"), ("project", "projekte")])
def test_editors_make_one_of_two_and_the_old_address_leads_there(
    city: TestCity, edda: FlaskClient, group: dict[str, Any], website: Flask, kind: str, path: str
) -> None:
    editor, slugs = city.tokens.editor(DIRECTORY), []
    own = {"offer": {"commitment": "short_term"}, "project": {"status": "ongoing"}}[kind]
    more = {"categories": ["nature"], "organisation_id": group["id"], **own}
    for number, title in enumerate(["Beete gießen", "Beete-Giessen"]):
        words = {"title": title, "summary": f"Nummer {number}.", **more}
        made = city.ask(DIRECTORY, f"POST /v1/{kind}s", words, who=editor)
        slugs.append(city.ask(DIRECTORY, f"PUT /v1/{kind}s/{made['id']}/publication", who=editor)["slug"])
    listed = edda.get(f"/eintragen/doppelt?art={kind}").text
    compare = re.search(rf'href="(/eintragen/doppelt/{kind}/[0-9a-f-]{{36}}/[0-9a-f-]{{36}})"', listed)
    assert compare
    page = edda.get(compare[1]).text
    assert "Das lässt sich nicht rückgängig machen." in page
    assert "Nummer 0." in page
    assert "Nummer 1." in page
    assert "This can’t be undone." in edda.get(f"/en{compare[1]}").text
    merged = send(edda, compare[1], bleibt=compare[1].split("/")[4], **versions_on(page))
    assert merged.headers["Location"] == f"/{path}/{slugs[0]}"

    assert compare[1] not in edda.get(f"/eintragen/doppelt?art={kind}").text
    old = website.test_client().get(f"/{path}/{slugs[1]}")
    assert (old.status_code, old.headers["Location"]) == (301, f"/{path}/{slugs[0]}")
