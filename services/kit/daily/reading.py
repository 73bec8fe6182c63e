"""Figures of some time, as they may be shown: of each day or month, in all, and of each category and district."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from services.kit.daily.figures import Figure, Sort
from services.kit.daily.models import ALL, UNSAID, DailyFigure
from services.kit.daily.protecting import (
    MISSING,
    SMALLEST,
    Number,
    Protected,
    Table,
    alone,
    exact,
    moment_of,
    rounded,
    year_of,
)

_DECEMBER = 12
# How many there were stands on the last day of a time; the days of a category without any have no row.
_LAST = "sum(n) FILTER (WHERE day = least(CAST({end} AS date), :upto))"
_COUNTS = f"""
    SELECT figure, CAST(date_trunc(:by, day) AS date) AS period, sum(n) AS added,
           {_LAST.format(end="date_trunc(:by, day) + CAST('1 ' || :by AS interval) - interval '1 day'")} AS stood
    FROM daily_figures WHERE figure = ANY(:figures) AND category = :category AND district = :district
      AND day BETWEEN :since AND :upto GROUP BY 1, 2
"""
_PARTS = f"""
    SELECT figure, {{part}} AS part, sum(n) AS added, {_LAST.format(end=":upto")} AS stood
    FROM daily_figures WHERE figure = ANY(:figures) AND {{part}} = ANY(:parts) AND {{other}} = :chosen
      AND day BETWEEN :since AND :upto GROUP BY 1, 2
"""
_MIDDLES = f"""
    SELECT figure, category, district, CAST(NULL AS date) AS month,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY took) AS middle
    FROM daily_figures CROSS JOIN LATERAL unnest(spread) AS took
    WHERE figure = ANY(:figures) AND day BETWEEN :since AND :upto GROUP BY figure, category, district
    UNION ALL
    SELECT figure, category, district, CAST(date_trunc('month', day) AS date),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY took)
    FROM daily_figures CROSS JOIN LATERAL unnest(spread) AS took
    WHERE figure = ANY(:figures) AND category = '{ALL}' AND district = '{ALL}' AND day BETWEEN :since AND :upto
    GROUP BY figure, category, district, date_trunc('month', day)
"""


_Of = tuple[str, Any]
_IN_ALL: _Of = ("all", ALL)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Of which days, by `day` or `month`, of which category or district, and which of both there are."""

    since: date
    upto: date
    by: str = "month"
    category: str = ALL
    district: str = ALL
    categories: Sequence[str] = ()
    districts: Sequence[str] = ()

    @property
    def is_narrowed(self) -> bool:
        """Tell whether it is about a part of the city or of its topics."""
        return bool(self.category or self.district)


@dataclass(frozen=True, kw_only=True)
class Series:
    """One figure over time, as it may be shown."""

    figure: Figure
    periods: Sequence[tuple[date, Number]]
    total: Number
    categories: Sequence[tuple[str, Number]] = field(default_factory=tuple)
    districts: Sequence[tuple[str, Number]] = field(default_factory=tuple)


def last_counted(session: Session) -> date | None:
    """Return the last day that was counted."""
    return session.scalar(select(func.max(DailyFigure.day)))


def series(session: Session, figures: Sequence[Figure], asked: Asked) -> list[Series]:
    """Return figures over time; those of people by whole months, and by parts only of a whole year."""
    things = [each for each in figures if not each.people]
    people = [each for each in figures if each.people]
    found = {**_of_things(session, things, asked), **_of_people(session, people, asked)}
    return [found[each.key] for each in figures]


def _of_things(session: Session, figures: Sequence[Figure], asked: Asked) -> dict[str, Series]:
    counts = _counts(session, figures, asked, by=asked.by)
    topics, places = _parts(session, figures, asked, "category"), _parts(session, figures, asked, "district")
    periods = _periods(asked.since, asked.upto, asked.by)
    return {
        each.key: Series(
            figure=each,
            periods=[(day, exact(counts.get(each.key, {}).get(day, 0))) for day in periods],
            total=exact(_in_all(each, [counts.get(each.key, {}).get(day, 0) for day in periods])),
            categories=[] if each.whole else _exact(list(each.parts) or asked.categories, topics.get(each.key, {})),
            districts=[] if each.whole or each.parts else _exact(asked.districts, places.get(each.key, {})),
        )
        for each in figures
        if not (each.whole and asked.is_narrowed)
    } | {each.key: _nothing(each) for each in figures if each.whole and asked.is_narrowed}


