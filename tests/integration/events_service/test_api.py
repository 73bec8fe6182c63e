from dataclasses import dataclass
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from jsonschema_rs import Draft202012Validator, meta

from services.kit.web import Service
from tests.support.events_makers import (
    a_draft,
    a_steward,
    an_event,
    an_organisation,
    berlin,
    row,
    soon,
    table,
    told,
    words_of,
)
from tests.support.tokens import Tokens

OURS = "events-service"


@dataclass
class Door:
    """Asks the calendar as somebody."""

    client: FlaskClient
    headers: dict[str, str]

    def ask(self, method: str, path: str, status: int, json: Any = None, **headers: str) -> Any:
        answer = self.client.open(path, method=method, json=json, headers={**self.headers, **headers})
        assert answer.status_code == status, answer.text
        return answer.get_json()

    def get(self, path: str, status: int = 200) -> Any:
        return self.ask("GET", path, status)


@pytest.fixture
def anybody(events: Service) -> Door:
    return Door(events.test_client(), {})


@pytest.fixture
def editor(events: Service, tokens: Tokens) -> Door:
    return Door(events.test_client(), tokens.editor(OURS))


@pytest.fixture
def organisation_id(events: Service) -> UUID:
    return an_organisation(events)


@pytest.fixture
def steward(events: Service, tokens: Tokens, organisation_id: UUID) -> Door:
    return Door(events.test_client(), tokens.person(a_steward(events, organisation_id), OURS))


def test_a_steward_enters_and_publishes_an_event(steward: Door, anybody: Door, organisation_id: UUID) -> None:
    entered = steward.ask("POST", "/v1/events", 201, words_of(organisation_id, rule="FREQ=WEEKLY;COUNT=3"))
    assert (entered["state"], len(entered["dates"])) == ("draft", 3)

    published = steward.ask("PUT", f"/v1/events/{entered['id']}/publication", 200)
    assert (published["state"], published["version"]) == ("published", 2)

    listed = anybody.get("/v1/events")
    assert listed["total"] == 3
    assert listed["items"][0]["organisation"]["slug"] == "giesskannenbund"
    assert listed["items"][0]["is_series"] is True
    assert (listed["facets"]["category"], listed["facets"]["district"]) == ({"nature": 3}, {})


def test_an_event_is_found_by_its_id_and_by_its_name(events: Service, anybody: Door) -> None:
    event = an_event(events, title="Hochbeete richtig befüllen")
    assert anybody.get("/v1/events/hochbeete-richtig-befuellen") == anybody.get(f"/v1/events/{event.id}")


def test_an_event_says_whether_it_is_free(events: Service, anybody: Door) -> None:
    costs = {"kostenlos": True, "8 €": False, None: None}
    assert [anybody.get(f"/v1/events/{an_event(events, cost=each).slug}")["is_free"] for each in costs] == [
        *costs.values()
    ]


def test_two_events_of_the_same_title_have_two_names(events: Service, organisation_id: UUID) -> None:
    assert [an_event(events, organisation_id).slug for _ in range(3)] == [
        "offene-giessrunde",
        "offene-giessrunde-2",
        "offene-giessrunde-3",
    ]


def test_a_draft_is_there_only_for_those_who_look_after_it(
    events: Service, tokens: Tokens, anybody: Door, steward: Door, editor: Door, organisation_id: UUID
) -> None:
    draft = a_draft(events, organisation_id)
    stranger = Door(events.test_client(), tokens.person(uuid4(), OURS))
    for door, status in ((anybody, 404), (stranger, 404), (steward, 200), (editor, 200)):
        door.get(f"/v1/events/{draft.slug}", status)
    assert anybody.get("/v1/events")["total"] == 0
    assert steward.get(f"/v1/events?organisation={organisation_id}&state=draft")["total"] == 1
    for door in (anybody, stranger):
        door.get(f"/v1/events?organisation={organisation_id}&state=draft", 403)
    steward.get("/v1/events?state=draft", 403)


