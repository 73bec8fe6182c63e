from math import isclose

from services.kit.around import Around


def test_every_point_of_a_post_code_counts() -> None:
    around = Around(((51.48, 11.97), (51.5, 12.0)), 3)

    assert around.distance("t").count("sqrt") == 2
    assert {"lat0", "lon0", "lat1", "lon1", "within_km"} <= set(around.given)


def test_a_degree_eastward_is_shorter_in_the_north() -> None:
    around = Around(((60.0, 11.97),), 3)

    assert isclose(around.given["km_a_lon0"], 111.2 / 2, rel_tol=1e-6)
