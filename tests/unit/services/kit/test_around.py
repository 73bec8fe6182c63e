from math import isclose, nan

from services.kit.around import Around
from services.kit.tallies import numbers_of


def test_every_point_of_a_post_code_counts() -> None:
    around = Around(((51.48, 11.97), (51.5, 12.0)), 3)

    assert around.distance("t").count("sqrt") == 2
    assert {"lat0", "lon0", "lat1", "lon1", "within_km"} <= set(around.given)


def test_a_degree_eastward_is_shorter_in_the_north() -> None:
    around = Around(((60.0, 11.97),), 3)

    assert isclose(around.given["km_a_lon0"], 111.2 / 2, rel_tol=1e-6)


def test_places_are_as_near_as_their_distance_says() -> None:
    around = Around(((51.48, 11.97), (51.5, 12.0)), 3)
    # Beside the first point, 2.8 km north of it, 3.5 km east of it but near the other; far away; and unknown.
    lats, lons = [51.48, 51.455, 51.48, 51.6, nan], [11.97, 11.97, 12.02, 11.97, nan]

    assert list(numbers_of(around.bits(around.ways(lats, lons)))) == [0, 1, 2]
