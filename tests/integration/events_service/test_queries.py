import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from events_service.actions import co_organisers
from events_service.queries.listing import cards, counts, finding, pages
from events_service.queries.listing.pages import Page
from events_service.queries.listing.wishes import Wish
from events_service.rules.almanac import Almanac
from services.kit import clock
from services.kit.abacus import Abacus
from services.kit.around import Around
from services.kit.web import Service
from tests.support.events_makers import BERLIN, a_draft, an_event, an_organisation, berlin

MARCH = berlin("2030-03-01 00:00")
APRIL = berlin("2030-04-01 00:00")


@pytest.fixture
def organisation_id(events: Service) -> UUID:
    return an_organisation(events)


def listed(events: Service, *, page: int = 1, size: int = 20, latest: bool = False, **words: Any) -> Any:
    wish, wanted = Wish(**{"begins_at": MARCH, **words}), Page(page, size, latest_first=latest)
    with events.database.reading() as session:
        from_rows = {
            **counts.counted_in_rows(session, wish),
            "items": json.loads(pages.looked_up(session, wish, wanted)),
        }
        if wish.state == "published":
            fits = finding.found(session, almanac(session), wish)
            numbers = fits.stretch.numbers(fits.left, size=size, offset=wanted.offset, latest_first=latest)
            found = cards.cards(session, numbers, cards.OF_A_LIST)
            assert {**fits.counts(), "items": [json.loads(found[number]) for number in numbers]} == from_rows
        return from_rows


def almanac(session: Session) -> Almanac:
    return Abacus(portion=3).read(session, finding.reading("Europe/Berlin"), version="1")


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


def some(facets: dict[str, Any]) -> dict[str, Any]:
    return {name: facets[name] for name in ("category", "district", "mode")}


def test_each_facet_counts_with_all_other_filters_applied(events: Service, organisation_id: UUID) -> None:
    for categories, district, mode in (
        (["nature"], "altstadt", "in_person"),
        (["nature", "energy"], "altstadt", "online"),
        (["energy"], "trotha", "in_person"),
        (["health"], None, "online"),
    ):
        words = {"categories": categories, "district": district, "mode": mode, "starts_at": MARCH}
        an_event(events, organisation_id, **words)

    assert some(listed(events)["facets"]) == {
        "category": {"nature": 2, "energy": 2, "health": 1},
        "district": {"altstadt": 1, "trotha": 1},
        "mode": {"in_person": 2, "online": 2},
    }
    nature = listed(events, category=["nature"])
    assert nature["total"] == 2
    assert some(nature["facets"]) == {
        "category": {"nature": 2, "energy": 2, "health": 1},
        "district": {"altstadt": 1},
        "mode": {"in_person": 1, "online": 1},
    }
    both = listed(events, category=["nature", "health"], mode=["online"])
    assert both["total"] == 2
    assert both["facets"]["category"] == {"nature": 1, "energy": 1, "health": 1}
    assert both["facets"]["mode"] == {"in_person": 1, "online": 2}
    assert listed(events, district=["altstadt", "trotha"])["total"] == 2


def test_what_has_moved_online_is_found_and_counted_as_online(events: Service, organisation_id: UUID) -> None:
    for title, status in (("im Park", "scheduled"), ("jetzt im Netz", "moved_online")):
        an_event(events, organisation_id, title=title, mode="in_person", status=status, starts_at=MARCH)

    assert listed(events)["facets"]["mode"] == {"in_person": 1, "online": 1}
    for mode, found in (("in_person", "im Park"), ("online", "jetzt im Netz")):
        items = listed(events, mode=[mode])["items"]
        assert [(each["title"], each["mode"]) for each in items] == [(found, mode)]


