"""Where things are: around a post code, and how far away."""

from dataclasses import dataclass
from math import cos, radians
from typing import Any

KM_A_DEGREE = 111.2


@dataclass(frozen=True)
class Around:
    """Points, of which one must be near enough: a post code may belong to several parts of a city."""

    points: tuple[tuple[float, float], ...]
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
