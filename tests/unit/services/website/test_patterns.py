"""The tile pattern: same seed, same picture; grounds under shapes; no tile twice in a row."""

import re
from itertools import pairwise

from services.website.drawing import patterns
from services.website.drawing.patterns import TILES, mosaic, pattern


def test_the_same_seed_always_gives_the_same_picture() -> None:
    pattern.cache_clear()
    first = pattern("beete-giessen", 8, 2)
    pattern.cache_clear()
    assert pattern("beete-giessen", 8, 2) == first
    assert pattern("baeume-giessen", 8, 2) != first


def test_a_picture_is_as_wide_and_high_as_its_cells() -> None:
    drawn = pattern("x", 3, 4)
    assert (drawn.width, drawn.height) == (30, 40)
    assert drawn.paths[0] == ("t", "M0 0h30v40H0z")


def test_there_is_one_path_a_colour_and_all_grounds_come_first() -> None:
    colours = [colour for colour, _ in pattern("x", 8, 5).paths]
    assert colours == ["t", "i", "s", "f", "i", "s", "f", "t"]


def test_no_tile_stands_twice_in_a_row() -> None:
    cells = [tile for _, _, tile in patterns._cells(patterns._dice("seed"), 20, 20)]
    names = {id(turned): name for name, all_turns in TILES.items() for turned in all_turns}
    drawn = [names[id(tile)] for tile in cells]
    assert all(one != other for one, other in pairwise(drawn))


def test_a_tile_turned_four_times_is_itself_again() -> None:
    path = "M0 0h10a10 10 0 0 1-10 10z"
    assert patterns._turned(path, 4) == patterns._turned(path, 0)
    assert patterns._turned(path, 1) == ((10, 0, "v10a10 10 0 0 1 -10 -10z"),)


def test_every_tile_stays_in_its_cell() -> None:
    for turns in TILES.values():
        for turned in turns:
            assert all(0 <= x <= 10 and 0 <= y <= 10 for x, y, _ in turned)


def test_a_mosaic_has_colours_of_its_own_and_no_ground_twice_in_a_row() -> None:
    drawn = mosaic("mitmachen", 5, 3)
    assert all(re.fullmatch("#[0-9A-F]{6}", colour) for colour, _ in drawn.paths)


def test_a_pattern_is_small() -> None:
    assert sum(len(path) for _, path in pattern("x", 8, 2).paths) < 2500
