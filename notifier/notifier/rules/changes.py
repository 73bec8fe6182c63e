"""What about an event has changed so that people must know: dates, place, whether it takes place at all."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

NOT_NOW = frozenset({"cancelled", "postponed"})
"""In these states an event does not take place when it was meant to."""
MOST_DATES = 60
"""How many dates to come the calendar tells at most: nothing is known of what lies behind the last."""

ABOUT_DATES = frozenset({"moved", "dropped", "back", "elsewhere", "date_link"})
"""These changes are about single dates."""

_NEVER = datetime.max.replace(tzinfo=UTC)
Change = dict[str, Any]
Day = Mapping[str, Any]


def changes(before: Mapping[str, Any], after: Mapping[str, Any], *, now: datetime) -> list[Change]:
    """Return what people who know an event as it was must be told; each with what was, and what is now.

    Of single dates they are `moved`, `dropped`, `back`, `elsewhere` or `date_link`, the others are `postponed`,
    `on_again`, `place`, `online`, `in_person` and `link`.
    """
    found = list(_status(before, after))
    if after["status"] not in NOT_NOW:
        found += [*_dates(before, after, now), *_single_dates(before, after, now)]
        found += [*_link(before, after), *_links_of_dates(before, after, now)]
    return [*found, *_where(before, after)]


def last_moment(content: Mapping[str, Any]) -> datetime:
    """Return when the last known date of an event is over, or begins if nobody says how long it takes."""
    return max(_key(day)[1] for day in [*days_of(content), *_called_off(content)])


def days_of(content: Mapping[str, Any]) -> list[Day]:
    """Return the dates of an event to come; who tells none in particular means the one it names.

    Dates that are called off are not among them; if all are, there is none.
    """
    own = {"date_id": None, "starts_at": content["starts_at"], "ends_at": content["ends_at"]}
    return [*content["dates"]] or ([] if _called_off(content) else [own])


def _status(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    if after["status"] == "postponed" != before["status"]:
        yield _change("postponed", None, None)
    if before["status"] in NOT_NOW and after["status"] not in NOT_NOW:
        yield _change("on_again", None, None)


def _dates(before: Mapping[str, Any], after: Mapping[str, Any], now: datetime) -> Iterator[Change]:
    horizon = min(_horizon(before), _horizon(after))
    old = {_key(day): day for day in days_of(before) if now < _moment(day["starts_at"]) <= horizon}
    ids = {day["date_id"] for day in days_of(before) if day["date_id"]}
    same = {day["date_id"]: day for day in days_of(after) if day["date_id"] in ids}
    new = {_key(day): day for day in days_of(after) if day["date_id"] not in ids}
    off = {day["date_id"]: day for day in _called_off(after)}
    # A date that moves keeps its id. Only where dates are told without ids are they matched in their order.
    nameless = any(day["date_id"] is None for day in [*days_of(before), *days_of(after)])
    others = iter([new[key] for key in sorted(new.keys() - old.keys()) if nameless and key[0] <= horizon])
    for key in sorted(old):
        day = old[key]
        to = same.get(day["date_id"]) or new.get(key)
        if to and _key(to) == key:
            continue
        if day["date_id"] in off:
            yield _change("dropped", day, off[day["date_id"]])
        elif to := to or next(others, None):
            yield _change("moved", day, to)
        else:
            yield _change("dropped", day, None)


def _single_dates(before: Mapping[str, Any], after: Mapping[str, Any], now: datetime) -> Iterator[Change]:
    """Yield single dates that take place after all, or elsewhere than was said."""
    off = {day["date_id"]: day for day in _called_off(before)}
    old = {day["date_id"]: day for day in days_of(before) if day["date_id"]}
    for day in days_of(after):
        if _moment(day["starts_at"]) <= now or not day["date_id"]:
            continue
        if day["date_id"] in off:
            yield _change("back", off[day["date_id"]], day)
        elif day["date_id"] in old and _own_place(old[day["date_id"]]) != _own_place(day):
            yield _change("elsewhere", old[day["date_id"]], day)


def _link(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    if _joins_elsewhere(before, after):
        yield _change("link", None, join_link(after))


def _links_of_dates(before: Mapping[str, Any], after: Mapping[str, Any], now: datetime) -> Iterator[Change]:
    old = {day["date_id"]: day for day in days_of(before) if day["date_id"]}
    whole = join_link(before), join_link(after)
    for day in days_of(after):
        if day["date_id"] not in old or _moment(day["starts_at"]) <= now:
            continue
        was, is_now = _as_on(old[day["date_id"]], before), _as_on(day, after)
        # What is so of the whole is told of the whole.
        if _joins_elsewhere(was, is_now) and (join_link(was), join_link(is_now)) != whole:
            yield _change("date_link", old[day["date_id"]], day)


def _joins_elsewhere(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Tell whether the link to join online is another; where none was told before, nobody knows an old one."""
    known = join_link(before)
    is_online = after["mode"] != "in_person" and after["status"] not in NOT_NOW
    return known is not None and is_online and join_link(after) != known


def _own_place(day: Day) -> tuple[Any, ...]:
    return tuple(day.get(name) for name in ("mode", "venue", "place"))


def _called_off(content: Mapping[str, Any]) -> list[Day]:
    return [*(content.get("called_off") or ())]


def on_day(content: Mapping[str, Any], date_id: str | None) -> dict[str, Any]:
    """Return the words of an event as they are on one of its dates, where that is other."""
    day = next((day for day in days_of(content) if day["date_id"] == date_id), {})
    return _as_on(day, content)


def join_link(content: Mapping[str, Any]) -> str | None:
    """Return where those who come join online, if that is known and takes place as it was meant to."""
    is_open = content["mode"] != "in_person" and content["status"] not in NOT_NOW
    return content.get("online_link") if is_open else None


def _as_on(day: Day, content: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: day[name] for name in ("mode", "status", "online_link") if day.get(name)}
    if content["status"] in NOT_NOW:
        # No date takes place while the whole does not.
        said.pop("status", None)
    if day.get("venue") or day.get("place"):
        said |= {"venue": day["venue"], "place": day["place"], "district": None}
    if day.get("title_note"):
        said["title"] = f"{content['title']} – {day['title_note']}"
    return {**content, **said}


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