def test_a_change_needs_the_version_it_changes(events: Service, steward: Door, organisation_id: UUID) -> None:
    event = an_event(events, organisation_id)
    path, words = f"/v1/events/{event.id}", words_of(organisation_id, title="Große Gießrunde")
    steward.ask("PUT", path, 428, words)
    steward.ask("PUT", path, 412, words, **{"If-Match": '"1"'})
    steward.ask("PUT", path, 412, words, **{"If-Match": "*"})
    changed = steward.ask("PUT", path, 200, words, **{"If-Match": '"2"'})
    assert (changed["title"], changed["version"], changed["slug"]) == ("Große Gießrunde", 3, "offene-giessrunde")
    steward.ask("PUT", path, 412, words, **{"If-Match": '"2"'})


def test_the_version_comes_with_the_answer(events: Service, organisation_id: UUID) -> None:
    event = an_event(events, organisation_id)
    answer = events.test_client().get(f"/v1/events/{event.id}")
    assert (answer.headers["ETag"], answer.headers["Cache-Control"]) == ('"2"', "public, max-age=5")


def test_a_second_publication_is_refused_and_not_told(events: Service, steward: Door, organisation_id: UUID) -> None:
    event = an_event(events, organisation_id)
    problem = steward.ask("PUT", f"/v1/events/{event.id}/publication", 409)
    assert problem["type"] == "urn:mosaik:problem:already-published"
    assert len(told(events, about=event.id)) == 1


def test_a_cancelled_event_keeps_its_page_and_says_why(
    events: Service, steward: Door, anybody: Door, organisation_id: UUID
) -> None:
    event = an_event(events, organisation_id)
    steward.ask("PUT", f"/v1/events/{event.id}/cancellation", 200, {"note": "Wegen Sturms."})
    shown = anybody.get(f"/v1/events/{event.slug}")
    assert (shown["status"], shown["status_note"], shown["state"]) == ("cancelled", "Wegen Sturms.", "published")
    assert anybody.get("/v1/events")["items"][0]["status"] == "cancelled"
    steward.ask("PUT", f"/v1/events/{event.id}/cancellation", 409, {"note": "Noch einmal."})
    assert len(told(events, about=event.id)) == 2


def test_a_withdrawn_event_is_gone(events: Service, steward: Door, anybody: Door, organisation_id: UUID) -> None:
    event = an_event(events, organisation_id)
    steward.ask("DELETE", f"/v1/events/{event.id}/publication", 200)
    anybody.get(f"/v1/events/{event.slug}", 404)
    assert anybody.get("/v1/events")["total"] == 0
    steward.ask("DELETE", f"/v1/events/{event.id}/publication", 409)


def test_an_event_cannot_be_moved_to_an_organisation_of_others(
    events: Service, steward: Door, organisation_id: UUID
) -> None:
    event = an_event(events, organisation_id)
    other = an_organisation(events, name="Andere", slug="andere")
    steward.ask("PUT", f"/v1/events/{event.id}", 403, words_of(other), **{"If-Match": '"2"'})


def test_the_same_key_enters_an_event_once(steward: Door, organisation_id: UUID) -> None:
    key, words = {"Idempotency-Key": "once-and-for-all"}, words_of(organisation_id)
    first = steward.ask("POST", "/v1/events", 201, words, **key)
    again = steward.ask("POST", "/v1/events", 201, words, **key)
    assert first == again


def test_words_that_make_no_sense_are_refused_with_a_reason(steward: Door, organisation_id: UUID) -> None:
    for words, kind in (
        ({"ends_at": "2020-01-01T00:00:00+00:00"}, "ends-before-it-starts"),
        ({"rule": "FREQ=SECONDLY"}, "no-such-rule"),
        ({"categories": ["astrology"]}, "no-such-category"),
        ({"district": "atlantis"}, "no-such-district"),
        ({"left_out": [soon().isoformat()]}, "no-date-left"),
        ({"title": ""}, "malformed"),
        ({"colour": "red"}, "malformed"),
    ):
        problem = steward.ask("POST", "/v1/events", 422, {**words_of(organisation_id), **words})
        assert problem["type"] == f"urn:mosaik:problem:{kind}"


def test_an_event_cannot_be_moved_to_an_organisation_nobody_told_of(
    events: Service, editor: Door, organisation_id: UUID
) -> None:
    draft = a_draft(events, organisation_id)
    editor.ask("PUT", f"/v1/events/{draft.id}", 422, words_of(uuid4()), **{"If-Match": '"1"'})


