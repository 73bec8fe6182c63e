"""Charts of figures over months, drawn as SVG: columns for what came, a line for what there is.

Each says in words what it shows, and stands beside its numbers as a table; colours are the page's own, light and dark.
A number that is not shown has a hatched stump in its place.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.numbers import format_decimal
from markupsafe import Markup

from services.website import times
from services.website.language import LOCALES, _, language
from services.website.reports import in_words, month_of

_STEPS = (1, 2, 5)
_TWO_DIGITS, _TOO_LONG = 10, 10_000
_LINES = 4
_TOP, _LEFT, _RIGHT, _FOOT = 30.0, 46.0, 10.0, 28.0
_STUMP = 10.0
_NOT_SHOWN = frozenset({"under_5", "hidden"})
_HATCH = Markup(
    '<pattern id="{id}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path d="M0 0V6" stroke="var(--muted)" stroke-width="3"/></pattern>'
)


@dataclass(frozen=True)
class _Frame:
    """How large a chart is, and how a number becomes a height."""

    width: float
    height: float
    most: float

    def down(self, value: float) -> float:
        return self.height - _FOOT - value / self.most * (self.height - _FOOT - _TOP)

    def across(self, place: int, count: int) -> float:
        return _LEFT + (place + 0.5) * (self.width - _LEFT - _RIGHT) / count


def chart(figure: Mapping[str, Any]) -> Markup:
    """Return a figure over months as a chart for wide screens, and one for narrow ones; nothing where there is none."""
    months: Sequence[Mapping[str, Any]] = figure["periods"]
    if not any(each["value"] or each["shown"] in _NOT_SHOWN for each in months):
        return Markup()
    wide, narrow = _drawn(figure, months, 600.0, 230.0), _drawn(figure, months, 340.0, 230.0)
    return Markup("{}{}").format(_sheet(figure, "big", *wide), _sheet(figure, "little", *narrow))


def _sheet(figure: Mapping[str, Any], size: str, frame: _Frame, drawn: Markup) -> Markup:
    name = f"{figure['key']}-{size}"
    said = ", ".join(f"{month_of(each['key'])}: {in_words(each, figure)}" for each in figure["periods"])
    return Markup(
        '<svg class="plot {size}" viewBox="0 0 {width:g} {height:g}" role="img" aria-labelledby="{name}-t {name}-d">'
        '<title id="{name}-t">{title}</title><desc id="{name}-d">{said}</desc>{drawn}</svg>'
    ).format(size=size, width=frame.width, height=frame.height, name=name, title=figure["name"], said=said, drawn=drawn)


def _drawn(
    figure: Mapping[str, Any], months: Sequence[Mapping[str, Any]], width: float, height: float
) -> tuple[_Frame, Markup]:
    frame = _Frame(width, height, _nice(max((each["value"] or 0 for each in months), default=0)))
    hatch = f"h-{figure['key']}-{width:g}"
    pieces = [*_grid(frame), *_names(frame, months)]
    pieces += _line(frame, months) if figure["sort"] == "stock" else _columns(frame, months, hatch)
    return frame, _HATCH.format(id=hatch) + Markup("").join(pieces)


def _grid(frame: _Frame) -> Iterator[Markup]:
    for number in range(_LINES + 1):
        value = frame.most * number / _LINES
        y = frame.down(value)
        yield Markup('<path class="grid-l" d="M{left:g} {y:.1f}H{right:g}"/>').format(
            left=_LEFT, y=y, right=frame.width - _RIGHT
        )
        yield Markup('<text x="{x:g}" y="{y:.1f}" text-anchor="end">{value}</text>').format(
            x=_LEFT - 6, y=y + 5, value=format_decimal(value, "0.##", locale=LOCALES[language()])
        )


def _names(frame: _Frame, months: Sequence[Mapping[str, Any]]) -> Iterator[Markup]:
    # All twelve names have no room on a narrow screen.
    every = 1 if frame.width / len(months) > 44 else 3
    for place, each in enumerate(months):
        if place % every == 0:
            x, name = frame.across(place, len(months)), times.month_name(f"{each['key']}-01")
            yield Markup('<text x="{x:.1f}" y="{y:g}" text-anchor="middle">{name}</text>').format(
                x=x, y=frame.height - 6, name=name
            )


def _columns(frame: _Frame, months: Sequence[Mapping[str, Any]], hatch: str) -> Iterator[Markup]:
    side = (frame.width - _LEFT - _RIGHT) / len(months) * 0.62
    for place, each in enumerate(months):
        x = frame.across(place, len(months))
        if each["value"] is None:
            top, fill = frame.height - _FOOT - _STUMP, f"url(#{hatch})"
            label = "<5" if each["shown"] == "under_5" else "·"
        else:
            top, fill, label = frame.down(each["value"]), "var(--link)", _short(each["value"])
        yield Markup('<rect x="{x:.1f}" y="{top:.1f}" width="{side:.1f}" height="{height:.1f}" fill="{fill}"/>').format(
            x=x - side / 2, top=top, side=side, height=frame.height - _FOOT - top, fill=fill
        )
        yield _label(x, top - 6, label)


def _line(frame: _Frame, months: Sequence[Mapping[str, Any]]) -> Iterator[Markup]:
    known = [(frame.across(place, len(months)), each) for place, each in enumerate(months) if each["value"] is not None]
    spots = [(x, frame.down(each["value"])) for x, each in known]
    way = "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
    if way:
        yield Markup(
            '<path d="M{way}" fill="none" stroke="var(--link)" stroke-width="3" stroke-linejoin="round"/>'
        ).format(way=way)
    for (x, y), (_x, each) in zip(spots, known, strict=True):
        yield Markup('<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="var(--link)"/>').format(x=x, y=y)
        yield _label(x, y - 11, _short(each["value"]))


def _label(x: float, y: float, words: str) -> Markup:
    return Markup('<text class="lbl" x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{words}</text>').format(
        x=x, y=y, words=words
    )


def _short(value: float) -> str:
    """Return a number that has room above a column; the table beside it says it in full."""
    if value >= _TOO_LONG:
        return _("%(n)s k", n=f"{value / 1000:.0f}")
    return format_decimal(value, "0" if value >= _TWO_DIGITS else "0.#", locale=LOCALES[language()])


def _nice(most: float) -> float:
    """Return a round number that is not smaller, and has quarters that are whole where it can."""
    size = 1
    while True:
        for step in _STEPS:
            if most <= 4 * step * size:
                return 4.0 * step * size
        size *= 10
