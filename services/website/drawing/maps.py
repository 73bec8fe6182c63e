"""A map without tiles: where in the city all hits of a list are, drawn from points alone.

Map and list ask the same question. Few hits are drawn where they are; many are counted by district, and each count
leads to the list of just these. What has no place is counted beside the map, and stands in the list.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import cos, dist, radians, sqrt
from typing import Any, TypeAlias

from services.city import District
from services.website.lists.filters import Search

WIDTH, HEIGHT = 120.0, 70.0
_MARGIN = 7.0
SHOWN_WIDTH, SHOWN_HEIGHT = 300, 175
"""In pixels, where somebody points at the map without a script."""
_KM_A_DEGREE = 111.2
_MOST_DRAWN = 100
USUAL_KM = 3.0
"""How near is near enough for who does not say."""
# What lies closer than a thumb is one place.
_THUMB = 7.2
_SEEN_BESIDE = 12.0
_SMALLEST, _GROWTH = 2.3, 1.3
_ROUNDS = 200
ENDPOINTS = {
    "offer": "find.offer",
    "event": "calendar.event",
    "organisation": "find.organisation",
    "project": "find.project",
    "idea": "ideas.show",
}
"""Which page shows a thing of each kind."""

Item: TypeAlias = Mapping[str, Any]
Point: TypeAlias = tuple[float, float]
Placed: TypeAlias = tuple[Point, Item]
Ask: TypeAlias = Callable[[dict[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True)
class Pin:
    """A place on the map, with all that is there."""

    x: float
    y: float
    items: Sequence[Item]


@dataclass(frozen=True)
class Part:
    """A district with how many hits it has, and the address of the list of just these."""

    x: float
    y: float
    radius: float
    name: str
    count: int
    url: str


@dataclass(frozen=True)
class Map:
    """What is drawn: the city's parts as quiet spots, their boroughs by name, and on them pins or counted districts.

    `kind` says what all items are, where they do not say so themselves; `unplaced` and `unplaced_url` are for what is
    nowhere on the map, and `elsewhere` names it if it is known.
    """

    spots: Sequence[Point]
    names: Sequence[tuple[float, float, str]]
    kind: str
    total: int
    pins: Sequence[Pin] = ()
    parts: Sequence[Part] = ()
    elsewhere: Sequence[Item] = ()
    unplaced: int = 0
    unplaced_url: str = ""

    @property
    def view(self) -> tuple[float, float]:
        """Return from where on, and how wide, there is something to see: on phones no width may be lost."""
        xs = [x for x, _ in self.spots]
        left, right = max(min(xs) - _SEEN_BESIDE, 0), min(max(xs) + _SEEN_BESIDE, WIDTH)
        return left, round(right - left, 1)


def overview(
    search: Search, found: Mapping[str, Any], districts: Sequence[District], *, kind: str = "", ask: Ask
) -> Map | None:
    """Return the map of all that a list has found, if it was asked for; `ask` asks the list's question once more."""
    if not search.chosen("ansicht"):
        return None
    if found["total"] > _MOST_DRAWN or found.get("at_least"):
        return counted(search, found, districts, kind=kind, only=search.chosen("stadtteil"))
    is_whole = len(found["items"]) == found["total"]
    whole = found if is_whole else ask(search.asked() | {"page": 1, "size": _MOST_DRAWN})
    return drawn(whole["items"], districts, kind=kind)


def near(districts: Sequence[District], post_code: str, within_km: float, *, only: Collection[str] = ()) -> list[str]:
    """Return the keys of the districts that have this post code, or whose middle is as near to the middle of one.

    Where some districts are chosen, only those are looked at.
    """
    middles = [(each.lat, each.lon) for each in districts if post_code in each.post_codes]
    return [
        each.key
        for each in districts
        if (not only or each.key in only)
        and any(_kilometres((each.lat, each.lon), middle) <= within_km for middle in middles)
    ]


def _kilometres(one: Point, other: Point) -> float:
    east = (one[1] - other[1]) * cos(radians(one[0]))
    return _KM_A_DEGREE * sqrt((one[0] - other[0]) ** 2 + east**2)


def drawn(items: Iterable[Item], districts: Sequence[District], *, kind: str = "") -> Map:
    """Return the map of things where they are; what lies close together is one place."""
    spot = _projection(districts)
    places: dict[tuple[int, int], list[tuple[Point, Item]]] = {}
    elsewhere = []
    for item in items:
        if (point := _on_paper(item, spot)) is None:
            elsewhere.append(item)
        else:
            places.setdefault((round(point[0] / _THUMB), round(point[1] / _THUMB)), []).append((point, item))
    pins = _apart(places.values())
    placed = sum(len(pin.items) for pin in pins)
    return Map(
        *_ground(districts, spot),
        kind,
        total=placed + len(elsewhere),
        pins=sorted(pins, key=lambda pin: pin.y),
        elsewhere=elsewhere,
        unplaced=len(elsewhere),
    )


def _apart(places: Iterable[list[Placed]]) -> list[Pin]:
    """Return the pins of these places, those joined that a thumb would meet together: no sign covers another."""
    pins = [_pin(there) for there in places]
    while near := next(((i, j) for i, j in combinations(range(len(pins)), 2) if _touch(pins[i], pins[j])), None):
        one, other = pins.pop(near[1]), pins.pop(near[0])
        weight = len(one.items) / (len(one.items) + len(other.items))
        x, y = (round(weight * a + (1 - weight) * b, 1) for a, b in ((one.x, other.x), (one.y, other.y)))
        pins.append(Pin(x, y, [*other.items, *one.items]))
    return pins


