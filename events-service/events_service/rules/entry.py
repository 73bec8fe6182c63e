"""An event as somebody enters it, at whatever door: its words in columns, and when it takes place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from events_service.rules.schedule import Schedule, instant
from events_service.rules.wording import is_free, summary_of
from events_service.rules.words import kind_words
from services.city import City
from services.kit.errors import Malformed

_OTHER_MOMENTS = ("previous_start", "registration_from", "registration_until")


class NoSuchCategory(Malformed):
    """This city has no such category. Please choose one of those at /v1/categories of the directory."""


class NoSuchDistrict(Malformed):
    """This city has no such district. Please choose one of those at /v1/districts of the directory."""


class AgesTheWrongWayRound(Malformed):
    """The highest age lies below the lowest."""


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
        # Tables say nothing of single dates: what is known of them stays.
        changed = {"changed_dates": list(schedule.changed_dates)} if "changed_dates" in words else {}
        columns = {**words, **moments, **schedule.columns(), **changed, **_derived(words, city)}
        if "co_organiser_ids" in words:
            columns["co_organiser_ids"] = _others(words["co_organiser_ids"], words["organisation_id"])
        if "pictures" in words:
            columns["pictures"] = [{**each, "id": str(each["id"])} for each in words["pictures"]]
        return cls(columns, schedule)


def schedule_of(columns: Mapping[str, Any], zone: ZoneInfo) -> Schedule:
    """Return the schedule of an event that is known already."""
    return Schedule(
        starts_at=columns["starts_at"],
        ends_at=columns["ends_at"],
        all_day=columns["all_day"],
        rule=columns["rule"],
        further_starts=tuple(columns["further_starts"]),
        left_out=tuple(columns["left_out"]),
        changed_dates=tuple(columns["changed_dates"]),
        zone=zone,
    )


def _derived(words: Mapping[str, Any], city: City) -> dict[str, Any]:
    check_known(words, city)
    if None not in (words["age_from"], words["age_to"]) and words["age_from"] > words["age_to"]:
        raise AgesTheWrongWayRound
    return {
        "summary": summary_of(words["description"]),
        "is_free": is_free(words["cost"]),
        "search_words": _search_words(words, city),
    }


def _others(organisation_ids: Iterable[UUID], own: UUID) -> list[UUID]:
    return [each for each in dict.fromkeys(organisation_ids) if each != own]


def _search_words(words: Mapping[str, Any], city: City) -> str:
    topics = city.topics(words["categories"], words["district"])
    return " ".join(filter(None, [*words["keywords"], kind_words(words["kind"]), topics]))


def check_known(words: Mapping[str, Any], city: City) -> None:
    """Refuse categories and districts that the city does not have."""
    if not {each.key for each in city.categories} >= set(words["categories"]):
        raise NoSuchCategory
    check_districts([words["district"], *(each.get("district") for each in words.get("changed_dates", ()))], city)


def check_districts(keys: Iterable[str | None], city: City) -> None:
    """Refuse districts that the city does not have."""
    if set(keys) - {None} - {each.key for each in city.districts}:
        raise NoSuchDistrict
