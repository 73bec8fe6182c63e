"""What became of a record, and who decides about it, in words."""

import html
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.website import ORGANISATION, FakeServices, a_listing, send
from tests.unit.services.website.test_drafts import API, DRAFT_ID, a_draft

HISTORY = f"/eintragen/verlauf/offer/{DRAFT_ID}"
REVIEW = f"/eintragen/pruefen/{DRAFT_ID}"
ADA = {"id": "6f1c0b8e-0000-4000-8000-000000000021", "name": "Ada Ahorn", "email": "ada@example.org"}


def an_entry(**words: Any) -> dict[str, Any]:
    usual = {"deed": "written", "state": "approved", "at": "2026-03-14T09:00:00+00:00", "origin": "steward"}
    changes = [{"field": "commitment", "before": "short_term", "after": "long_term"}]
    return {"id": DRAFT_ID, "kind": "offer", "title": "Beete", "changes": changes, "reason": None, **usual, **words}


def test_what_became_of_a_record_is_said_in_words(steward: FlaskClient, services: FakeServices) -> None:
    items = [an_entry(made_by_name="Rosa"), an_entry(deed="merged", changes=[], origin="editor")]
    services.answer(f"GET /v1/records/offer/{DRAFT_ID}/history", {"items": items, "total": 2, "page": 1, "size": 20})

    page = steward.get(HISTORY).text

    assert "Rosa" in page
    assert "In einem anderen Eintrag aufgegangen" in page
    assert "Für kurze Zeit" in page
    assert "short_term" not in page


def test_history_is_for_those_who_have_signed_in(browser: FlaskClient) -> None:
    assert browser.get(HISTORY).status_code == 303


def test_an_editor_hands_over_to_a_colleague_by_name(steward: FlaskClient, services: FakeServices) -> None:
    notes = [{"by": ADA["id"], "at": "2026-03-14T09:00:00+00:00", "text": "Bitte du."}]
    waits = a_draft(state="waiting", sampled=False, notes=notes, assigned_to=None, submitted_at=None)
    services.answer(f"GET {API}", waits)
    services.answer(f"PUT {API}/assignment", waits)
    services.answer("GET /v1/text-blocks", {"items": []})
    services.answer("GET /v1/colleagues", {"items": [ADA]})

    page = steward.get(REVIEW).text
    stranger = send(steward, REVIEW, to=f"{REVIEW}/uebergeben", an=DRAFT_ID, version="3")
    assert (stranger.status_code, "Bitte wähle jemanden aus dem Team." in stranger.text) == (422, True)
    assert f"PUT {API}/assignment" not in services.lines()
    handed = send(steward, REVIEW, to=f"{REVIEW}/uebergeben", an=ADA["id"], version="3")
    assert handed.headers["Location"] == f"{REVIEW}?erledigt=uebergeben"

    assert f'<option value="{ADA["id"]}">Ada Ahorn</option>' in page
    assert '<p class="small muted">Ada Ahorn' in page
    assert services.words_of(f"PUT {API}/assignment")["person_id"] == ADA["id"]


@pytest.mark.parametrize("corrected", [False, True])
def test_where_a_second_yes_is_missing_editors_see_it(
    steward: FlaskClient, services: FakeServices, *, corrected: bool
) -> None:
    waits = a_draft(state="waiting", sampled=False, submitted_at=None, nodded=True, corrected=corrected)
    services.answer(f"GET {API}", waits)
    services.answer("GET /v1/text-blocks", {"items": []})
    services.answer("GET /v1/revisions", a_listing(waits) | {"facets": {"kind": {}, "category": {}, "district": {}}})
    figures = {"waiting": 1, "to_be_sampled": 0, "oldest_at": None, "median_hours": None}
    services.answer("GET /v1/review-figures", figures)
    for path in ("reports", "freshness-checks"):
        services.answer(f"GET /v1/{path}", {"items": []})

    assert ("hat das korrigiert und so freigegeben" in steward.get(REVIEW).text) is corrected
    assert ("Jemand aus dem Team hat das freigegeben" in steward.get(REVIEW).text) is not corrected
    assert "Zweites Ja fehlt" in steward.get("/eintragen/pruefen").text


