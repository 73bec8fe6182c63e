"""What is counted from tallies is what the rows themselves count, whatever has changed, and at once."""

import json
import threading
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, text, update
from sqlalchemy.orm import Session

from directory_service.models import Offer
from directory_service.queries import counting, listing, offers
from directory_service.queries.listing import Listing
from directory_service.rules import register
from services.kit import clock
from services.kit.abacus import Abacus
from services.kit.around import Around
from services.kit.db import Database
from services.kit.web import Service
from tests.support.directory_makers import an_offer, an_organisation

STATES, DISTRICTS = ("published", "withdrawn", "draft"), ("altstadt", "paulusviertel")
CATEGORIES, LANGUAGES = ("nature", "energy", "health"), ("de", "en", "uk")
WHEELCHAIR = {"true": "yes", "partly": "partly", "no": "no"}
QUESTIONS = ("with_children", "remote", "certificate_of_conduct", "under_18", "dated")
maybe = st.sampled_from([True, False, None])
rewordings = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from(STATES),
        "categories": st.lists(st.sampled_from(CATEGORIES), unique=True, max_size=3),
        "district": st.sampled_from(DISTRICTS) | st.none(),
        "commitment": st.sampled_from(["short_term", "long_term"]),
        "with_children": maybe,
        "certificate_of_conduct": maybe,
        "wheelchair": st.sampled_from([*WHEELCHAIR.values()]) | st.none(),
        "remote": st.booleans(),
        "languages": st.lists(st.sampled_from(LANGUAGES), unique=True, max_size=2),
        "starts_on": st.sampled_from([date(2036, 2, 1), date(2036, 4, 1)]) | st.none(),
        "lat": st.sampled_from([51.48, 51.6]) | st.none(),
        "lon": st.just(11.97),
        "hours": st.sampled_from([0.5, 2.0, 10.0]) | st.none(),
        "minimum_age": st.sampled_from([6, 18]) | st.none(),
    },
)
filters = st.fixed_dictionaries(
    {},
    optional={
        "category": st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=2),
        "not_category": st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=2),
        "district": st.lists(st.sampled_from(DISTRICTS), min_size=1),
        "not_district": st.lists(st.sampled_from(DISTRICTS), min_size=1, max_size=1),
        "commitment": st.just(["long_term"]),
        **{question: st.lists(st.sampled_from(["true", "false", "unknown"]), min_size=1) for question in QUESTIONS},
        "wheelchair": st.lists(st.sampled_from([*WHEELCHAIR]), min_size=1),
        "language": st.lists(st.sampled_from([*LANGUAGES, "unknown"]), min_size=1),
        "not_language": st.lists(st.sampled_from(LANGUAGES), min_size=1),
        "effort": st.lists(st.sampled_from(["short", "half_day", "unknown"]), min_size=1),
        "free_from": st.just(date(2036, 3, 1)),
        "hours_at_most": st.sampled_from([0.5, 1.0, 5.0]),
        "age": st.sampled_from([5, 12, 18]),
        "around": st.just(Around(((51.48, 11.97),), 3.0)),
    },
)
deeds = st.lists(st.tuples(st.integers(0, 7), rewordings), max_size=5)


@pytest.fixture
def ids(directory: Service) -> list[UUID]:
    owner = an_organisation(directory)
    return [an_offer(directory, owner, title=f"Angebot {n}") for n in range(8)]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(deeds, filters), min_size=1, max_size=4))
def test_tallies_count_what_the_rows_count(
    directory: Service, ids: list[UUID], steps: list[tuple[Any, dict[str, Any]]]
) -> None:
    abacus = Abacus(portion=3)
    for version, (changes, asked) in enumerate(steps):
        for which, words in changes:
            with directory.database.transaction() as session:
                session.execute(update(Offer).where(Offer.id == ids[which]).values(changed_at=clock.now(), **words))
        wanted = offers.listing(asked)
        with directory.database.reading() as session:
            known = abacus.read(session, counting.reading(wanted), version=str(version))
            left, facets = counting.counted(session, wanted, known)
            assert (left.bit_count(), facets) == counting.counted_in_rows(session, wanted)


def test_what_somebody_else_still_writes_counts_as_soon_as_it_is_kept(directory: Service, ids: list[UUID]) -> None:
    abacus = Abacus()
    slow, quick = directory.database.transaction(), directory.database.transaction()
    with slow as first:
        # The older transaction ends last: whoever looked at ages alone would miss it.
        first.execute(update(Offer).where(Offer.id == ids[0]).values(commitment="long_term"))
        with quick as second:
            second.execute(update(Offer).where(Offer.id == ids[1]).values(commitment="long_term"))
        assert _commitments(directory.database, abacus, "2") == {"short_term": 7, "long_term": 1}
    assert _commitments(directory.database, abacus, "3") == {"short_term": 6, "long_term": 2}


def test_a_process_reads_the_rows_once_for_each_version(directory: Service, ids: list[UUID]) -> None:
    abacus = Abacus()
    _commitments(directory.database, abacus, "1")
    with directory.database.transaction() as session:
        session.execute(update(Offer).where(Offer.id == ids[0]).values(commitment="long_term"))

    assert _commitments(directory.database, abacus, "1") == {"short_term": 8}
    assert _commitments(directory.database, abacus, "2") == {"short_term": 7, "long_term": 1}