def test_two_who_publish_at_once_publish_once(events: Service, tokens: Tokens, organisation_id: UUID) -> None:
    draft = a_draft(events, organisation_id)
    answers: list[int] = []

    def publish() -> None:
        door = Door(events.test_client(), tokens.editor(OURS))
        answer = door.client.put(f"/v1/events/{draft.id}/publication", headers=door.headers)
        answers.append(answer.status_code)

    threads = [Thread(target=publish) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 409, 409, 409]
    assert len(told(events, about=draft.id)) == 1


def test_an_organisation_nobody_told_of_has_no_events(editor: Door) -> None:
    problem = editor.ask("POST", "/v1/events", 422, words_of(uuid4()))
    assert problem["type"] == "urn:mosaik:problem:no-such-organisation"


# --- what nobody expects ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/v1/events?page=0",
        "/v1/events?page=99999999999999999999",
        "/v1/events?size=101",
        "/v1/events?size=-1",
        "/v1/events?from=0001-01-01",
        "/v1/events?to=9999-12-31",
        "/v1/events?from=bald",
        "/v1/events?q=%00",
        "/v1/events?q=" + "x" * 201,
        "/v1/events?category=%00",
        "/v1/events?mode=draussen",
        "/v1/events?free=vielleicht",
        "/v1/events?organisation=%00",
        "/v1/events?state=secret",
        "/v1/events?colour=red",
        "/v1/events?near=99999",
        "/v1/events?when=irgendwann",
        "/v1/events?age=-1",
        "/v1/months/2030-03?kind=party",
        "/v1/months/2030-03?from=2030-03-01",
    ],
)
def test_questions_that_make_no_sense_are_refused(anybody: Door, path: str) -> None:
    anybody.get(path, 422)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/events/%00",
        "/v1/events/'%20OR%201=1",
        "/v1/events/" + "x" * 500,
        "/v1/events/%ff%fe",
        "/v1/events/0c8f1c7e-3f0b-4c58-9c0e-6d2f5a7b1e11",
        "/v1/events/gibt-es-nicht",
        "/v1/nothing",
    ],
)
def test_what_is_not_there_is_not_found(anybody: Door, path: str) -> None:
    anybody.get(path, 404)


@pytest.mark.parametrize(
    "query",
    [
        "q=%27%22%5C%29%28%26%7C%21%3A%2A",
        "q=der+die+das",
        "q=" + "%F0%9F%8C%B3" * 50,
        "page=1000&size=100",
        "from=2000-01-01&to=2100-12-31",
        "from=2030-01-01&to=2020-01-01",
        "organisation=gibt-es-nicht",
        "organisation=0c8f1c7e-3f0b-4c58-9c0e-6d2f5a7b1e11",
        "category=astrology&district=atlantis",
    ],
)
def test_questions_that_find_nothing_are_answered(anybody: Door, query: str) -> None:
    assert anybody.get(f"/v1/events?{query}")["total"] == 0


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"x"', b"{", b"\xff", b'{"title": 1e999}', b"[" * 50_000])
def test_bodies_that_are_no_event_are_refused(editor: Door, body: bytes) -> None:
    answer = editor.client.post("/v1/events", data=body, content_type="application/json", headers=editor.headers)
    assert answer.status_code in {400, 422}


@pytest.mark.parametrize("path", ["/v1/events/not-a-uuid", "/v1/events/%00/publication", "/v1/imports/x/confirmation"])
def test_ids_that_are_none_are_not_found(editor: Door, path: str) -> None:
    assert editor.client.put(path, json={}, headers=editor.headers).status_code in {404, 405}


# --- what the API page promises --------------------------------------------------------------------------------------


def _resolved(spec: dict[str, Any], path: str, verb: str, status: str) -> dict[str, Any]:
    schema = spec["paths"][path][verb]["responses"][status]["content"]["application/json"]["schema"]
    return {**schema, "components": spec["components"]}


