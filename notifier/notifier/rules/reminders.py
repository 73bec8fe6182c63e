"""When people are reminded of something that takes place, right by the clocks of the city."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo


class Lead(IntEnum):
    """How long before."""

    WEEK = 1
    DAY = 2
    HOURS = 3


@dataclass(frozen=True)
class Moment:
    """When a reminder goes out, and from when on it would come too late."""

    lead: Lead
    remind_at: datetime
    late_at: datetime


_HOURS = timedelta(hours=2)
# A day that begins at midnight would remind people in the night.
_DAY_BEGINS = time(9)
_LATE = {Lead.WEEK: timedelta(hours=12), Lead.DAY: timedelta(hours=4), Lead.HOURS: timedelta(minutes=45)}


def moments(starts_at: datetime, zone: ZoneInfo, *, all_day: bool = False) -> Iterator[Moment]:
    """Yield when to remind of a date: a week and a day before by the clock on the wall, and two hours before."""
    begins = _begins(starts_at, zone, all_day=all_day)
    for lead, remind_at in (
        (Lead.WEEK, _days_before(begins, 7, zone)),
        (Lead.DAY, _days_before(begins, 1, zone)),
        (Lead.HOURS, begins - _HOURS),
    ):
        yield Moment(lead, remind_at, _late(lead, remind_at, zone))


def _begins(starts_at: datetime, zone: ZoneInfo, *, all_day: bool) -> datetime:
    if not all_day:
        return starts_at.astimezone(UTC)
    return datetime.combine(starts_at.astimezone(zone).date(), _DAY_BEGINS, zone).astimezone(UTC)


def _days_before(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    # Without its zone a clock shows the same hour on every day.
    wall = moment.astimezone(zone).replace(tzinfo=None, fold=0) - timedelta(days=days)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _late(lead: Lead, remind_at: datetime, zone: ZoneInfo) -> datetime:
    late_at = remind_at + _LATE[lead]
    if lead != Lead.DAY:
        return late_at
    # After midnight "tomorrow" would be wrong.
    midnight = datetime.combine(remind_at.astimezone(zone).date() + timedelta(days=1), time(), zone)
    return min(late_at, midnight.astimezone(UTC))
