"""The editors' queue: one for all kinds, and what they decide there."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from services.facts.directory import OfferWithdrawn
from services.facts.letters import NoticeRequested
from services.kit.web import Service
from tests.integration.directory_service.conftest import OURS, Door
from tests.support.directory_makers import a_steward, an_offer, an_organisation, offer_words, project_words, told
from tests.support.tokens import Tokens

CHECKS = ["real", "no-advertising", "complete", "pictures"]


@pytest.fixture
def watched(directory: Service) -> UUID:
    return an_organisation(directory, name="Neue Gruppe", trusted=False)


@pytest.fixture
def writer_id(directory: Service, watched: UUID) -> UUID:
    return a_steward(directory, watched)


@pytest.fixture
def writer(directory: Service, tokens: Tokens, writer_id: UUID) -> Door:
    return Door(directory.test_client(), tokens.person(writer_id, OURS))


def waiting(door: Door, words: dict[str, Any], kind: str = "offer", **beginning: Any) -> Any:
    beginning = {"kind": kind, "organisation_id": words.get("organisation_id"), "words": words, **beginning}
    begun = door.post("/v1/revisions", beginning)
    return door.put(f"/v1/revisions/{begun['id']}/submission", if_match=begun["version"])


def approved(editor: Door, revision: Any, status: int = 200, **words: Any) -> Any:
    words = {"checked": CHECKS, **words}
    return editor.put(f"/v1/revisions/{revision['id']}/approval", words, status, if_match=revision["version"])


def refused(editor: Door, revision: Any, reason: str = "Es fehlt, wann und wo.") -> Any:
    return editor.put(f"/v1/revisions/{revision['id']}/refusal", {"reason": reason}, if_match=revision["version"])


def test_the_queue_holds_all_kinds_oldest_first_with_counts(writer: Door, editor: Door, watched: UUID) -> None:
    first = waiting(writer, offer_words(str(watched), title="Erst", district="altstadt"))
    second = waiting(writer, project_words(str(watched), categories=["energy"]), "project")
    third = waiting(writer, {"name": "Umbenannt"}, "organisation", subject_id=str(watched))
    queue = editor.get("/v1/revisions")
    assert [each["id"] for each in queue["items"]] == [first["id"], second["id"], third["id"]]
    assert queue["facets"]["kind"] == {"offer": 1, "project": 1, "organisation": 1}
    assert queue["facets"]["category"] == {"nature": 2, "energy": 1}
    assert queue["items"][0]["organisation"]["name"] == "Neue Gruppe"
    for narrowed, left in [("kind=project", second), ("category=energy", second), ("district=altstadt", first)]:
        found = editor.get(f"/v1/revisions?{narrowed}")
        assert [each["id"] for each in found["items"]] == [left["id"]]
    assert editor.get("/v1/revisions?kind=project")["facets"]["kind"] == {"offer": 1, "project": 1, "organisation": 1}
    assert [each["id"] for each in editor.get("/v1/revisions?size=1&page=2")["items"]] == [second["id"]]


def test_what_is_approved_becomes_public_and_its_writer_hears_of_it(
    directory: Service, writer: Door, writer_id: UUID, editor: Door, anybody: Door, watched: UUID
) -> None:
    done = approved(editor, waiting(writer, offer_words(str(watched), title="Neu")))
    assert (done["state"], done["checked"], done["corrected"]) == ("approved", CHECKS, False)
    assert anybody.get(f"/v1/offers/{done['subject_id']}")["title"] == "Neu"
    (notice,) = told(directory, NoticeRequested)
    assert (notice.person_id, notice.template, notice.slots) == (
        writer_id,
        "revision_approved",
        {"title": "Neu", "corrected": "", "suggested": ""},
    )
    assert notice.pages == {"link": f"/mitmachen/{done['subject_id']}"}
    assert approved(editor, done, 409)["type"] == "urn:mosaik:problem:over-already"


def test_an_editor_corrects_what_she_approves(writer: Door, editor: Door, anybody: Door, watched: UUID) -> None:
    done = approved(editor, waiting(writer, offer_words(str(watched), title="Gißen")), words={"title": "Gießen"})
    assert (done["corrected"], done["words"]["title"]) == (True, "Gießen")
    assert anybody.get(f"/v1/offers/{done['subject_id']}")["title"] == "Gießen"


def test_an_editor_takes_an_answer_out_that_was_none(writer: Door, editor: Door, anybody: Door, watched: UUID) -> None:
    revision = waiting(writer, offer_words(str(watched), with_children=False))
    done = approved(editor, revision, words={"with_children": None, "remote": False})
    assert [each["after"] for each in done["changes"] if each["field"] in ("with_children", "remote")] == []
    assert (done["corrected"], done["words"]["with_children"]) == (True, None)
    assert anybody.get(f"/v1/offers/{done['subject_id']}")["with_children"] is None


def test_a_box_that_an_editor_leaves_alone_is_no_correction(writer: Door, editor: Door, watched: UUID) -> None:
    revision = waiting(writer, offer_words(str(watched)))
    assert approved(editor, revision, words={"remote": False})["corrected"] is False


def test_a_correction_that_makes_no_sense_approves_nothing(writer: Door, editor: Door, watched: UUID) -> None:
    revision = waiting(writer, offer_words(str(watched)))
    assert "title" in approved(editor, revision, 422, words={"title": ""})["errors"]
    assert editor.get(f"/v1/revisions/{revision['id']}")["state"] == "waiting"


def test_a_refusal_is_mailed_with_its_reason_and_can_be_answered(
    directory: Service, writer: Door, writer_id: UUID, editor: Door, watched: UUID
) -> None:
    no = refused(editor, waiting(writer, offer_words(str(watched), title="Werbung")), "Das ist Werbung.")
    assert (no["state"], no["reason"], no["subject_id"]) == ("refused", "Das ist Werbung.", None)
    (notice,) = told(directory, NoticeRequested)
    assert (notice.person_id, notice.template) == (writer_id, "revision_refused")
    assert notice.slots == {"title": "Werbung", "reason": "Das ist Werbung.", "stays": ""}
    written = writer.put(f"/v1/revisions/{no['id']}", {"words": {"title": "Ohne"}}, if_match=no["version"])
    again = writer.put(f"/v1/revisions/{no['id']}/submission", if_match=written["version"])
    assert (again["state"], again["reason"]) == ("waiting", None)


def test_whoever_hears_that_a_change_is_refused_reads_that_the_page_stays(
    directory: Service, writer: Door, editor: Door, anybody: Door, watched: UUID
) -> None:
    offer_id = an_offer(directory, watched, title="Gut")
    refused(editor, waiting(writer, {"title": "Kauft!"}, subject_id=str(offer_id)))
    (notice,) = told(directory, NoticeRequested)
    assert (notice.slots["title"], notice.slots["stays"]) == ("Kauft!", "yes")
    assert anybody.get(f"/v1/offers/{offer_id}")["title"] == "Gut"


def test_a_draft_tells_whether_it_is_public_as_soon_as_it_is_sent_in(
    writer: Door, steward: Door, editor: Door, watched: UUID, organisation_id: UUID, rules: Any
) -> None:
    def begun(door: Door, owner: UUID) -> Any:
        words = offer_words(str(owner))
        return door.post("/v1/revisions", {"kind": "offer", "organisation_id": str(owner), "words": words})

    theirs = begun(writer, watched)
    assert theirs["publishes"] is False
    assert editor.get(f"/v1/revisions/{theirs['id']}")["publishes"] is True, "she would publish it herself"
    trusted = begun(steward, organisation_id)
    assert trusted["publishes"] is True
    sent = steward.put(f"/v1/revisions/{trusted['id']}/submission", if_match=trusted["version"])
    assert (sent["state"], sent["publishes"]) == ("approved", False)
    rules(four_eyes=("offer",))
    assert begun(editor, watched)["publishes"] is False


def test_nothing_is_approved_before_every_question_is_answered(writer: Door, editor: Door, watched: UUID) -> None:
    revision = waiting(writer, offer_words(str(watched)))
    assert approved(editor, revision, 422, checked=CHECKS[:-1])["type"] == "urn:mosaik:problem:check-list-open"


def test_an_editor_decides_on_what_she_has_seen(writer: Door, editor: Door, watched: UUID) -> None:
    revision = waiting(writer, offer_words(str(watched)))
    approved(editor, {**revision, "version": revision["version"] - 1}, 412)
    editor.put(f"/v1/revisions/{revision['id']}/approval", {"checked": CHECKS}, 428)


def test_where_the_city_wants_four_eyes_two_editors_approve(
    writer: Door, editor: Door, colleague: Door, watched: UUID, rules: Any
) -> None:
    rules(four_eyes=("offer",))
    nodded = approved(editor, waiting(writer, offer_words(str(watched))))
    assert (nodded["state"], nodded["nodded"]) == ("waiting", True)
    assert approved(editor, nodded, 409)["type"] == "urn:mosaik:problem:needs-four-eyes"
    assert approved(colleague, nodded)["state"] == "approved"


@pytest.fixture
def colleague(directory: Service, tokens: Tokens) -> Door:
    """Return another editor."""
    return Door(directory.test_client(), tokens.editor(OURS))


def test_what_the_second_editor_corrects_the_first_has_to_see(
    writer: Door, editor: Door, colleague: Door, anybody: Door, watched: UUID, rules: Any
) -> None:
    rules(four_eyes=("offer",))
    nodded = approved(editor, waiting(writer, offer_words(str(watched), title="Gißen")))
    unchanged = approved(editor, nodded, 409, words={"title": "Gißen"})
    assert unchanged["type"] == "urn:mosaik:problem:needs-four-eyes"

    approved(colleague, nodded, 422, words={"title": ""})
    corrected = approved(colleague, nodded, words={"title": "Gießen"})
    assert (corrected["state"], corrected["nodded"], corrected["corrected"]) == ("waiting", True, True)
    assert [each["nodded"] for each in editor.get("/v1/revisions")["items"]] == [True]
    approved(colleague, corrected, 409)
    done = approved(editor, corrected)
    assert (done["state"], done["corrected"]) == ("approved", True)
    assert anybody.get(f"/v1/offers/{done['subject_id']}")["title"] == "Gießen"


def test_who_wrote_something_sees_how_the_second_editor_corrects_it(
    editor: Door, colleague: Door, watched: UUID, rules: Any
) -> None:
    rules(four_eyes=("offer",))
    corrected = approved(colleague, waiting(editor, offer_words(str(watched))), words={"title": "Gießen"})
    assert corrected["state"] == "waiting"
    assert approved(editor, corrected)["state"] == "approved"


def test_a_correction_that_changes_nothing_is_none(writer: Door, editor: Door, watched: UUID) -> None:
    revision = waiting(writer, offer_words(str(watched), title="Gut"))
    assert approved(editor, revision, words={"title": "Gut"})["corrected"] is False


def test_an_editors_own_words_need_a_second_pair_of_eyes_too(
    directory: Service, editor: Door, tokens: Tokens, watched: UUID, rules: Any
) -> None:
    rules(four_eyes=("offer",))
    revision = waiting(editor, offer_words(str(watched)))
    assert revision["state"] == "waiting"
    approved(editor, revision, 409)
    assert approved(Door(directory.test_client(), tokens.editor(OURS)), revision)["state"] == "approved"


def test_a_revision_is_handed_to_a_colleague_with_a_note(
    directory: Service, writer: Door, editor: Door, watched: UUID
) -> None:
    revision, colleague = waiting(writer, offer_words(str(watched))), str(uuid4())
    path = f"/v1/revisions/{revision['id']}"
    assert (
        editor.put(f"{path}/assignment", {"person_id": colleague, "note": "Kennst du die?"})["assigned_to"] == colleague
    )
    (notice,) = told(directory, NoticeRequested)
    assert (str(notice.person_id), notice.template) == (colleague, "revision_handed_over")
    assert notice.slots == {"title": "Gießtour mit dem Wassertank", "note": ""}, "notes are for editors only"
    assert notice.pages == {"link": f"/eintragen/pruefen/{revision['id']}"}
    assert notice.for_editors, "what is not public yet goes to nobody else"
    editor.put(f"{path}/assignment", {"person_id": colleague})
    assert len(told(directory, NoticeRequested)) == 1, "she knows already"
    editor.post(f"{path}/notes", {"text": "Ja."})
    assert [note["text"] for note in editor.get(path)["notes"]] == ["Kennst du die?", "Ja."]
    assert writer.get(path)["notes"] == []
    assert editor.get(f"/v1/revisions?assigned_to={colleague}")["total"] == 1
    assert editor.get(f"/v1/revisions?assigned_to={uuid4()}")["total"] == 0
    assert editor.put(f"{path}/assignment", {})["assigned_to"] is None


def test_what_has_changed_meanwhile_is_not_handed_over_unseen(writer: Door, editor: Door, watched: UUID) -> None:
    revision = waiting(writer, offer_words(str(watched)))
    path, handed = f"/v1/revisions/{revision['id']}", {"person_id": str(uuid4())}
    editor.put(f"{path}/assignment", handed, 412, if_match=revision["version"] - 1)
    assert editor.get(path)["assigned_to"] is None
    editor.put(f"{path}/assignment", handed, if_match=revision["version"])
    assert editor.get(path)["assigned_to"] == handed["person_id"]


def test_every_nth_of_what_is_public_at_once_is_looked_at_afterwards(
    directory: Service, steward: Door, editor: Door, anybody: Door, organisation_id: UUID, rules: Any
) -> None:
    rules(sample_every=2)
    made = [waiting(steward, offer_words(str(organisation_id), title=f"Nr. {n}")) for n in range(4)]
    assert [each["sampled"] for each in made] == [False, True, False, True]
    queue = editor.get("/v1/revisions?state=sampled")
    assert [each["title"] for each in queue["items"]] == ["Nr. 1", "Nr. 3"]
    assert editor.get("/v1/review-figures")["to_be_sampled"] == 2
    approved(editor, made[1])
    refused(editor, made[3])
    assert editor.get("/v1/revisions?state=sampled")["total"] == 0
    anybody.get(f"/v1/offers/{made[1]['subject_id']}")
    anybody.get(f"/v1/offers/{made[3]['subject_id']}", 404)
    assert len(told(directory, OfferWithdrawn)) == 1


def test_a_sample_that_is_refused_is_put_back_as_it_was(
    directory: Service, steward: Door, editor: Door, anybody: Door, organisation_id: UUID, rules: Any
) -> None:
    rules(sample_every=1)
    offer_id = an_offer(directory, organisation_id, title="Gut")
    worse = waiting(steward, {"title": "Kauft!"}, subject_id=str(offer_id))
    assert anybody.get(f"/v1/offers/{offer_id}")["title"] == "Kauft!"
    refused(editor, worse)
    assert anybody.get(f"/v1/offers/{offer_id}")["title"] == "Gut"


def test_the_time_to_a_decision_is_the_middle_one(
    directory: Service, writer: Door, editor: Door, watched: UUID
) -> None:
    assert editor.get("/v1/review-figures") == {
        "waiting": 0,
        "oldest_at": None,
        "decided": 0,
        "median_hours": None,
        "to_be_sampled": 0,
    }
    revisions = [waiting(writer, offer_words(str(watched), title=f"Nr. {n}")) for n in range(4)]
    for revision, hours in zip(revisions[:3], (1, 5, 30), strict=True):
        with directory.database.transaction() as session:
            session.execute(
                text("UPDATE revisions SET submitted_at = submitted_at - :waited WHERE id = :id"),
                {"waited": timedelta(hours=hours), "id": UUID(revision["id"])},
            )
        refused(editor, revision)
    figures = editor.get("/v1/review-figures")
    assert (figures["waiting"], figures["decided"], figures["median_hours"]) == (1, 3, 5.0)
    assert figures["oldest_at"] is not None


def test_editors_keep_texts_for_their_reasons(editor: Door) -> None:
    made = editor.post("/v1/text-blocks", {"title": "Werbung", "text": "Das ist Werbung.", "position": 1})
    path = f"/v1/text-blocks/{made['id']}"
    editor.put(path, {"title": "Werbung", "text": "Anders."}, 412, if_match=7)
    assert editor.put(path, {"title": "Werbung", "text": "Anders."}, if_match=1)["version"] == 2
    assert [each["text"] for each in editor.get("/v1/text-blocks")["items"]] == ["Anders."]
    editor.ask("DELETE", path, 204)
    editor.ask("DELETE", path, 404)
