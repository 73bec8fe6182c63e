"""What PostgreSQL picks to be compared: nothing is left out that a comparison of each with each would find."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import combinations
from time import sleep
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, select, text, true
from sqlalchemy.orm import Session

from directory_service.models import Offer, Organisation
from directory_service.queries.duplicates import organisations, pairs, titles
from directory_service.queries.duplicates.pairs import Comparisons
from directory_service.rules.duplicates import Identity, Likeness, likeness, titles_alike
from services.kit import clock
from services.kit.vocabulary import fold
from services.kit.web import Service
from tests.support.directory_makers import an_offer, an_organisation
from tests.support.plans import plan_of

TOWN = "Halle"
LATIN = "aeikrstz äöüßÄÖÜ éèñøåŁłŽžĄą&.-_/'09°·»„“–€"
OTHERS = "ΣςσЖж中🌱İıſẞǅ²①ﬁ̈"

names = st.one_of(
    st.sampled_from(["Gießkannenbund e. V.", "Giesskannenbund eV", "Gießkannen Bund", "Radhaus", "Σελήνη", "ΣΕΛΗΝΗ"]),
    st.text(LATIN, min_size=1, max_size=12),
    st.text(LATIN + OTHERS, min_size=1, max_size=8),
)
identities = st.fixed_dictionaries(
    {
        "name": names,
        "street": st.sampled_from([None, "Torstr. 1", "Torstraße 1", "TORSTRASSE 1", "Straße der Ökonomie 7 a", "Ж 1"]),
        "post_code": st.sampled_from([None, "06108", "06110"]),
        "lat": st.sampled_from([None, 51.48, 51.4808, 51.4809, 51.4801]),
        "lon": st.sampled_from([None, 11.97, 11.9714, 11.9715, 11.9701]),
        "website": st.sampled_from([None, "https://www.Bund.example/", "http://bund.example", "https://BÜND.example"]),
        "email": st.sampled_from([None, "post@bund.example", "POST@bund.example", "straße@bund.example"]),
    }
)
# No shrinking: each try asks the database.
calm = settings(
    max_examples=30,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@contextmanager
def trying(directory: Service) -> Iterator[Session]:
    """Open a transaction of which nothing stays."""
    with directory.database.transaction() as session:
        yield session
        session.rollback()


@pytest.fixture
def session(directory: Service) -> Iterator[Session]:
    with trying(directory) as session:
        yield session


def filled(session: Session, there: list[dict[str, Any]]) -> list[UUID]:
    session.execute(delete(Organisation))
    now = clock.now()
    empty: dict[str, Any] = {"topics": "", "categories": [], "keywords": [], "languages": []}
    needed = {"kind": "association", "created_at": now, "changed_at": now, **empty}
    rows = [{"id": uuid4(), "slug": uuid4().hex, **needed, **each} for each in there]
    session.execute(insert(Organisation), rows)
    return [row["id"] for row in rows]


@calm
@given(there=st.lists(identities, min_size=2, max_size=6), asked=identities)
def test_no_organisation_is_left_out_that_may_be_meant(
    directory: Service, there: list[dict[str, Any]], asked: dict[str, Any]
) -> None:
    wanted, others = Identity.of(asked, TOWN), [Identity.of(words, TOWN) for words in there]
    with trying(directory) as session:
        ids = filled(session, there)
        found = organisations.like(session, asked, town=TOWN, seen=true())
        known = organisations.neighbours(session, [wanted], town=TOWN)
    compared = {str(each) for each, other in zip(ids, others, strict=True) if likeness(wanted, other)}
    assert {each["id"] for each in found} == compared
    assert {str(row["id"]) for row, _ in known.like(wanted)} == compared


@calm
@given(there=st.lists(identities, min_size=2, max_size=6))
def test_no_pair_of_organisations_is_left_out(directory: Service, there: list[dict[str, Any]]) -> None:
    with trying(directory) as session:
        each = zip(filled(session, there), (Identity.of(words, TOWN) for words in there), strict=True)
        found = Comparisons(TOWN).pairs(session)
    compared = {frozenset((one, other)) for (one, a), (other, b) in combinations(each, 2) if likeness(b, a)}
    assert {frozenset((one["id"], other["id"])) for one, other, _ in found} == compared


def test_only_those_are_compared_again_that_have_changed(directory: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    here = {"lat": 51.48, "lon": 11.97}
    near, far = an_organisation(directory, name="Radhaus", **here), an_organisation(directory, name="Wald", **here)
    comparisons, compared = Comparisons(TOWN), list[tuple[str, str]]()

    def watched(one: Identity, other: Identity) -> Likeness | None:
        compared.append((one.name, other.name))
        return likeness(one, other)

    def found() -> set[frozenset[UUID]]:
        compared.clear()
        with directory.database.reading() as session:
            return {frozenset((one["id"], other["id"])) for one, other, _ in comparisons.pairs(session)}

    monkeypatch.setattr(pairs, "likeness", watched)
    assert (found(), compared) == (set(), [("Wald", "Radhaus")])
    assert (found(), compared) == (set(), [])
    with directory.database.transaction() as session:
        session.get_one(Organisation, far).name = "Radhaus Halle"
    assert (found(), compared) == ({frozenset((near, far))}, [("Radhaus Halle", "Radhaus")])
    with directory.database.transaction() as session:
        session.get_one(Organisation, far).state = "withdrawn"
    assert (found(), compared) == (set(), [])


def test_two_who_ask_at_once_compare_nothing_twice(directory: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Radhaus", "Wald"):
        an_organisation(directory, name=name, lat=51.48, lon=11.97)
    comparisons, compared = Comparisons(TOWN), list[str]()

    def slowly(one: Identity, other: Identity) -> Likeness | None:
        compared.append(one.name)
        sleep(0.3)
        return likeness(one, other)

    def ask(_: int) -> int:
        with directory.database.reading() as session:
            return len(comparisons.pairs(session))

    monkeypatch.setattr(pairs, "likeness", slowly)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(ask, range(2))) == [0, 0]
    assert compared == ["Wald"]


def test_who_vanishes_meanwhile_is_no_pair(directory: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Radhaus", "Radhaus Halle"):
        an_organisation(directory, name=name, lat=51.48, lon=11.97)
    comparisons = Comparisons(TOWN)
    with directory.database.reading() as session:
        assert len(comparisons.pairs(session)) == 1
        monkeypatch.setattr(pairs, "_rows", lambda *_: {})
        assert comparisons.pairs(session) == []
        assert Comparisons(TOWN).pairs(session) == []


def test_only_so_much_that_came_to_nothing_is_kept(directory: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Radhaus", "Wald", "Σελήνη", "Kröten"):
        an_organisation(directory, name=name, lat=51.48, lon=11.97)
    compared = list[str]()

    def watched(one: Identity, other: Identity) -> Likeness | None:
        compared.append(one.name)
        return likeness(one, other)

    monkeypatch.setattr(pairs, "likeness", watched)
    monkeypatch.setattr(pairs, "_MOST_UNLIKE", 2)
    comparisons = Comparisons(TOWN)
    for _ in range(2):
        with directory.database.reading() as session:
            comparisons.pairs(session)
    assert len(compared) == 6 + 4


@calm
@given(said=st.text(LATIN, max_size=30))
def test_postgresql_folds_latin_letters_as_we_do(session: Session, said: str) -> None:
    assert session.scalar(select(func.public.plain_words(said))) == fold(said)
    assert session.scalar(select(func.public.is_latin(said)))


def test_every_letter_that_counts_as_latin_is_folded_alike(session: Session) -> None:
    letters = [chr(each) for each in range(1, 0x250)] + list("–—‘’‚“”„…‹›€ẞ№ﬁ")
    each = "SELECT each FROM unnest(CAST(:letters AS text[])) AS each WHERE public.is_latin(each)"
    asked = text(f"SELECT each, public.plain_words('x' || each || 'x') FROM ({each})")
    said = {letter: words for letter, words in session.execute(asked, {"letters": letters})}
    assert {"ß", "Ž", "ž", "„"} <= said.keys()
    assert "ı" not in said
    assert said == {letter: fold(f"x{letter}x") for letter in said}


TITLES = [
    "Bäume gießen",
    "Baeume giessen!",
    "Bäume gießen am Samstag in der Südlichen Innenstadt",
    "Reparaturcafé im Paulusviertel",
    "Reperaturcafe im Paulusviertel",
    "Fahrradwerkstatt",
    "Radwerkstatt",
    "Lastenräder verleihen",
    "Wiesen mähen mit der Sense",
]


def slip(title: str, place: int, letter: str) -> str:
    """Return a title with one letter missing, doubled or wrong."""
    place %= len(title)
    return title[:place] + letter + title[place + 1 :]


@pytest.fixture
def titled(directory: Service) -> None:
    owner = an_organisation(directory)
    for title in TITLES:
        an_offer(directory, owner, title=title)


@calm
@given(title=st.sampled_from(TITLES), place=st.integers(0, 60), letter=st.sampled_from(["", "e", "nn"]))
@pytest.mark.usefixtures("titled")
def test_no_title_is_left_out_that_is_mistyped_or_longer(session: Session, title: str, place: int, letter: str) -> None:
    asked = slip(title, place, letter)
    compared = {each for each in TITLES if titles_alike(fold(asked), fold(each))}
    longer = {
        each for each in compared if len(title.split()) > 1 and set(fold(asked).split()) <= set(fold(each).split())
    }
    found = titles.like(session, Offer, {"name": asked, "organisation": None}, seen=true())
    assert {title} | longer <= {each["name"] for each in found} <= compared


def test_what_may_be_meant_is_found_by_indexes(session: Session) -> None:
    asked = {"name": "Bäume gießen", "lat": 51.48, "lon": 11.97, "organisation": None}
    plan = plan_of(session, lambda session: organisations.like(session, asked, town=TOWN, seen=true()))
    assert {"ix_organisations_marks", "ix_organisations_spot"} <= set(plan.split())
    assert "Seq Scan on organisations" not in plan
    # So few offers would be read by the organisation that they belong to.
    session.execute(text("SET LOCAL enable_indexscan = off"))
    plan = plan_of(session, lambda session: titles.like(session, Offer, asked, seen=true()))
    assert {"ix_offers_title_words", "ix_offers_each_word"} <= set(plan.split())
    assert "Seq Scan on offers" not in plan
