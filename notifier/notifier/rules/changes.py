"""What about an event has changed so that people must know: dates, place, whether it takes place at all."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

NOT_NOW = frozenset({"cancelled", "postponed"})
"""In these states an event does not take place when it was meant to."""
MOST_DATES = 60
"""How many dates to come the calendar tells at most: nothing is known of what lies behind the last."""

_NEVER = datetime.max.replace(tzinfo=UTC)
Change = dict[str, Any]
Day = Mapping[str, Any]


def changes(before: Mapping[str, Any], after: Mapping[str, Any], *, now: datetime) -> list[Change]:
    """Return what people who know an event as it was must be told; each with what was, and what is now.

    Dates are `moved` or `dropped`, the others are `postponed`, `on_again`, `place`, `online` and `in_person`.
    """
    found = list(_status(before, after))
    if after["status"] not in NOT_NOW:
        found += _dates(before, after, now)
    return [*found, *_where(before, after)]


def last_moment(content: Mapping[str, Any]) -> datetime:
    """Return when the last known date of an event is over, or begins if nobody says how long it takes."""
    return max(_key(day)[1] for day in days_of(content))


def days_of(content: Mapping[str, Any]) -> list[Day]:
    """Return the dates of an event to come; who tells none in particular means the one it names."""
    own = {"date_id": None, "starts_at": content["starts_at"], "ends_at": content["ends_at"]}
    return [*content["dates"]] or [own]


def _status(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    if after["status"] == "postponed" != before["status"]:
        yield _change("postponed", None, None)
    if before["status"] in NOT_NOW and after["status"] not in NOT_NOW:
        yield _change("on_again", None, None)


def _dates(before: Mapping[str, Any], after: Mapping[str, Any], now: datetime) -> Iterator[Change]:
    horizon = min(_horizon(before), _horizon(after))
    old = {_key(day): day for day in days_of(before) if now < _moment(day["starts_at"]) <= horizon}
    new = {_key(day): day for day in days_of(after) if _moment(day["starts_at"]) <= horizon}
    gone = [old[key] for key in sorted(old.keys() - new.keys())]
    come = [new[key] for key in sorted(new.keys() - old.keys())]
    for number, day in enumerate(gone):
        if number < len(come):
            yield _change("moved", day, come[number])
        else:
            yield _change("dropped", day, None)


def _where(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    if after["mode"] != before["mode"] and "online" in (after["mode"], before["mode"]):
        yield _change("online" if after["mode"] == "online" else "in_person", None, where(after) or None)
    elif after["mode"] != "online" and where(after) != where(before):
        yield _change("place", where(before) or None, where(after) or None)


def where(content: Mapping[str, Any]) -> str:
    """Return the place of an event in words, as far as it is known."""
    return ", ".join(filter(None, [content["venue"], content["place"]]))


def _change(what: str, before: Any, after: Any) -> Change:
    return {"what": what, "before": before, "after": after}


def _horizon(content: Mapping[str, Any]) -> datetime:
    days = days_of(content)
    return _moment(days[-1]["starts_at"]) if len(days) >= MOST_DATES else _NEVER


def _key(day: Day) -> tuple[datetime, datetime]:
    return _moment(day["starts_at"]), _moment(day["ends_at"] or day["starts_at"])


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
