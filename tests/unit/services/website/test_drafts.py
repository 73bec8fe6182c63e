"""Writing a draft: nothing typed is lost, what is there already is shown, and the preview is the page itself."""

from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from services.website import signed_in
from tests.support.website import ORGANISATION, FakeServices, a_listing, send

DRAFT_ID = "6f1c0b8e-0000-4000-8000-000000000011"
PATH, API = f"/eintragen/entwurf/{DRAFT_ID}", f"/v1/revisions/{DRAFT_ID}"
PARTNER_ID = "6f1c0b8e-0000-4000-8000-000000000012"
ALIKE = {
    "id": "o9",
    "slug": "beete",
    "name": "Beete gießen",
    "state": "published",
    "organisation": ORGANISATION["name"],
    "is_strong": False,
    "because": ["name"],
}


def a_draft(kind: str = "offer", **more: Any) -> dict[str, Any]:
    words = {"title": "Beete gießen", "summary": "Du gießt.", "categories": ["nature"], "commitment": "short_term"}
    return {
        "id": DRAFT_ID,
        "kind": kind,
        "subject_id": None,
        "title": "Beete gießen",
        "categories": ["nature"],
        "state": "draft",
        "organisation": ORGANISATION,
        "version": 3,
        "words": words,
        "changes": [],
        "problems": {},
        **more,
    }


@pytest.fixture(autouse=True)
def drafts(services: FakeServices) -> None:
    services.answer(f"GET {API}", a_draft())
    services.answer(f"PUT {API}", a_draft(version=4))
    services.answer(f"PUT {API}/submission", a_draft(state="waiting"))
    services.answer("GET /v1/projects", a_listing())
    services.answer("GET /v1/likes", {"items": []})


def test_a_session_that_ended_meanwhile_loses_nothing(steward: FlaskClient, services: FakeServices) -> None:
    assert steward.get(PATH).status_code == 200
    services.answer(f"GET {API}", {}, 401)

    page = send(steward, "/eintragen", to=PATH, art="offer", version="3", title="Hochbeete", tun="einreichen")

    assert page.status_code == 401
    assert 'value="Hochbeete"' in page.text
    assert "Du bist nicht mehr angemeldet." in page.text
    assert "data-unsaved" in page.text
    assert any(each.startswith("session=;") for each in page.headers.getlist("Set-Cookie"))


def test_what_only_editors_write_is_not_compared_with_what_somebody_else_wrote(
    steward: FlaskClient, services: FakeServices
) -> None:
    words = {"name": "Beetbund", "phone": "0345 1", "source": "Vereinsregister"}
    services.answer(f"GET {API}", a_draft("organisation", words=words))
    services.answer(f"PUT {API}", {}, 412)

    page = send(steward, PATH, version="2", name="Beetbund", phone="0345 2")

    assert page.status_code == 412
    assert "0345 1" in page.text
    assert "Vereinsregister" not in page.text


def test_a_draft_that_keeps_itself_is_told_when_the_session_is_over(
    steward: FlaskClient, services: FakeServices
) -> None:
    seal = {"zeichen": _seal(steward)}
    services.answer(f"PUT {API}", {}, 401)

    answer = steward.post(PATH, data={**seal, "version": "3"}, headers={"X-Autosave": "1"})

    assert (answer.status_code, answer.get_json()) == (401, {"status": 401})
    assert "Set-Cookie" not in answer.headers, "its owner may have signed in anew since the page sent this by itself"