def test_answers_are_shaped_as_the_api_page_says(
    events: Service, editor: Door, anybody: Door, organisation_id: UUID
) -> None:
    spec = anybody.get("/openapi.json")
    assert spec["openapi"].startswith("3.1")
    moved = {"original_start": soon(10), "starts_at": soon(11), "venue": "Stadthaus"}
    series = {"rule": "FREQ=WEEKLY", "changed_dates": [moved]}
    event = an_event(events, organisation_id, ends_at=soon(hour=20), district="altstadt", **series)
    an_event(events, organisation_id, starts_at=soon(-3), ends_at=soon(90))
    sent = editor.ask("POST", "/v1/imports", 201, {"kind": "events", "text": table(row(kategorien="Natur"), row())})
    answers = {
        ("/v1/events", "get", "200"): anybody.get("/v1/events"),
        ("/v1/events/{ref}", "get", "200"): anybody.get(f"/v1/events/{event.slug}"),
        ("/v1/events", "post", "201"): editor.ask("POST", "/v1/events", 201, words_of(organisation_id)),
        ("/v1/figures", "get", "200"): anybody.get("/v1/figures"),
        ("/v1/months/{month}", "get", "200"): anybody.get(f"/v1/months/{soon():%Y-%m}?district=altstadt"),
        ("/v1/years", "get", "200"): anybody.get("/v1/years"),
        ("/v1/imports", "post", "201"): sent,
        ("/v1/imports/{import_id}", "get", "200"): editor.get(f"/v1/imports/{sent['id']}"),
    }
    for (path, verb, status), answer in answers.items():
        schema = _resolved(spec, path, verb, status)
        meta.validate(schema)
        Draft202012Validator(schema).validate(answer)
        assert set(_properties(schema)) == set(answer), path


def _properties(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema["$ref"].rpartition("/")[2]
    found: dict[str, Any] = schema["components"]["schemas"][name]["properties"]
    return found


def test_every_door_of_the_contract_is_on_the_api_page(anybody: Door) -> None:
    paths = anybody.get("/openapi.json")["paths"]
    assert set(paths) >= {
        "/v1/events",
        "/v1/events/{ref}",
        "/v1/events/{event_id}",
        "/v1/events/{event_id}/publication",
        "/v1/events/{event_id}/cancellation",
        "/v1/figures",
        "/v1/imports",
        "/v1/imports/{import_id}",
        "/v1/imports/{import_id}/confirmation",
    }


# --- lists that are asked for again ----------------------------------------------------------------------------------


def test_a_list_that_did_not_change_is_not_sent_again(events: Service, organisation_id: UUID) -> None:
    an_event(events, organisation_id)
    client = events.test_client()
    first = client.get("/v1/events")
    again = client.get("/v1/events", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")

    an_event(events, organisation_id, title="Noch eine")
    changed = client.get("/v1/events", headers={"If-None-Match": first.headers["ETag"]})
    assert (changed.status_code, changed.get_json()["total"]) == (200, 2)


def test_every_public_change_is_in_the_list_at_once(
    events: Service, steward: Door, anybody: Door, organisation_id: UUID
) -> None:
    event = an_event(events, organisation_id)
    assert anybody.get("/v1/events")["items"][0]["title"] == "Offene Gießrunde"
    words = words_of(organisation_id, title="Neu")
    steward.ask("PUT", f"/v1/events/{event.id}", 200, words, **{"If-Match": '"2"'})
    assert anybody.get("/v1/events")["items"][0]["title"] == "Neu"
    steward.ask("PUT", f"/v1/events/{event.id}/cancellation", 200, {})
    assert anybody.get("/v1/events")["items"][0]["status"] == "cancelled"
    steward.ask("DELETE", f"/v1/events/{event.id}/publication", 200)
    assert anybody.get("/v1/events")["items"] == []


def test_figures_count_what_is_public_and_takes_place(events: Service, anybody: Door, organisation_id: UUID) -> None:
    year = soon().year
    an_event(events, organisation_id, starts_at=berlin(f"{year}-01-02 10:00"))
    an_event(events, organisation_id, starts_at=berlin(f"{year + 1}-12-30 10:00"))
    an_event(events, organisation_id, starts_at=berlin(f"{year}-02-02 10:00"), status="cancelled")
    a_draft(events, organisation_id)
    figures = anybody.get("/v1/figures")
    assert figures["dates_this_year"] == 1
    assert figures["events"] == 1 + (soon(0) < berlin(f"{year}-01-03 00:00"))
