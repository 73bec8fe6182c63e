"""An event as somebody enters it, at whatever door: its words in columns, and when it takes place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from events_service.rules.schedule import Schedule, instant
from events_service.rules.wording import is_free, summary_of
from services.city import City
from services.kit.errors import Malformed

_OTHER_MOMENTS = ("previous_start", "registration_until")


class NoSuchCategory(Malformed):
    """This city has no such category. Please choose one of those at /v1/categories of the directory."""


class NoSuchDistrict(Malformed):
    """This city has no such district. Please choose one of those at /v1/districts of the directory."""


@dataclass(frozen=True)
class Entry:
    """What is kept of an event's words."""

    columns: dict[str, Any]
    schedule: Schedule

    @classmethod
    def of(cls, words: Mapping[str, Any], city: City) -> "Entry":
        """Read an entry; moments without a zone are read off the city's clocks. Refused when it makes no sense."""
        schedule = Schedule.of(words, city.time_zone)
        moments = {name: words[name] and instant(words[name], city.time_zone) for name in _OTHER_MOMENTS}
        return cls({**words, **moments, **schedule.columns(), **_derived(words, city)}, schedule)


def schedule_of(columns: Mapping[str, Any], zone: ZoneInfo) -> Schedule:
    """Return the schedule of an event that is known already."""
    return Schedule(
        starts_at=columns["starts_at"],
        ends_at=columns["ends_at"],
        all_day=columns["all_day"],
        rule=columns["rule"],
        further_starts=tuple(columns["further_starts"]),
        left_out=tuple(columns["left_out"]),
        zone=zone,
    )


def _derived(words: Mapping[str, Any], city: City) -> dict[str, Any]:
    _check_known(words, city)
    return {
        "summary": summary_of(words["description"]),
        "is_free": is_free(words["cost"]),
        "search_words": " ".join([*words["keywords"], city.topics(words["categories"], words["district"])]),
    }


def _check_known(words: Mapping[str, Any], city: City) -> None:
    if not {each.key for each in city.categories} >= set(words["categories"]):
        raise NoSuchCategory
    if words["district"] and words["district"] not in {each.key for each in city.districts}:
        raise NoSuchDistrict
