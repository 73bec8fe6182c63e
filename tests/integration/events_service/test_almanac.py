"""What is counted and paged from the almanac is what the rows themselves say, whatever has changed, and at once."""

import json
import threading
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from events_service.models import Event
from events_service.queries.listing import cards, counts, finding, pages
from events_service.queries.listing.finding import Found
from events_service.queries.listing.pages import Page
from events_service.queries.listing.wishes import Wish, spot
from services.kit.abacus import Abacus
from services.kit.around import Around
from services.kit.web import Service
from tests.support.events_makers import an_event, an_organisation, berlin

MARCH = berlin("2030-03-01 00:00")
STATES, DISTRICTS, KINDS = ("published", "withdrawn", "draft"), ("altstadt", "trotha"), ("event", "workshop")
CATEGORIES, LANGUAGES, ACCESS = ("nature", "energy", "health"), ("de", "uk"), ("subtitles", "sign_language")
HERE = Around(((51.48, 11.97),), 3.0)
maybe = st.sampled_from([True, False, None])
rewordings = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from(STATES),
        "categories": st.lists(st.sampled_from(CATEGORIES), unique=True, max_size=2),
        "district": st.sampled_from(DISTRICTS) | st.none(),
        "kind": st.sampled_from(KINDS),
        "mode": st.sampled_from(["in_person", "online"]),
        "status": st.sampled_from(["scheduled", "moved_online"]),
        "languages": st.lists(st.sampled_from(LANGUAGES), unique=True, max_size=2),
        "access": st.lists(st.sampled_from(ACCESS), unique=True, max_size=2),
        "with_children": maybe,
        "wheelchair": st.sampled_from(["yes", "partly", "no"]) | st.none(),
        "is_free": maybe,
        "age_from": st.sampled_from([6, 12]) | st.none(),
        "age_to": st.sampled_from([13, 18]) | st.none(),
        "lat": st.sampled_from([51.48, 51.6]) | st.none(),
        "lon": st.just(11.97),
        "title": st.sampled_from(["Baum", "Dach"]),
    },
)
# Of an event: hours after the beginning of March, and how long each date lasts; none of them keeps what there was.
lengths = st.sampled_from([1, 2, 30, 24 * 31])
# How a single date may be other than its event.
changes = st.sampled_from(
    [
        *(None, None, {"title_note": "mit Tee"}, {"status": "moved_online"}, {"mode": "online"}, {"mode": "in_person"}),
        *({"venue": "Haus", "district": "trotha", "lat": 51.48, "lon": 11.97}, {"venue": "Hof", "district": None}),
        {"venue": "Haus", "district": "altstadt", "lat": 51.6, "lon": 11.97, "mode": "online"},
    ]
)
datings = st.dictionaries(st.integers(-50, 120), st.tuples(lengths, changes), max_size=5) | st.none()
filters = st.fixed_dictionaries(
    {},
    optional={
        "category": st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=2),
        "not_category": st.just(["health"]),
        "district": st.lists(st.sampled_from(DISTRICTS), min_size=1),
        "not_district": st.just(["trotha"]),
        "kind": st.just(["workshop"]),
        "not_kind": st.just(["workshop"]),
        "mode": st.just(["online"]),
        "language": st.lists(st.sampled_from(LANGUAGES), min_size=1),
        "access": st.lists(st.sampled_from(ACCESS), min_size=1),
        **{name: st.booleans() for name in ("with_children", "wheelchair", "free", "long")},
        "age": st.sampled_from([5, 10, 15]),
        "around": st.just(HERE),
        "q": st.sampled_from(["Baum", "und"]),
        "begins_at": st.sampled_from([MARCH, MARCH + timedelta(days=2)]),
        "ends_at": st.sampled_from([MARCH + timedelta(days=days) for days in (3, 4, 31)]),
    },
)
deeds = st.lists(st.tuples(st.integers(0, 5), rewordings, datings), max_size=4)
_DATE = text("""
INSERT INTO event_dates (event_id, starts_at, ends_at, until, status, change)
SELECT :event_id, starts_at, until, until, CAST(:change AS jsonb) ->> 'status', CAST(:change AS jsonb)
FROM (SELECT CAST(:starts_at AS timestamptz) AS starts_at, CAST(:until AS timestamptz) AS until) AS date
""")


@pytest.fixture
def ids(events: Service) -> list[UUID]:
    owner = an_organisation(events)
    return [an_event(events, owner, title=f"Termin {n}", starts_at=MARCH + timedelta(hours=n)).id for n in range(6)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(deeds, filters, st.booleans()), min_size=1, max_size=4))
