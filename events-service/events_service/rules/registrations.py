"""Who gets a seat: by one rule, that nobody who confirmed later is seated before somebody who confirmed earlier."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from services.kit.errors import Conflict, Malformed

MOST_QUESTIONS = 5
MOST_TOGETHER = 20
ASKED_LASTS = timedelta(days=2)
"""How long the link for confirming is good; until then nobody holds a seat."""


class Seating(StrEnum):
    """What a registration is at the moment."""

    ASKED = "asked"
    SEATED = "seated"
    WAITING = "waiting"
    OFFERED = "offered"
    SAVED = "saved"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    DISMISSED = "dismissed"
    LEFT_OUT = "left_out"


HOLDING = (Seating.SEATED, Seating.OFFERED)
"""Who counts against the places."""
LIVE = (*HOLDING, Seating.WAITING)


class Door(StrEnum):
    """Whether somebody may sign up for a date."""

    OPEN = "open"
    WAITING_LIST = "waiting_list"
    FULL = "full"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    ELSEWHERE = "elsewhere"


STILL_WAITING = (Door.OPEN, Door.NOT_YET, Door.FULL, Door.POSTPONED, Door.ELSEWHERE)
"""While it is so, whoever stands in the line may yet get a seat."""


class RegistrationElsewhere(Conflict):
    """One does not sign up for this event here. Its page says how."""


class EventOff(Conflict):
    """This event is cancelled. You cannot sign up any more."""


class EventPostponed(Conflict):
    """This event is postponed. You can sign up as soon as the new date is known."""


class RegistrationNotYet(Conflict):
    """One cannot sign up for this event yet."""


class RegistrationClosed(Conflict):
    """It is too late to sign up for this date."""


class FullyBooked(Conflict):
    """All places are taken. Perhaps another date suits you."""


class TooFewPlaces(Conflict):
    """There are not enough places left for all of you. With fewer people it may work."""


class TooManyTogether(Malformed):
    """So many people cannot sign up at once."""


class AnswerMissing(Malformed):
    """Please answer this question."""


class AnswerUnknown(Malformed):
    """This answer does not belong to any question of this event."""


REFUSALS: Mapping[Door, type[Conflict]] = {
    Door.FULL: FullyBooked,
    Door.NOT_YET: RegistrationNotYet,
    Door.CLOSED: RegistrationClosed,
    Door.CANCELLED: EventOff,
    Door.POSTPONED: EventPostponed,
    Door.ELSEWHERE: RegistrationElsewhere,
}


@dataclass(frozen=True)
class Line:
    """How a date stands: how many places there are (nothing: any number), are held, and how many people wait."""

    places: int | None
    held: int = 0
    waiting: int = 0

    @property
    def free(self) -> int | None:
        """Return how many places nobody holds; nothing when there is no limit."""
        return None if self.places is None else max(0, self.places - self.held)

    def seats(self, people: int) -> bool:
        """Tell whether a group may sit down at once: only if it fits, and nobody stands before it."""
        return not self.waiting and (self.free is None or people <= self.free)

    def moves_up(self, line: Iterable[tuple[Any, int]]) -> list[Any]:
        """Return who moves up, first come first served; a group that does not fit lets nobody overtake it."""
        free, moved = self.free, []
        for who, people in line:
            if free is not None:
                if people > free:
                    break
                free -= people
            moved.append(who)
        return moved


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What an event says about signing up, for one of its dates: `status` is the date's own, or else the event's."""

    is_public: bool
    status: str
    registration: str
    opens_at: datetime | None
    closes_at: datetime
    is_booked_up: bool

    def door(self, now: datetime) -> Door:
        """Return whether signing up is possible at all, however many places are taken."""
        if not self.is_public or self.status == "cancelled":
            return Door.CANCELLED
        if self.registration != "platform":
            return Door.ELSEWHERE
        if self.status == "postponed":
            return Door.POSTPONED
        if now >= self.closes_at:
            return Door.CLOSED
        if self.opens_at and now < self.opens_at:
            return Door.NOT_YET
        return Door.FULL if self.is_booked_up else Door.OPEN


def closing(starts_at: datetime, *, first_start: datetime, until: datetime | None, zone: ZoneInfo) -> datetime:
    """Return when signing up for a date ends: as long before it as the event says for its first, or as it begins.

    Counted on the clocks of the city: whoever says "the evening before" means the evening in winter, too.
    """
    if until is None:
        return starts_at
    first, ends, begins = (each.astimezone(zone).replace(tzinfo=None) for each in (first_start, until, starts_at))
    return min(starts_at, (begins - (first - ends)).replace(tzinfo=zone).astimezone(UTC))


def offer_ends(closes_at: datetime, *, hours: int, now: datetime) -> datetime:
    """Return until when an offered seat is held: some hours, but never longer than half of the time that is left."""
    return min(now + timedelta(hours=hours), now + (closes_at - now) / 2)


def checked_answers(questions: Sequence[Mapping[str, Any]], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers to an event's questions; refused with `AnswerMissing` or `AnswerUnknown`, naming which."""
    known = {str(each["key"]): each for each in questions}
    for key in given:
        if key not in known:
            raise AnswerUnknown(question=key)
    answers = {key: _checked(question, given.get(key)) for key, question in known.items()}
    return {key: answer for key, answer in answers.items() if answer is not None}


def _checked(question: Mapping[str, Any], answer: Any) -> Any:
    key, kind = str(question["key"]), question["kind"]
    if answer in (None, ""):
        if question["required"]:
            raise AnswerMissing(question=key)
        return None
    fits = isinstance(answer, bool) if kind == "yes_no" else isinstance(answer, str)
    if not fits or (kind == "choice" and answer not in question["choices"]):
        raise AnswerUnknown(question=key)
    return answer
