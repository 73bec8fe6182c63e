"""The door to an organisation's own calendar: for those who look after it, and nobody else."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from events_service import tasks
from services.kit.web import Service
from tests.support.calendars import a_calendar, an_entry
from tests.support.events_makers import a_steward, an_organisation
from tests.support.foreign import fetch_here
from tests.support.serving import Say, Script, a_script
from tests.support.tokens import Tokens

OURS = "events-service"
DOORS = [
    ("GET", "/v1/feeds?organisation_id={organisation}", None),
    ("POST", "/v1/feeds", {"address": "https://example.org/a.ics", "categories": ["energy"], "organisation_id": ""}),
    ("GET", "/v1/feeds/{feed}", None),
    ("PUT", "/v1/feeds/{feed}", {"address": "https://example.org/a.ics", "categories": ["energy"]}),
    ("PUT", "/v1/feeds/{feed}/confirmation", None),
    ("DELETE", "/v1/feeds/{feed}/confirmation", None),
    ("PUT", "/v1/feeds/{feed}/answer", {"events": "withdraw"}),
    ("DELETE", "/v1/feeds/{feed}?events=keep", None),
    ("GET", "/v1/feeds/{feed}/readings", None),
    ("GET", "/v1/feeds/events/{event}", None),
    ("DELETE", "/v1/feeds/events/{event}/detachment", None),
]  # fmt: skip


class Door:
    """Asks the calendar as somebody, in German."""

    def __init__(self, app: Service, headers: dict[str, str]) -> None:
        self.client, self.headers = app.test_client(), {"Accept-Language": "de", **headers}

    def ask(self, method: str, path: str, status: int, json: Any = None, **headers: str) -> Any:
        answer = self.client.open(path, method=method, json=json, headers={**self.headers, **headers})
        assert answer.status_code == status, answer.text
        return answer.get_json(silent=True)


@pytest.fixture
def organisation_id(events: Service) -> UUID:
    return an_organisation(events)


@pytest.fixture
def steward(events: Service, tokens: Tokens, organisation_id: UUID) -> Door:
    return Door(events, tokens.person(a_steward(events, organisation_id), OURS))


@pytest.fixture
def server() -> Iterator[Script]:
    with a_script(Say(body=calendar(5, "RRULE:FREQ=SECONDLY"))) as opened:
        yield opened


def calendar(events: int, *odd: str) -> bytes:
    good = [
        an_entry(title=f"Event {number}", uid=str(number), start=f"DTSTART:203603{number + 10}T180000")
        for number in range(events)
    ]
    return a_calendar(*good, *([an_entry(*odd, uid="odd")] if odd else []))


def words(server: Script, organisation_id: UUID, **more: Any) -> dict[str, Any]:
    own = {"address": server.url, "organisation_id": str(organisation_id), "categories": ["energy"], "ahead_days": 400}
    return {**own, **more}


def read(app: Service) -> None:
    """Let the worker do what it was rung for; the calendars lie ten years ahead, so the clock is set."""
    tasks.read_due(app.database, city=app.extensions["city"], fetch=fetch_here, now=datetime(2036, 3, 1, tzinfo=UTC))


def test_a_steward_tries_confirms_answers_and_leaves(
    events: Service, steward: Door, organisation_id: UUID, server: Script
) -> None:
    tried = steward.ask("POST", "/v1/feeds", 201, words(server, organisation_id, publishes=True))
    address = f"/v1/feeds/{tried['id']}"
    assert (tried["state"], tried["preview"]) == ("trying", None)
    steward.ask("PUT", f"{address}/confirmation", 409)
    read(events)

    seen = steward.ask("GET", address, 200)
    assert (seen["state"], seen["preview"]["counts"]) == ("tried", {"new": 5, "left_out": 1})
    assert steward.ask("PUT", f"{address}/confirmation", 200)["state"] == "active"
    read(events)

    assert steward.ask("GET", "/v1/events?from=2036-03-01", 200)["total"] == 5
    (reading, *_) = steward.ask("GET", f"{address}/readings", 200)["items"]
    assert reading["left_out"] == [
        {
            "title": "Repair café",
            "kind": "rule_too_frequent",
            "sentence": "Er wiederholt sich jede Sekunde, Minute oder Stunde.",
        }
    ]
    changed = steward.ask("PUT", address, 200, _choices(server), **{"If-Match": f'"{seen["version"] + 1}"'})
    assert changed["ahead_days"] == 300
    steward.ask("PUT", f"{address}/answer", 409, {"events": "keep"})
    server.lines[:] = [Say(body=calendar(1))]
    read(events)

    asked = steward.ask("GET", address, 200)["question"]
    assert asked["sentence"] == "4 Termine stehen nicht mehr im Kalender. Sollen sie zurückgezogen werden?"
    answered = steward.ask("PUT", f"{address}/answer", 200, {"events": "withdraw"})
    assert (answered["question"], answered["last_sentence"]) == (None, "Der Kalender wurde gelesen.")
    read(events)
    assert steward.ask("GET", "/v1/events?from=2036-03-01", 200)["total"] == 1
    assert steward.ask("DELETE", f"{address}/confirmation", 200)["state"] == "paused"
    steward.ask("DELETE", address, 422)
    steward.ask("DELETE", f"{address}?events=withdraw", 204)
    steward.ask("GET", address, 404)
    assert steward.ask("GET", "/v1/events?from=2036-03-01", 200)["total"] == 0


def test_what_cannot_be_read_is_said_in_plain_words(
    events: Service, steward: Door, organisation_id: UUID, server: Script
) -> None:
    server.lines[:] = [Say(body=b"<!DOCTYPE html>", headers={"Content-Type": "text/html"})]
    tried = steward.ask("POST", "/v1/feeds", 201, words(server, organisation_id))
    read(events)

    preview = steward.ask("GET", f"/v1/feeds/{tried['id']}", 200)["preview"]
    assert preview == {
        "kind": "not_a_calendar",
        "sentence": "Die Adresse liefert eine Webseite statt eines Kalenders. Vielleicht ist eine Anmeldung nötig.",
    }
    (listed,) = steward.ask("GET", f"/v1/feeds?organisation_id={organisation_id}", 200)["items"]
    assert listed["last_sentence"] == preview["sentence"]


def test_an_organisation_has_ten_calendars_at_most(steward: Door, organisation_id: UUID, server: Script) -> None:
    for _ in range(10):
        steward.ask("POST", "/v1/feeds", 201, words(server, organisation_id))
    refused = steward.ask("POST", "/v1/feeds", 409, words(server, organisation_id))
    assert refused["type"].endswith("too-many-feeds")


def test_a_change_needs_the_version_that_was_seen(steward: Door, organisation_id: UUID, server: Script) -> None:
    tried = steward.ask("POST", "/v1/feeds", 201, words(server, organisation_id))

    steward.ask("PUT", f"/v1/feeds/{tried['id']}", 428, _choices(server))
    steward.ask("PUT", f"/v1/feeds/{tried['id']}", 412, _choices(server), **{"If-Match": '"9"'})


def test_categories_must_be_the_citys(steward: Door, organisation_id: UUID, server: Script) -> None:
    steward.ask("POST", "/v1/feeds", 422, words(server, organisation_id, categories=["knitting"]))


@pytest.mark.parametrize("door", DOORS)
def test_nobody_else_gets_through(
    events: Service, tokens: Tokens, steward: Door, organisation_id: UUID, server: Script, door: tuple[str, str, Any]
) -> None:
    method, path, json = door
    tried = steward.ask("POST", "/v1/feeds", 201, words(server, organisation_id, publishes=True))
    read(events)
    steward.ask("PUT", f"/v1/feeds/{tried['id']}/confirmation", 200)
    read(events)
    event = steward.ask("GET", "/v1/events?from=2036-03-01", 200)["items"][0]["event_id"]
    said = {**json, "organisation_id": str(organisation_id)} if json and "organisation_id" in json else json
    where = path.format(organisation=organisation_id, feed=tried["id"], event=event)
    other = an_organisation(events, name="Others", slug="others")

    for headers, status in (({}, (401,)), (tokens.person(a_steward(events, other), OURS), (403, 404))):
        answer = events.test_client().open(where, method=method, json=said, headers={**headers, "If-Match": '"1"'})
        assert answer.status_code in status


def test_an_event_says_which_calendar_it_follows(
    events: Service, steward: Door, organisation_id: UUID, server: Script
) -> None:
    tried = steward.ask("POST", "/v1/feeds", 201, words(server, organisation_id, publishes=True))
    read(events)
    steward.ask("PUT", f"/v1/feeds/{tried['id']}/confirmation", 200)
    read(events)
    event = steward.ask("GET", "/v1/events?from=2036-03-01", 200)["items"][0]["event_id"]

    followed = steward.ask("GET", f"/v1/feeds/events/{event}", 200)

    assert followed == {"feed_id": tried["id"], "address": server.url, "is_detached": False, "detached_dates": []}
    steward.ask("GET", f"/v1/feeds/events/{uuid4()}", 404)


def test_only_editors_see_the_calendars_of_all(events: Service, tokens: Tokens, steward: Door) -> None:
    steward.ask("GET", "/v1/feeds", 403)
    assert Door(events, tokens.editor(OURS)).ask("GET", "/v1/feeds", 200) == {"items": []}
    Door(events, tokens.editor(OURS)).ask("DELETE", f"/v1/feeds/events/{uuid4()}/detachment", 404)


def _choices(server: Script) -> dict[str, Any]:
    return {"address": server.url, "categories": ["energy"], "ahead_days": 300, "publishes": True}
