"""Who may do what: every route for everyone who could ask."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from events_service.models import Event
from services.kit.web import Service
from tests.integration.events_service.conftest import OURS
from tests.support.door import Door
from tests.support.events_makers import a_draft, a_steward, an_event, an_organisation, row, table, words_of
from tests.support.matrix import ASKERS, PRIVACY, REVIEW, Row, Statuses, editors, everyone, left_out, people, stewards
from tests.support.tokens import Tokens

FEED = {"address": "https://example.org/a.ics", "categories": ["energy"]}


@dataclass
class Scene:
    """An organisation with its steward, and everybody who may ask about it."""

    events: Service
    own: UUID
    doors: dict[str, Door]

    def thing(self, name: str) -> Any:
        """Make what a path names, anew for each who asks."""
        make = {"event": self._event, "draft": self._draft, "date": self._date, "feed": self._feed}
        return {"own": self.own, "nobody": uuid4()}.get(name) or {**make, "written": self._written}[name]()

    def _event(self) -> UUID:
        return an_event(self.events, self.own, registration="platform", co_organiser_ids=[]).id

    def _draft(self) -> UUID:
        return a_draft(self.events, self.own).id

    def _date(self) -> str:
        event: Event = an_event(self.events, self.own, rule="FREQ=WEEKLY;COUNT=2")
        date = self.doors["anybody"].get(f"/v1/events/{event.id}")["dates"][0]["date_id"]
        return f"{event.id}/dates/{date}"

    def _feed(self) -> Any:
        return self.doors["editor"].post("/v1/feeds", {**FEED, "organisation_id": str(self.own)})["id"]

    def _written(self) -> Any:
        said = {"kind": "event", "organisation_id": str(self.own), "words": words_of(self.own)}
        return self.doors["steward"].post("/v1/revisions", said)["id"]


@pytest.fixture
def scene(events: Service, tokens: Tokens) -> Scene:
    own = an_organisation(events)
    other = an_organisation(events, name="Andere", slug="andere")
    headers = {
        "anybody": {},
        "person": tokens.person(uuid4(), OURS),
        "other steward": tokens.person(a_steward(events, other), OURS),
        "steward": tokens.person(a_steward(events, own), OURS),
        "editor": tokens.editor(OURS),
        "service": tokens.service("directory-service", OURS),
    }
    return Scene(events, own, {who: Door(events.test_client(), each) for who, each in headers.items()})


#: what is asked, and what each of ASKERS is answered
MATRIX: list[Row] = [
    *REVIEW,
    *PRIVACY,
    ("GET", "/v1/events", everyone(200)),
    ("GET", "/v1/events?state=draft", (403, 403, 403, 403, 200, 403)),
    ("GET", "/v1/events?state=draft&organisation={own}", (403, 403, 403, 200, 200, 403)),
    *(("GET", f"/v1/events.{form}", everyone(200)) for form in ("csv", "xlsx", "json", "atom")),
    ("POST", "/v1/schedules", everyone(200)),
    ("GET", "/v1/co-organisers", people(200)),
    ("GET", "/v1/months/2030-03", everyone(200)),
    ("GET", "/v1/years", everyone(200)),
    ("GET", "/v1/figures", everyone(200)),
    ("GET", "/v1/daily-figures", everyone(200)),
    ("GET", "/v1/daily-figures.csv", everyone(200)),
    ("GET", "/v1/figures/attendance", everyone(200)),
    ("GET", "/v1/events.ics", everyone(200)),
    ("GET", "/v1/events/{event}.ics", everyone(200)),
    ("GET", "/v1/events/{draft}.ics", everyone(404)),
    ("GET", "/v1/events/{event}", everyone(200)),
    ("GET", "/v1/events/{draft}", (404, 404, 404, 200, 200, 404)),
    ("POST", "/v1/events", stewards(201)),
    ("PUT", "/v1/events/{event}", stewards(200)),
    ("PUT", "/v1/events/{draft}", (401, 404, 404, 200, 200, 403)),
    ("PUT", "/v1/events/{draft}/publication", (401, 404, 404, 200, 200, 403)),
    ("DELETE", "/v1/events/{event}/publication", stewards(200)),
    ("PUT", "/v1/events/{event}/cancellation", stewards(200)),
    ("PUT", "/v1/events/{date}/change", stewards(200)),
    ("DELETE", "/v1/events/{date}/change", stewards(200)),
    ("PUT", "/v1/events/{event}/co-organisers/{own}", stewards(404)),
    ("GET", "/v1/showings", people(200)),
    ("GET", "/v1/events/{event}/showings", people(200)),
    ("PUT", "/v1/events/{event}/showings/{own}", stewards(422)),
    ("DELETE", "/v1/events/{event}/showings/{own}", stewards(404)),
    ("PUT", "/v1/events/{event}/showings/{own}/answer", stewards(404)),
    ("GET", "/v1/events/{event}/registration", everyone(200)),
    ("PUT", "/v1/events/{event}/registration", stewards(200)),
    ("POST", "/v1/events/{event}/registrations", everyone(202)),
    ("POST", "/v1/events/{event}/reminders", everyone(202)),
    ("GET", "/v1/events/{event}/registrations", stewards(200)),
    ("GET", "/v1/events/{event}/registrations.csv", stewards(200)),
    ("GET", "/v1/events/{event}/registrations.xlsx", stewards(200)),
    ("POST", "/v1/events/{event}/guests", stewards(201)),
    ("PUT", "/v1/events/{event}/registrations/{nobody}/attendance", stewards(404)),
    ("PUT", "/v1/events/{event}/registrations/{nobody}/cancellation", stewards(404)),
    ("PUT", "/v1/events/{event}/places", stewards(200)),
    ("POST", "/v1/events/{event}/messages", stewards(404)),
    ("GET", "/v1/registration", everyone(401)),
    *(("PUT", f"/v1/registration/{step}", everyone(401)) for step in ("confirmation", "acceptance", "cancellation")),
    ("PUT", "/v1/registration/people", everyone(401)),
    ("GET", "/v1/registration/reminders", everyone(401)),
    ("DELETE", "/v1/registration/reminders", everyone(401)),
    ("GET", "/v1/feeds", editors(200)),
    ("GET", "/v1/feeds?organisation_id={own}", stewards(200)),
    ("POST", "/v1/feeds", stewards(201)),
    ("GET", "/v1/feeds/{feed}", (401, 404, 404, 200, 200, 403)),
    ("PUT", "/v1/feeds/{feed}", (401, 404, 404, 200, 200, 403)),
    ("PUT", "/v1/feeds/{feed}/confirmation", (401, 404, 404, 409, 409, 403)),
    ("DELETE", "/v1/feeds/{feed}/confirmation", (401, 404, 404, 409, 409, 403)),
    ("PUT", "/v1/feeds/{feed}/answer", (401, 404, 404, 409, 409, 403)),
    ("DELETE", "/v1/feeds/{feed}?events=keep", (401, 404, 404, 204, 204, 403)),
    ("GET", "/v1/feeds/{feed}/readings", (401, 404, 404, 200, 200, 403)),
    ("GET", "/v1/feeds/events/{event}", people(404)),
    ("DELETE", "/v1/feeds/events/{event}/detachment", people(404)),
    ("POST", "/v1/imports", editors(201)),
    ("GET", "/v1/imports/{nobody}", editors(404)),
    ("PUT", "/v1/imports/{nobody}/choices", editors(404)),
    ("PUT", "/v1/imports/{nobody}/confirmation", editors(404)),
    ("GET", "/v1/records/event/{event}/history", stewards(200)),
    ("GET", "/v1/records/event/{draft}/history", stewards(200)),
]


@pytest.mark.parametrize(("method", "path", "statuses"), MATRIX, ids=str)
def test_everyone_may_do_just_what_is_theirs(scene: Scene, method: str, path: str, statuses: Statuses) -> None:
    answered = {}
    for who in ASKERS:
        named = re.sub(r"{(\w+)}", lambda word: str(scene.thing(word[1])), path)
        headers = {**scene.doors[who].headers, "If-Match": f'"{_version(path)}"'}
        json = _words(scene, method, path)
        answered[who] = scene.doors[who].client.open(named, method=method, json=json, headers=headers).status_code
    assert answered == dict(zip(ASKERS, statuses, strict=True))


def _version(path: str) -> int:
    if path.endswith("/registration"):
        return 0
    return 1 if any(made in path for made in ("{draft}", "{written}", "{feed}")) else 2


def test_every_route_stands_in_the_matrix(events: Service) -> None:
    asked = [(method, path.replace("{date}", "{event}/dates/{date}"), statuses) for method, path, statuses in MATRIX]

    assert left_out(events, asked) == []


def test_a_token_for_another_service_is_refused(scene: Scene, tokens: Tokens) -> None:
    client, headers = scene.events.test_client(), tokens.editor("directory-service")
    assert client.post("/v1/events", json=words_of(scene.own), headers=headers).status_code == 401


def _words(scene: Scene, method: str, path: str) -> dict[str, Any] | None:
    if method not in {"POST", "PUT"}:
        return None
    guest = {"email": "mirjam@example.org", "name": "Mirjam", "language": "de"}
    begun = {"kind": "event", "organisation_id": str(scene.own)}
    said: dict[str, Any] = {
        "/v1/events": words_of(scene.own),
        "/v1/schedules": {"starts_at": "2036-06-14T10:00"},
        "/v1/events/{event}": words_of(scene.own),
        "/v1/events/{draft}": words_of(scene.own),
        "/v1/events/{event}/showings/{own}/answer": {"agreed": True},
        "/v1/feeds": {**FEED, "organisation_id": str(scene.own)},
        "/v1/feeds/{feed}": FEED,
        "/v1/imports": {"kind": "events", "text": table(row())},
        "/v1/revisions": begun,
        "/v1/revisions/{written}": {"words": {}},
        "/v1/proposals": {**begun, "words": {"title": "Fest"}, "email": f"{uuid4()}@example.org"},
    }
    last: dict[str, Any] = {
        "cancellation": {},
        "change": {"venue": "Im Hof"},
        "{own}": {"agreed": True},
        "registration": {"questions": []},
        "registrations": guest,
        "reminders": {"email": "mirjam@example.org", "language": "de"},
        "guests": {"name": "Mirjam"},
        "attendance": {"came": None},
        "places": {"places": 5},
        "messages": {"text": "Bis bald."},
        "people": {"people": 2},
        "answer": {"events": "keep"},
        "choices": {},
        "approval": {"checked": []},
        "refusal": {"reason": "Nein."},
        "assignment": {"person_id": None},
        "notes": {"text": "Bitte anrufen."},
    }
    return said.get(path) or last.get(path.rpartition("/")[2])