@pytest.mark.parametrize(
    ("asked", "states"), [("fuer=mich", {"waiting", "sampled"}), ("", {"waiting"}), ("stand=stichprobe", {"sampled"})]
)
def test_handed_to_me_is_what_waits_and_what_is_to_be_sampled(
    steward: FlaskClient, services: FakeServices, asked: str, states: set[str]
) -> None:
    services.answer("GET /v1/revisions", a_listing() | {"facets": {"kind": {}, "category": {}, "district": {}}})
    figures = {"waiting": 1, "to_be_sampled": 1, "oldest_at": None, "median_hours": None}
    services.answer("GET /v1/review-figures", figures)
    for path in ("reports", "freshness-checks"):
        services.answer(f"GET /v1/{path}", {"items": []})

    assert steward.get(f"/eintragen/pruefen?{asked}").status_code == 200

    params = [request.url.params for request in services.asked if request.url.path == "/v1/revisions"]
    assert {each["state"] for each in params} == states
    assert {each.get("assigned_to") for each in params} == {"p1" if "fuer" in asked else None}


def test_an_editor_sees_the_pictures_and_the_page_that_she_decides_about(
    browser: FlaskClient, steward: FlaskClient, services: FakeServices
) -> None:
    pictures: list[Any] = [{"id": ADA["id"], "alt": "Drei gießen", "credit": "Ada"}, {"id": "../x"}, "x", {"id": None}]
    waits = a_draft(state="waiting", sampled=False, submitted_at=None, origin="steward")
    waits["words"] = {**waits["words"], "pictures": pictures}
    services.answer(f"GET {API}", waits)
    services.answer("GET /v1/text-blocks", {"items": []})

    page = steward.get(REVIEW).text
    assert page.count("<figure") == 1
    assert f'src="/bilder/{ADA["id"]}/small.webp"' in page
    assert "Drei gießen" in page
    preview = f"/eintragen/entwurf/{DRAFT_ID}/vorschau"
    assert f'href="{preview}"' in page
    browser.set_cookie("session", "secret.editor")
    waits["words"]["pictures"] = []
    assert f'href="{REVIEW}"' in browser.get(preview).text
    assert f'href="{REVIEW}"' not in steward.get(preview).text


def test_a_review_stands_without_the_names_of_colleagues(steward: FlaskClient, services: FakeServices) -> None:
    services.answer(f"GET {API}", a_draft(state="waiting", sampled=False, organisation=ORGANISATION))
    services.answer("GET /v1/text-blocks", {"items": []})

    assert steward.get(REVIEW).status_code == 200


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("organisation-not-public", "Bitte veröffentliche zuerst die Gruppe."),
        ("became-another", "Dieser Eintrag oder seine Gruppe ist in einem anderen aufgegangen."),
        ("unheard-of", '<span lang="en">Nobody has heard of this.</span>'),
    ],
)
def test_what_stands_in_the_way_of_an_approval_is_said(
    steward: FlaskClient, services: FakeServices, kind: str, sentence: str
) -> None:
    services.answer(f"GET {API}", a_draft(state="waiting", sampled=False, notes=[], submitted_at=None))
    services.answer("GET /v1/text-blocks", {"items": []})
    services.answer("GET /v1/colleagues", {"items": []})
    problem = {"type": f"urn:mosaik:problem:{kind}", "detail": "Nobody has heard of this."}
    services.answer(f"PUT {API}/approval", problem, 409)

    page = send(steward, REVIEW, to=f"{REVIEW}/freigeben", version="3")

    assert page.status_code == 409
    assert sentence in page.text


