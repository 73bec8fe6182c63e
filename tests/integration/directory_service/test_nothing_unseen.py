"""Nothing becomes public that no editor has seen, in whatever order things are done."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from directory_service.models import Organisation, Revision
from services.kit.review.rules import Origin
from services.kit.web import Service
from tests.integration.directory_service.conftest import OURS, Door
from tests.support.directory_makers import a_project, a_steward, an_offer, an_organisation, offer_words, project_words
from tests.support.tokens import Tokens

CHECKS = ["real", "no-advertising", "complete", "pictures"]


@pytest.fixture
def watched(directory: Service) -> UUID:
    """An organisation whose words the editors look at first."""
    return an_organisation(directory, name="Neue Gruppe", trusted=False)


@pytest.fixture
def writer(directory: Service, tokens: Tokens, watched: UUID) -> Door:
    return Door(directory.test_client(), tokens.person(a_steward(directory, watched), OURS))


def begun(door: Door, **about: Any) -> Any:
    return door.post("/v1/revisions", {"kind": "offer", **about})


def saved(door: Door, draft: Any, status: int = 200, *, rebase: bool = False, **words: Any) -> Any:
    told = {"words": words, "rebase": rebase}
    return door.put(f"/v1/revisions/{draft['id']}", told, status, if_match=draft["version"])


def submitted(door: Door, draft: Any) -> Any:
    return door.put(f"/v1/revisions/{draft['id']}/submission", if_match=draft["version"])


def approved(editor: Door, revision: Any) -> Any:
    return editor.put(f"/v1/revisions/{revision['id']}/approval", {"checked": CHECKS}, if_match=revision["version"])


def reworded(door: Door, offer_id: UUID, watched: UUID, **words: Any) -> None:
    version = door.get(f"/v1/offers/{offer_id}")["version"]
    door.put(f"/v1/offers/{offer_id}", offer_words(str(watched), **words), if_match=version)


def test_of_what_citizens_do_not_see_everything_is_new_to_the_editors(
    directory: Service, writer: Door, watched: UUID
) -> None:
    offer_id = an_offer(directory, watched, title="Gut")
    writer.delete(f"/v1/offers/{offer_id}/publication")
    reworded(writer, offer_id, watched, title="Gut", summary="Kauft bei uns!")

    draft = saved(writer, begun(writer, subject_id=str(offer_id)), title="Gut!")

    assert {"title", "summary"} <= {each["field"] for each in submitted(writer, draft)["changes"]}


def test_what_is_slipped_in_while_a_revision_waits_is_not_approved_with_it(
    directory: Service, writer: Door, editor: Door, anybody: Door, watched: UUID
) -> None:
    offer_id = an_offer(directory, watched, title="Gut", summary="So ist es.")
    waiting = submitted(writer, saved(writer, begun(writer, subject_id=str(offer_id)), title="Gut!"))
    writer.delete(f"/v1/offers/{offer_id}/publication")
    reworded(writer, offer_id, watched, title="Gut", summary="Kauft bei uns!")

    seen = editor.get(f"/v1/revisions/{waiting['id']}")
    assert approved(editor, seen)["state"] == "approved"

    shown = anybody.get(f"/v1/offers/{offer_id}")
    assert (shown["title"], shown["summary"]) == ("Gut!", "So ist es.")


def left_and_came_back(editor: Door, writer: Door, organisation_id: UUID, offer_id: UUID, project_id: UUID) -> None:
    editor.delete(f"/v1/organisations/{organisation_id}/publication")
    reworded(writer, offer_id, organisation_id, title="Neu")
    version = writer.get(f"/v1/projects/{project_id}")["version"]
    writer.put(f"/v1/projects/{project_id}", project_words(str(organisation_id), title="Neu"), if_match=version)
    editor.put(f"/v1/organisations/{organisation_id}/publication")


def test_what_was_changed_unseen_does_not_come_back_with_its_organisation(
    directory: Service, writer: Door, editor: Door, anybody: Door, watched: UUID
) -> None:
    as_it_was, offer_id, project_id = (
        an_offer(directory, watched),
        an_offer(directory, watched),
        a_project(directory, watched),
    )
    left_and_came_back(editor, writer, watched, offer_id, project_id)
    anybody.get(f"/v1/offers/{as_it_was}")
    anybody.get(f"/v1/offers/{offer_id}", 404)
    anybody.get(f"/v1/projects/{project_id}", 404)


@pytest.mark.parametrize("by_editor", [True, False])
def test_what_an_editor_or_a_trusted_steward_changed_comes_back_with_its_organisation(
    directory: Service, steward: Door, editor: Door, anybody: Door, organisation_id: UUID, by_editor: bool
) -> None:
    with directory.database.transaction() as session:
        session.execute(update(Organisation).values(trusted=not by_editor))
    offer_id, project_id = an_offer(directory, organisation_id), a_project(directory, organisation_id)
    left_and_came_back(editor, editor if by_editor else steward, organisation_id, offer_id, project_id)
    assert anybody.get(f"/v1/offers/{offer_id}")["title"] == "Neu"
    assert anybody.get(f"/v1/projects/{project_id}")["title"] == "Neu"


def test_what_moved_to_another_while_hidden_does_not_come_back_with_it(
    directory: Service, editor: Door, anybody: Door, watched: UUID, organisation_id: UUID
) -> None:
    offer_id = an_offer(directory, watched)
    for group in (watched, organisation_id):
        editor.delete(f"/v1/organisations/{group}/publication")
    reworded(editor, offer_id, organisation_id)
    editor.put(f"/v1/organisations/{organisation_id}/publication")
    anybody.get(f"/v1/offers/{offer_id}", 404)


def test_refusing_a_sample_shows_nothing_that_was_hidden_and_leaves_what_was_mended(
    directory: Service, steward: Door, editor: Door, anybody: Door, organisation_id: UUID, rules: Any
) -> None:
    rules(sample_every=1)
    offer_id = an_offer(directory, organisation_id, title="Gut", summary="So ist es.")
    worse = saved(steward, begun(steward, subject_id=str(offer_id)), title="Kauft!", summary="Kauft alles!")
    sampled = submitted(steward, worse)
    version = editor.get(f"/v1/offers/{offer_id}")["version"]
    mended = offer_words(str(organisation_id), title="Kauft!", summary="Längst geheilt.")
    editor.put(f"/v1/offers/{offer_id}", mended, if_match=version)
    editor.delete(f"/v1/offers/{offer_id}/publication")

    refusal = {"reason": "Werbung"}
    editor.put(f"/v1/revisions/{sampled['id']}/refusal", refusal, if_match=sampled["version"])

    anybody.get(f"/v1/offers/{offer_id}", 404)
    left = editor.get(f"/v1/offers/{offer_id}")
    assert (left["title"], left["summary"]) == ("Gut", "Längst geheilt.")


def test_nobody_writes_for_an_organisation_that_is_not_hers(
    directory: Service, writer: Door, anybody: Door, editor: Door, watched: UUID
) -> None:
    foreign = str(an_organisation(directory, name="Fremde"))

    draft = begun(writer, organisation_id=str(watched), words=offer_words(foreign))
    assert draft["words"]["organisation_id"] == str(watched)
    saved(writer, draft, 403, organisation_id=foreign)
    saved(writer, draft, 422, organisation_id="nobody")
    offer_id = an_offer(directory, watched)
    change = {"subject_id": str(offer_id), "words": {"organisation_id": foreign}}
    writer.post("/v1/revisions", {"kind": "offer", **change}, 403)


def test_a_suggestion_names_no_owner_in_its_words(directory: Service, anybody: Door, editor: Door) -> None:
    hidden = str(an_organisation(directory, name="Fremde"))
    words = offer_words(hidden, title="Untergeschoben")
    anybody.post("/v1/proposals", {"kind": "offer", "words": words, "email": "mirjam@example.org"}, 202)

    with directory.database.reading() as session:
        kept = session.scalars(select(Revision).where(Revision.origin == Origin.SUGGESTION)).one()
    assert (kept.organisation_id, "organisation_id" in kept.words) == (None, False)


def test_who_insists_on_her_words_undoes_no_others(
    directory: Service, writer: Door, editor: Door, watched: UUID
) -> None:
    offer_id = an_offer(directory, watched, title="Alt", summary="Alt")
    draft = saved(writer, begun(writer, subject_id=str(offer_id)), title="Meins")
    version = editor.get(f"/v1/offers/{offer_id}")["version"]
    editor.put(f"/v1/offers/{offer_id}", offer_words(str(watched), title="Anderes", summary="Besser"), if_match=version)

    mine = saved(writer, draft, rebase=True, title="Meins")

    assert [(each["field"], each["before"], each["after"]) for each in mine["changes"]] == [
        ("title", "Anderes", "Meins")
    ]


def test_four_eyes_begin_anew_when_the_words_are_new(
    directory: Service, writer: Door, editor: Door, tokens: Tokens, watched: UUID, rules: Any
) -> None:
    rules(four_eyes=("offer",))
    colleague = Door(directory.test_client(), tokens.editor(OURS))
    draft = begun(writer, organisation_id=str(watched), words=offer_words(str(watched)))
    nodded = approved(editor, submitted(writer, draft))
    refused = {"reason": "Nein"}
    no = colleague.put(f"/v1/revisions/{nodded['id']}/refusal", refused, if_match=nodded["version"])
    again = submitted(writer, saved(writer, no, title="Ganz anders"))

    assert approved(colleague, again)["state"] == "waiting"


def test_who_merely_began_a_draft_has_not_seen_what_others_wrote_on_it(
    directory: Service, writer: Door, editor: Door, tokens: Tokens, watched: UUID, rules: Any
) -> None:
    rules(four_eyes=("offer",))
    colleague = Door(directory.test_client(), tokens.editor(OURS))
    for who, status in ((writer, 200), (colleague, 409)):
        offer_id = str(an_offer(directory, watched, title="Gut"))
        begun(editor, subject_id=offer_id)
        sent = submitted(who, saved(who, begun(who, subject_id=offer_id), title="Ganz anders"))

        colleague.put(f"/v1/revisions/{sent['id']}/approval", {"checked": CHECKS}, status, if_match=sent["version"])

        assert colleague.get(f"/v1/revisions/{sent['id']}")["state"] == "waiting"
