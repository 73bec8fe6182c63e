"""A list of guests as a table, for those who stand at the door with paper or a spreadsheet."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

_STATES = {"seated": "kommt", "waiting": "wartet", "offered": "Platz angeboten"}
_YES = {True: "ja", False: "nein", None: ""}
_HEADING = ("Termin", "Nummer", "Name", "E-Mail", "Personen", "Stand", "War da")


def as_table(listed: Mapping[str, Any], *, zone: ZoneInfo) -> tuple[Sequence[str], Iterator[Sequence[str | int]]]:
    """Return the heading and the rows of an event's lists; each question has a column of its own."""
    questions = listed["questions"]
    return [*_HEADING, *(each["text"] for each in questions)], _rows(listed, [each["key"] for each in questions], zone)


def _rows(listed: Mapping[str, Any], keys: Sequence[str], zone: ZoneInfo) -> Iterator[Sequence[str | int]]:
    for roll in listed["rolls"]:
        when = _moment(roll["starts_at"], zone)
        for guest in roll["guests"]:
            answers = [_answer(guest.answers.get(key)) for key in keys]
            own = (guest.number or "", guest.name or "", guest.email or "", guest.people)
            yield [when, *own, _STATES[guest.state], _YES[guest.came], *answers]


def _answer(answer: Any) -> str:
    return _YES[answer] if isinstance(answer, bool) else str(answer or "")


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%d.%m.%Y %H:%M}"
