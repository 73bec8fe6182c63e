"""Draws the tile pattern of an entry: same seed, same picture, in every size and on paper."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

CELL = 10
Shift = tuple[float, float, str]
Choice = TypeVar("Choice")

# What the four classes of a category mean: t tint, f fill, i ink, s second colour.
GROUNDS = "ttttfffiis"
SHAPES_ON = {"t": "ffiis", "f": "ittss", "i": "fttss", "s": "iiif"}

# A ground and the colours that can be told from it, for pictures of the whole city.
PALETTE: dict[str, tuple[str, ...]] = {
    "#2F73DA": ("#FFFDF5", "#6FD0DE", "#FFCB2B"),
    "#14804B": ("#A8D672", "#FFFDF5"),
    "#FFE9A3": ("#6A3BA3", "#F4690F"),
    "#0E5A45": ("#FFCB2B", "#A8D672"),
    "#6A3BA3": ("#DD88B0", "#FFFDF5"),
    "#FFCB2B": ("#F4690F", "#6A3BA3", "#14804B"),
    "#6FD0DE": ("#2F73DA", "#0B3B2F"),
    "#5C2E22": ("#F4690F", "#FFCB2B"),
    "#A8D672": ("#14804B", "#0E5A45"),
    "#F4690F": ("#FFCB2B", "#5C2E22", "#FFFDF5"),
    "#DD88B0": ("#FFFDF5", "#6A3BA3"),
    "#0B3B2F": ("#A8D672", "#6FD0DE", "#FFCB2B"),
}


@dataclass(frozen=True)
class Pattern:
    """A picture of square tiles: one path a colour, grounds before shapes."""

    width: int
    height: int
    paths: tuple[tuple[str, str], ...]


@lru_cache(maxsize=4096)
def pattern(seed: str, columns: int, rows: int) -> Pattern:
    """Draw the pattern of one entry in the four colours of its category."""
    dice = _dice(f"{seed} {columns}x{rows}")
    cells = _cells(dice, columns, rows)
    grounds: dict[str, str] = {"t": f"M0 0h{columns * CELL}v{rows * CELL}H0z", "i": "", "s": "", "f": ""}
    shapes: dict[str, str] = {"i": "", "s": "", "f": "", "t": ""}
    for column, row, tile in cells:
        ground = _pick(dice, GROUNDS)
        if ground != "t":
            grounds[ground] += _square(column, row)
        shapes[_pick(dice, SHAPES_ON[ground])] += _placed(tile, column, row)
    return _picture(columns, rows, grounds, shapes)


@lru_cache(maxsize=256)
def mosaic(seed: str, columns: int, rows: int) -> Pattern:
    """Draw a many-coloured picture that belongs to no single category."""
    dice = _dice(f"{seed} {columns}x{rows}")
    grounds: dict[str, str] = {}
    shapes: dict[str, str] = {}
    last = ""
    for column, row, tile in _cells(dice, columns, rows):
        last = _pick(dice, [ground for ground in PALETTE if ground != last])
        shape = _pick(dice, PALETTE[last])
        grounds[last] = grounds.get(last, "") + _square(column, row)
        shapes[shape] = shapes.get(shape, "") + _placed(tile, column, row)
    return _picture(columns, rows, grounds, shapes)


def _picture(columns: int, rows: int, grounds: dict[str, str], shapes: dict[str, str]) -> Pattern:
    layers = [*grounds.items(), *shapes.items()]
    paths = tuple((colour, path) for colour, path in layers if path)
    return Pattern(columns * CELL, rows * CELL, paths)


def _dice(seed: str) -> Iterator[int]:
    counter = 0
    while True:
        yield from hashlib.sha256(f"{seed}:{counter}".encode()).digest()
        counter += 1


def _pick(dice: Iterator[int], choices: Sequence[Choice]) -> Choice:
    return choices[next(dice) % len(choices)]


def _cells(dice: Iterator[int], columns: int, rows: int) -> Iterator[tuple[int, int, tuple[Shift, ...]]]:
    last = ""
    for place in range(columns * rows):
        last = _pick(dice, [name for name in TILES if name != last])
        yield place % columns, place // columns, _pick(dice, TILES[last])


def _square(column: int, row: int) -> str:
    return f"M{column * CELL} {row * CELL}h{CELL}v{CELL}h-{CELL}z"


def _placed(tile: tuple[Shift, ...], column: int, row: int) -> str:
    return "".join(f"M{x + column * CELL:g} {y + row * CELL:g}{rest}" for x, y, rest in tile)


def _turned(path: str, turns: int) -> tuple[Shift, ...]:
    """Turn a tile clockwise by quarter turns around its middle."""
    pieces = []
    for piece in path.split("M")[1:]:
        steps = re.findall(r"([a-z]?)((?:[ ,]*-?(?:\d+\.?\d*|\.\d+))*)", piece)
        x, y = _numbers(steps[0][1])
        for _ in range(turns):
            x, y = CELL - y, x
        pieces.append((x, y, "".join(_turned_step(name, _numbers(text), turns) for name, text in steps[1:])))
    return tuple(pieces)


def _turned_step(name: str, numbers: list[float], turns: int) -> str:
    if name == "a":
        return "".join(_turned_arc(numbers[at : at + 7], turns) for at in range(0, len(numbers), 7))
    if name in {"h", "v"}:
        x, y = _vector(numbers[0] if name == "h" else 0, numbers[0] if name == "v" else 0, turns)
        return f"h{x:g}" if x else f"v{y:g}"
    points = [_vector(numbers[at], numbers[at + 1], turns) for at in range(0, len(numbers), 2)]
    return name + " ".join(f"{x:g} {y:g}" for x, y in points)


def _turned_arc(numbers: list[float], turns: int) -> str:
    *shape, x, y = numbers
    x, y = _vector(x, y, turns)
    return f"a{' '.join(f'{number:g}' for number in shape)} {x:g} {y:g}"


def _vector(x: float, y: float, turns: int) -> tuple[float, float]:
    for _ in range(turns):
        x, y = -y, x
    return x + 0.0, y + 0.0


def _numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", text)]


def _tiles() -> dict[str, list[tuple[Shift, ...]]]:
    drawn = json.loads(Path(__file__).with_name("tiles.json").read_text("utf-8"))["tiles"]
    return {
        name: [_turned(tile["d"], turns) for turns in range(4 if tile["turns"] else 1)] for name, tile in drawn.items()
    }


TILES = _tiles()