def test_rows_that_are_deleted_by_hand_are_not_counted_any_more(directory: Service, ids: list[UUID]) -> None:
    abacus = Abacus()
    _commitments(directory.database, abacus, "1")
    with directory.database.transaction() as session:
        session.execute(text("DELETE FROM offers WHERE id = :id"), {"id": ids[0]})

    assert _commitments(directory.database, abacus, "2") == {"short_term": 7}


def test_what_was_restored_from_a_cluster_that_had_come_further_is_counted_too(directory: Service) -> None:
    now, offer_id = clock.now(), uuid4()
    row = {
        **{"id": offer_id, "slug": "alt", "organisation_id": an_organisation(directory), "title": "Alt"},
        **{"state": "published", "version": 1, "created_at": now, "changed_at": now, "published_at": now},
        **{"categories": [], "keywords": [], "topics": "", "languages": [], "alone_or_group": []},
        **{"commitment": "short_term", "touched": 10**12},
    }
    with directory.database.transaction() as session:
        session.execute(insert(Offer).values(row))
    abacus = Abacus()
    assert _commitments(directory.database, abacus, "1") == {"short_term": 1}
    with directory.database.transaction() as session:
        session.execute(update(Offer).where(Offer.id == offer_id).values(commitment="long_term"))

    assert _commitments(directory.database, abacus, "2") == {"long_term": 1}


def test_many_readers_and_a_writer_never_see_a_count_that_does_not_add_up(directory: Service, ids: list[UUID]) -> None:
    abacus, wrong, done = Abacus(), list[object](), threading.Event()

    def read() -> None:
        n = 0
        while not done.is_set():
            n += 1
            counts = _commitments(directory.database, abacus, f"{threading.get_ident()}-{n}")
            if sum(counts.values()) != 8:
                wrong.append(counts)

    readers = [threading.Thread(target=read, daemon=True) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for turn in range(30):
            commitment = ("short_term", "long_term")[turn % 2]
            with directory.database.transaction() as session:
                session.execute(update(Offer).where(Offer.id == ids[turn % 8]).values(commitment=commitment))
    finally:
        done.set()
        for reader in readers:
            reader.join()

    assert wrong == []


@pytest.mark.parametrize("few", [0, 500])
@pytest.mark.parametrize("sort", ["title", "newest", "distance"])
@pytest.mark.parametrize("beyond", [{}, {"around": Around(((51.48, 11.97),), 3.0)}])
def test_a_page_is_the_same_whether_it_is_known_or_looked_for(
    directory: Service, monkeypatch: pytest.MonkeyPatch, few: int, sort: str, beyond: dict[str, Any]
) -> None:
    monkeypatch.setattr(listing, "_FEW", few)
    monkeypatch.setattr(register, "_FEW", few)
    owner = an_organisation(directory)
    for number in range(30):
        an_offer(directory, owner, title=f"Angebot {number % 7}", district=DISTRICTS[number % 2], lat=51.48, lon=11.97)
    for number in (1, 2, 3):
        asked = {"district": ["altstadt"], "page": number, "size": 7, "sort": sort, **beyond}
        with directory.database.reading() as session:
            wanted = offers.listing(asked)
            looked_for = json.loads(listing.page_in_rows(session, wanted))
            assert _page(session, Abacus(), wanted) == looked_for
            assert len(looked_for) == (1 if number == 3 else 7)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.tuples(deeds, filters), min_size=1, max_size=4),
    sort=st.sampled_from(["title", "newest"]),
    number=st.integers(1, 3),
)
def test_a_page_is_right_whatever_has_changed(
    directory: Service, ids: list[UUID], steps: list[tuple[Any, dict[str, Any]]], sort: str, number: int
) -> None:
    abacus = Abacus(portion=3)
    for version, (changes, asked) in enumerate(steps):
        for which, words in changes:
            said = {"title": f"Angebot {len(words)}", "published_at": datetime(2036, 1, 1 + which % 3, tzinfo=UTC)}
            with directory.database.transaction() as session:
                session.execute(
                    update(Offer).where(Offer.id == ids[which]).values(changed_at=clock.now(), **said, **words)
                )
        wanted = offers.listing({**asked, "page": number, "size": 3, "sort": sort})
        with directory.database.reading() as session:
            shown = _page(session, abacus, wanted, version=str(version))
            assert shown == json.loads(listing.page_in_rows(session, wanted))


def _page(session: Session, abacus: Abacus, wanted: Listing, version: str = "1") -> list[Any]:
    known = abacus.read(session, counting.reading(wanted), version=version)
    left, _ = counting.counted(session, wanted, known)
    numbers = listing.numbers(session, wanted, known, left)
    cards = listing.cards(session, wanted, numbers)
    return [json.loads(cards[number]) for number in numbers]


def _commitments(database: Database, abacus: Abacus, version: str) -> dict[str, int]:
    wanted = offers.listing({})
    with database.reading() as session:
        known = abacus.read(session, counting.reading(wanted), version=version)
        return counting.counted(session, wanted, known)[1]["commitment"]
