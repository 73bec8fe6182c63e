"""How many were put in touch, and how long it took: counts and times alone, day by day."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Date, cast, func, literal, select
from sqlalchemy.orm import Session, aliased

from profiles_service.models import ContactStep

_COUNTED = ("received", "verified", "held", "forwarded", "answered", "placed")


def contact_days(session: Session, *, first: date, last: date, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Return for each day how many requests reached which state, and why nothing came of others.

    Days without any are left out. `not_placed` counts by reason. `answer_hours` is the median time from being
    forwarded to the answer, of the answers given that day.
    """
    counts = session.execute(_counts(first, last, zone)).all()
    hours = {day: median for day, median in session.execute(_answer_hours(first, last, zone))}
    days: dict[date, dict[str, Any]] = {}
    for day, state, reason, count in counts:
        line = days.setdefault(day, {"day": day, **dict.fromkeys(_COUNTED, 0), "not_placed": {}, "answer_hours": None})
        if state == "not_placed":
            line["not_placed"][reason] = count
        else:
            line[state] = count
    for day, median in hours.items():
        days[day]["answer_hours"] = round(median, 1)
    return [days[day] for day in sorted(days)]


def _counts(first: date, last: date, zone: ZoneInfo) -> Any:
    day = _day(zone)
    reached = ContactStep.state.in_((*_COUNTED, "not_placed"))
    return (
        select(day, ContactStep.state, ContactStep.reason, func.count())
        .where(reached, *_between(first, last, zone))
        .group_by(day, ContactStep.state, ContactStep.reason)
    )


def _answer_hours(first: date, last: date, zone: ZoneInfo) -> Any:
    day, asked = _day(zone), aliased(ContactStep)
    seconds = func.extract("epoch", ContactStep.happened_at - asked.happened_at)
    return (
        select(day, func.percentile_cont(0.5).within_group(seconds / 3600))
        .join(asked, (asked.request_id == ContactStep.request_id) & (asked.state == "forwarded"))
        .where(ContactStep.state == "answered", *_between(first, last, zone))
        .group_by(day)
    )


def _day(zone: ZoneInfo) -> Any:
    return cast(func.timezone(literal(zone.key), ContactStep.happened_at), Date)


def _between(first: date, last: date, zone: ZoneInfo) -> tuple[Any, ...]:
    begins = datetime.combine(first, time.min, zone)
    ends = datetime.combine(last + timedelta(days=1), time.min, zone)
    return ContactStep.happened_at >= begins, ContactStep.happened_at < ends
