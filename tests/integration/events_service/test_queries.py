import json
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from events_service.queries import listing
from events_service.queries.listing import Wish
from services.kit.web import Service
from tests.support.events_makers import a_draft, an_event, an_organisation, berlin

MARCH = berlin("2030-03-01 00:00")
APRIL = berlin("2030-04-01 00:00")


@pytest.fixture
def organisation_id(events: Service) -> UUID:
    return an_organisation(events)


def listed(events: Service, **words: Any) -> Any:
    with events.database.reading() as session:
        return json.loads(listing.dates(session, Wish(**{"begins_at": MARCH, **words})))


def titles(events: Service, **words: Any) -> list[str]:
    return [item["title"] for item in listed(events, **words)["items"]]


def test_a_range_holds_what_begins_ends_or_goes_on_in_it(events: Service, organisation_id: UUID) -> None:
    for title, start, end in (
        ("vorbei", "2030-02-28 20:00", "2030-03-01 00:00"),
        ("über Mitternacht", "2030-02-28 22:00", "2030-03-01 02:00"),
        ("den ganzen Winter", "2030-01-01 10:00", "2030-05-01 10:00"),
        ("mittendrin", "2030-03-10 10:00", "2030-03-10 12:00"),
        ("am letzten Abend", "2030-03-31 23:00", "2030-04-01 01:00"),
        ("danach", "2030-04-01 00:00", "2030-04-01 02:00"),
    ):
        an_event(events, organisation_id, title=title, starts_at=berlin(start), ends_at=berlin(end))
    an_event(events, organisation_id, title="ohne Ende", starts_at=MARCH)
    assert titles(events, ends_at=APRIL) == [
        "den ganzen Winter",
        "über Mitternacht",
        "ohne Ende",
        "mittendrin",
        "am letzten Abend",
    ]
    assert titles(events)[-1] == "danach"
    assert listed(events, ends_at=APRIL)["total"] == 5


def test_pages_follow_each_other_without_gap_or_repetition(events: Service, organisation_id: UUID) -> None:
    an_event(events, organisation_id, starts_at=berlin("2030-02-01 10:00"), ends_at=berlin("2030-03-05 10:00"))
    an_event(events, organisation_id, starts_at=MARCH, rule="FREQ=DAILY;COUNT=12", ends_at=berlin("2030-03-01 02:00"))
    with events.database.transaction() as session:
        # A series far away has its first date alone until its time comes; here the others are laid out by hand.
        session.execute(text(_EIGHT_DAYS))
    whole = [item["date_id"] for item in listed(events, size=100)["items"]]
    pages = [listed(events, size=4, page=page) for page in (1, 2, 3, 4)]
    assert [item["date_id"] for page in pages for item in page["items"]] == whole
    assert [len(page["items"]) for page in pages] == [4, 4, 2, 0]
    assert {page["total"] for page in pages} == {len(whole)} == {10}


_EIGHT_DAYS = """
INSERT INTO event_dates (event_id, starts_at, ends_at, until)
SELECT event_id, starts_at + day * interval '1 day', ends_at + day * interval '1 day', until + day * interval '1 day'
FROM event_dates, generate_series(1, 8) AS day WHERE starts_at >= '2030-02-28'
"""


def test_each_facet_counts_with_all_other_filters_applied(events: Service, organisation_id: UUID) -> None:
    for categories, district, mode in (
        (["nature"], "altstadt", "in_person"),
        (["nature", "energy"], "altstadt", "online"),
        (["energy"], "trotha", "in_person"),
        (["health"], None, "online"),
    ):
        words = {"categories": categories, "district": district, "mode": mode, "starts_at": MARCH}
        an_event(events, organisation_id, **words)

    assert listed(events)["facets"] == {
        "category": {"nature": 2, "energy": 2, "health": 1},
        "district": {"altstadt": 2, "trotha": 1},
        "mode": {"in_person": 2, "online": 2},
    }
    nature = listed(events, category=["nature"])
    assert nature["total"] == 2
    assert nature["facets"] == {
        "category": {"nature": 2, "energy": 2, "health": 1},
        "district": {"altstadt": 2},
        "mode": {"in_person": 1, "online": 1},
    }
    both = listed(events, category=["nature", "health"], mode=["online"])
    assert both["total"] == 2
    assert both["facets"]["category"] == {"nature": 1, "energy": 1, "health": 1}
    assert both["facets"]["mode"] == {"in_person": 1, "online": 2}
    assert listed(events, district=["altstadt", "trotha"])["total"] == 3


