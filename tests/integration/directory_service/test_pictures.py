"""Pictures of records: sent once, shown in three sizes, and reviewed like every other word."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from directory_service.actions import calendar, pictures
from services.facts.events import EventScheduled, PicturesHeld
from services.kit import clock
from services.kit.web import Service
from tests.integration.directory_service.conftest import OURS, Door
from tests.integration.directory_service.test_tasks import words_of
from tests.support.directory_makers import a_steward, an_offer, an_organisation, offer_words, project_words
from tests.support.events_makers import hear
from tests.support.pictures import a_bomb, a_picture
from tests.support.tokens import Tokens


def sent(door: Door, organisation_id: UUID | str, body: bytes, status: int = 201) -> Any:
    path = f"/v1/pictures?organisation={organisation_id}"
    answer = door.client.post(path, data=body, headers={**door.headers, "Content-Type": "image/jpeg"})
    assert answer.status_code == status, answer.text
    return answer.get_json()


def test_a_picture_is_sent_and_shown_in_three_sizes(
    directory: Service, steward: Door, anybody: Door, organisation_id: UUID
) -> None:
    kept = sent(steward, organisation_id, a_picture())
    an_offer(directory, organisation_id, pictures=[{"id": kept["id"], "alt": "Kanne"}])
    assert (kept["width"], kept["height"]) == (1600, 800)
    for size in ("small", "medium", "large"):
        answer = anybody.ask("GET", f"/v1/pictures/{kept['id']}/{size}.webp")
        assert (answer.mimetype, answer.data[8:12]) == ("image/webp", b"WEBP")
        assert "immutable" in answer.headers["Cache-Control"]
    anybody.get(f"/v1/pictures/{kept['id']}/huge.webp", 404)
    anybody.get(f"/v1/pictures/{uuid4()}/small.webp", 404)


def test_a_picture_is_seen_by_others_once_something_public_shows_it(
    directory: Service, tokens: Tokens, steward: Door, editor: Door, anybody: Door, organisation_id: UUID
) -> None:
    kept = sent(steward, organisation_id, a_picture(5, 5))
    path = f"/v1/pictures/{kept['id']}/small.webp"
    stranger = Door(directory.test_client(), tokens.person(a_steward(directory, an_organisation(directory)), OURS))
    words = offer_words(str(organisation_id), pictures=[{"id": kept["id"], "alt": "Kanne"}])
    offer = steward.post("/v1/offers", words)
    for door, status in ((anybody, 404), (stranger, 404), (steward, 200), (editor, 200)):
        door.ask("GET", path, status)
    assert steward.ask("GET", path).headers["Cache-Control"] == "private, no-store"

    steward.put(f"/v1/offers/{offer['id']}/publication")
    anybody.ask("GET", path)
    steward.delete(f"/v1/offers/{offer['id']}/publication")
    anybody.ask("GET", path, 404)
    told = EventScheduled(**words_of(organisation_id), pictures=(UUID(kept["id"]),), published_at=clock.now())
    with directory.database.transaction() as session:
        calendar.put_event_on_pages(session, told)
    anybody.ask("GET", path)


def test_nobody_sends_pictures_all_the_time(steward: Door, organisation_id: UUID) -> None:
    for _ in range(100):
        sent(steward, organisation_id, b"", 422)
    assert sent(steward, organisation_id, b"", 429)["type"] == "urn:mosaik:problem:too-often"


def test_results_are_shown_with_pictures_that_say_what_can_be_seen(
    steward: Door, anybody: Door, organisation_id: UUID
) -> None:
    kept = sent(steward, organisation_id, a_picture(300, 200))
    shown = {"id": kept["id"], "alt": "Ein grüner Hof", "credit": "Ada Ahorn", "licence": "CC0-1.0"}
    words = project_words(str(organisation_id), status="completed", results="Grün.", pictures=[shown])
    made = steward.post("/v1/projects", words)
    assert made["pictures"] == [{**shown, "width": 300, "height": 200}]
    steward.post("/v1/projects", {**words, "pictures": [{"id": kept["id"]}]}, 422)
    steward.post("/v1/projects", {**words, "pictures": [{"id": kept["id"], "alt": " "}]}, 422)
    unknown = steward.post("/v1/projects", {**words, "pictures": [{**shown, "id": str(uuid4())}]}, 422)
    assert unknown["type"] == "urn:mosaik:problem:unknown-picture"


def test_a_picture_waits_for_the_editors_with_the_words_around_it(
    directory: Service, tokens: Tokens, anybody: Door
) -> None:
    watched = an_organisation(directory, trusted=False)
    writer = Door(directory.test_client(), tokens.person(a_steward(directory, watched), OURS))
    offer_id, kept = an_offer(directory, watched), sent(writer, watched, a_picture(30, 20))
    words = {"pictures": [{"id": kept["id"], "alt": "Kannen"}]}
    draft = writer.post("/v1/revisions", {"kind": "offer", "subject_id": str(offer_id), "words": words})
    waiting = writer.put(f"/v1/revisions/{draft['id']}/submission", if_match=draft["version"])
    assert [each["field"] for each in waiting["changes"]] == ["pictures"]
    assert anybody.get(f"/v1/offers/{offer_id}")["pictures"] == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [(b"", "no-picture"), (b"<svg/>", "no-picture"), (a_bomb(30_000, 30_000), "picture-too-large")],
)
def test_what_we_do_not_show_is_refused_with_a_sentence(
    steward: Door, organisation_id: UUID, body: bytes, problem: str
) -> None:
    assert sent(steward, organisation_id, body, 422)["type"] == f"urn:mosaik:problem:{problem}"


def test_a_file_that_is_too_large_is_not_read(steward: Door, organisation_id: UUID) -> None:
    assert sent(steward, organisation_id, b"\xff" * (10 * 2**20 + 1), 413)["status"] == 413
    sent(steward, organisation_id, b"\xff" * (8 * 2**20), 422)


def test_a_picture_is_for_an_organisation_there_is(editor: Door) -> None:
    assert sent(editor, uuid4(), a_picture(5, 5), 422)["type"] == "urn:mosaik:problem:unknown-organisation"


def test_pictures_are_sent_for_ones_own_organisation(directory: Service, steward: Door) -> None:
    sent(steward, an_organisation(directory, name="Andere"), a_picture(5, 5), 403)
    steward.client.post("/v1/pictures", data=a_picture(5, 5), headers=steward.headers)
    assert steward.client.post("/v1/pictures", data=b"", headers=steward.headers).status_code == 403


def test_pictures_that_nothing_shows_are_forgotten(directory: Service, steward: Door, organisation_id: UUID) -> None:
    shown, drafted, unused = (sent(steward, organisation_id, a_picture(5, 5))["id"] for _ in range(3))
    steward.post("/v1/offers", offer_words(str(organisation_id), pictures=[{"id": shown, "alt": "Kanne"}]))
    words = {"pictures": [{"id": drafted, "alt": ""}]}
    steward.post("/v1/revisions", {"kind": "offer", "organisation_id": str(organisation_id), "words": words})
    with directory.database.transaction() as session:
        pictures.forget_unused(session, now=clock.now() + timedelta(days=29))
        pictures.forget_unused(session, now=clock.now() + timedelta(days=31))
    for picture_id, status in [(shown, 200), (drafted, 200), (unused, 404)]:
        steward.ask("GET", f"/v1/pictures/{picture_id}/small.webp", status)


def test_a_picture_that_only_the_calendar_needs_is_kept(
    directory: Service, steward: Door, organisation_id: UUID
) -> None:
    needed, unused = (sent(steward, organisation_id, a_picture(5, 5))["id"] for _ in range(2))
    later = clock.now() + timedelta(days=20)
    hear(directory, PicturesHeld(pictures=(UUID(needed), uuid4()), held_at=later))
    with directory.database.transaction() as session:
        pictures.forget_unused(session, now=later + timedelta(days=29))
    for picture_id, status in [(needed, 200), (unused, 404)]:
        steward.ask("GET", f"/v1/pictures/{picture_id}/small.webp", status)


def test_a_picture_that_a_sample_replaced_is_kept_until_an_editor_has_looked(
    directory: Service, steward: Door, organisation_id: UUID
) -> None:
    before, after = (sent(steward, organisation_id, a_picture(5, 5))["id"] for _ in range(2))
    offer_id = an_offer(directory, organisation_id, pictures=[{"id": before, "alt": "Kanne"}])
    words = {"pictures": [{"id": after, "alt": "Kanne"}]}
    draft = steward.post("/v1/revisions", {"kind": "offer", "subject_id": str(offer_id), "words": words})
    steward.put(f"/v1/revisions/{draft['id']}/submission", if_match=draft["version"])
    for looked_at, status in [("NULL", 200), ("now()", 404)]:
        with directory.database.transaction() as session:
            session.execute(text(f"UPDATE revisions SET sampled = true, looked_at = {looked_at}"))
            pictures.forget_unused(session, now=clock.now() + timedelta(days=31))
        steward.ask("GET", f"/v1/pictures/{before}/small.webp", status)
