"""Who is named as a partner of a project is shown once it has agreed."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from directory_service.actions.asking_partners import ask_about_the_rest, ask_partners
from directory_service.models import Organisation, ProjectPartner
from services.facts.letters import NoticeRequested
from services.kit import clock
from services.kit.web import Service
from tests.integration.directory_service.conftest import OURS, Door
from tests.support.directory_makers import (
    PROJECTS,
    a_draft_organisation,
    a_project,
    a_steward,
    an_organisation,
    imported,
    offer_words,
    project_words,
    table,
    told,
)
from tests.support.tokens import Tokens

NATURE = "Stadtgrün und Biodiversität"
CHECKS = ["real", "no-advertising", "complete", "pictures"]


@pytest.fixture
def guest_id(directory: Service) -> UUID:
    """An organisation that others name."""
    return an_organisation(directory, name="Radküche")


@pytest.fixture
def guest_person(directory: Service, guest_id: UUID) -> UUID:
    return a_steward(directory, guest_id)


@pytest.fixture
def guest(directory: Service, tokens: Tokens, guest_person: UUID) -> Door:
    return Door(directory.test_client(), tokens.person(guest_person, OURS))


@pytest.fixture
def stranger(directory: Service, tokens: Tokens) -> Door:
    return Door(directory.test_client(), tokens.person(a_steward(directory, an_organisation(directory)), OURS))


@pytest.fixture
def project_id(steward: Door, organisation_id: UUID, guest_id: UUID) -> str:
    """A public project whose steward has named the guest."""
    words = project_words(str(organisation_id), partners=[partner(guest_id, "gibt Räder")])
    made = steward.post("/v1/projects", words)
    steward.put(f"/v1/projects/{made['id']}/publication")
    return str(made["id"])


def partner(organisation_id: UUID, role: str | None = None) -> dict[str, str | None]:
    return {"organisation_id": str(organisation_id), "role": role}


def shown(door: Door, project_id: str) -> list[str]:
    return [each["name"] for each in door.get(f"/v1/projects/{project_id}")["partners"]]


def letters(directory: Service, template: str) -> list[NoticeRequested]:
    return [fact for fact in told(directory, NoticeRequested) if fact.template == template]


def asked(door: Door, **more: str) -> list[tuple[str, str]]:
    way = "&".join(f"{name}={value}" for name, value in more.items())
    return [(each["organisation"]["name"], each["answer"]) for each in door.get(f"/v1/partnerships?{way}")["items"]]


def exported_partners(anybody: Door) -> list[str]:
    rows = csv.DictReader(StringIO(anybody.ask("GET", "/v1/projects.csv").text.lstrip("\ufeff")), delimiter=";")
    return [row["weitere_organisationen"] for row in rows]


def test_nobody_sees_a_partner_that_has_not_agreed(
    guest: Door, anybody: Door, steward: Door, guest_id: UUID, project_id: str
) -> None:
    assert shown(anybody, project_id) == []
    assert anybody.get(f"/v1/projects?organisation={guest_id}")["total"] == 0
    assert anybody.get(f"/v1/organisations/{guest_id}")["projects"] == []
    assert exported_partners(anybody) == [""]
    offer = guest.post("/v1/offers", offer_words(str(guest_id), project_id=project_id), 422)
    assert offer["type"] == "urn:mosaik:problem:not-in-this-project"
    whole = steward.ask("GET", f"/v1/projects/{project_id}")
    assert [(each["name"], each["confirmed"]) for each in whole.get_json()["partners"]] == [("Radküche", False)]
    assert whole.headers["Cache-Control"] == "private, no-store"

    guest.put(f"/v1/projects/{project_id}/partners/{guest_id}", status=204)
    assert shown(anybody, project_id) == ["Radküche"]
    assert anybody.get(f"/v1/projects?organisation={guest_id}")["total"] == 1
    assert [each["id"] for each in anybody.get(f"/v1/organisations/{guest_id}")["projects"]] == [project_id]
    assert "Radküche" in exported_partners(anybody)[0]
    guest.post("/v1/offers", offer_words(str(guest_id), project_id=project_id))


def test_an_answer_is_given_once_and_said_twice_changes_nothing(guest: Door, guest_id: UUID, project_id: str) -> None:
    door = f"/v1/projects/{project_id}/partners/{guest_id}"
    assert asked(guest) == [("Radküche", "open")]
    assert asked(guest, side="joined") == []
    guest.put(door, status=204)
    assert asked(guest, side="joined") == [("Radküche", "yes")]
    version = guest.get(f"/v1/projects/{project_id}")["version"]
    guest.put(door, status=204)
    assert guest.get(f"/v1/projects/{project_id}")["version"] == version
    assert asked(guest) == []


def test_the_stewards_are_asked_once_the_project_is_public(
    directory: Service, steward: Door, organisation_id: UUID, guest_id: UUID, guest_person: UUID
) -> None:
    words = project_words(str(organisation_id), partners=[partner(guest_id)])
    made = steward.post("/v1/projects", words)
    assert letters(directory, "partner_asked") == []
    assert asked(steward, side="leading") == [("Radküche", "open")]
    steward.put(f"/v1/projects/{made['id']}/publication")
    (letter,) = letters(directory, "partner_asked")
    assert letter.person_id == guest_person
    assert letter.slots == {
        "title": "Grüner Schulhof",
        "organisation": "Radküche",
        "leader": "Gießkannenbund Halle e. V.",
    }
    steward.put(f"/v1/projects/{made['id']}", words, if_match=2)
    assert len(letters(directory, "partner_asked")) == 1, "nobody is asked again"


def test_who_is_named_later_is_asked_then(
    directory: Service, steward: Door, anybody: Door, organisation_id: UUID, guest_id: UUID, guest_person: UUID
) -> None:
    project_id = str(a_project(directory, organisation_id))
    words = project_words(str(organisation_id), partners=[partner(guest_id)])
    steward.put(f"/v1/projects/{project_id}", words, if_match=2)
    assert [letter.person_id for letter in letters(directory, "partner_asked")] == [guest_person]
    assert shown(anybody, project_id) == []


def test_who_is_named_again_and_again_gets_a_letter_once_in_thirty_days(
    directory: Service, steward: Door, guest: Door, organisation_id: UUID, guest_id: UUID, project_id: str
) -> None:
    for partners in ([], [partner(guest_id)]):
        version = steward.get(f"/v1/projects/{project_id}")["version"]
        words = project_words(str(organisation_id), partners=partners)
        steward.put(f"/v1/projects/{project_id}", words, if_match=version)
        assert len(asked(guest)) == len(partners)
    assert len(letters(directory, "partner_asked")) == 1

    with directory.database.transaction() as session:
        session.execute(update(ProjectPartner).values(asked_at=None))
        ask_partners(session, [UUID(project_id)], now=clock.now() + timedelta(days=31))
    assert len(letters(directory, "partner_asked")) == 2


def test_who_is_named_with_many_projects_gets_one_letter_and_another_a_day_later(
    directory: Service, steward: Door, guest: Door, organisation_id: UUID, guest_id: UUID, guest_person: UUID
) -> None:
    for number in range(24):
        words = project_words(str(organisation_id), title=f"Hof {number}", partners=[partner(guest_id)])
        made = steward.post("/v1/projects", words)
        if number < 23:
            steward.put(f"/v1/projects/{made['id']}/publication")
    assert [letter.slots["title"] for letter in letters(directory, "partner_asked")] == ["Hof 0"]
    assert len(asked(guest, size="100")) == 23, "her page shows what is public at once"
    answered = guest.get("/v1/partnerships?size=100")["items"][-1]["project"]["id"]
    guest.put(f"/v1/projects/{answered}/partners/{guest_id}", status=204)

    for hours in (23, 25, 26):
        with directory.database.transaction() as session:
            ask_about_the_rest(session, now=clock.now() + timedelta(hours=hours))
    (letter,) = letters(directory, "partners_asked")
    assert (letter.person_id, letter.slots["count"]) == (guest_person, "21")
    assert (letter.slots["title_1"], letter.slots["leader_20"]) == ("Hof 1", "Gießkannenbund Halle e. V.")
    assert letter.pages == {"link": "/eintragen/meine"}
    assert "title_21" not in letter.slots, "the page shows the rest"


def test_a_letter_waits_until_somebody_could_read_it(directory: Service, guest_id: UUID, project_id: str) -> None:
    assert letters(directory, "partner_asked") == []
    person = a_steward(directory, guest_id)
    with directory.database.transaction() as session:
        ask_about_the_rest(session, now=clock.now())
    assert [letter.person_id for letter in letters(directory, "partner_asked")] == [person]


def test_who_refuses_is_not_named_again_and_those_who_lead_hear_it(
    directory: Service,
    guest: Door,
    steward: Door,
    organisation_id: UUID,
    guest_id: UUID,
    project_id: str,
) -> None:
    guest.delete(f"/v1/projects/{project_id}/partners/{guest_id}", 204)
    assert shown(guest, project_id) == shown(steward, project_id) == []
    assert asked(steward, side="leading", project=project_id) == [("Radküche", "no")]
    (letter,) = letters(directory, "partner_refused")
    assert letter.slots == {"title": "Grüner Schulhof", "organisation": "Radküche"}
    again = project_words(str(organisation_id), partners=[partner(guest_id)])
    refused = steward.ask("PUT", f"/v1/projects/{project_id}", 422, again, **{"If-Match": '"2"'})
    assert refused.get_json()["type"] == "urn:mosaik:problem:partner-said-no"
    steward.put(f"/v1/projects/{project_id}", project_words(str(organisation_id)), if_match=2)
    guest.put(f"/v1/projects/{project_id}/partners/{guest_id}", status=204)
    assert shown(guest, project_id) == ["Radküche"], "its last word counts"


def test_who_takes_part_can_leave(guest: Door, anybody: Door, guest_id: UUID, project_id: str) -> None:
    door = f"/v1/projects/{project_id}/partners/{guest_id}"
    guest.put(door, status=204)
    guest.delete(door, 204)
    assert shown(anybody, project_id) == []
    assert anybody.get(f"/v1/projects?organisation={guest_id}")["total"] == 0


def test_a_refusal_is_news_for_thirty_days(
    directory: Service, guest: Door, steward: Door, guest_id: UUID, project_id: str
) -> None:
    guest.delete(f"/v1/projects/{project_id}/partners/{guest_id}", 204)
    with directory.database.transaction() as session:
        session.scalars(select(ProjectPartner)).one().refused_at = clock.now() - timedelta(days=31)
    assert asked(steward, side="leading") == []


def test_stewards_see_only_what_concerns_them_and_editors_all(
    guest: Door, steward: Door, editor: Door, stranger: Door, guest_id: UUID, project_id: str
) -> None:
    for side, sees, sees_nothing in (("asked", guest, steward), ("leading", steward, guest)):
        assert asked(sees, side=side) == asked(editor, side=side) == [("Radküche", "open")]
        assert asked(sees_nothing, side=side) == asked(stranger, side=side) == []
        assert asked(stranger, side=side, organisation=str(guest_id), project=project_id) == []


def test_who_is_not_public_is_named_to_editors_only(
    directory: Service, steward: Door, editor: Door, organisation_id: UUID
) -> None:
    hidden = a_draft_organisation(directory, name="Geheim", external_id="HAL-O-999")
    steward.post("/v1/projects", project_words(str(organisation_id), partners=[partner(hidden)]))
    assert asked(steward, side="leading") == []
    assert asked(editor, side="leading") == [("Geheim", "open")]


def test_whoever_is_not_named_cannot_join(
    guest: Door, directory: Service, organisation_id: UUID, guest_id: UUID
) -> None:
    other = a_project(directory, organisation_id)
    answer = guest.put(f"/v1/projects/{other}/partners/{guest_id}", status=404)
    assert answer["type"] == "urn:mosaik:problem:not-named"


def test_a_draft_tells_whom_it_names_to_nobody(
    guest: Door, steward: Door, organisation_id: UUID, guest_id: UUID
) -> None:
    made = steward.post("/v1/projects", project_words(str(organisation_id), partners=[partner(guest_id)]))
    answer = guest.put(f"/v1/projects/{made['id']}/partners/{guest_id}", status=404)
    assert answer["type"] == "urn:mosaik:problem:no-such-project"
    assert asked(guest) == []


def test_who_speaks_for_both_need_not_be_asked(
    directory: Service, tokens: Tokens, editor: Door, anybody: Door, organisation_id: UUID, guest_id: UUID
) -> None:
    both = a_steward(directory, organisation_id)
    editor.put(f"/v1/organisations/{guest_id}/stewards/{both}", status=204)
    hers = Door(directory.test_client(), tokens.person(both, OURS))
    made = hers.post("/v1/projects", project_words(str(organisation_id), partners=[partner(guest_id)]))
    hers.put(f"/v1/projects/{made['id']}/publication")
    assert shown(anybody, made["id"]) == ["Radküche"]
    assert letters(directory, "partner_asked") == []


def test_an_editor_who_approves_does_not_agree_for_the_partner(
    directory: Service, steward: Door, editor: Door, anybody: Door, organisation_id: UUID, guest_id: UUID
) -> None:
    with directory.database.transaction() as session:
        session.get_one(Organisation, organisation_id).trusted = False
    words = {name: word for name, word in project_words("").items() if name != "organisation_id"}
    beginning = {"kind": "project", "organisation_id": str(organisation_id)}
    draft = steward.post("/v1/revisions", {**beginning, "words": words | {"partners": [partner(guest_id)]}})
    sent = steward.put(f"/v1/revisions/{draft['id']}/submission", if_match=draft["version"])
    approved = editor.put(f"/v1/revisions/{draft['id']}/approval", {"checked": CHECKS}, if_match=sent["version"])
    assert shown(anybody, approved["subject_id"]) == []
    assert asked(editor) == [("Radküche", "open")]


def test_who_wrote_last_answers_for_whom_a_draft_names(
    directory: Service, steward: Door, guest: Door, guest_person: UUID, organisation_id: UUID, guest_id: UUID
) -> None:
    a_steward(directory, organisation_id, guest_person)
    begun = guest.post("/v1/revisions", {"kind": "project", "subject_id": str(a_project(directory, organisation_id))})
    words = {"words": {"partners": [partner(guest_id)]}}
    named = steward.put(f"/v1/revisions/{begun['id']}", words, if_match=begun["version"])
    steward.put(f"/v1/revisions/{begun['id']}/submission", if_match=named["version"])
    assert asked(guest) == [("Radküche", "open")]


def test_an_editor_who_puts_back_what_was_there_agrees_for_nobody(
    steward: Door, guest: Door, editor: Door, anybody: Door, project_id: str, rules: Any
) -> None:
    rules(sample_every=1)
    begun = steward.post("/v1/revisions", {"kind": "project", "subject_id": project_id, "words": {"partners": []}})
    sampled = steward.put(f"/v1/revisions/{begun['id']}/submission", if_match=begun["version"])
    assert asked(guest) == []
    editor.put(f"/v1/revisions/{sampled['id']}/refusal", {"reason": "Warum?"}, if_match=sampled["version"])
    assert (asked(guest), shown(anybody, project_id)) == ([("Radküche", "open")], [])
    assert "put_back" in {each["deed"] for each in editor.get(f"/v1/records/project/{project_id}/history")["items"]}


def test_an_editor_agrees_for_others_also_with_a_table(
    directory: Service, editor: Door, anybody: Door, organisation_id: UUID, guest_id: UUID
) -> None:
    made = editor.post("/v1/projects", project_words(str(organisation_id), partners=[partner(guest_id)]))
    editor.put(f"/v1/projects/{made['id']}/publication")
    assert shown(anybody, made["id"]) == ["Radküche"]
    brought = imported(directory, "projects", table(PROJECTS, a_row(directory, organisation_id, guest_id)))
    assert [each["verdict"] for each in brought.rows] == ["new"], brought.rows
    assert shown(anybody, "tausend-kannen") == ["Radküche"]


def test_a_table_that_comes_back_drops_nobody_who_is_asked(
    directory: Service, guest: Door, steward: Door, anybody: Door, organisation_id: UUID, guest_id: UUID
) -> None:
    without = a_row(directory, organisation_id, guest_id) | {"weitere_organisationen": ""}
    imported(directory, "projects", table(PROJECTS, without))
    project = steward.get("/v1/projects/tausend-kannen")
    words = project_words(str(organisation_id), title="Tausend Kannen", partners=[partner(guest_id)])
    steward.put(f"/v1/projects/{project['id']}", words, if_match=project["version"])
    out = anybody.ask("GET", "/v1/projects.csv").text
    assert [each["verdict"] for each in imported(directory, "projects", out).rows] == ["unchanged"]
    changed = imported(directory, "projects", out.replace("Tausend Kannen", "Kannen"))
    assert [each["verdict"] for each in changed.rows] == ["changed"]
    assert shown(steward, project["id"]) == ["Radküche"]
    assert asked(guest) == [("Radküche", "open")]


def test_a_table_names_nobody_again_who_has_refused(
    directory: Service, guest: Door, anybody: Door, organisation_id: UUID, guest_id: UUID
) -> None:
    row = a_row(directory, organisation_id, guest_id)
    imported(directory, "projects", table(PROJECTS, row))
    project_id = anybody.get("/v1/projects/tausend-kannen")["id"]
    guest.delete(f"/v1/projects/{project_id}/partners/{guest_id}", 204)
    assert [each["verdict"] for each in imported(directory, "projects", table(PROJECTS, row)).rows] == ["unchanged"]
    assert shown(anybody, project_id) == []


def a_row(directory: Service, leading: UUID, joining: UUID) -> dict[str, str]:
    with directory.database.transaction() as session:
        for number, organisation_id in enumerate((leading, joining), 1):
            session.get_one(Organisation, organisation_id).external_id = f"O-{number}"
    return {
        "externe_id": "P-1",
        "titel": "Tausend Kannen",
        "organisation_id": "O-1",
        "weitere_organisationen": "Radküche (O-2)",
        "kategorien": NATURE,
        "status": "laufend",
    }


@pytest.mark.parametrize(
    "said",
    [("yes", "no", True), ("no", "yes", True), (None, "yes", True), (None, "no", False), ("no", None, False)],
)
def test_one_of_two_organisations_that_agreed_is_enough_when_they_become_one(
    directory: Service,
    editor: Door,
    anybody: Door,
    organisation_id: UUID,
    guest_id: UUID,
    said: tuple[str | None, str | None, bool],
) -> None:
    kept_says, other_says, is_shown = said
    twin = an_organisation(directory, name="Radkueche")
    project_id = str(a_project(directory, organisation_id))
    _named(directory, project_id, {guest_id: kept_says, twin: other_says})
    editor.merge("organisation", twin, guest_id)
    assert shown(anybody, project_id) == (["Radküche"] if is_shown else [])


@pytest.mark.parametrize(
    "said",
    [("yes", "no", True), ("no", "yes", True), (None, "yes", True), (None, "no", False), (None, None, False)],
)
def test_what_a_partner_said_to_one_project_counts_for_the_one_it_becomes(
    directory: Service,
    editor: Door,
    anybody: Door,
    organisation_id: UUID,
    guest_id: UUID,
    said: tuple[str | None, str | None, bool],
) -> None:
    kept_says, other_says, is_shown = said
    stays, goes = (str(a_project(directory, organisation_id, title=title)) for title in ("Bleibt", "Geht"))
    _named(directory, stays, {guest_id: kept_says})
    _named(directory, goes, {guest_id: other_says})
    editor.merge("project", goes, stays)
    assert shown(anybody, stays) == (["Radküche"] if is_shown else [])


def _named(directory: Service, project_id: str, said: dict[UUID, str | None]) -> None:
    with directory.database.transaction() as session:
        for position, (organisation_id, word) in enumerate(said.items()):
            stamps = {
                "confirmed_at": clock.now() if word == "yes" else None,
                "refused_at": clock.now() if word == "no" else None,
            }
            ids = {"project_id": UUID(project_id), "organisation_id": organisation_id}
            session.add(ProjectPartner(**ids, position=position, **stamps))
