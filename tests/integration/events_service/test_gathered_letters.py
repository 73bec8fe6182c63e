"""Letters that gather: who is named with events of others, and what the editors refused of a calendar."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from events_service.actions import events as actions
from events_service.actions import gathered_letters
from events_service.models import Event
from events_service.rules.entry import Entry
from services.facts.directory import OrganisationMerged, OrganisationWithdrawn
from services.facts.letters import NoticeRequested
from services.kit import clock
from services.kit.review.deciding import Decision, refuse_revision
from services.kit.review.shown import desk_of
from services.kit.tokens import Caller
from services.kit.web import Service
from tests.integration.events_service.conftest import OURS
from tests.integration.events_service.test_feeds import Reader, a_reader, one, queued
from tests.support.calendars import a_calendar
from tests.support.door import Door
from tests.support.events_makers import EDITOR, a_steward, an_organisation, full_words, hear, told
from tests.support.tokens import Tokens


@pytest.fixture
def owner(events: Service) -> UUID:
    return an_organisation(events, name="Radbund", slug="radbund")


@pytest.fixture
def partner(events: Service) -> UUID:
    return an_organisation(events, name="Wildwiese", slug="wildwiese")


@pytest.fixture
def reader(events: Service) -> Iterator[Reader]:
    with a_reader(events, a_calendar(one(1), one(2), one(3))) as opened:
        opened.start(publishes=False)
        yield opened


def naming(events: Service, owner: UUID, partner: UUID, **words: Any) -> Event:
    """Let somebody who looks after one group publish an event that names another."""
    steward = Caller(person_id=a_steward(events, owner))
    entry = Entry.of(full_words(owner, co_organiser_ids=[partner], **words), events.extensions["city"])
    with events.database.transaction() as session:
        event = actions.create_event(session, entry, caller=steward, now=clock.now())
        return actions.publish_event(session, event.id, caller=steward, now=clock.now())


def ask(events: Service, *, days: int = 0) -> None:
    with events.database.transaction() as session:
        gathered_letters.ask_co_organisers(session, now=clock.now() + timedelta(days=days))


def letters(events: Service, template: str) -> list[NoticeRequested]:
    return [fact for fact in told(events) if isinstance(fact, NoticeRequested) and fact.template == template]


def asked(events: Service) -> list[tuple[UUID, list[str]]]:
    return [
        (each.person_id, [each.slots[f"title_{number}"] for number in range(1, int(each.slots["count"]) + 1)])
        for each in letters(events, "co_organiser_asked")
    ]


def test_each_steward_is_asked_once_about_all_events_that_name_her_group(
    events: Service, owner: UUID, partner: UUID
) -> None:
    people = {a_steward(events, partner), a_steward(events, partner)}
    for title in ("Radtour", "Lastenrad"):
        naming(events, owner, partner, title=title, rule="FREQ=WEEKLY")

    ask(events)
    ask(events, days=2)

    assert {person for person, _ in asked(events)} == people
    assert [titles for _, titles in asked(events)] == [["Radtour", "Lastenrad"]] * 2
    letter = letters(events, "co_organiser_asked")[0]
    assert (letter.slots["organisation_2"], letter.slots["leader_2"]) == ("Wildwiese", "Radbund")
    assert letter.pages == {"link": "/eintragen/meine"}


def test_what_comes_within_a_day_of_a_letter_is_asked_afterwards(events: Service, owner: UUID, partner: UUID) -> None:
    a_steward(events, partner)
    for title in ("Eins", "Zwei", "Drei"):
        naming(events, owner, partner, title=title)
        ask(events)

    ask(events, days=1)

    assert [titles for _, titles in asked(events)] == [["Eins"], ["Zwei", "Drei"]]


def test_nobody_is_asked_about_what_is_answered_cancelled_or_not_public(
    events: Service, tokens: Tokens, owner: UUID, partner: UUID
) -> None:
    steward = Door(events.test_client(), tokens.person(a_steward(events, partner), OURS))
    answered = naming(events, owner, partner)
    steward.put(f"/v1/events/{answered.id}/co-organisers/{partner}", {"agreed": False})
    naming(events, owner, partner, status="cancelled")
    hidden = naming(events, owner, partner)
    with events.database.transaction() as session:
        actions.withdraw_event(session, hidden.id, caller=EDITOR, now=clock.now())

    ask(events)

    assert asked(events) == []


def test_a_group_that_was_hidden_since_is_not_asked(events: Service, owner: UUID, partner: UUID) -> None:
    a_steward(events, partner)
    naming(events, owner, partner)
    hear(events, OrganisationWithdrawn(organisation_id=partner, version=2, withdrawn_at=clock.now()))

    ask(events)

    assert asked(events) == []


def test_who_looks_after_a_group_later_is_asked_then(events: Service, owner: UUID, partner: UUID) -> None:
    naming(events, owner, partner, title="Radtour")
    ask(events)
    person = a_steward(events, partner)

    ask(events)

    assert asked(events) == [(person, ["Radtour"])]


def test_a_group_that_has_become_another_is_not_asked_again(events: Service, owner: UUID, partner: UUID) -> None:
    heir = an_organisation(events, name="Wiese", slug="wiese")
    for group in (partner, heir):
        a_steward(events, group)
    naming(events, owner, partner)
    ask(events)
    words: dict[str, Any] = {"into_id": heir, "into_slug": "wiese", "into_name": "Wiese", "is_public": True}
    hear(events, OrganisationMerged(organisation_id=partner, merged_at=clock.now(), **words))

    ask(events, days=2)

    assert len(asked(events)) == 1


def test_the_twenty_first_is_counted_and_not_named(events: Service, owner: UUID, partner: UUID) -> None:
    a_steward(events, partner)
    for number in range(21):
        naming(events, owner, partner, title=f"Termin {number}")

    ask(events)

    (letter,) = letters(events, "co_organiser_asked")
    assert letter.slots["count"] == "21"
    assert ("title_20" in letter.slots, "title_21" in letter.slots) == (True, False)


def refuse(reader: Reader, count: int) -> None:
    desk = desk_of(reader.app.extensions["review"], caller=EDITOR, now=reader.now, site_url="")
    for revision in queued(reader)[:count]:
        decision = Decision(expected=revision.version, reason=f"{revision.title}: Wo ist das?")
        with reader.app.app_context(), reader.app.database.transaction() as session:
            refuse_revision(session, revision.id, decision, desk=desk)


def tell(reader: Reader) -> None:
    with reader.app.database.transaction() as session:
        gathered_letters.tell_refusals(session, now=reader.now)


def test_those_whose_calendar_it_is_hear_once_what_was_refused_and_why(events: Service, reader: Reader) -> None:
    people = {a_steward(events, reader.organisation_id) for _ in range(2)}
    a_steward(events, an_organisation(events, slug="fremd", organisation_id=uuid4()))
    refuse(reader, 2)

    tell(reader)
    tell(reader)

    found = letters(events, "calendar_refused")
    assert {letter.person_id for letter in found} == people
    assert len(found) == len(people)
    assert found[0].slots == {
        "count": "2",
        "title_1": "Meeting 1",
        "reason_1": "Meeting 1: Wo ist das?",
        "title_2": "Meeting 2",
        "reason_2": "Meeting 2: Wo ist das?",
    }
    refuse(reader, 1)
    tell(reader)
    assert letters(events, "calendar_refused")[-1].slots["title_1"] == "Meeting 3"


def test_what_was_refused_while_nobody_looked_after_a_group_is_told_later(events: Service, reader: Reader) -> None:
    refuse(reader, 1)
    tell(reader)
    person = a_steward(events, reader.organisation_id)

    tell(reader)

    assert [letter.person_id for letter in letters(events, "calendar_refused")] == [person]