def _pin(there: Sequence[Placed]) -> Pin:
    return Pin(*_middle([point for point, _ in there]), [item for _, item in there])


def _touch(one: Pin, other: Pin) -> bool:
    return dist((one.x, one.y), (other.x, other.y)) < _THUMB


def counted(
    search: Search, found: Mapping[str, Any], districts: Sequence[District], *, kind: str, only: Collection[str]
) -> Map:
    """Return the map of how much was found in each district, or in each of these."""
    spot = _projection(districts)
    counts: Mapping[str, int] = (found.get("facets") or {}).get("district", {})
    shown = {each: counts[each.key] for each in districts if counts.get(each.key) and each.key in (only or counts)}
    most = max(shown.values(), default=1)
    where = dict(
        zip((each.key for each in shown), _spread(tuple(spot(each.lat, each.lon) for each in shown)), strict=True)
    )
    parts = [
        Part(*where[each.key], _radius(n, most), each.name, n, search.with_only("stadtteil", each.key))
        for each, n in sorted(shown.items(), key=lambda pair: -pair[1])
    ]
    # Where a list cannot be asked for what has no district, nothing leads there.
    nowhere = next((each.key for each in search.filters["stadtteil"].choices if each.asked == "unknown"), "")
    return Map(
        *_ground(districts, spot),
        kind,
        total=found["total"],
        parts=sorted(parts, key=lambda part: -part.count),
        unplaced=max(found["total"] - sum(shown.values()), 0),
        unplaced_url=search.with_only("stadtteil", nowhere) if nowhere else "",
    )


@lru_cache(maxsize=64)
def _spread(points: tuple[Point, ...]) -> list[Point]:
    """Return points pushed apart until circles around them touch no more, each as near to its place as that leaves."""
    least, moved = 2 * (_SMALLEST + _GROWTH), [list(point) for point in points]
    for _ in range(_ROUNDS):
        close = [pair for pair in combinations(moved, 2) if dist(*pair) < least - 0.01]
        if not close:
            break
        for one, other in close:
            gap = dist(one, other)
            push = (least - gap) / 2
            along = ((other[0] - one[0]) / gap, (other[1] - one[1]) / gap) if gap else (1.0, 0.0)
            for point, sign in ((one, -1), (other, 1)):
                point[0] = min(max(point[0] + sign * push * along[0], least / 2), WIDTH - least / 2)
                point[1] = min(max(point[1] + sign * push * along[1], least / 2), HEIGHT - least / 2)
    return [(round(x, 1), round(y, 1)) for x, y in moved]


def _radius(count: int, most: int) -> float:
    return round(_SMALLEST + _GROWTH * sqrt(count / most), 1)


def _on_paper(item: Item, spot: Callable[[float, float], Point]) -> Point | None:
    if item.get("lat") is None or item.get("lon") is None:
        return None
    x, y = spot(item["lat"], item["lon"])
    return (x, y) if 0 <= x <= WIDTH and 0 <= y <= HEIGHT else None


def _ground(
    districts: Sequence[District], spot: Callable[[float, float], Point]
) -> tuple[list[Point], list[tuple[float, float, str]]]:
    boroughs: dict[str, list[Point]] = {}
    for each in districts:
        boroughs.setdefault(each.borough, []).append(spot(each.lat, each.lon))
    return (
        [spot(each.lat, each.lon) for each in districts],
        [(*_middle(points), name) for name, points in boroughs.items()],
    )


def bounds(districts: Sequence[District]) -> tuple[float, float, float, float]:
    """Return how far the map reaches: south, west, north, east."""
    first = districts[0]
    spot = _projection(districts, decimals=6)
    x, y = spot(first.lat, first.lon)
    right, up = spot(first.lat, first.lon + 1)[0] - x, y - spot(first.lat + 1, first.lon)[1]
    return (
        first.lat - (HEIGHT - y) / up, first.lon - x / right, first.lat + y / up, first.lon + (WIDTH - x) / right
    )  # fmt: skip


def place_of(across: float, down: float, districts: Sequence[District]) -> tuple[float, float]:
    """Return the place that lies at a part of the map's width and height: latitude and longitude."""
    south, west, north, east = bounds(districts)
    return north - down * (north - south), west + across * (east - west)


def _projection(districts: Sequence[District], *, decimals: int = 1) -> Callable[[float, float], Point]:
    """Return how points of this city come to lie on the map, north above, nothing stretched."""
    south, north = min(each.lat for each in districts), max(each.lat for each in districts)
    west, east = min(each.lon for each in districts), max(each.lon for each in districts)
    narrow = cos(radians((south + north) / 2))
    scale = min(
        (WIDTH - 2 * _MARGIN) / max((east - west) * narrow, 1e-9), (HEIGHT - 2 * _MARGIN) / max(north - south, 1e-9)
    )

    def spot(lat: float, lon: float) -> Point:
        x = WIDTH / 2 + (lon - (west + east) / 2) * narrow * scale
        return round(x, decimals), round(HEIGHT / 2 - (lat - (south + north) / 2) * scale, decimals)

    return spot


def _middle(points: Sequence[Point]) -> Point:
    return round(sum(x for x, _ in points) / len(points), 1), round(sum(y for _, y in points) / len(points), 1)
