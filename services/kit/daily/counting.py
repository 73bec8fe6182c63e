"""Counting the figures of a day: in one statement each, as often as one likes with the same result."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from services.kit.daily.figures import Figure, Sort
from services.kit.daily.models import ALL, UNSAID, DailyFigure

MOST_DAYS = 100
"""How many missing days are counted at once; the next tick goes on."""
_OLDEST = 366 * 5
_FORGET = "DELETE FROM daily_figures WHERE figure = :figure AND day = :day"
_WRITE = "INSERT INTO daily_figures (figure, day, category, district, n, spread)"
_SPREAD = "array_agg({hours}) FILTER (WHERE {hours} IS NOT NULL)"
# A thing has several categories, but is one thing in the sum.
_BROKEN_DOWN = f"""
    {_WRITE}
    SELECT :figure, :day, CASE GROUPING(category) WHEN 1 THEN '{ALL}' ELSE category END,
           CASE GROUPING(district) WHEN 1 THEN '{ALL}' ELSE district END, count(DISTINCT id), NULL
    FROM (
        SELECT counted.id, coalesce(category, '{UNSAID}') AS category, coalesce(district, '{UNSAID}') AS district
        FROM ({{counted}}) AS counted LEFT JOIN LATERAL unnest(counted.categories) AS category ON true
    ) AS each GROUP BY GROUPING SETS ((), (category), (district), (category, district))
"""
_WHOLE = f"""
    {_WRITE} SELECT :figure, :day, '{ALL}', '{ALL}', count(*), {_SPREAD.format(hours="counted.hours")}
    FROM (SELECT asked.*, CAST({{hours}} AS double precision) AS hours FROM ({{counted}}) AS asked) AS counted
"""
# How long each thing took, of each category and of the district that it falls to.
_OF_PARTS = f"""
    WITH counted AS ({{counted}})
    {_WRITE}
    SELECT :figure, :day, category, district, count(*), array_agg(took)
    FROM (
        SELECT coalesce(category, '{UNSAID}') AS category, '{ALL}' AS district, took
        FROM counted LEFT JOIN LATERAL unnest(categories) AS category ON true
        UNION ALL SELECT '{ALL}', coalesce(district, '{UNSAID}'), took FROM counted
    ) AS each GROUP BY category, district
"""


def count_day(session: Session, figures: Iterable[Figure], day: date, *, zone: ZoneInfo) -> None:
    """Count the figures of a day that is over, in place of what was counted for it before."""
    begins = datetime.combine(day, time.min, zone)
    asked = {"day": day, "begins": begins, "ends": datetime.combine(day + timedelta(days=1), time.min, zone)}
    for figure in figures:
        session.execute(text(_FORGET), {"figure": figure.key, "day": day})
        for statement in _statements(figure):
            session.execute(text(statement), {"figure": figure.key, **asked})


def count_missing_days(
    session: Session, figures: Sequence[Figure], *, beginning: str, zone: ZoneInfo, now: datetime
) -> int:
    """Count what is over and was not counted yet, and return how many days that were.

    `beginning` selects the moment from which on there was anything. So a city that is upgraded to have figures, or one
    more of them, and a service that slept, catch up by themselves.
    """
    yesterday = now.astimezone(zone).date() - timedelta(days=1)
    counted = _last_days(session, figures)
    began = yesterday if len(counted) == len(figures) else _first_day(session, beginning, zone, yesterday)
    firsts = {each.key: counted[each.key] + timedelta(days=1) if each.key in counted else began for each in figures}
    first = min(firsts.values())
    days = [first + timedelta(days=number) for number in range(min((yesterday - first).days + 1, MOST_DAYS))]
    for day in days:
        count_day(session, [each for each in figures if firsts[each.key] <= day], day, zone=zone)
    return len(days)


def _last_days(session: Session, figures: Sequence[Figure]) -> dict[str, date]:
    """Return up to which day each figure was counted that ever was; one that is new begins with the others' first."""
    whole = (DailyFigure.category == ALL, DailyFigure.district == ALL)
    last = select(DailyFigure.figure, func.max(DailyFigure.day)).where(*whole).group_by(DailyFigure.figure)
    keys = [each.key for each in figures]
    return {key: day for key, day in session.execute(last.where(DailyFigure.figure.in_(keys)))}


def _first_day(session: Session, beginning: str, zone: ZoneInfo, yesterday: date) -> date:
    began: datetime | None = session.scalar(text(beginning))
    # Where nothing ever was there is no day to count, and nothing to show.
    first = began.astimezone(zone).date() if began else yesterday + timedelta(days=1)
    return max(first, yesterday - timedelta(days=_OLDEST))


def _statements(figure: Figure) -> list[str]:
    if figure.sort == Sort.MEDIAN:
        return [_WHOLE.format(counted=figure.counted, hours="asked.took"), _OF_PARTS.format(counted=figure.counted)]
    if figure.whole:
        return [_WHOLE.format(counted=figure.counted, hours="NULL")]
    return [_BROKEN_DOWN.format(counted=figure.counted)]
