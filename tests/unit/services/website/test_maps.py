"""Map and list show the same: every hit is a pin, is counted in a district, or is said to have no place."""

from collections.abc import Iterator
from itertools import combinations
from math import dist
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from services.city import District, read_city
from services.website.drawing import maps
from services.website.drawing.maps import HEIGHT, WIDTH
from services.website.lists import choices
from services.website.lists.filters import Search

SOMEWHERE = st.none() | st.tuples(st.floats(51.3, 51.7), st.floats(11.7, 12.2))


@pytest.fixture(autouse=True)
def request_for_offers(website: Flask) -> Iterator[None]:
    with website.test_request_context("/mitmachen"):
        yield


@pytest.fixture
def districts(city_file: Path) -> tuple[District, ...]:
    return tuple(read_city(city_file).districts)


def a_search(*pairs: tuple[str, str]) -> Search:
    return choices.offers(MultiDict([("ansicht", "karte"), *pairs]))


def a_map(search: Search, found: dict[str, Any], districts: tuple[District, ...]) -> maps.Map:
    shown = maps.overview(search, found, districts, kind="offer", ask=lambda _: found)
    assert shown
    return shown


def at(place: tuple[float, float] | None, number: int = 0) -> dict[str, Any]:
    lat, lon = place or (None, None)
    return {"slug": f"nr-{number}", "title": "x", "categories": [], "lat": lat, "lon": lon}


def test_every_district_lies_on_the_map_and_north_is_above(districts: tuple[District, ...]) -> None:
    shown = a_map(a_search(), {"items": [], "total": 0}, districts)
    spots = dict(zip((each.key for each in districts), shown.spots, strict=True))

    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in spots.values())
    assert spots["seeben"][1] < spots["altstadt"][1] < spots["silberhoehe"][1]
    assert spots["nietleben"][0] < spots["altstadt"][0] < spots["reideburg"][0]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SOMEWHERE, max_size=40))
def test_every_hit_is_on_the_map_or_beside_it(
    districts: tuple[District, ...], places: list[tuple[float, float] | None]
) -> None:
    items = [at(place, number) for number, place in enumerate(places)]
    shown = a_map(a_search(), {"items": items, "total": len(items)}, districts)

    there = [item["slug"] for pin in shown.pins for item in pin.items]
    assert sorted(there + [item["slug"] for item in shown.elsewhere]) == sorted(item["slug"] for item in items)
    assert shown.unplaced == len(shown.elsewhere)
    assert all(0 <= pin.x <= WIDTH and 0 <= pin.y <= HEIGHT for pin in shown.pins)


def test_what_lies_outside_the_city_stands_beside_the_map(districts: tuple[District, ...]) -> None:
    items = [at((51.48, 11.97)), at((48.1, 11.5)), at(None)]
    shown = a_map(a_search(), {"items": items, "total": 3}, districts)

    assert (len(shown.pins), len(shown.elsewhere)) == (1, 2)


def test_the_map_asks_the_same_question_for_all_pages_at_once(districts: tuple[District, ...]) -> None:
    asked: list[dict[str, Any]] = []
    whole = {"items": [at((51.48, 11.97), number) for number in range(30)], "total": 30}

    def ask(question: dict[str, Any]) -> dict[str, Any]:
        asked.append(question)
        return whole

    search = a_search(("thema", "nature"), ("seite", "2"))
    shown = maps.overview(search, {"items": [], "total": 30}, districts, kind="offer", ask=ask)

    assert asked == [search.asked() | {"page": 1, "size": 100}]
    assert shown is not None
    assert [len(pin.items) for pin in shown.pins] == [30]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats(51.45, 51.52), st.floats(11.9, 12.0)), max_size=60))
def test_no_sign_on_the_map_covers_another(
    districts: tuple[District, ...], places: list[tuple[float, float] | None]
) -> None:
    items = [at(place, number) for number, place in enumerate(places)]
    shown = a_map(a_search(), {"items": items, "total": len(items)}, districts)

    assert all(dist((one.x, one.y), (other.x, other.y)) >= 7.2 for one, other in combinations(shown.pins, 2))


def test_circles_of_districts_do_not_touch_and_stay_near_their_places(districts: tuple[District, ...]) -> None:
    facets = {"district": {each.key: 30 for each in districts}}
    shown = a_map(a_search(), {"items": [], "total": 30 * len(districts), "facets": facets}, districts)
    spots = dict(zip((each.name for each in districts), shown.spots, strict=True))

    apart = (
        dist((one.x, one.y), (other.x, other.y)) - one.radius - other.radius
        for one, other in combinations(shown.parts, 2)
    )
    assert min(apart) > -0.3
    assert max(dist((part.x, part.y), spots[part.name]) for part in shown.parts) < 12


def test_many_hits_are_counted_by_district_and_each_count_leads_to_its_list(districts: tuple[District, ...]) -> None:
    facets = {"district": {"altstadt": 900, "seeben": 60, "unknown": 40}}
    shown = a_map(a_search(("thema", "nature")), {"items": [], "total": 1000, "facets": facets}, districts)

    assert [(part.name, part.count) for part in shown.parts] == [("Altstadt", 900), ("Seeben", 60)]
    assert shown.parts[0].url == "/mitmachen?thema=nature&ansicht=karte&stadtteil=altstadt"
    assert sum(part.count for part in shown.parts) + shown.unplaced == shown.total
    assert shown.unplaced_url == "/mitmachen?thema=nature&ansicht=karte&stadtteil=unbekannt"


def test_with_a_district_chosen_the_map_shows_no_more_than_the_list(districts: tuple[District, ...]) -> None:
    facets = {"district": {"altstadt": 900, "seeben": 60}}
    found = {"items": [], "total": 900, "facets": facets}
    shown = a_map(a_search(("stadtteil", "altstadt")), found, districts)

    assert [part.name for part in shown.parts] == ["Altstadt"]
    assert shown.unplaced == 0


def test_districts_around_a_post_code_are_those_that_have_it_and_those_near(districts: tuple[District, ...]) -> None:
    near = maps.near(districts, "06114", 0.1)
    assert near == [each.key for each in districts if "06114" in each.post_codes]
    assert set(near) < set(maps.near(districts, "06114", 3)) < set(maps.near(districts, "06114", 50))
