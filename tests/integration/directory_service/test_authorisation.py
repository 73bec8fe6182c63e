"""Who may do what: every route for everyone who could ask."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from directory_service.models import ProjectPartner
from services.kit.web import Service
from tests.integration.directory_service.conftest import OURS
from tests.support.directory_makers import (
    ORGANISATIONS,
    a_draft,
    a_draft_organisation,
    a_draft_project,
    a_project,
    a_steward,
    a_written_offer,
    an_offer,
    an_organisation,
    imported,
    offer_words,
    organisation_words,
    project_words,
    table,
    tried,
)
from tests.support.idea_makers import AUTHOR, a_public_idea, idea_words
from tests.support.matrix import ASKERS, PRIVACY, REVIEW, Row, Statuses, editors, everyone, left_out, people, stewards
from tests.support.tokens import Tokens

ROW = {"externe_id": "O-9", "name": "Neun", "typ": "Verein", "kategorien": "Energie"}


@dataclass
class Scene:
    """An organisation with its steward, and all that may be asked of it."""

    directory: Service
    own: UUID
    steward: UUID
    offer: UUID
    draft: UUID
    project: UUID
    plan: UUID


@pytest.fixture
def scene(directory: Service) -> Scene:
    own = an_organisation(directory)
    return Scene(
        directory,
        own,
        a_steward(directory, own),
        offer=an_offer(directory, own),
        draft=a_draft(directory, own),
        project=a_project(directory, own),
        plan=a_draft_project(directory, own),
    )


def headers_of(asker: str, scene: Scene, tokens: Tokens) -> dict[str, str]:
    if asker == "anybody":
        return {}
    if asker == "editor":
        return tokens.editor(OURS)
    if asker == "service":
        return tokens.service("website", OURS)
    if asker == "other steward":
        other = an_organisation(scene.directory, name="Andere")
        return tokens.person(a_steward(scene.directory, other), OURS)
    return tokens.person(scene.steward if asker == "steward" else uuid4(), OURS)


def _import_of(scene: Scene) -> UUID:
    return tried(scene.directory, "organisations", table(ORGANISATIONS, ROW)).id


def _named_by_others(scene: Scene) -> dict[str, UUID]:
    guest = an_organisation(scene.directory, name="Gast")
    joined = a_project(scene.directory, an_organisation(scene.directory, name="Leitende"))
    with scene.directory.database.transaction() as session:
        session.add(ProjectPartner(project_id=scene.project, organisation_id=guest, position=0, confirmed_at=None))
        session.add(ProjectPartner(project_id=joined, organisation_id=scene.own, position=0, confirmed_at=None))
    return {"guest": guest, "joined": joined}


KINDS = ("organisations", "projects", "offers", "ideas")
MATRIX: list[Row] = [
    *REVIEW,
    *PRIVACY,
    ("GET", "/v1/categories", everyone(200)),
    ("GET", "/v1/districts", everyone(200)),
    ("GET", "/v1/figures", everyone(200)),
    ("GET", "/v1/daily-figures", everyone(200)),
    ("GET", "/v1/daily-figures.csv", everyone(200)),
    ("GET", "/v1/organisations", everyone(200)),
    ("GET", "/v1/organisations/{own}", everyone(200)),
    ("GET", "/v1/organisations/{hidden}", (404, 404, 404, 404, 200, 404)),
    ("GET", "/v1/projects", everyone(200)),
    ("GET", "/v1/projects/nothing", everyone(404)),
    ("GET", "/v1/projects/{project}", everyone(200)),
    ("GET", "/v1/projects/{plan}", (404, 404, 404, 200, 200, 404)),
    ("GET", "/v1/projects?state=draft", (403, 403, 403, 403, 200, 403)),
    ("GET", "/v1/projects?state=draft&organisation={own}", (403, 403, 403, 200, 200, 403)),
    ("GET", "/v1/offers", everyone(200)),
    ("GET", "/v1/offers/{offer}", everyone(200)),
    ("GET", "/v1/offers/{draft}", (404, 404, 404, 200, 200, 404)),
    ("GET", "/v1/offers?state=draft", (403, 403, 403, 403, 200, 403)),
    ("GET", "/v1/offers?state=draft&organisation={own}", (403, 403, 403, 200, 200, 403)),
    ("GET", "/v1/search?q=igel", everyone(200)),
    ("GET", "/v1/suggestions?q=igel", everyone(200)),
    ("GET", "/v1/synonyms", everyone(200)),
    ("PUT", "/v1/synonyms", editors(200)),
    ("GET", "/v1/stewardships", people(200)),
    ("POST", "/v1/organisations", editors(201)),
    ("PUT", "/v1/organisations/{own}", stewards(200)),
    ("PUT", "/v1/organisations/{hidden}/publication", editors(200)),
    ("DELETE", "/v1/organisations/{own}/publication", editors(200)),
    ("PUT", "/v1/organisations/{own}/stewards/{somebody}", editors(204)),
    ("DELETE", "/v1/organisations/{own}/stewards/{somebody}", editors(204)),
    ("DELETE", "/v1/organisations/{own}/stewards/{steward}", (401, 403, 403, 409, 204, 403)),
    ("GET", "/v1/organisations/{own}/stewards", stewards(200)),
    ("PUT", "/v1/organisations/{own}/stewards/{somebody}/role", stewards(404)),
    ("GET", "/v1/organisations/{own}/invitations", stewards(200)),
    ("POST", "/v1/organisations/{own}/invitations", stewards(201)),
    ("DELETE", "/v1/organisations/{own}/invitations/{somebody}", stewards(404)),
    ("GET", "/v1/invitations/nothing", everyone(404)),
    ("PUT", "/v1/invitations/nothing/acceptance", people(404)),
    ("POST", "/v1/pictures?organisation={own}", stewards(422)),
    ("GET", "/v1/pictures/{somebody}/small.webp", everyone(404)),
    ("POST", "/v1/reports", everyone(202)),
    ("GET", "/v1/reports", editors(200)),
    ("PUT", "/v1/reports/{somebody}/settlement", editors(404)),
    ("GET", "/v1/freshness-checks", editors(200)),
    ("GET", "/v1/freshness-checks/nothing", everyone(404)),
    ("PUT", "/v1/freshness-checks/nothing/answer", everyone(404)),
    ("PUT", "/v1/records/offer/{offer}/confirmation", stewards(200)),
    ("POST", "/v1/offers", stewards(201)),
    ("PUT", "/v1/offers/{draft}", stewards(200)),
    ("PUT", "/v1/offers/{draft}/publication", stewards(200)),
    ("DELETE", "/v1/offers/{offer}/publication", stewards(200)),
    ("POST", "/v1/projects", stewards(201)),
    ("PUT", "/v1/projects/{plan}", stewards(200)),
    ("PUT", "/v1/projects/{plan}/publication", stewards(200)),
    ("DELETE", "/v1/projects/{project}/publication", stewards(200)),
    ("GET", "/v1/partnerships", people(200)),
    ("PUT", "/v1/projects/{joined}/partners/{own}", stewards(204)),
    ("DELETE", "/v1/projects/{joined}/partners/{own}", stewards(204)),
    # Who leads a project does not answer for others.
    ("PUT", "/v1/projects/{project}/partners/{guest}", editors(204)),
    ("GET", "/v1/ideas", everyone(200)),
    ("POST", "/v1/ideas", everyone(202)),
    ("GET", "/v1/ideas/nothing", everyone(404)),
    ("GET", "/v1/ideas/{idea}", everyone(200)),
    ("PUT", "/v1/ideas/{idea}/withdrawal", editors(200)),
    # Whoever looks after an organisation has not had this idea.
    ("POST", "/v1/ideas/{idea}/project", (401, 403, 403, 403, 201, 403)),
    ("GET", "/v1/own-idea", everyone(404)),
    ("PUT", "/v1/own-idea", everyone(404)),
    ("DELETE", "/v1/own-idea", everyone(404)),
    ("PUT", "/v1/own-idea/confirmation", everyone(404)),
    ("PUT", "/v1/own-idea/renewal", everyone(404)),
    ("GET", "/v1/text-blocks", editors(200)),
    ("POST", "/v1/text-blocks", editors(201)),
    ("PUT", "/v1/text-blocks/{somebody}", editors(404)),
    ("DELETE", "/v1/text-blocks/{somebody}", editors(404)),
    ("POST", "/v1/imports", editors(201)),
    ("GET", "/v1/imports/{import}", editors(200)),
    ("PUT", "/v1/imports/{import}/choices", editors(200)),
    ("PUT", "/v1/imports/{import}/confirmation", editors(200)),
    ("DELETE", "/v1/imports/{import}/confirmation", editors(409)),
    *(("GET", f"/v1/{kind}.{form}", everyone(200)) for kind in KINDS for form in ("csv", "xlsx", "json", "atom")),
    ("GET", "/v1/exports/nothing.csv", editors(404)),
    ("GET", "/v1/changes", everyone(200)),
    ("GET", "/v1/likes?name=Bund", everyone(200)),
    ("GET", "/v1/likes?kind=offer&name=Bund", everyone(200)),
    ("GET", "/v1/duplicates", editors(200)),
    ("PUT", "/v1/organisations/{own}/successor", editors(404)),
    ("PUT", "/v1/projects/{plan}/successor", editors(422)),
    ("PUT", "/v1/offers/{draft}/successor", editors(422)),
    ("GET", "/v1/records/offer/{draft}/history", stewards(200)),
]


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize(("method", "path", "statuses"), MATRIX, ids=str)
def test_who_may(scene: Scene, tokens: Tokens, method: str, path: str, statuses: Statuses, asker: str) -> None:
    hidden = a_draft_organisation(scene.directory, name="Geheim") if "{hidden}" in path else ""
    brought = _import_of(scene) if "{import}" in path else ""
    written = a_written_offer(scene.directory, scene.own) if "{written}" in path else ""
    named = _named_by_others(scene) if "partners" in path else {}
    idea = a_public_idea(scene.directory) if "{idea}" in path else ""
    words = {"somebody": uuid4(), "idea": idea, "hidden": hidden, "import": brought, "written": written, **named}
    answer = scene.directory.test_client().open(
        path.format(**vars(scene), **words),
        method=method,
        json=_words(scene, method, path),
        headers={**headers_of(asker, scene, tokens), "If-Match": '"2"' if "{own}" in path else '"1"'},
    )
    assert answer.status_code == statuses[ASKERS.index(asker)], answer.text


def test_every_route_stands_in_the_matrix(directory: Service) -> None:
    assert left_out(directory, MATRIX) == []


@pytest.mark.parametrize("audience", ["events-service", "profiles-service", "notifier"])
def test_a_token_for_another_service_opens_nothing(scene: Scene, tokens: Tokens, audience: str) -> None:
    client = scene.directory.test_client()
    assert client.get("/v1/stewardships", headers=tokens.person(scene.steward, audience)).status_code == 401


def test_nobody_tells_apart_a_hidden_thing_from_none(scene: Scene) -> None:
    client = scene.directory.test_client()
    hidden, none = client.get(f"/v1/offers/{scene.draft}").get_json(), client.get(f"/v1/offers/{uuid4()}").get_json()
    assert {key: value for key, value in hidden.items() if key != "request_id"} == {
        key: value for key, value in none.items() if key != "request_id"
    }


def test_of_an_organisation_that_only_some_see_no_offer_is_seen(scene: Scene, tokens: Tokens) -> None:
    imported(scene.directory, "organisations", table(ORGANISATIONS, ROW))
    client = scene.directory.test_client()
    client.delete(f"/v1/organisations/{scene.own}/publication", headers=tokens.editor(OURS))
    assert client.get("/v1/offers").get_json()["total"] == 0
    assert client.get(f"/v1/offers/{scene.offer}").status_code == 404


def _words(scene: Scene, method: str, path: str) -> dict[str, Any] | None:
    if (
        method not in {"POST", "PUT"}
        or "/partners/" in path
        or path.endswith(("publication", "confirmation", "submission", "acceptance", "}/stewards/{somebody}"))
    ):
        return None
    if any(
        word in path
        for word in (
            "choices",
            "successor",
            "synonyms",
            "revisions",
            "text-blocks",
            "reports",
            "proposals",
            "answer",
            "invitat",
            "role",
            "idea",
        )
    ):
        return _written(scene, path)
    if "imports" in path:
        return {"kind": "organisations", "text": table(ORGANISATIONS, ROW)}
    if "organisations" in path:
        return organisation_words()
    return offer_words(str(scene.own)) if "offers" in path else project_words(str(scene.own))


def _written(scene: Scene, path: str) -> dict[str, Any]:
    last = path.rpartition("/")[2]
    said: dict[str, dict[str, Any]] = {
        "revisions": {"kind": "offer", "organisation_id": str(scene.own)},
        "approval": {},
        "refusal": {"reason": "Nein."},
        "assignment": {},
        "notes": {"text": "Na ja."},
        "proposals": {"kind": "organisation", "words": {"name": "Neue"}, "email": "ada@example.org"},
        "reports": {"path": "/angebote", "title": "Angebote", "text": "Falsch."},
        "settlement": {},
        "ideas": {**idea_words(), "email": AUTHOR},
        "own-idea": idea_words(),
        "withdrawal": {"reason": "Werbung."},
        "project": {"organisation_id": str(scene.own)},
        "answer": {"answer": "over"},
        "invitations": {"email": "ada@example.org"},
        "role": {"role": "editor"},
        "choices": {},
        "successor": {"organisation_id": str(uuid4()), "version": 1},
        "synonyms": {"text": "alltagswort;suchworte\nDrahtesel;Fahrrad\n"},
    }
    return {"title": "Werbung", "text": "Nein."} if "text-blocks" in path else said.get(last, {"words": {}})
