"""An organisation shows another's event in its own calendar, once that one agrees."""

from uuid import UUID, uuid4

import pytest

from services.facts.directory import OrganisationMerged
from services.facts.letters import NoticeRequested
from services.kit import clock
from services.kit.web import Service
from tests.integration.events_service.conftest import OURS
from tests.support.door import Door
from tests.support.events_makers import a_draft, a_steward, an_event, an_organisation, hear, told
from tests.support.tokens import Tokens


@pytest.fixture
def owner(events: Service) -> UUID:
    return an_organisation(events, name="Radbund", slug="radbund")


@pytest.fixture
def guest(events: Service) -> UUID:
    return an_organisation(events, name="Wildwiese", slug="wildwiese")


@pytest.fixture
def ours(events: Service, tokens: Tokens, owner: UUID) -> Door:
    return Door(events.test_client(), tokens.person(a_steward(events, owner), OURS))


@pytest.fixture
def theirs(events: Service, tokens: Tokens, guest: UUID) -> Door:
    return Door(events.test_client(), tokens.person(a_steward(events, guest), OURS))


@pytest.fixture
def event(events: Service, owner: UUID) -> UUID:
    return an_event(events, owner, title="Radtour").id


def calendar(public: Door) -> list[str]:
    return [each["title"] for each in public.get("/v1/events?organisation=wildwiese")["items"]]


def state(door: Door, event: UUID) -> str:
    (own,) = door.get(f"/v1/events/{event}/showings")["items"]
    assert own["organisation"]["name"] == "Wildwiese"
    return str(own["state"])


def letters(events: Service) -> list[NoticeRequested]:
    return [fact for fact in told(events) if isinstance(fact, NoticeRequested) and fact.template == "showing_asked"]


def test_it_stands_in_both_calendars_after_a_yes_and_in_one_after_a_no(
    events: Service, public: Door, ours: Door, theirs: Door, event: UUID, guest: UUID
) -> None:
    path = f"/v1/events/{event}/showings/{guest}"
    assert state(theirs, event) == "none"
    assert theirs.put(path)["state"] == state(theirs, event) == "open"
    assert theirs.put(path)["state"] == "open"
    assert calendar(public) == []
    (letter,) = letters(events)
    assert (letter.slots["title"], letter.slots["organisation"]) == ("Radtour", "Wildwiese")

    (question,) = ours.get("/v1/showings")["items"]
    assert (question["event"]["title"], question["organisation"]["name"]) == ("Radtour", "Wildwiese")
    assert theirs.get("/v1/showings")["items"] == []
    assert ours.put(f"{path}/answer", {"agreed": True})["state"] == "shown"
    assert ours.get("/v1/showings")["items"] == []
    assert calendar(public) == ["Radtour"]
    assert "SUMMARY:Radtour" in public.ask("GET", "/v1/events.ics?organisation=wildwiese").text
    assert public.get("/v1/events?organisation=radbund")["total"] == public.get("/v1/events")["total"] == 1

    assert ours.put(f"{path}/answer", {"agreed": False})["state"] == state(theirs, event) == "refused"
    assert calendar(public) == []


def test_who_asked_may_think_better_of_it_and_ask_again_without_another_letter(
    events: Service, public: Door, ours: Door, theirs: Door, event: UUID, guest: UUID
) -> None:
    path = f"/v1/events/{event}/showings/{guest}"
    theirs.put(path)
    ours.put(f"{path}/answer", {"agreed": True})
    theirs.delete(path, 204)
    assert (calendar(public), state(theirs, event)) == ([], "none")
    ours.put(f"{path}/answer", {"agreed": True}, 404)
    theirs.put(path)
    assert calendar(public) == ["Radtour"]
    assert len(letters(events)) == 1


def test_who_looks_after_both_need_not_ask_herself(
    events: Service, public: Door, tokens: Tokens, owner: UUID, guest: UUID, event: UUID
) -> None:
    person = a_steward(events, owner)
    a_steward(events, guest, person)
    both = Door(events.test_client(), tokens.person(person, OURS))
    assert both.put(f"/v1/events/{event}/showings/{guest}")["state"] == "shown"
    assert letters(events) == []


def test_only_public_events_of_others_can_be_shown(
    events: Service, ours: Door, theirs: Door, owner: UUID, guest: UUID
) -> None:
    event, draft = an_event(events, owner).id, a_draft(events, owner, title="Geheim").id
    theirs.put(f"/v1/events/{draft}/showings/{guest}", status=404)
    theirs.put(f"/v1/events/{uuid4()}/showings/{guest}", status=404)
    theirs.put(f"/v1/events/{event}/showings/{owner}", status=403)
    ours.put(f"/v1/events/{event}/showings/{owner}", status=422)
    theirs.put(f"/v1/events/{event}/showings/{guest}")
    theirs.put(f"/v1/events/{event}/showings/{guest}/answer", {"agreed": True}, 403)


def test_what_an_organisation_shows_goes_with_it_into_another(
    events: Service, public: Door, ours: Door, theirs: Door, event: UUID, guest: UUID
) -> None:
    path = f"/v1/events/{event}/showings/{guest}"
    theirs.put(path)
    ours.put(f"{path}/answer", {"agreed": True})
    into = an_organisation(events, name="Wiesenbund", slug="wiesenbund")
    hear(
        events,
        OrganisationMerged(
            organisation_id=guest,
            into_id=into,
            into_slug="wiesenbund",
            into_name="Wiesenbund",
            is_public=True,
            merged_at=clock.now(),
        ),
    )
    assert [each["title"] for each in public.get("/v1/events?organisation=wiesenbund")["items"]] == ["Radtour"]