def test_what_is_alike_is_shown_once_and_never_stands_in_the_way(steward: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/likes", {"items": [ALIKE]})

    asked = send(steward, PATH, version="3", title="Beete gießen", tun="einreichen")
    sent = send(steward, PATH, version="4", title="Beete gießen", tun="einreichen", aehnlich="gesehen")

    assert (asked.status_code, "Gibt es das schon?" in asked.text) == (200, True)
    assert 'href="/mitmachen/beete"' in asked.text
    assert 'name="aehnlich" value="gesehen"' in asked.text
    assert "eingereicht" in sent.headers["Location"]


def test_a_project_of_others_is_refused_where_it_can_be_left_out(steward: FlaskClient, services: FakeServices) -> None:
    draft = a_draft(subject_id="o1", words={"title": "Beete gießen", "project_id": "p1"})
    services.answer(f"PUT {API}", draft)
    services.answer(f"PUT {API}/submission", {"type": "urn:mosaik:problem:not-in-this-project"}, 422)

    page = send(steward, PATH, version="3", title="Beete gießen", tun="einreichen")

    assert (page.status_code, "Deine Gruppe macht bei diesem Projekt nicht mit." in page.text) == (422, True)
    assert '<select class="input" id="project_id"' in page.text


def test_a_change_of_what_is_there_asks_for_nothing_alike(steward: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/likes", {"items": [ALIKE]})
    services.answer(f"PUT {API}", a_draft(subject_id="o1"))

    sent = send(steward, PATH, version="3", title="Beete gießen", tun="einreichen")

    assert "eingereicht" in sent.headers["Location"]


def test_what_may_be_there_already_is_named_while_typing(browser: FlaskClient, services: FakeServices) -> None:
    services.answer("GET /v1/likes", {"items": [ALIKE, {**ALIKE, "name": "Beete", "state": "draft"}]})

    part = send(browser, "/vorschlag?art=offer", to="/gibt-es-das-schon", art="offer", title="Beete giessen")

    assert services.headers_of("GET /v1/likes")["X-Client-Address"] == "127.0.0.1"
    asked = services.asked[-1].url.params
    assert (asked["kind"], asked["name"]) == ("offer", "Beete giessen")
    assert 'href="/mitmachen/beete"' in part.text
    assert "Beete</span> (nicht öffentlich)" in part.text


def test_groups_are_compared_by_all_that_is_known_of_them(steward: FlaskClient, services: FakeServices) -> None:
    like = {**ALIKE, "slug": "bund", "name": "Bund", "organisation": None, "is_strong": True, "because": ["website"]}
    services.answer("GET /v1/likes", {"items": [like]})

    part = send(steward, PATH, to="/gibt-es-das-schon", art="organisation", name="Der Bund", website="https://bund.de")

    assert services.asked[-1].url.params["website"] == "https://bund.de"
    assert 'href="/gruppen/bund"' in part.text


def test_nobody_is_kept_from_writing_when_nobody_can_say_what_is_alike(
    steward: FlaskClient, services: FakeServices
) -> None:
    services.answer("GET /v1/likes", {}, 503)

    sent = send(steward, PATH, version="3", title="Beete gießen", tun="einreichen")

    assert "eingereicht" in sent.headers["Location"]


def test_the_preview_is_the_page_that_everybody_will_see(steward: FlaskClient, services: FakeServices) -> None:
    words = a_draft()["words"] | {"description": "Kannen sind da.", "minimum_age": "alt", "starts_on": "2026-99-99"}
    wrong = {"minimum_age": ["No."], "starts_on": ["No."]}
    services.answer(f"GET {API}", a_draft(words=words, problems=wrong))

    page = steward.get(f"{PATH}/vorschau").text

    assert "Vorschau" in page
    assert "<h1>Beete gießen</h1>" in page
    assert 'class="band art c-nature"' in page
    assert "Kannen sind da." in page
    assert '<a href="#minimum_age">' in page.replace(PATH, "")
    assert "noindex" in page


@pytest.mark.parametrize("kind", ["offer", "event", "project", "organisation"])
def test_an_empty_draft_has_a_preview_too(steward: FlaskClient, services: FakeServices, kind: str) -> None:
    services.answer(f"GET {API}", a_draft(kind, words={}, categories=[], title="", organisation=None))

    page = steward.get(f"{PATH}/vorschau")

    assert page.status_code == 200
    assert "data-keep" not in page.text, "it has no address yet"


@pytest.mark.parametrize("words", [{}, {"contact_person": "Rosa"}])
@pytest.mark.parametrize("kind", ["offer", "project"])
def test_the_preview_leads_to_no_group_where_none_is_known(
    steward: FlaskClient, services: FakeServices, kind: str, words: dict[str, Any]
) -> None:
    services.answer(f"GET {API}", a_draft(kind, words=words, organisation=None))

    assert 'href="/gruppen/' not in steward.get(f"{PATH}/vorschau").text.split("<main")[1].split("</main")[0]


@pytest.mark.parametrize("session", ["secret", "secret.editor"])
def test_what_waits_can_be_taken_back_by_editors_too(
    browser: FlaskClient, services: FakeServices, session: str
) -> None:
    services.answer(f"GET {API}", a_draft(state="waiting"))
    browser.set_cookie("session", session)

    page = browser.get(f"{PATH}/vorschau").text

    assert f'action="{PATH}/zurueckholen"' in page
    assert ("Darüber entscheiden" in page) is session.endswith(".editor")


@pytest.mark.parametrize("kind", ["offer", "event", "project", "organisation"])
def test_editors_see_a_suggestion_as_the_page_that_it_will_be(
    browser: FlaskClient, services: FakeServices, kind: str
) -> None:
    services.answer("GET /v1/text-blocks", {"items": []})
    services.answer(f"GET {API}", a_draft(kind, state="waiting", origin="suggestion", organisation=None))
    browser.set_cookie("session", "secret.editor")

    review = browser.get(f"/eintragen/pruefen/{DRAFT_ID}").text
    page = browser.get(f"{PATH}/vorschau").text

    assert f'href="{PATH}/vorschau"' in review
    assert "Im Moment sieht sie nur die Redaktion." in page
    assert "zurueckholen" not in page


def test_partners_are_written_by_name_and_kept_by_id(steward: FlaskClient, services: FakeServices) -> None:
    services.answer(f"GET {API}", a_draft("project"))
    services.answer("GET /v1/organisations", a_listing({"id": PARTNER_ID, "name": "Radküche", "slug": "radkueche"}))
    typed = {"partners-0-name": "radküche", "partners-0-role": "hilft", "partners-1-name": "Wer?"}

    send(steward, PATH, version="3", **typed)

    assert services.words_of(f"PUT {API}")["words"]["partners"] == [
        {"organisation_id": PARTNER_ID, "role": "hilft"},
        {"organisation_id": None, "role": None, "name": "Wer?"},
    ]


def test_one_more_row_keeps_what_was_typed(steward: FlaskClient, services: FakeServices) -> None:
    services.answer(f"GET {API}", a_draft("organisation"))
    typed = {"addresses-0-label": "Garten", "tun": "mehr:addresses"}

    onward = send(steward, PATH, version="3", **typed).headers["Location"]

    assert onward == f"{PATH}?mehr=addresses#addresses"
    assert services.words_of(f"PUT {API}")["words"]["addresses"][0]["label"] == "Garten"
    assert 'name="addresses-0-label"' in steward.get(onward).text


def test_a_click_on_the_map_sets_the_point_without_a_script(steward: FlaskClient, services: FakeServices) -> None:
    send(steward, PATH, version="3", lat="", lon="", **{"punkt.x": "150", "punkt.y": "87"})
    clicked = services.words_of(f"PUT {API}")["words"]
    send(steward, PATH, version="3", lat="", lon="", district="altstadt", tun="punkt-mitte")
    middle = services.words_of(f"PUT {API}")["words"]

    assert (round(clicked["lat"], 1), round(clicked["lon"], 1)) == (51.5, 12.0)
    assert (middle["lat"], middle["lon"]) == (51.4825, 11.9697)


def test_groups_to_choose_from_are_named_to_whoever_has_signed_in(
    steward: FlaskClient, browser: FlaskClient, services: FakeServices
) -> None:
    services.answer("GET /v1/organisations", a_listing({"id": PARTNER_ID, "name": "Radküche", "slug": "radkueche"}))

    assert steward.get("/eintragen/gruppen?q=rad").get_json() == {"items": ["Radküche"]}
    assert browser.get("/eintragen/gruppen?q=rad").status_code == 303


def _seal(browser: FlaskClient) -> str:
    return browser.get(PATH).text.partition('name="zeichen" value="')[2].partition('"')[0]


def test_of_a_picture_that_is_too_large_the_limit_is_said(steward: FlaskClient, services: FakeServices) -> None:
    services.answer("POST /v1/pictures", {"type": "urn:mosaik:problem:picture-too-large"}, 422)
    picture = (BytesIO(b"a picture"), "feld.png")

    page = steward.post(f"{PATH}/bild", data={"zeichen": _seal(steward), "bild": picture, "alt": "Ein Feld"})

    assert page.status_code == 422
    assert "13 Millionen Pixel" in page.text


@pytest.mark.parametrize(
    ("publishes", "editor", "button", "sentence"),
    [
        (False, False, "Zur Prüfung senden", ""),
        (False, True, "Zur Prüfung senden", ""),
        (True, False, "Öffentlich machen", "Die Redaktion vertraut eurer Gruppe"),
        (True, True, "Öffentlich machen", "auch was versteckt war"),
    ],
)
def test_whoever_sends_something_is_told_whether_it_is_public_at_once(  # noqa: PLR0913
    steward: FlaskClient,
    services: FakeServices,
    monkeypatch: pytest.MonkeyPatch,
    *,
    publishes: bool,
    editor: bool,
    button: str,
    sentence: str,
) -> None:
    services.answer(f"GET {API}", a_draft(publishes=publishes))
    monkeypatch.setattr(signed_in, "seems_editor", lambda: editor)

    pages = [steward.get(path).text for path in (PATH, f"{PATH}/vorschau")]

    assert all(f"</svg>{button}</button>" in page for page in pages)
    told = [each for each in ("Die Redaktion vertraut eurer Gruppe", "auch was versteckt war") if each in pages[0]]
    assert told == [each for each in told if each in pages[1]] == ([sentence] if sentence else [])


def test_who_has_published_something_is_shown_the_way_to_its_page(steward: FlaskClient, services: FakeServices) -> None:
    services.answer(f"GET {API}", a_draft(state="approved", subject_id=DRAFT_ID))

    page = steward.get(f"{PATH}/vorschau?erledigt=veroeffentlicht").text

    assert f'href="/mitmachen/{DRAFT_ID}"' in page
    assert "Freigegeben" not in page, "nobody has looked at it"


def test_who_is_not_signed_in_comes_back_to_what_a_mail_asked_her_to_change(browser: FlaskClient) -> None:
    asked = f"/eintragen/entwurf/neu?art=offer&zu={DRAFT_ID}"

    page = browser.get(asked)

    assert page.status_code == 303
    assert parse_qs(urlsplit(page.headers["Location"]).query)["weiter"] == [asked]


def test_who_may_not_change_a_page_is_led_to_say_what_is_wrong(steward: FlaskClient, services: FakeServices) -> None:
    services.answer("POST /v1/revisions", {"type": "urn:mosaik:problem:not-your-organisation"}, 403)
    about = f"/eintragen/entwurf/neu?art=offer&zu={DRAFT_ID}"

    page = send(steward, about, to="/eintragen/entwurf/neu", art="offer", zu=DRAFT_ID)

    assert page.status_code == 403
    assert "Du betreust diese Seite nicht" in page.text
    assert f'href="/melden?seite=/mitmachen/{DRAFT_ID}"' in page.text


def test_the_summary_says_which_fields_are_wrong(steward: FlaskClient, services: FakeServices) -> None:
    services.answer(f"PUT {API}/submission", {"errors": {"summary": ["Missing."], "categories": ["Missing."]}}, 422)

    page = send(steward, PATH, version="3", title="Beete gießen", tun="einreichen").text

    assert '<a href="#summary">Kurz gesagt: ' in page
    assert '<a href="#categories">Themen: ' in page
