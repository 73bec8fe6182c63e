"""Organisations, projects and offers that have become others: told in any order, and named by old ids for years."""

from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from events_service.models import Event
from events_service.queries import events as queries
from services.facts.directory import OfferMerged, OrganisationMerged, ProjectMerged
from services.kit import clock
from services.kit.tables import id_of
from services.kit.web import Service
from tests.integration.events_service.conftest import OURS
from tests.support.door import Door
from tests.support.events_makers import an_event, an_organisation, hear, row, table
from tests.support.tokens import Tokens

OLDEST, OLD, LAST = ("Erste", "erste"), ("Zweite", "zweite"), ("Dritte", "dritte")


@pytest.fixture
def redaction(events: Service, tokens: Tokens) -> Door:
    return Door(events.test_client(), tokens.editor(OURS))


def merged(old: UUID, into: UUID, names: tuple[str, str]) -> OrganisationMerged:
    words: dict[str, Any] = {"into_name": names[0], "into_slug": names[1], "is_public": True}
    return OrganisationMerged(organisation_id=old, into_id=into, merged_at=clock.now(), **words)


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_in_whatever_order_mergers_are_heard_all_events_are_with_the_last(
    events: Service, public: Door, order: tuple[int, ...]
) -> None:
    ids = [an_organisation(events, name=name, slug=slug) for name, slug in (OLDEST, OLD, LAST)]
    ids.append(an_organisation(events, name="Vierte", slug="vierte"))
    for number, each in enumerate(ids):
        an_event(events, each, title=f"Treff {number}", co_organiser_ids=[ids[0]] if number else [])
    facts = [
        merged(ids[0], ids[1], OLD),
        merged(ids[1], ids[2], LAST),
        merged(ids[2], ids[3], ("Vierte", "vierte")),
    ]

    for number in order:
        hear(events, facts[number])

    for ref in ("vierte", "erste", "zweite", str(ids[0]), str(ids[3])):
        found = public.get(f"/v1/events?organisation={ref}")["items"]
        assert {(each["title"], each["organisation"]["slug"]) for each in found} == {
            (f"Treff {number}", "vierte") for number in range(4)
        }, ref
    assert [public.get(f"/v1/events/treff-{number}")["co_organisers"] for number in range(4)] == [[]] * 4


@pytest.mark.parametrize(("name", "fact"), [("project_id", ProjectMerged), ("offer_id", OfferMerged)])
def test_what_names_a_project_or_an_offer_names_the_last_that_it_has_become(
    events: Service, public: Door, name: str, fact: type[ProjectMerged | OfferMerged]
) -> None:
    first, second, third = uuid4(), uuid4(), uuid4()
    event = an_event(events, **{name: first})

    for old, new in ((second, third), (first, second)):
        words: dict[str, Any] = {name: old}
        hear(events, fact(into_id=new, merged_at=clock.now(), **words))

    assert public.get(f"/v1/events/{event.id}")[name] == str(third)


@pytest.mark.parametrize("which", [queries.events_of, queries.public_events_of, queries.hidden_events_of])
def test_whoever_changes_all_events_of_an_organisation_locks_them_in_one_order(events: Service, which: Any) -> None:
    owner = an_organisation(events)
    for number in range(8):
        an_event(events, owner, title=f"Treff {number}")
    with events.database.transaction() as session:
        session.execute(update(Event).values(withdrawn_with_organisation=True))
        found = [event.id for event in which(session, owner)]

    assert (found, len(found)) == (sorted(found), 8)


def test_a_table_may_name_what_has_become_another(events: Service, redaction: Door) -> None:
    old, new, project = id_of("ORG-1"), an_organisation(events, name="Zweite", slug="zweite"), uuid4()
    an_organisation(events, name="Erste", slug="erste", organisation_id=old)
    file = table(row(organisation="", organisation_id="ORG-1", projekt_id="P-1"))
    hear(events, merged(old, new, OLD))
    hear(events, ProjectMerged(project_id=id_of("P-1"), into_id=project, merged_at=clock.now()))

    tried = redaction.post("/v1/imports", {"kind": "events", "text": file, "announce": False})
    redaction.put(f"/v1/imports/{tried['id']}/confirmation")

    (event,) = redaction.get("/v1/events?organisation=zweite")["items"]
    known = redaction.get(f"/v1/events/{event['slug']}")
    assert (known["organisation"]["id"], known["project_id"]) == (str(new), str(project))
    for words in ({"organisation_id": "ORG-1"}, {"organisation": "ERSTE"}, {"organisation": "erste"}):
        file = table(row(**{"organisation": "", "projekt_id": "P-1", **words}))
        again = redaction.post("/v1/imports", {"kind": "events", "text": file, "announce": False})
        assert [each["verdict"] for each in again["rows"]] == ["unchanged"], words


def test_a_former_name_that_somebody_else_bears_by_now_means_that_one(events: Service, redaction: Door) -> None:
    old, new = (an_organisation(events, name=name, slug=slug) for name, slug in (OLDEST, OLD))
    hear(events, merged(old, new, OLD))
    namesake = an_organisation(events, name="Erste", slug="erste-2")

    file = table(row(organisation="Erste"))
    tried = redaction.post("/v1/imports", {"kind": "events", "text": file, "announce": False})
    redaction.put(f"/v1/imports/{tried['id']}/confirmation")

    (event,) = redaction.get("/v1/events?organisation=erste-2")["items"]
    assert event["organisation"]["id"] == str(namesake)