def test_what_is_online_lies_nowhere_and_near_to_nobody(events: Service, organisation_id: UUID) -> None:
    here = {"venue": "Park", "lat": 51.52, "lon": 11.96}
    later = berlin("2030-03-02 00:00")
    one_online = {"original_start": later, "status": "moved_online"}
    for words in (
        {"title": "jetzt im Netz", "status": "moved_online"},
        {"title": "von je im Netz", "mode": "online"},
        {"title": "hybrid", "mode": "hybrid"},
        {"title": "Reihe", "further_starts": [later], "changed_dates": [one_online]},
    ):
        an_event(events, organisation_id, **{"mode": "in_person", "starts_at": MARCH, **here, **words})

    items = listed(events)["items"]
    spots = [(each["title"], each["lat"], each["lon"]) for each in items if each["lat"] or each["lon"]]
    assert spots == [("hybrid", 51.52, 11.96), ("Reihe", 51.52, 11.96)]
    assert {each["mode"] for each in items if each["lat"] is None} == {"online"}
    near = Around(((51.52, 11.96),), 1.0)
    assert titles(events, around=near) == ["hybrid", "Reihe"]


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


def test_what_lasts_over_thirty_days_stands_apart(events: Service, organisation_id: UUID) -> None:
    an_event(events, organisation_id, title="Ausstellung", starts_at=MARCH, ends_at=MARCH + timedelta(days=30, hours=1))
    an_event(events, organisation_id, title="Woche", starts_at=MARCH, ends_at=MARCH + timedelta(days=7))
    assert titles(events, long=True) == ["Ausstellung"]
    assert titles(events, long=False) == ["Woche"]
    assert listed(events)["total"] == 2


def test_the_latest_come_first_when_somebody_looks_back(events: Service, organisation_id: UUID) -> None:
    for day in (1, 2, 3):
        an_event(events, organisation_id, title=str(day), starts_at=berlin(f"2030-03-0{day} 10:00"))
    assert titles(events, ends_at=APRIL, latest=True) == ["3", "2", "1"]


def test_a_list_is_narrowed_by_all_that_an_event_says(events: Service, organisation_id: UUID) -> None:
    project = uuid4()
    an_event(
        events, organisation_id, title="gemeint", starts_at=MARCH, kind="workshop", languages=["uk", "de"], age_from=6,
        age_to=12, access=["sign_language", "subtitles"], project_id=project, categories=["energy"], district="trotha",
        lat=51.52, lon=11.96,
    )  # fmt: skip
    an_event(events, organisation_id, title="anders", starts_at=MARCH, district="altstadt", lat=51.40, lon=11.96)
    near = Around(((51.52, 11.96),), 1.0)
    for words in (
        *({"kind": ["workshop"]}, {"language": ["uk"]}, {"access": ["subtitles"]}, {"project_id": project}),
        *({"not_category": ["nature"]}, {"not_district": ["altstadt"]}, {"not_kind": ["event"]}, {"around": near}),
    ):
        assert titles(events, **words) == ["gemeint"], words
    assert titles(events, age=13) == ["anders"]
    assert len(titles(events, age=7)) == 2
    assert listed(events)["facets"]["kind"] == {"workshop": 1, "event": 1}
    assert listed(events, kind=["workshop"])["facets"]["language"] == {"uk": 1, "de": 1}


def test_a_single_date_is_listed_as_it_takes_place(events: Service, organisation_id: UUID) -> None:
    second = berlin("2030-03-02 10:00")
    change = {"original_start": second, "venue": "Stadthaus", "status": "cancelled", "status_note": "Regen"}
    an_event(
        events, organisation_id, starts_at=berlin("2030-03-01 10:00"), further_starts=[second], venue="Park", lat=51.5,
        lon=11.9, changed_dates=[change],
    )  # fmt: skip
    first, off = listed(events)["items"]
    assert (first["venue"], first["status"], first["lat"]) == ("Park", "scheduled", 51.5)
    assert (off["venue"], off["status"], off["status_note"], off["lat"]) == ("Stadthaus", "cancelled", "Regen", None)