def test_a_button_among_the_corrections_decides_nothing(steward: FlaskClient, services: FakeServices) -> None:
    services.answer(f"GET {API}", a_draft("project", state="waiting", sampled=False, notes=[], submitted_at=None))
    services.answer("GET /v1/text-blocks", {"items": []})
    services.answer("GET /v1/colleagues", {"items": []})
    typed = {"title": "Verbessert", "partners-0-name": "Radküche", "tun": "mehr:partners", "korrigiert": "ja"}

    page = send(steward, REVIEW, to=f"{REVIEW}/freigeben", version="3", **typed)

    assert (page.status_code, f"PUT {API}/approval" in services.lines()) == (200, False)
    assert 'value="Verbessert"' in page.text
    assert 'name="partners-1-name"' in page.text


@pytest.fixture
def waits(services: FakeServices) -> dict[str, Any]:
    """An offer that waits to be looked at."""
    found = a_draft(state="waiting", sampled=False, notes=[], submitted_at=None, origin="steward", nodded=False)
    services.answer(f"GET {API}", found)
    services.answer(f"PUT {API}/approval", {**found, "state": "approved"})
    services.answer("GET /v1/text-blocks", {"items": []})
    services.answer("GET /v1/colleagues", {"items": [ADA]})
    return found


def form_on(page: str) -> dict[str, Any]:
    """Return what a browser would send of the form that approves, as it came."""
    form = page.partition('/freigeben">')[2].partition("</form>")[0]
    tags = [dict(re.findall(r'([\w-]+)(?:="([^"]*)")?', tag)) for tag in re.findall(r"<input ([^>]*)>", form)]
    sent = [tag for tag in tags if tag.get("type") != "checkbox" or "checked" in tag]
    typed = [(tag["name"], tag.get("value", "")) for tag in sent if "name" in tag and tag.get("type") != "image"]
    typed += re.findall(r'<textarea[^>]*? name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', form)
    typed += re.findall(r'<select[^>]*? name="([^"]+)"[^>]*>(?:(?!</select>).)*?<option value="([^"]*)" selected', form)
    return {name: html.unescape(value) for name, value in typed if name != "zeichen"}


@pytest.mark.usefixtures("waits")
def test_only_what_an_editor_has_written_otherwise_is_a_correction(
    steward: FlaskClient, services: FakeServices
) -> None:
    as_it_came = form_on(steward.get(REVIEW).text)
    assert (as_it_came["korrigiert"], as_it_came["title"]) == ("ja", "Beete gießen")

    send(steward, REVIEW, to=f"{REVIEW}/freigeben", **as_it_came)
    assert "words" not in services.words_of(f"PUT {API}/approval")

    send(steward, REVIEW, to=f"{REVIEW}/freigeben", **{**as_it_came, "title": "Beete jäten"})
    assert services.words_of(f"PUT {API}/approval")["words"] == {"title": "Beete jäten"}


def test_what_is_missing_is_named_and_can_be_mended_at_once(
    steward: FlaskClient, services: FakeServices, waits: dict[str, Any]
) -> None:
    waits |= {"organisation": None, "origin": "suggestion"}
    errors = {"summary": ["Missing"], "organisation_id": ["Missing"]}
    services.answer(f"PUT {API}/approval", {"type": "urn:mosaik:problem:wrong", "errors": errors}, 422)

    page = send(steward, REVIEW, to=f"{REVIEW}/freigeben", version="3", korrigiert="ja", title="Beete", summary="").text

    assert '<a href="#summary">Kurz gesagt: Das fehlt noch.</a>' in page
    assert '<a href="#gruppe">Gruppe: Das fehlt noch.</a>' in page
    assert '<details class="tip" open><summary><svg' in page
    services.answer("GET /v1/organisations", a_listing())
    unknown = send(steward, REVIEW, to=f"{REVIEW}/freigeben", version="3", gruppe="Niemand")
    assert "Eine Gruppe mit diesem Namen kennen wir nicht." in unknown.text


@pytest.mark.parametrize("kind", ["offer", "project", "event"])
def test_whose_it_is_can_be_said_of_whatever_nobody_named_a_group_for(
    steward: FlaskClient, services: FakeServices, waits: dict[str, Any], kind: str
) -> None:
    waits |= {"kind": kind, "organisation": None, "origin": "suggestion"}
    assert "Zu welcher Gruppe gehört es?" in steward.get(REVIEW).text