def test_the_almanac_says_what_the_rows_say(events: Service, ids: list[UUID], steps: list[Any]) -> None:
    abacus = Abacus(portion=3)
    for version, (changes, asked, latest_first) in enumerate(steps):
        for which, words, dates in changes:
            change(events, ids[which], words, dates)
        wish = Wish(**{"begins_at": MARCH, **asked})
        with events.database.reading() as session:
            fits = found(session, abacus, wish, version=str(version))
            assert fits.counts() == counts.counted_in_rows(session, wish)
            assert fits.touched == touched_in_rows(session, wish)
            for number in (1, 2):
                page = Page(number, 3, latest_first=latest_first)
                assert listed(session, fits, page) == json.loads(pages.looked_up(session, wish, page))
            for day in (date(2030, 3, 1), date(2030, 3, 3)):
                assert fits.days(day, day)[0].count(fits.left) == of_a_day(session, day, asked)


def change(events: Service, event_id: UUID, words: dict[str, Any], dates: dict[int, tuple[int, Any]] | None) -> None:
    with events.database.transaction() as session:
        if words:
            session.execute(update(Event).where(Event.id == event_id).values(version=Event.version + 1, **words))
    # In a transaction of their own, in which nobody speaks of the event.
    with events.database.transaction() as session:
        if dates is not None:
            session.execute(text("DELETE FROM event_dates WHERE event_id = :id"), {"id": event_id})
        for hours, (lasts, change) in (dates or {}).items():
            starts_at = MARCH + timedelta(hours=hours)
            until = starts_at + timedelta(hours=lasts)
            words = {"event_id": event_id, "starts_at": starts_at, "until": until}
            session.execute(_DATE, {**words, "change": json.dumps(change) if change else None})


def found(session: Session, abacus: Abacus, wish: Wish, *, version: str) -> Found:
    return finding.found(session, abacus.read(session, finding.reading("Europe/Berlin"), version=version), wish)


def listed(session: Session, fits: Found, page: Page) -> list[Any]:
    numbers = fits.stretch.numbers(fits.left, size=page.size, offset=page.offset, latest_first=page.latest_first)
    known = cards.cards(session, numbers, cards.OF_A_LIST)
    return [json.loads(known[number]) for number in numbers]


def touched_in_rows(session: Session, wish: Wish) -> dict[int, int]:
    dates = f"event_dates AS dates {spot('dates')} WHERE dates.event_id = events.id"
    asked = text(
        "SELECT number, touched FROM events "
        f"WHERE EXISTS (SELECT FROM {dates} AND {wish.conditions} AND {wish.in_range})"
    )
    return {number: touched for number, touched in session.execute(asked, wish.given)}


def of_a_day(session: Session, day: date, asked: dict[str, Any]) -> int:
    begins_at = berlin(f"{day} 00:00")
    only = {**asked, "begins_at": begins_at, "ends_at": begins_at + timedelta(days=1), "long": False}
    return int(counts.counted_in_rows(session, Wish(**only))["total"])


def test_a_process_reads_the_rows_once_for_each_version(events: Service, ids: list[UUID]) -> None:
    abacus, march = Abacus(), Wish(begins_at=MARCH)
    with events.database.reading() as session:
        assert found(session, abacus, march, version="1").total == 6
        change(events, ids[0], {"state": "withdrawn"}, None)
        assert found(session, abacus, march, version="1").total == 6
        assert found(session, abacus, march, version="2").total == 5


def test_events_that_are_deleted_by_hand_are_not_counted_any_more(events: Service, ids: list[UUID]) -> None:
    abacus, march = Abacus(), Wish(begins_at=MARCH)
    with events.database.transaction() as session:
        found(session, abacus, march, version="1")
        session.execute(text("DELETE FROM events WHERE id = :id"), {"id": ids[0]})
    with events.database.reading() as session:
        assert found(session, abacus, march, version="2").total == 5


def test_many_readers_and_a_writer_never_see_a_date_twice_or_not_at_all(events: Service, ids: list[UUID]) -> None:
    abacus, wrong, done = Abacus(), list[object](), threading.Event()

    def read() -> None:
        n = 0
        while not done.is_set():
            n += 1
            with events.database.reading() as session:
                fits = found(session, abacus, Wish(begins_at=MARCH), version=f"{threading.get_ident()}-{n}")
            by_day = sum(day.count(fits.left) for day in fits.days(date(2030, 3, 1), date(2030, 3, 8)))
            if not fits.total == by_day == 6:
                wrong.append((fits.total, by_day))

    readers = [threading.Thread(target=read, daemon=True) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for turn in range(30):
            # Away and back again, from day to day.
            with events.database.transaction() as session:
                session.execute(
                    text("UPDATE event_dates SET starts_at = :at, until = :at + interval '1 h' WHERE event_id = :id"),
                    {"at": MARCH + timedelta(days=turn % 7, hours=turn % 6), "id": ids[turn % 6]},
                )
    finally:
        done.set()
        for reader in readers:
            reader.join()

    assert wrong == []
