"""Single dates of a series: changed at the door, kept by their ids, and told."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from events_service.actions import events as actions
from events_service.models import Event, EventDate
from events_service.rules.entry import Entry
from services.facts.directory import OrganisationWithdrawn
from services.facts.events import EventChanged
from services.kit import clock
from services.kit.web import Service
from tests.support.events_makers import (
    EDITOR,
    a_draft,
    a_steward,
    an_event,
    an_organisation,
    full_words,
    hear,
    soon,
    told,
    words_of,
)
from tests.support.tokens import Tokens


@pytest.fixture
def client(events: Service) -> FlaskClient:
    return events.test_client()


@pytest.fixture
def series(events: Service) -> Event:
    return an_event(
        events, rule="FREQ=DAILY;COUNT=3", ends_at=soon(hour=20), venue="Rannischer Platz", street="Markt 1"
    )


def ids_of(events: Service, event: Event) -> dict[datetime, UUID]:
    with events.database.reading() as session:
        asked = select(EventDate).where(EventDate.event_id == event.id).order_by(EventDate.starts_at)
        return {each.starts_at: each.id for each in session.scalars(asked)}


def change(client: FlaskClient, tokens: Tokens, event: Event, date_id: UUID, **words: Any) -> Any:
    version = client.get(f"/v1/events/{event.slug}").json["version"]  # type: ignore[index]
    headers = {**tokens.editor("events-service"), "If-Match": f'"{version}"'}
    return client.put(f"/v1/events/{event.id}/dates/{date_id}/change", json=words, headers=headers)


def test_one_date_moves_and_keeps_its_id(events: Service, client: FlaskClient, tokens: Tokens, series: Event) -> None:
    before = ids_of(events, series)
    second = before[soon(4)]

    answer = change(client, tokens, series, second, starts_at=soon(4, 20).isoformat(), title_note="Mit Gast")

    assert answer.status_code == 200, answer.json
    assert ids_of(events, series) == {soon(3): before[soon(3)], soon(4, 20): second, soon(5): before[soon(5)]}
    shown = answer.json["dates"][1]
    assert (shown["status"], shown["change"]) == ("rescheduled", {"title_note": "Mit Gast"})
    assert datetime.fromisoformat(shown["original_start"]) == soon(4)
    assert datetime.fromisoformat(shown["ends_at"]) == soon(4, 22)


def test_a_date_that_takes_the_moment_of_another_that_moves_on_keeps_its_id(events: Service) -> None:
    series = an_event(events, rule="FREQ=DAILY;COUNT=3")
    first, second, third = ids_of(events, series).values()
    moved = [{"original_start": soon(3), "starts_at": soon(4)}, {"original_start": soon(4), "starts_at": soon(4, 21)}]
    entry = Entry.of(
        full_words(series.organisation_id, rule="FREQ=DAILY;COUNT=3", changed_dates=moved), events.extensions["city"]
    )

    with events.database.transaction() as session:
        actions.change_event(session, series.id, entry, expected=2, caller=EDITOR, now=clock.now())

    assert ids_of(events, series) == {soon(4): first, soon(4, 21): second, soon(5): third}


def test_a_date_that_is_called_off_alone_is_told_as_such(
    events: Service, client: FlaskClient, tokens: Tokens, series: Event
) -> None:
    first, second, third = ids_of(events, series).values()

    change(client, tokens, series, first, status="cancelled", status_note="Regen")

    fact = told(events, about=series.id)[-1]
    assert isinstance(fact, EventChanged)
    assert [day.date_id for day in fact.dates] == [second, third]
    assert [(day.date_id, day.status, day.note) for day in fact.called_off] == [(first, "cancelled", "Regen")]
    assert fact.starts_at == soon(4)


def test_a_date_elsewhere_is_told_with_its_place(
    events: Service, client: FlaskClient, tokens: Tokens, series: Event
) -> None:
    change(client, tokens, series, ids_of(events, series)[soon(4)], venue="Stadthaus", street="Markt 2", town="Halle")

    fact = told(events, about=series.id)[-1]
    assert isinstance(fact, EventChanged)
    assert [(day.venue, day.place) for day in fact.dates] == [
        (None, None),
        ("Stadthaus", "Markt 2, Halle"),
        (None, None),
    ]


def test_a_changed_date_is_as_the_rule_says_again(
    events: Service, client: FlaskClient, tokens: Tokens, series: Event
) -> None:
    before = ids_of(events, series)
    moved = change(client, tokens, series, before[soon(4)], starts_at=soon(4, 21).isoformat())
    headers = {**tokens.editor("events-service"), "If-Match": moved.headers["ETag"]}

    answer = client.delete(f"/v1/events/{series.id}/dates/{before[soon(4)]}/change", headers=headers)

    assert answer.json is not None
    assert answer.json["changed_dates"] == []
    assert ids_of(events, series) == before


def test_a_series_that_begins_an_hour_later_keeps_the_ids_of_its_dates(
    events: Service, client: FlaskClient, tokens: Tokens, series: Event
) -> None:
    before = ids_of(events, series)
    words = words_of(series.organisation_id, starts_at=soon(hour=19).isoformat(), rule="FREQ=DAILY;COUNT=4")
    headers = {**tokens.editor("events-service"), "If-Match": '"2"'}

    answer = client.put(f"/v1/events/{series.id}", json=words, headers=headers)

    assert answer.status_code == 200, answer.json
    after = ids_of(events, series)
    assert [after[soon(day, 19)] for day in (3, 4, 5)] == list(before.values())
    assert after[soon(6, 19)] not in before.values()


def test_an_event_without_further_dates_keeps_its_dates_id_when_it_moves(
    events: Service, client: FlaskClient, tokens: Tokens
) -> None:
    event = an_event(events)
    (before,) = ids_of(events, event).values()
    headers = {**tokens.editor("events-service"), "If-Match": '"2"'}

    client.put(
        f"/v1/events/{event.id}", json=words_of(event.organisation_id, starts_at=soon(9).isoformat()), headers=headers
    )

    assert ids_of(events, event) == {soon(9): before}


@pytest.mark.parametrize(
    ("words", "status"),
    [({"district": "atlantis"}, 422), ({"ends_at": "2001-01-01T10:00"}, 422), ({"unknown": 1}, 422), ({}, 200)],
)
def test_what_makes_no_sense_is_refused(
    events: Service, client: FlaskClient, tokens: Tokens, series: Event, words: dict[str, Any], status: int
) -> None:
    first = next(iter(ids_of(events, series).values()))
    assert change(client, tokens, series, first, **words).status_code == status


def test_the_only_date_is_changed_with_its_event(events: Service, client: FlaskClient, tokens: Tokens) -> None:
    event = an_event(events)
    (only,) = ids_of(events, event).values()
    answer = change(client, tokens, event, only, status="cancelled")
    assert (answer.status_code, answer.json["type"]) == (409, "urn:mosaik:problem:only-one-date")


def test_others_may_not_change_a_date_and_nobody_a_version_not_seen(
    events: Service, client: FlaskClient, tokens: Tokens, series: Event
) -> None:
    path = f"/v1/events/{series.id}/dates/{next(iter(ids_of(events, series).values()))}/change"
    stranger = tokens.person(uuid4(), "events-service")
    assert client.put(path, json={}).status_code == 401
    assert client.put(path, json={}, headers={**stranger, "If-Match": '"2"'}).status_code == 403
    editor = tokens.editor("events-service")
    assert client.put(path, json={}, headers={**editor, "If-Match": '"1"'}).status_code == 412
    assert client.put(path, json={}, headers=editor).status_code == 428
    gone = f"/v1/events/{series.id}/dates/{uuid4()}/change"
    assert client.put(gone, json={}, headers={**editor, "If-Match": '"2"'}).status_code == 404


def test_a_co_organiser_is_shown_once_it_has_agreed(events: Service, client: FlaskClient, tokens: Tokens) -> None:
    owner, other = an_organisation(events), an_organisation(events, name="Wildwiese", slug="wildwiese")
    person = a_steward(events, owner)
    mine = tokens.person(person, "events-service")
    event = client.post("/v1/events", json=words_of(owner, co_organiser_ids=[str(other)]), headers=mine).json
    assert event is not None
    client.put(f"/v1/events/{event['id']}/publication", headers=mine)
    path, theirs = f"/v1/events/{event['id']}", tokens.person(a_steward(events, other), "events-service")

    assert client.get(path).json["co_organisers"] == []  # type: ignore[index]
    (asked,) = client.get(path, headers=mine).json["co_organisers"]  # type: ignore[index]
    assert (asked["name"], asked["agreed"]) == ("Wildwiese", None)
    asks = "/v1/co-organisers"
    (question,) = client.get(asks, headers=theirs).json["items"]  # type: ignore[index]
    assert (question["event"]["id"], question["organisation"]["name"]) == (event["id"], "Wildwiese")
    assert client.get(asks, headers=tokens.editor("events-service")).json["total"] == 1  # type: ignore[index]
    assert client.get(asks, headers=mine).json["items"] == []  # type: ignore[index]
    agreement = f"{path}/co-organisers/{other}"
    assert client.put(agreement, json={"agreed": True}).status_code == 401
    assert client.put(agreement, json={"agreed": True}, headers=mine).status_code == 403
    assert client.put(agreement, json={"agreed": True}, headers=theirs).status_code == 200
    (shown,) = client.get(path).json["co_organisers"]  # type: ignore[index]
    assert (shown["name"], shown["agreed"]) == ("Wildwiese", True)
    assert client.get(asks, headers=theirs).json["items"] == []  # type: ignore[index]
    unnamed = f"{path}/co-organisers/{owner}"
    assert client.put(unnamed, json={"agreed": True}, headers=mine).status_code == 404


def test_who_is_named_reads_no_draft_by_answering(events: Service, client: FlaskClient, tokens: Tokens) -> None:
    other = an_organisation(events, name="Wildwiese", slug="wildwiese")
    draft = a_draft(events, an_organisation(events), title="Geheim", co_organiser_ids=[other])
    path = f"/v1/events/{draft.id}/co-organisers/{other}"
    theirs = tokens.person(a_steward(events, other), "events-service")
    assert client.put(path, json={"agreed": True}, headers=theirs).status_code == 404
    assert client.put(path, json={"agreed": True}, headers=tokens.editor("events-service")).status_code == 200


def test_who_is_not_public_is_not_named(events: Service, client: FlaskClient, tokens: Tokens) -> None:
    owner, hidden = an_organisation(events), an_organisation(events, name="Geheim", slug="geheim")
    hear(events, OrganisationWithdrawn(organisation_id=hidden, version=2, withdrawn_at=clock.now()))
    words, mine = words_of(owner, co_organiser_ids=[str(hidden)]), a_steward(events, owner)
    assert client.post("/v1/events", json=words, headers=tokens.person(mine, "events-service")).status_code == 422


def test_whoever_looks_after_both_need_not_ask_herself(events: Service, client: FlaskClient, tokens: Tokens) -> None:
    owner, other = an_organisation(events), an_organisation(events, name="Wildwiese", slug="wildwiese")
    event = client.post(
        "/v1/events",
        json=words_of(owner, co_organiser_ids=[str(other), str(owner)]),
        headers=tokens.editor("events-service"),
    ).json
    assert event is not None
    assert [(each["name"], each["agreed"]) for each in event["co_organisers"]] == [("Wildwiese", True)]
    unknown = words_of(owner, co_organiser_ids=[str(uuid4())])
    assert client.post("/v1/events", json=unknown, headers=tokens.editor("events-service")).status_code == 422


def test_an_event_says_all_that_it_is_asked(events: Service, client: FlaskClient, tokens: Tokens) -> None:
    said = {
        "kind": "workshop", "offer_id": str(uuid4()), "easy_read": "Wir gießen Bäume.", "website": "https://example.org/",
        "public_transport": "Linie 4", "registration": "link", "registration_link": "https://example.org/anmelden",
        "registration_from": (soon() - timedelta(days=2)).isoformat(), "booked_up": True, "what_to_bring": "Kanne",
        "age_from": 6, "age_to": 12, "target_groups": "Familien", "access": ["accessible_toilet", "sign_language"],
        "pictures": [{"id": str(uuid4()), "alt": "Kannen", "credit": None, "licence": None, "width": 9, "height": 6}],
    }  # fmt: skip
    words = words_of(an_organisation(events), **said)
    answer = client.post("/v1/events", json=words, headers=tokens.editor("events-service")).json
    assert answer is not None
    moments = {"registration_from"}
    assert {name: answer[name] for name in said if name not in moments} == {
        name: value for name, value in said.items() if name not in moments
    }
    younger = words_of(an_organisation(events, slug="z"), age_from=12, age_to=6)
    assert client.post("/v1/events", json=younger, headers=tokens.editor("events-service")).status_code == 422


def test_whoever_writes_is_told_which_dates_an_event_would_have(client: FlaskClient, tokens: Tokens) -> None:
    start = soon(3)
    words = {
        "starts_at": start.isoformat(),
        "rule": "FREQ=DAILY;COUNT=150",
        "left_out": [soon(4).isoformat()],
        "changed_dates": [{"original_start": soon(5).isoformat(), "status": "cancelled"}],
    }
    writer = tokens.person(uuid4(), "events-service")

    answer = client.post("/v1/schedules", json=words, headers=writer)
    wrong = client.post("/v1/schedules", json={**words, "ends_at": soon(2).isoformat()}, headers=writer)

    assert answer.status_code == 200, answer.json
    assert (answer.json["total"], answer.json["goes_on"], len(answer.json["dates"])) == (149, False, 100)  # type: ignore[index]
    assert [each["status"] for each in answer.json["dates"][:3]] == [None, "cancelled", None]  # type: ignore[index]
    assert (wrong.status_code, wrong.json["type"]) == (422, "urn:mosaik:problem:ends-before-it-starts")  # type: ignore[index]
    assert client.post("/v1/schedules", json=words).json == answer.json