def _of_people(session: Session, figures: Sequence[Figure], asked: Asked) -> dict[str, Series]:
    counted = [each for each in figures if each.sort != Sort.MEDIAN]
    middles = [each for each in figures if each.sort == Sort.MEDIAN]
    return _counted_people(session, counted, asked) | _middles(session, middles, asked)


def _counted_people(session: Session, figures: Sequence[Figure], asked: Asked) -> dict[str, Series]:
    """Return counts of people: by whole months, and in all and by parts only of one whole year."""
    whole = replace(asked, upto=_end_of_months(asked.upto), category=ALL, district=ALL)
    counts = _counts(session, figures, whole, by="month")
    parts = {name: _parts(session, figures, whole, name) for name in _OTHER} if _is_a_year(asked) else {}
    months = [day for day in _periods(whole.since, whole.upto, "month") if day >= whole.since]
    return {
        each.key: _protected(each, {day: counts.get(each.key, {}).get(day, 0) for day in months}, parts, asked)
        for each in figures
    }


def _protected(figure: Figure, counts: Mapping[date, int], parts: Mapping[str, Any], asked: Asked) -> Series:
    is_stock = figure.sort == Sort.STOCK
    shown = [(month, rounded(n) if is_stock else alone(n)) for month, n in counts.items()]
    total, tables = shown[-1][1] if is_stock and shown else MISSING, {}
    if _is_a_year(asked):
        numbers = list(counts.values())
        total, protected = (total, moment_of(numbers[-1])) if is_stock else year_of(numbers)
        tables = {name: _table(figure, protected, found, asked, name) for name, found in parts.items()}
    topics, places = (tables.get(name, []) for name in _OTHER)
    if asked.is_narrowed:
        is_known = not (figure.parts or (asked.category and asked.district))
        chosen = dict([*topics, *places]) if is_known else {}
        return Series(figure=figure, periods=[], total=chosen.get(asked.category or asked.district, MISSING))
    return Series(figure=figure, periods=shown, total=total, categories=topics, districts=places)


def _table(
    figure: Figure, protected: Protected, found: Mapping[str, Any], asked: Asked, name: str
) -> list[tuple[str, Number]]:
    """Return how many fall to each topic or district, as it may be shown beside the tables before."""
    if figure.whole or (figure.parts and name == "district"):
        return []
    overlap = figure.districts_overlap if name == "district" else not figure.parts
    keys = list(figure.parts) or [*(asked.categories if name == "category" else asked.districts), UNSAID]
    counts = [found[figure.key].get(key, 0) for key in keys]
    numbers = protected.show(counts, overlap=overlap, fives=figure.sort == Sort.STOCK)
    return list(zip(keys, numbers, strict=True))


def _middles(session: Session, figures: Sequence[Figure], asked: Asked) -> dict[str, Series]:
    """Return the middle of single measurements wherever what is shown of their number says that there are enough."""
    if not figures:
        return {}
    counted = _counted_people(session, figures, asked)
    found = _measured(session, figures, asked)
    return {each.key: _in_place_of_numbers(counted[each.key], found[each.key], asked) for each in figures}


def _in_place_of_numbers(counted: Series, middles: Mapping[_Of, float], asked: Asked) -> Series:
    def each(name: str, numbers: Sequence[tuple[Any, Number]]) -> list[tuple[Any, Number]]:
        return [(key, _middle(number.value or 0, middles.get((name, key)), number)) for key, number in numbers]

    if asked.is_narrowed:
        of = ("category", asked.category) if asked.category else ("district", asked.district)
        return replace(counted, total=_middle(counted.total.value or 0, middles.get(of), counted.total))
    # The sum of a year is rounded: for sure there are as many as its months show.
    least, _ = Table([number for _, number in counted.periods]).limits_of_sum()
    return replace(
        counted,
        periods=each("month", counted.periods),
        total=_middle(least, middles.get(_IN_ALL), MISSING) if _is_a_year(asked) else MISSING,
        categories=each("category", counted.categories),
        districts=each("district", counted.districts),
    )


