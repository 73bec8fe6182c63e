"""Where things are: around a post code, and how far away."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any, TypeAlias

from services.kit.tallies import Bits, bits_of_flags

KM_A_DEGREE = 111.2
Point: TypeAlias = tuple[float, float]
"""Latitude and longitude."""


@dataclass(frozen=True)
class Around:
    """Points, of which one must be near enough: a post code may belong to several parts of a city."""

    points: tuple[Point, ...]
    within_km: float

    @property
    def given(self) -> dict[str, Any]:
        """Return what `within` wants to know."""
        return self.points_given | {"within_km": self.within_km}

    @property
    def points_given(self) -> dict[str, Any]:
        """Return what `distance` wants to know."""
        known: dict[str, Any] = {}
        for n, (lat, lon) in enumerate(self.points):
            known |= {f"lat{n}": lat, f"lon{n}": lon, f"km_a_lon{n}": KM_A_DEGREE * cos(radians(lat))}
        return known

    def distance(self, table: str) -> str:
        """Return the SQL of how many kilometres a row's place is away; flat, which in one city is right to metres."""
        lat, lon = f"{table}.lat", f"{table}.lon"
        ways = [
            f"sqrt((({lat} - :lat{n}) * {KM_A_DEGREE}) ^ 2 + (({lon} - :lon{n}) * :km_a_lon{n}) ^ 2)"
            for n in range(len(self.points))
        ]
        return f"least({', '.join(ways)})"

    def within(self, table: str) -> str:
        """Return the SQL of being near enough; what has no place is not."""
        return f"coalesce({self.distance(table)} <= :within_km, false)"

    def ways(self, lats: Sequence[float], lons: Sequence[float]) -> Sequence[float]:
        """Return how far it is to each of these places; in degrees of latitude, squared: the fewest steps for each."""
        from_each = [_ways(lat, lon, lats, lons) for lat, lon in self.points]
        return array("d", map(min, zip(*from_each, strict=True)))

    def bits(self, ways: Sequence[float]) -> Bits:
        """Return which places are near enough, as `within` says it in SQL; what is not a number is not."""
        most = (self.within_km / KM_A_DEGREE) ** 2
        return bits_of_flags(bytes(map(most.__ge__, ways)))


def _ways(lat: float, lon: float, lats: Sequence[float], lons: Sequence[float]) -> list[float]:
    narrower = cos(radians(lat)) ** 2
    return [
        (up := each_lat - lat) * up + (along := each_lon - lon) * along * narrower
        for each_lat, each_lon in zip(lats, lons, strict=True)
    ]
