"""Writing: drafts that are kept half-written, seen by those who may, and applied without undoing others."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from services.facts.directory import OfferPublished
from services.kit.web import Service
from tests.integration.directory_service.conftest import OURS, Door
from tests.support.directory_makers import (
    a_steward,
    an_offer,
    an_organisation,
    offer_words,
    organisation_words,
    project_words,
    told,
)
from tests.support.tokens import Tokens


@pytest.fixture
def watched(directory: Service) -> UUID:
    """An organisation whose words the editors look at first."""
    return an_organisation(directory, name="Neue Gruppe", trusted=False)


@pytest.fixture
def writer(directory: Service, tokens: Tokens, watched: UUID) -> Door:
    return Door(directory.test_client(), tokens.person(a_steward(directory, watched), OURS))


def draft_of(door: Door, offer_id: UUID) -> Any:
    return door.post("/v1/revisions", {"kind": "offer", "subject_id": str(offer_id)})


def saved(door: Door, draft: Any, **words: Any) -> Any:
    return door.put(f"/v1/revisions/{draft['id']}", {"words": words}, if_match=draft["version"])


def submitted(door: Door, draft: Any) -> Any:
    return door.put(f"/v1/revisions/{draft['id']}/submission", if_match=draft["version"])


def test_a_draft_is_kept_half_written_and_says_what_is_missing(writer: Door, watched: UUID) -> None:
    begun = writer.post("/v1/revisions", {"kind": "offer", "organisation_id": str(watched), "words": {"title": "Gie"}})
    assert (begun["state"], begun["title"], begun["version"]) == ("draft", "Gie", 1)
    assert {"summary", "categories", "commitment"} <= set(begun["problems"])
    written = saved(writer, begun, contact_email="noch-kei", categories="nature")
    assert (written["words"]["contact_email"], written["title"]) == ("noch-kei", "Gie")
    assert "contact_email" in written["problems"]
    writer.put(f"/v1/revisions/{begun['id']}/submission", status=422, if_match=2)
    assert writer.get(f"/v1/revisions?organisation={watched}&state=draft")["total"] == 1


def test_what_nobody_has_approved_is_not_seen(writer: Door, anybody: Door, watched: UUID) -> None:
    words = offer_words(str(watched), title="Mitmachen")
    begun = writer.post("/v1/revisions", {"kind": "offer", "organisation_id": str(watched), "words": words})
    waiting = submitted(writer, begun)
    assert (waiting["state"], waiting["subject_id"], waiting["problems"]) == ("waiting", None, {})
    assert anybody.get("/v1/offers")["total"] == 0
    writer.put(f"/v1/revisions/{begun['id']}", {"words": {}}, status=409, if_match=2)
    back = writer.delete(f"/v1/revisions/{begun['id']}/submission")
    assert (back["state"], back["submitted_at"]) == ("draft", None)
    writer.ask("DELETE", f"/v1/revisions/{begun['id']}", 204)
    writer.get(f"/v1/revisions/{begun['id']}", 404)


def test_the_last_approved_words_stay_until_the_next_are_approved(
    directory: Service, writer: Door, editor: Door, anybody: Door, watched: UUID
) -> None:
    offer_id = an_offer(directory, watched, title="Alt", hours=2.0)
    waiting = submitted(writer, saved(writer, draft_of(writer, offer_id), title="Neu"))
    assert waiting["changes"] == [
        {"field": "title", "before": "Alt", "after": "Neu", "now": "Alt", "is_conflict": False}
    ]
    assert anybody.get(f"/v1/offers/{offer_id}")["title"] == "Alt"
    editor.put(f"/v1/revisions/{waiting['id']}/approval", {"checked": CHECKS}, if_match=waiting["version"])
    shown = anybody.get(f"/v1/offers/{offer_id}")
    assert (shown["title"], shown["hours"], shown["slug"]) == ("Neu", 2.0, "alt")
    assert [fact.title for fact in told(directory, OfferPublished)] == ["Alt", "Neu"]


CHECKS = ["real", "no-advertising", "complete", "pictures"]


def test_who_is_not_trusted_publishes_nothing_without_the_editors(
    directory: Service, writer: Door, watched: UUID
) -> None:
    offer_id = an_offer(directory, watched)
    words = offer_words(str(watched), title="Vorbei am Tor")
    for path, body, version in [
        (f"/v1/offers/{offer_id}", words, 2),
        (f"/v1/organisations/{watched}", organisation_words(), 2),
    ]:
        assert writer.put(path, body, 409, if_match=version)["type"] == "urn:mosaik:problem:review-first"
    draft = writer.post("/v1/offers", words)
    writer.put(f"/v1/offers/{draft['id']}/publication", status=409)
    plan = writer.post("/v1/projects", project_words(str(watched)))
    writer.put(f"/v1/projects/{plan['id']}/publication", status=409)
    writer.delete(f"/v1/offers/{offer_id}/publication")


def test_whom_the_editors_trust_is_public_at_once(
    directory: Service, steward: Door, anybody: Door, organisation_id: UUID
) -> None:
    words = offer_words(str(organisation_id), title="Sofort da")
    begun = steward.post("/v1/revisions", {"kind": "offer", "organisation_id": str(organisation_id), "words": words})
    approved = submitted(steward, begun)
    assert (approved["state"], approved["sampled"]) == ("approved", False)
    assert anybody.get(f"/v1/offers/{approved['subject_id']}")["title"] == "Sofort da"


def test_every_change_is_a_revision_even_one_without_a_draft(
    directory: Service, steward: Door, editor: Door, organisation_id: UUID
) -> None:
    made = steward.post("/v1/offers", offer_words(str(organisation_id), title="Eins"))
    steward.put(f"/v1/offers/{made['id']}", offer_words(str(organisation_id), title="Zwei"), if_match=1)
    plan = steward.post("/v1/projects", project_words(str(organisation_id)))
    steward.put(f"/v1/projects/{plan['id']}", project_words(str(organisation_id), title="Hof"), if_match=1)
    steward.put(f"/v1/organisations/{organisation_id}", organisation_words(name="Bund"), if_match=2)
    found = {
        subject: [each["title"] for each in editor.get(f"/v1/revisions?state=approved&subject={subject}")["items"]]
        for subject in (made["id"], plan["id"], organisation_id)
    }
    assert found == {
        made["id"]: ["Zwei", "Eins"],
        plan["id"]: ["Hof", "Grüner Schulhof"],
        organisation_id: ["Bund", "Gießkannenbund Halle e. V."],
    }
    second = editor.get(f"/v1/revisions?state=approved&subject={made['id']}")["items"][0]
    assert editor.get(f"/v1/revisions/{second['id']}")["changes"][0]["before"] == "Eins"


def test_two_who_write_at_once_write_on_one_sheet_and_notice(
    directory: Service, tokens: Tokens, writer: Door, watched: UUID
) -> None:
    other = Door(directory.test_client(), tokens.person(a_steward(directory, watched), OURS))
    offer_id = an_offer(directory, watched)
    mine, hers = draft_of(writer, offer_id), draft_of(other, offer_id)
    assert mine["id"] == hers["id"]
    saved(writer, mine, title="Meins")
    problem = other.put(f"/v1/revisions/{hers['id']}", {"words": {"title": "Ihrs"}}, 412, if_match=hers["version"])
    assert problem["type"] == "urn:mosaik:problem:stale"
    assert other.get(f"/v1/revisions/{hers['id']}")["words"]["title"] == "Meins"
    other.put(f"/v1/revisions/{hers['id']}", {"words": {}}, 428)


def test_what_others_changed_meanwhile_is_shown_side_by_side(
    directory: Service, writer: Door, editor: Door, anybody: Door, watched: UUID
) -> None:
    offer_id = an_offer(directory, watched, title="Alt", places=3)
    draft = saved(writer, draft_of(writer, offer_id), title="Meins", places=5)
    editor.put(f"/v1/offers/{offer_id}", offer_words(str(watched), title="Amt", effort="2 Stunden"), if_match=2)
    shown = writer.get(f"/v1/revisions/{draft['id']}")
    conflict = {each["field"]: each for each in shown["changes"]}["title"]
    assert (conflict["before"], conflict["after"], conflict["now"]) == ("Alt", "Meins", "Amt")
    assert conflict["is_conflict"]
    writer.put(f"/v1/revisions/{draft['id']}/submission", status=412, if_match=draft["version"])
    seen = writer.put(
        f"/v1/revisions/{draft['id']}", {"words": {"title": "Beides"}, "rebase": True}, if_match=draft["version"]
    )
    waiting = submitted(writer, seen)
    editor.put(f"/v1/revisions/{draft['id']}/approval", {"checked": CHECKS}, if_match=waiting["version"])
    offer = anybody.get(f"/v1/offers/{offer_id}")
    assert (offer["title"], offer["places"]) == ("Beides", 5)


def test_who_changes_one_field_does_not_undo_another(
    directory: Service, writer: Door, editor: Door, anybody: Door, watched: UUID
) -> None:
    offer_id = an_offer(directory, watched, title="Alt")
    draft = saved(writer, draft_of(writer, offer_id), places=5)
    editor.put(f"/v1/offers/{offer_id}", offer_words(str(watched), title="Amt"), if_match=2)
    waiting = submitted(writer, draft)
    editor.put(f"/v1/revisions/{draft['id']}/approval", {"checked": CHECKS}, if_match=waiting["version"])
    offer = anybody.get(f"/v1/offers/{offer_id}")
    assert (offer["title"], offer["places"]) == ("Amt", 5)


def test_a_refused_draft_cannot_be_taken_up_beside_a_newer_one(
    directory: Service, writer: Door, editor: Door, watched: UUID
) -> None:
    offer_id = an_offer(directory, watched)
    waiting = submitted(writer, saved(writer, draft_of(writer, offer_id), title="Werbung"))
    refused = editor.put(f"/v1/revisions/{waiting['id']}/refusal", {"reason": "Nein."}, if_match=waiting["version"])
    newer = draft_of(writer, offer_id)
    assert newer["id"] != refused["id"]
    problem = writer.put(f"/v1/revisions/{refused['id']}", {"words": {}}, 409, if_match=refused["version"])
    assert problem["type"] == "urn:mosaik:problem:draft-there"
    writer.ask("DELETE", f"/v1/revisions/{newer['id']}", 204)
    assert saved(writer, refused, title="Besser")["state"] == "draft"


def test_a_stranger_neither_reads_nor_writes_drafts(
    directory: Service, writer: Door, steward: Door, watched: UUID
) -> None:
    offer_id = an_offer(directory, watched)
    draft = draft_of(writer, offer_id)
    begin = {"kind": "offer", "organisation_id": str(watched)}
    steward.post("/v1/revisions", begin, 403)
    steward.post("/v1/revisions", {"kind": "offer", "subject_id": str(offer_id)}, 403)
    steward.get(f"/v1/revisions/{draft['id']}", 403)
    steward.get(f"/v1/revisions?organisation={watched}", 403)
    steward.get("/v1/revisions", 403)
    steward.put(f"/v1/revisions/{draft['id']}", {"words": {}}, 403, if_match=1)
    steward.put(f"/v1/revisions/{draft['id']}/submission", status=403, if_match=1)
    steward.delete(f"/v1/revisions/{draft['id']}", 403)


def test_a_draft_does_not_carry_a_thing_to_an_organisation_of_others(
    directory: Service, steward: Door, organisation_id: UUID, watched: UUID
) -> None:
    offer_id = an_offer(directory, organisation_id)
    draft, words = draft_of(steward, offer_id), {"organisation_id": str(watched)}
    steward.put(f"/v1/revisions/{draft['id']}", {"words": words}, status=403, if_match=draft["version"])


@pytest.mark.parametrize(
    "words",
    [
        {"colour": "green"},
        {"title": "a\x00b"},
        {"title": "\u202eneu"},
        {"places": 10**400},
        {"keywords": [[[[[1]]]]]},
        {"description": "x" * 300_000},
        {"keywords": ["x"] * 101},
        {"addresses": [{"\x00": 1}]},
        [],
        "x",
    ],
)
def test_words_that_no_draft_keeps_are_refused(writer: Door, watched: UUID, words: Any) -> None:
    begin = {"kind": "offer", "organisation_id": str(watched), "words": words}
    assert "words" in str(writer.post("/v1/revisions", begin, 422)["errors"])


def test_a_draft_begins_about_something(editor: Door, writer: Door, watched: UUID) -> None:
    assert editor.post("/v1/revisions", {"kind": "offer"}, 422)["type"] == "urn:mosaik:problem:whose-is-it"
    editor.post("/v1/revisions", {"kind": "offer", "subject_id": str(uuid4())}, 404)
    editor.post("/v1/revisions", {"kind": "offer", "organisation_id": str(uuid4())}, 422)
    writer.post("/v1/revisions", {"kind": "organisation"}, 403)
    assert editor.post("/v1/revisions", {"kind": "organisation", "words": {"name": "Neu"}})["title"] == "Neu"


def test_a_project_keeps_who_takes_part_when_something_else_is_changed(
    directory: Service, editor: Door, anybody: Door, organisation_id: UUID
) -> None:
    partner = an_organisation(directory, name="Partnerin")
    partners = [{"organisation_id": str(partner), "role": "Förderung"}]
    plan = editor.post("/v1/projects", project_words(str(organisation_id), partners=partners))
    draft = editor.post("/v1/revisions", {"kind": "project", "subject_id": plan["id"]})
    assert draft["words"]["partners"] == partners
    submitted(editor, saved(editor, draft, results="Der Hof ist grün.", status="completed"))
    shown = anybody.get(f"/v1/projects/{plan['id']}")
    assert (shown["results"], shown["state"], shown["partners"][0]["role"]) == (
        "Der Hof ist grün.",
        "published",
        "Förderung",
    )