def _middle(many: float, middle: float | None, otherwise: Number) -> Number:
    if many >= SMALLEST and middle is not None:
        return exact(round(middle, 1))
    return otherwise if otherwise.value is None else MISSING


def _measured(session: Session, figures: Sequence[Figure], asked: Asked) -> dict[str, dict[_Of, float]]:
    given: dict[str, Any] = {"figures": [each.key for each in figures], "since": asked.since, "upto": asked.upto}
    found: dict[str, dict[_Of, float]] = {each.key: {} for each in figures}
    for figure, category, district, month, middle in session.execute(text(_MIDDLES), given):
        name, key = next(
            ((name, key) for name, key in (("month", month), ("category", category), ("district", district)) if key),
            _IN_ALL,
        )
        found[figure][name, key] = middle
    return found


def _counts(session: Session, figures: Sequence[Figure], asked: Asked, *, by: str) -> dict[str, dict[date, int]]:
    given = {name: getattr(asked, name) for name in ("since", "upto", "category", "district")}
    rows = session.execute(text(_COUNTS), {**given, "by": by, "figures": [each.key for each in figures]})
    sorts = {each.key: each.sort for each in figures}
    found: dict[str, dict[date, int]] = {each.key: {} for each in figures}
    for row in rows:
        found[row.figure][row.period] = int((row.stood if sorts[row.figure] == Sort.STOCK else row.added) or 0)
    return found


_OTHER = {"category": "district", "district": "category"}


def _parts(session: Session, figures: Sequence[Figure], asked: Asked, name: str) -> dict[str, dict[str, int]]:
    """Return of each figure how many fall to each category, or to each district; all else stays as it is asked."""
    keys = asked.categories if name == "category" else asked.districts
    parts = [*keys, UNSAID, *(part for each in figures for part in each.parts)]
    given: dict[str, Any] = {"figures": [each.key for each in figures], "parts": parts}
    given |= {"chosen": getattr(asked, _OTHER[name]), "since": asked.since, "upto": asked.upto}
    sorts = {each.key: each.sort for each in figures}
    found: dict[str, dict[str, int]] = {each.key: {} for each in figures}
    for row in session.execute(text(_PARTS.format(part=name, other=_OTHER[name])), given):
        found[row.figure][row.part] = int((row.stood if sorts[row.figure] == Sort.STOCK else row.added) or 0)
    return found


def _exact(keys: Sequence[str], found: Mapping[str, int]) -> list[tuple[str, Number]]:
    return [(key, exact(found.get(key, 0))) for key in (*keys, UNSAID) if key != UNSAID or found.get(key)]


def _in_all(figure: Figure, counts: Sequence[int]) -> int:
    if figure.sort == Sort.STOCK:
        return counts[-1] if counts else 0
    return sum(counts)


def _nothing(figure: Figure) -> Series:
    return Series(figure=figure, periods=[], total=MISSING)


def _periods(since: date, upto: date, by: str) -> list[date]:
    """Return the first day of each time between two days."""
    if by == "day":
        return [since + timedelta(days=number) for number in range((upto - since).days + 1)]
    first, last = since.year * _DECEMBER + since.month - 1, upto.year * _DECEMBER + upto.month - 1
    return [date(number // _DECEMBER, number % _DECEMBER + 1, 1) for number in range(first, last + 1)]


def _end_of_months(day: date) -> date:
    """Return the last day of the last whole month: one that grows from day to day would tell of single people."""
    return day if (day + timedelta(days=1)).day == 1 else day.replace(day=1) - timedelta(days=1)


def _is_a_year(asked: Asked) -> bool:
    """Tell whether it is one whole year that is over: two that differ by a month would tell of people in that month."""
    return (asked.since, asked.upto) == (date(asked.upto.year, 1, 1), date(asked.upto.year, _DECEMBER, 31))