def test_what_is_public_already_is_looked_at_afterwards_without_a_check_list(
    steward: FlaskClient, services: FakeServices, waits: dict[str, Any]
) -> None:
    waits |= {"state": "approved", "sampled": True, "subject_id": DRAFT_ID}

    page = steward.get(REVIEW).text

    assert "Stichprobe, schon öffentlich" in page
    assert f'href="/mitmachen/{DRAFT_ID}"' in page
    assert ("Prüfliste" in page, "</svg>In Ordnung</button>" in page) == (False, True)
    looked_at = send(steward, REVIEW, to=f"{REVIEW}/freigeben", version="3")
    assert looked_at.headers["Location"] == "/eintragen/pruefen?erledigt=angesehen"


def test_samples_are_told_apart_among_what_was_handed_to_somebody(steward: FlaskClient, services: FakeServices) -> None:
    sample = a_draft(state="approved", sampled=True, submitted_at="2026-03-14T09:00:00+00:00", title="Probe")
    services.answer("GET /v1/revisions", a_listing(sample) | {"facets": {"kind": {}, "category": {}, "district": {}}})
    figures = {"waiting": 0, "to_be_sampled": 1, "oldest_at": None, "median_hours": 40.0}
    services.answer("GET /v1/review-figures", figures)
    for path in ("reports", "freshness-checks"):
        services.answer(f"GET /v1/{path}", {"items": []})

    page = steward.get("/eintragen/pruefen?fuer=mich").text

    assert "Stichprobe, schon öffentlich" in page
    assert "Gerade wartet nichts" in page
    assert "Eine Entscheidung dauert meistens 2 Tage." in page


@pytest.mark.usefixtures("waits")
def test_what_nobody_has_chosen_an_editor_does_not_choose_by_looking(
    steward: FlaskClient, services: FakeServices, waits: dict[str, Any]
) -> None:
    waits["words"] = {"title": "Beete gießen", "summary": "Du gießt.", "categories": ["nature"]}

    send(steward, REVIEW, to=f"{REVIEW}/freigeben", **form_on(steward.get(REVIEW).text))

    assert "words" not in services.words_of(f"PUT {API}/approval")


def test_an_editor_confirms_what_nobody_answered_for(steward: FlaskClient, services: FakeServices) -> None:
    check = {"kind": "organisation", "subject_id": DRAFT_ID, "title": "Ackerkreis", "organisation": ORGANISATION}
    services.answer("GET /v1/revisions", a_listing() | {"facets": {"kind": {}, "category": {}, "district": {}}})
    figures = {"waiting": 0, "to_be_sampled": 0, "oldest_at": None, "median_hours": None}
    services.answer("GET /v1/review-figures", figures)
    services.answer("GET /v1/reports", {"items": []})
    services.answer("GET /v1/freshness-checks", {"items": [check | {"confirmed_on": "2035-10-01"}]})
    confirmed, path = f"/v1/records/organisation/{DRAFT_ID}/confirmation", f"bestaetigen/organisation/{DRAFT_ID}"
    services.answer(f"PUT {confirmed}", {"confirmed_on": "2036-10-01"})
    assert path in steward.get("/eintragen/pruefen").text

    done = send(steward, "/eintragen/pruefen", to=f"/eintragen/pruefen/{path}")

    assert (f"PUT {confirmed}" in services.lines(), done.headers["Location"]) == (
        True,
        "/eintragen/pruefen?erledigt=gesichert#bestaetigen",
    )
    unknown = send(steward, "/eintragen/pruefen", to=f"/eintragen/pruefen/bestaetigen/event/{DRAFT_ID}")
    assert unknown.status_code == 404
    services.answer(f"PUT {confirmed}", {"type": "urn:mosaik:problem:words-wait"}, 409)
    waits_still = send(steward, "/eintragen/pruefen", to=f"/eintragen/pruefen/{path}")
    assert "erledigt=nicht-moeglich" in waits_still.headers["Location"]
