"""Projects, from draft to public and back, and who takes part in them."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from directory_service.actions import projects
from services.facts.directory import OfferWithdrawn
from services.kit import clock
from services.kit.web import Service
from tests.integration.directory_service.conftest import OURS, Door
from tests.support.directory_makers import (
    EDITOR,
    a_draft_organisation,
    a_draft_project,
    a_project,
    a_steward,
    an_offer,
    an_organisation,
    offer_words,
    project_words,
    told,
)
from tests.support.tokens import Tokens

# What comes back when a project is read, and is not said when it is written.
TOLD_ONLY = {"id", "slug", "organisation", "idea", "offers", "events", "picture", "state", "version"}


@pytest.fixture
def others(directory: Service) -> list[str]:
    """Two more organisations that citizens see."""
    return [str(an_organisation(directory, name=name)) for name in ("Andere", "Dritte")]


def partner(organisation_id: str | UUID, role: str | None = None) -> dict[str, str | None]:
    return {"organisation_id": str(organisation_id), "role": role}


def named(project: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(each["name"], each["role"]) for each in project["partners"]]


def test_a_steward_takes_a_project_from_draft_to_public_and_back(
    steward: Door, anybody: Door, organisation_id: UUID
) -> None:
    draft = steward.post("/v1/projects", project_words(str(organisation_id)))
    assert (draft["state"], draft["version"], draft["slug"]) == ("draft", 1, "gruener-schulhof")
    anybody.get(f"/v1/projects/{draft['slug']}", 404)

    published = steward.put(f"/v1/projects/{draft['id']}/publication")
    assert (published["state"], published["version"]) == ("published", 2)
    assert anybody.get("/v1/projects")["items"][0]["id"] == draft["id"]

    withdrawn = steward.delete(f"/v1/projects/{draft['id']}/publication")
    assert (withdrawn["state"], withdrawn["version"]) == ("withdrawn", 3)
    anybody.get(f"/v1/projects/{draft['id']}", 404)
    assert anybody.get("/v1/projects")["total"] == 0


def test_what_is_done_already_is_not_done_again(directory: Service, steward: Door, organisation_id: UUID) -> None:
    path = f"/v1/projects/{a_project(directory, organisation_id)}/publication"
    assert steward.put(path, status=409)["type"] == "urn:mosaik:problem:already-published"
    steward.delete(path)
    assert steward.delete(path, status=409)["type"] == "urn:mosaik:problem:not-published"


def test_a_project_is_public_only_where_its_organisation_is(directory: Service, editor: Door) -> None:
    hidden, shown = a_draft_organisation(directory, name="Geheim"), an_organisation(directory)
    draft_id, project_id = a_draft_project(directory, hidden), a_project(directory, shown)
    for refused in (
        editor.put(f"/v1/projects/{draft_id}/publication", status=409),
        editor.put(f"/v1/projects/{project_id}", project_words(str(hidden)), 409, if_match=2),
    ):
        assert refused["type"] == "urn:mosaik:problem:organisation-not-public"


def test_the_offers_of_a_withdrawn_project_stay(
    directory: Service, steward: Door, anybody: Door, organisation_id: UUID
) -> None:
    project_id = a_project(directory, organisation_id)
    offer_id = an_offer(directory, organisation_id, project_id=project_id)
    steward.delete(f"/v1/projects/{project_id}/publication")
    assert anybody.get(f"/v1/offers/{offer_id}")["project"] is None
    assert told(directory, OfferWithdrawn) == []


def test_what_was_read_of_a_project_can_be_written_back(
    steward: Door, organisation_id: UUID, others: list[str]
) -> None:
    whole = project_words(
        str(organisation_id),
        description="Zeile eins\nZeile zwei",
        goals="Schatten\nund Wiese",
        results="300 m² entsiegelt",
        target_groups="Schulkinder",
        funding="Stadt",
        joinable=True,
        website="https://schulhof.example.org/gruen?seite=1",
        contact_person="Ada",
        starts_on="2030-01-02",
        ends_on="2031-01-02",
        street="Am Hof 1",
        district="altstadt",
        lat=51.5,
        lon=11.9,
        keywords=["Entsiegelung"],
        confirmed_on="2026-07-01",
        partners=[partner(others[1], "Förderung"), partner(others[0])],
    )
    first = steward.post("/v1/projects", whole)
    assert {name: first[name] for name in whole.keys() - {"organisation_id", "partners"}} == {
        name: whole[name] for name in whole.keys() - {"organisation_id", "partners"}
    }
    assert named(first) == [("Dritte", "Förderung"), ("Andere", None)]

    back = {name: value for name, value in first.items() if name not in TOLD_ONLY}
    back["organisation_id"] = first["organisation"]["id"]
    back["partners"] = [partner(each["organisation_id"], each["role"]) for each in first["partners"]]
    second = steward.put(f"/v1/projects/{first['id']}", back, if_match=1)
    assert second == {**first, "version": 2}


def test_a_change_replaces_all_that_is_not_said_again(
    directory: Service, steward: Door, editor: Door, anybody: Door, organisation_id: UUID, others: list[str]
) -> None:
    project_id = a_project(
        directory, organisation_id, funding="Stadt", partners=[{"organisation_id": UUID(others[0]), "role": None}]
    )
    words = project_words(str(organisation_id), status="completed", partners=[partner(others[1])])
    changed = steward.put(f"/v1/projects/{project_id}", words, if_match=2)
    assert (changed["funding"], named(changed), changed["version"]) == (None, [("Dritte", None)], 3)
    editor.put(f"/v1/projects/{project_id}/partners/{others[1]}", status=204)
    assert anybody.get("/v1/projects?status=completed")["total"] == 1
    assert anybody.get(f"/v1/projects?organisation={others[0]}")["total"] == 0
    assert anybody.get(f"/v1/projects?organisation={others[1]}")["total"] == 1


@pytest.mark.parametrize(("condition", "status"), [({}, 428), ({"If-Match": '"1"'}, 412), ({"If-Match": "x"}, 412)])
def test_a_change_of_a_project_names_the_version_it_changes(
    directory: Service, steward: Door, organisation_id: UUID, condition: dict[str, str], status: int
) -> None:
    path = f"/v1/projects/{a_project(directory, organisation_id)}"
    assert steward.ask("GET", path).headers["ETag"] == '"2"'
    steward.ask("PUT", path, status, project_words(str(organisation_id), title="Anders"), **condition)
    assert steward.get(path)["title"] == "Grüner Schulhof"


def test_a_list_shows_a_changed_project_at_once(
    directory: Service, steward: Door, anybody: Door, organisation_id: UUID
) -> None:
    assert anybody.get("/v1/projects")["total"] == 0
    project_id = a_project(directory, organisation_id)
    assert anybody.get("/v1/projects")["total"] == 1
    steward.put(f"/v1/projects/{project_id}", project_words(str(organisation_id), title="Neu"), if_match=2)
    assert anybody.get("/v1/projects")["items"][0]["title"] == "Neu"
    steward.delete(f"/v1/projects/{project_id}/publication")
    assert anybody.get("/v1/projects")["total"] == 0


def test_a_steward_sees_the_drafts_that_her_organisation_leads(
    directory: Service, steward: Door, organisation_id: UUID, others: list[str]
) -> None:
    steward.post("/v1/projects", project_words(str(organisation_id), title="Entwurf"))
    a_project(directory, organisation_id, title="Sichtbar")
    joined = [{"organisation_id": organisation_id, "role": None}]
    a_draft_project(directory, UUID(others[0]), title="Fremder Entwurf", partners=joined)
    seen = {
        state: [
            each["title"] for each in steward.get(f"/v1/projects?organisation={organisation_id}&state={state}")["items"]
        ]
        for state in ("draft", "published", "withdrawn")
    }
    assert seen == {"draft": ["Entwurf"], "published": ["Sichtbar"], "withdrawn": []}


def test_a_project_that_is_not_public_is_kept_by_nobody_on_the_way(steward: Door, organisation_id: UUID) -> None:
    draft = steward.post("/v1/projects", project_words(str(organisation_id)))
    for path in (f"/v1/projects/{draft['id']}", f"/v1/projects?state=draft&organisation={organisation_id}"):
        assert steward.ask("GET", path).headers["Cache-Control"] == "private, no-store"


def test_a_project_is_neither_taken_from_others_nor_given_to_them(
    directory: Service, steward: Door, tokens: Tokens, organisation_id: UUID, others: list[str]
) -> None:
    own, foreign = a_project(directory, organisation_id), a_project(directory, UUID(others[0]))
    steward.put(f"/v1/projects/{own}", project_words(others[0]), 403, if_match=2)
    steward.put(f"/v1/projects/{foreign}", project_words(str(organisation_id)), 403, if_match=2)
    steward.post("/v1/projects", project_words(others[0]), 403)


def test_a_steward_of_two_organisations_moves_a_project_to_the_other(
    directory: Service, tokens: Tokens, organisation_id: UUID, others: list[str]
) -> None:
    project_id = a_project(directory, organisation_id)
    person_id = a_steward(directory, organisation_id)
    Door(directory.test_client(), tokens.editor("directory-service")).put(
        f"/v1/organisations/{others[0]}/stewards/{person_id}", status=204
    )
    both = Door(directory.test_client(), tokens.person(person_id, "directory-service"))
    moved = both.put(f"/v1/projects/{project_id}", project_words(others[0]), if_match=2)
    assert moved["organisation"]["name"] == "Andere"


def test_a_project_that_moved_knows_whose_it_is_now(directory: Service, others: list[str]) -> None:
    project_id = a_project(directory)
    words = {"organisation_id": UUID(others[0]), "partners": []}
    with directory.database.transaction() as session:
        moved = projects.change_project(session, project_id, words, expected=2, caller=EDITOR, now=clock.now())
        assert moved.organisation.name == "Andere"


def test_a_post_that_is_sent_twice_makes_one_project(steward: Door, organisation_id: UUID) -> None:
    words, once = project_words(str(organisation_id)), {"Idempotency-Key": "f00d"}
    first, second = (steward.ask("POST", "/v1/projects", 201, words, **once).get_json() for _ in range(2))
    assert first["id"] == second["id"]
    assert steward.get(f"/v1/projects?state=draft&organisation={organisation_id}")["total"] == 1


# --- who takes part --------------------------------------------------------------------------------------------------


def test_a_partner_is_known(steward: Door, organisation_id: UUID, others: list[str]) -> None:
    words = project_words(str(organisation_id), partners=[partner(others[0]), partner(uuid4())])
    assert steward.post("/v1/projects", words, 422)["type"] == "urn:mosaik:problem:unknown-partner"
    assert steward.get(f"/v1/projects?state=draft&organisation={organisation_id}")["total"] == 0


def test_a_partner_takes_part_once(steward: Door, organisation_id: UUID, others: list[str]) -> None:
    words = project_words(str(organisation_id), partners=[partner(others[0], "Idee"), partner(others[0], "Geld")])
    assert _complaint(steward, words) == ["partners"]


def test_who_leads_a_project_is_no_partner_of_it(steward: Door, organisation_id: UUID) -> None:
    words = project_words(str(organisation_id), partners=[partner(organisation_id)])
    assert _complaint(steward, words) == ["partners"]


def test_at_most_thirty_take_part(editor: Door, directory: Service, organisation_id: UUID) -> None:
    many = [partner(an_organisation(directory, name=f"Nr. {n}")) for n in range(31)]
    assert _complaint(editor, project_words(str(organisation_id), partners=many)) == ["partners"]
    made = editor.post("/v1/projects", project_words(str(organisation_id), partners=many[:30]))
    assert len(made["partners"]) == 30


def test_who_is_hidden_for_a_while_takes_part_again_when_seen(
    steward: Door, editor: Door, organisation_id: UUID, others: list[str]
) -> None:
    words = project_words(str(organisation_id), partners=[partner(others[0], "Idee"), partner(others[1])])
    project_id = steward.post("/v1/projects", words)["id"]
    editor.delete(f"/v1/organisations/{others[0]}/publication")
    assert named(steward.get(f"/v1/projects/{project_id}")) == [("Dritte", None)]

    written_back = project_words(str(organisation_id), partners=[partner(others[1], "Geld")])
    steward.put(f"/v1/projects/{project_id}", written_back, if_match=1)
    editor.put(f"/v1/organisations/{others[0]}/publication")
    assert named(steward.get(f"/v1/projects/{project_id}")) == [("Dritte", "Geld"), ("Andere", "Idee")]


def test_who_is_hidden_may_be_said_again_with_another_role(
    steward: Door, editor: Door, organisation_id: UUID, others: list[str]
) -> None:
    words = project_words(str(organisation_id), partners=[partner(others[0], "Idee")])
    project_id = steward.post("/v1/projects", words)["id"]
    editor.delete(f"/v1/organisations/{others[0]}/publication")
    said_again = project_words(str(organisation_id), partners=[partner(others[0], "Geld")])
    steward.put(f"/v1/projects/{project_id}", said_again, if_match=1)
    editor.put(f"/v1/organisations/{others[0]}/publication")
    assert named(steward.get(f"/v1/projects/{project_id}")) == [("Andere", "Geld")]


# --- what cannot be understood ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"title": None}, "title"),
        ({"title": " "}, "title"),
        ({"summary": None}, "summary"),
        ({"categories": []}, "categories"),
        ({"categories": ["nature", "energy", "mobility", "health"]}, "categories"),
        ({"categories": ["knitting"]}, "categories.0"),
        ({"status": None}, "status"),
        ({"status": "dreamt"}, "status"),
        ({"starts_on": "2030-02-01", "ends_on": "2030-01-01"}, "ends_on"),
        ({"goals": "a\x00b"}, "goals"),
        ({"joinable": "perhaps"}, "joinable"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"website": "ftp://schulhof.example.org"}, "website"),
        ({"website": "schulhof"}, "website"),
        ({"partners": ["nobody"]}, "partners.0._schema"),
        ({"partners": [{"role": "Idee"}]}, "partners.0.organisation_id"),
        ({"partners": [{"organisation_id": str(UUID(int=7)), "colour": "green"}]}, "partners.0.colour"),
        ({"state": "published"}, "state"),
    ],
    ids=str,
)
def test_a_project_that_makes_no_sense_is_refused(
    steward: Door, organisation_id: UUID, words: dict[str, Any], field: str
) -> None:
    assert _complaint(steward, project_words(str(organisation_id), **words)) == [field]


@pytest.mark.parametrize("missing", ["organisation_id", "title", "summary", "categories", "status"])
def test_a_project_says_whose_it_is_and_what_it_is_about(steward: Door, organisation_id: UUID, missing: str) -> None:
    words = project_words(str(organisation_id))
    del words[missing]
    assert _complaint(steward, words) == [missing]


def test_a_project_belongs_to_an_organisation_that_there_is(editor: Door) -> None:
    problem = editor.post("/v1/projects", project_words(str(uuid4())), 422)
    assert problem["type"] == "urn:mosaik:problem:unknown-organisation"


def test_a_project_that_is_not_there_is_not_changed(editor: Door, organisation_id: UUID) -> None:
    nobody = f"/v1/projects/{uuid4()}"
    editor.put(nobody, project_words(str(organisation_id)), 404, if_match=1)
    editor.put(f"{nobody}/publication", status=404)
    editor.delete(f"{nobody}/publication", 404)


def _complaint(door: Door, words: dict[str, Any]) -> list[str]:
    problem = door.post("/v1/projects", words, 422)
    assert problem["type"] == "urn:mosaik:problem:malformed"
    return list(problem["errors"])


def test_offers_hang_on_projects_that_their_organisation_is_in(
    directory: Service, editor: Door, steward: Door, organisation_id: UUID, others: list[str]
) -> None:
    foreign = a_project(directory, UUID(others[0]))
    words = offer_words(str(organisation_id), project_id=str(foreign))
    assert steward.post("/v1/offers", words, 422)["type"] == "urn:mosaik:problem:not-in-this-project"
    offer = steward.post("/v1/offers", offer_words(str(organisation_id)))
    assert steward.put(f"/v1/offers/{offer['id']}", words, 422, if_match=1)["type"].endswith(":not-in-this-project")
    joined = a_project(directory, UUID(others[0]), partners=[{"organisation_id": organisation_id, "role": None}])
    steward.post("/v1/offers", words | {"project_id": str(joined)})
    steward.post("/v1/offers", words | {"project_id": str(a_project(directory, organisation_id))})

    hung = editor.post("/v1/offers", words)

    # What an editor has hung there, a steward may go on mending.
    steward.put(f"/v1/offers/{hung['id']}", words | {"title": "Neu"}, if_match=1)


def test_drafts_hang_on_no_project_of_others(
    directory: Service, tokens: Tokens, editor: Door, others: list[str]
) -> None:
    watched = an_organisation(directory, name="Neue Gruppe", trusted=False)
    writer = Door(directory.test_client(), tokens.person(a_steward(directory, watched), OURS))
    words = offer_words(str(watched), project_id=str(a_project(directory, UUID(others[0]))))
    draft = {"kind": "offer", "organisation_id": str(watched), "words": words}
    for door, status in ((writer, 422), (editor, 200)):
        begun = door.post("/v1/revisions", draft)
        door.put(f"/v1/revisions/{begun['id']}/submission", status=status, if_match=1)
