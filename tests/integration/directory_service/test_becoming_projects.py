"""An idea becomes a project, and its page leads there."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from directory_service.actions import ageing_ideas
from directory_service.models import Idea
from services.facts.letters import LetterRequested
from services.kit import clock
from services.kit.web import Service
from tests.integration.directory_service.conftest import OURS, Door
from tests.support.directory_makers import a_project, a_steward, an_organisation, told
from tests.support.idea_makers import AUTHOR, CHECKS, a_public_idea, idea_words, own_link
from tests.support.tokens import Tokens


def begun(asker: Door, idea_id: UUID, organisation_id: UUID, status: int = 201, **words: Any) -> Any:
    return asker.post(f"/v1/ideas/{idea_id}/project", {"organisation_id": str(organisation_id), **words}, status)


def published(editor: Door, draft_id: str) -> Any:
    draft = editor.get(f"/v1/revisions/{draft_id}")
    return editor.put(f"/v1/revisions/{draft_id}/submission", if_match=draft["version"])


def test_an_editor_makes_a_project_of_an_idea_and_its_page_leads_there(
    directory: Service, anybody: Door, editor: Door, organisation_id: UUID
) -> None:
    idea_id = a_public_idea(directory, description="Mit Anhänger.")
    draft = editor.get(f"/v1/revisions/{begun(editor, idea_id, organisation_id)['draft_id']}")
    assert (draft["kind"], draft["words"]["title"], draft["words"]["description"], draft["words"]["status"]) == (
        "project",
        "Ein Lastenrad für unsere Straße",
        "Mit Anhänger.",
        "planned",
    )
    assert anybody.get(f"/v1/ideas/{idea_id}")["state"] == "published"
    done = published(editor, draft["id"])
    shown = anybody.get(f"/v1/ideas/{idea_id}")
    assert (shown["state"], shown["project"]["id"]) == ("became_project", done["subject_id"])
    assert anybody.get("/v1/ideas")["total"] == 0
    letter = told(directory, LetterRequested)[-1]
    assert (letter.template, letter.email) == ("idea_became_project", AUTHOR)
    assert letter.slots["link"].endswith(f"/projekte/{shown['project']['slug']}")


def test_a_project_leads_to_its_idea_also_when_it_becomes_one_with_another(
    directory: Service, anybody: Door, editor: Door, organisation_id: UUID
) -> None:
    idea_id, other = a_public_idea(directory), a_project(directory, organisation_id, title="Räder für alle")
    draft_id = begun(editor, idea_id, organisation_id)["draft_id"]
    link, became = own_link(directory), UUID(published(editor, draft_id)["subject_id"])
    assert anybody.get(f"/v1/projects/{became}")["idea"]["id"] == str(idea_id)
    assert anybody.get(f"/v1/projects/{other}")["idea"] is None

    editor.merge("project", became, other)
    assert anybody.get(f"/v1/ideas/{idea_id}")["project"]["id"] == str(other)
    assert anybody.get(f"/v1/projects/{other}")["idea"]["id"] == str(idea_id)

    Door(directory.test_client(), {"Authorization": f"Link {link}"}).delete("/v1/own-idea")
    assert anybody.get(f"/v1/projects/{other}")["idea"] is None


def test_its_author_takes_back_even_what_a_project_was_made_of(
    directory: Service, anybody: Door, editor: Door, organisation_id: UUID
) -> None:
    idea_id = a_public_idea(directory, contact="0345 000 1")
    draft = editor.get(f"/v1/revisions/{begun(editor, idea_id, organisation_id)['draft_id']}")
    link = own_link(directory)
    published(editor, draft["id"])
    assert anybody.get(f"/v1/ideas/{idea_id}")["contact"] is None

    she = Door(directory.test_client(), {"Authorization": f"Link {link}"})
    assert she.delete("/v1/own-idea")["state"] == "withdrawn"
    anybody.get(f"/v1/ideas/{idea_id}", status=404)


def test_its_author_does_if_she_looks_after_an_organisation_and_has_her_link(
    directory: Service, organisation_id: UUID, steward: Door, anybody: Door
) -> None:
    idea_id = a_public_idea(directory)
    assert begun(steward, idea_id, organisation_id, link=own_link(directory))["draft_id"]


def test_who_sent_it_signed_in_needs_no_link(
    directory: Service, organisation_id: UUID, tokens: Tokens, editor: Door
) -> None:
    she = Door(directory.test_client(), tokens.person(a_steward(directory, organisation_id), OURS))
    she.post("/v1/ideas", idea_words(), 202)
    (item,) = editor.get("/v1/revisions")["items"]
    approval = {"checked": list(CHECKS)}
    done = editor.put(f"/v1/revisions/{item['id']}/approval", approval, if_match=item["version"])
    assert begun(she, done["subject_id"], organisation_id)["draft_id"]


def test_others_do_not(directory: Service, organisation_id: UUID, steward: Door, tokens: Tokens) -> None:
    mine = a_public_idea(directory)
    begun(steward, mine, organisation_id, 403)
    begun(steward, mine, organisation_id, 404, link="A" * 43)
    a_public_idea(directory, title="Ihre", email="bo@example.org")
    theirs = own_link(directory)
    # The link of another idea is no link of this one.
    begun(steward, mine, organisation_id, 403, link=theirs)
    hers = Door(directory.test_client(), tokens.person(uuid4(), OURS))
    other = an_organisation(directory, name="Andere")
    with directory.database.reading() as session:
        ids = {each.title: each.id for each in session.query(Idea)}
    begun(hers, ids["Ihre"], other, 403, link=theirs)


def test_two_do_not_write_the_same_project(directory: Service, editor: Door, organisation_id: UUID) -> None:
    idea_id = a_public_idea(directory)
    draft_id = begun(editor, idea_id, organisation_id)["draft_id"]
    begun(editor, idea_id, organisation_id, 409)
    editor.delete(f"/v1/revisions/{draft_id}", 204)
    assert begun(editor, idea_id, organisation_id)["draft_id"] != draft_id


@pytest.mark.parametrize("days", [-1, 1])
def test_who_had_it_is_forgotten_and_what_leads_to_the_project_stays(
    directory: Service, anybody: Door, editor: Door, organisation_id: UUID, days: int
) -> None:
    idea_id = a_public_idea(directory, contact="Dienstags im Hof")
    published(editor, begun(editor, idea_id, organisation_id)["draft_id"])
    with directory.database.transaction() as session:
        ageing_ideas.forget_ideas(session, days=180, now=clock.now() + timedelta(days=180 + days))
    with directory.database.reading() as session:
        kept = session.get_one(Idea, idea_id)
        said = (kept.email, kept.contact_name, kept.contact)
    assert said == ((None, "", None) if days > 0 else (AUTHOR, "Ada", None))
    assert anybody.get(f"/v1/ideas/{idea_id}")["project"]["title"] == "Ein Lastenrad für unsere Straße"