def test_a_date_is_found_where_it_takes_place_and_nowhere_once_it_is_online(
    events: Service, organisation_id: UUID
) -> None:
    elsewhere, online = berlin("2030-03-02 10:00"), berlin("2030-03-03 10:00")
    changes = [
        {"original_start": elsewhere, "venue": "Haus", "district": "trotha", "lat": 51.52, "lon": 11.96},
        {"original_start": online, "status": "moved_online"},
    ]
    event = an_event(
        events, organisation_id, starts_at=berlin("2030-03-01 10:00"), further_starts=[elsewhere, online],
        district="altstadt", lat=51.40, lon=11.96, changed_dates=changes,
    )  # fmt: skip

    def days(**words: Any) -> list[int]:
        return [berlin_day(each["starts_at"]) for each in listed(events, **words)["items"]]

    assert some(listed(events)["facets"]) == {
        "category": {"nature": 3},
        "district": {"altstadt": 1, "trotha": 1},
        "mode": {"in_person": 2, "online": 1},
    }
    assert (days(district=["altstadt"]), days(district=["trotha"]), days(mode=["online"])) == ([1], [2], [3])
    assert (days(not_district=["altstadt"]), days(q="Titel")) == ([2, 3], [])
    near, by_the_event = (Around(((lat, 11.96),), 1.0) for lat in (51.52, 51.40))
    assert (days(around=near), days(around=by_the_event)) == ([2], [1])
    assert days(q=event.title, around=near) == [2]
    for query in ("district=trotha", "mode=online"):
        feed = events.test_client().get(f"/v1/events.ics?from=2030-03-01&{query}").get_data(as_text=True)
        assert f"event-{event.id}" in feed, "once it is found by one of its dates, a feed holds it whole"


def berlin_day(moment: str) -> int:
    return datetime.fromisoformat(moment).astimezone(BERLIN).day


def month(events: Service, query: str = "") -> list[Any]:
    found: Any = events.test_client().get(f"/v1/months/2030-03?{query}").get_json()
    return list(found["days"])


def test_a_month_shows_each_day_with_its_first_dates(events: Service, organisation_id: UUID) -> None:
    for hour in (18, 9, 12, 15, 11):
        an_event(events, organisation_id, title=str(hour), starts_at=berlin(f"2030-03-10 {hour:02}:00"))
    an_event(
        events, organisation_id, title="Lager", starts_at=berlin("2030-02-27 10:00"), ends_at=berlin("2030-03-02 00:00")
    )
    an_event(
        events, organisation_id, title="Nacht", starts_at=berlin("2030-03-31 01:00"), ends_at=berlin("2030-03-31 04:00")
    )
    an_event(events, organisation_id, title="danach", starts_at=APRIL)
    days = month(events)
    assert len(days) == 31
    assert {n: day["total"] for n, day in enumerate(days, 1) if day["total"]} == {1: 1, 10: 5, 31: 1}
    assert [item["title"] for item in days[9]["items"]] == ["9", "11", "12", "15"]
    assert [item["title"] for n in (0, 1, 30) for item in days[n]["items"]] == ["Lager", "Nacht"]
    assert [day["total"] for day in month(events, "category=energy")] == [0] * 31


def test_a_long_exhibition_stands_beside_the_month(events: Service, organisation_id: UUID) -> None:
    an_event(events, organisation_id, title="Schau", starts_at=MARCH, ends_at=MARCH + timedelta(days=90))
    found: Any = events.test_client().get("/v1/months/2030-04").get_json()
    assert (found["total"], [item["title"] for item in found["long"]]) == (0, ["Schau"])
    for wrong in ("2030-13", "1900-01", "bald", "0000-01"):
        assert events.test_client().get(f"/v1/months/{wrong}").status_code == 404


def test_past_dates_are_counted_by_year(events: Service, organisation_id: UUID) -> None:
    for year in (2024, 2024, 2025):
        an_event(events, organisation_id, starts_at=berlin(f"{year}-12-31 23:30"))
    a_draft(events, organisation_id, starts_at=berlin("2023-05-01 10:00"))
    found: Any = events.test_client().get("/v1/years").get_json()
    assert found["items"] == [{"year": 2025, "dates": 1}, {"year": 2024, "dates": 2}]


def test_an_organisation_lists_what_it_has_agreed_to_be_named_with(events: Service, organisation_id: UUID) -> None:
    other = an_organisation(events, name="Andere", slug="andere")
    event = an_event(events, organisation_id, starts_at=MARCH, co_organiser_ids=[other])
    assert titles(events, organisation_id=other) == [event.title]
    with events.database.transaction() as session:
        co_organisers.answer(session, session.merge(event), other, agreed=False, now=clock.now())
    assert titles(events, organisation_id=other) == []