def test_facets_count_dates_not_events(events: Service, organisation_id: UUID) -> None:
    further = [berlin("2030-03-02 10:00"), berlin("2030-03-03 10:00")]
    an_event(events, organisation_id, starts_at=MARCH, further_starts=further)
    assert listed(events)["facets"]["category"] == {"nature": 3}
    assert listed(events, ends_at=further[0])["facets"]["category"] == {"nature": 1}


def test_yes_and_no_filters_leave_out_what_is_not_known(events: Service, organisation_id: UUID) -> None:
    an_event(
        events, organisation_id, title="ja", with_children=True, wheelchair="yes", cost="kostenlos", starts_at=MARCH
    )
    an_event(
        events, organisation_id, title="nein", with_children=False, wheelchair="no", cost="5 Euro", starts_at=MARCH
    )
    an_event(events, organisation_id, title="unbekannt", starts_at=MARCH)
    for name in ("with_children", "wheelchair", "free"):
        assert titles(events, **{name: True}) == ["ja"]
        assert titles(events, **{name: False}) == ["nein"]


def test_only_the_organisation_asked_for_is_listed(events: Service, organisation_id: UUID) -> None:
    an_event(events, organisation_id, title="unsere", starts_at=MARCH)
    an_event(events, an_organisation(events, name="Andere", slug="andere"), title="deren", starts_at=MARCH)
    assert titles(events, organisation_id=organisation_id) == ["unsere"]
    by_name: Any = events.test_client().get("/v1/events?organisation=andere").get_json()
    assert [item["title"] for item in by_name["items"]] == ["deren"]


def test_drafts_are_not_listed(events: Service, organisation_id: UUID) -> None:
    a_draft(events, organisation_id, starts_at=MARCH)
    assert listed(events)["total"] == 0
    assert listed(events, state="draft")["total"] == 1


@pytest.mark.parametrize(
    "words",
    [
        "Bäume",
        "baum",
        "Baeume",
        "gießen",
        "giessen",
        "Patenschaften",
        "Stadtgrün",
        "Altstadt",
        "rundgang",
        '"junge Bäume"',
    ],
)
def test_german_words_are_found_in_all_their_forms(events: Service, organisation_id: UUID, words: str) -> None:
    an_event(
        events,
        organisation_id,
        title="Rundgänge zu Baumpaten",
        description="Wir gießen zusammen die jungen Bäume und suchen eine Patenschaft.",
        keywords=["Gießen"],
        district="altstadt",
        starts_at=MARCH,
    )
    an_event(events, organisation_id, title="Fledermausnacht", categories=["health"], starts_at=MARCH)
    assert titles(events, q=words) == ["Rundgänge zu Baumpaten"]


def test_words_that_are_everywhere_do_not_hide_everything(events: Service, organisation_id: UUID) -> None:
    an_event(events, organisation_id, starts_at=MARCH)
    assert listed(events, q="und die der")["total"] == 1
    assert listed(events, q="")["total"] == 1


def test_a_list_walks_the_dates_in_their_order(events: Service, organisation_id: UUID) -> None:
    an_event(events, organisation_id, starts_at=MARCH)
    with events.database.transaction() as session:
        # So few rows would be read from end to end.
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = session.scalars(text("EXPLAIN " + listing._statement(Wish(begins_at=MARCH))), _wanted()).all()
    assert any("ix_event_dates_starts_at" in line for line in plan)
    assert any("ix_event_dates_span" in line for line in plan)


def _wanted() -> dict[str, Any]:
    return {**vars(Wish(begins_at=MARCH)), "offset": 0}
