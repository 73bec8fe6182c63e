"""What is decided about drafts and their review: in which state they are, what differs, and which are sampled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any

import orjson

# What comes back with what was read, and nobody changes in a form.
_NOT_SAID = frozenset({"external_id"})
# Boxes that are ticked or not: whoever has not touched one has said nothing, while "No" to a question is an answer.
_TICKS = frozenset({"remote", "trusted", "waiting_list", "booked_up", "all_day"})
_NOTHING: tuple[Any, ...] = (None, "", [], {})


class RevisionState(StrEnum):
    """How far a revision has come; one from nobody known is unconfirmed until its mail is answered."""

    UNCONFIRMED = "unconfirmed"
    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


class Origin(StrEnum):
    """Where a revision came from: who looks after the organisation, an editor, or anybody; or nobody who was signed in.

    A table was brought, a feed was read, the link of a mail was followed, or time ran out.
    """

    STEWARD = "steward"
    EDITOR = "editor"
    SUGGESTION = "suggestion"
    TABLE = "table"
    FEED = "feed"
    LINK = "link"
    CLOCK = "clock"


class Deed(StrEnum):
    """What a revision did to its record: what it says was written, or it became public, true, or one with another."""

    WRITTEN = "written"
    # By an editor who refused what was public already; she speaks for nobody whom that names.
    PUT_BACK = "put_back"
    TAKEN_OVER = "taken_over"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    CONFIRMED = "confirmed"
    # An organisation that it names said whether it takes part.
    ANSWERED = "answered"
    # Belongs to another organisation or project now, as the one before has become that.
    MOVED = "moved"
    # Of the one that stays, and of the one that has become one with it.
    GREW = "grew"
    MERGED = "merged"


@dataclass(frozen=True)
class Difference:
    """One field that a revision changes: as it was when writing began, as it is to be, and as it is by now."""

    field: str
    before: Any
    after: Any
    now: Any

    @property
    def is_conflict(self) -> bool:
        """Tell whether somebody else changed the same field to something else meanwhile."""
        return self.now not in (self.before, self.after)


def differences(base: Mapping[str, Any], words: Mapping[str, Any], now: Mapping[str, Any]) -> list[Difference]:
    """Return what a revision changes; an empty list, an empty text and nothing are the same, but neither No nor 0.

    Words in another order are the same words.
    """
    return [
        Difference(field, base.get(field), after, now.get(field))
        for field, after in words.items()
        if field not in _NOT_SAID and _said(field, base.get(field)) != _said(field, after)
    ]


def _said(field: str, word: Any) -> Any:
    if word in _NOTHING or (word is False and field in _TICKS):
        return None
    if isinstance(word, list) and all(isinstance(each, str) for each in word):
        # A form has its boxes in an order of its own, whatever the order in which they were once ticked.
        return sorted(word)
    return word


def merged(base: Mapping[str, Any], words: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands there now with what a revision changes; what it did not touch stays as it is."""
    return {**now, **{each.field: each.after for each in differences(base, words, now)}}


def is_sampled(nth: int, *, every: int) -> bool:
    """Tell whether an editor looks at the nth thing that was published unseen; at none if `every` is 0."""
    return every > 0 and nth % every == 0


def title_of(words: Mapping[str, Any]) -> str:
    """Return what a revision is called in lists."""
    return str(words.get("title") or words.get("name") or "")[:200]


def words_list(value: Any) -> Sequence[str]:
    """Return the texts of a list that may not be one, as half-written drafts have them."""
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def as_json(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return words as they travel: days and ids as text."""
    plain: dict[str, Any] = orjson.loads(as_bytes(words))
    return plain


def as_bytes(words: Any) -> bytes:
    """Return words as JSON: days, times to the minute, and ids as text."""
    return orjson.dumps(words, default=_as_text, option=orjson.OPT_PASSTHROUGH_DATETIME)


def _as_text(value: Any) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)
