"""An event's words as they travel between those who write and those who review."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.kit.review.rules import as_json

AT_ONCE = (
    *("status", "status_note", "previous_start", "booked_up"),
    *("starts_at", "ends_at", "all_day", "rule", "further_starts", "left_out", "changed_dates"),
)
"""What people who are on their way have to know: it does not wait until an editor has looked."""
DERIVED = frozenset({"search_words", "summary", "is_free"})
"""What we add ourselves, to be found by."""
_MOMENTS = frozenset({"original_start", "starts_at", "ends_at"})


def said(words: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """Return words as they travel: moments as the clocks of the city show them, the rest as JSON."""
    return as_json({name: _shown(word, zone) for name, word in words.items()})


def _shown(word: Any, zone: ZoneInfo) -> Any:
    if isinstance(word, datetime):
        return _clock(word.astimezone(zone))
    if isinstance(word, list | tuple):
        return [_shown(each, zone) for each in word]
    if isinstance(word, Mapping):
        return {name: _said_moment(each, zone) if name in _MOMENTS else each for name, each in word.items()}
    return word


def _said_moment(moment: str, zone: ZoneInfo) -> str:
    """Return a moment of a single date, which is kept as text, like all others."""
    return _clock(datetime.fromisoformat(moment).astimezone(zone))


def _clock(moment: datetime) -> str:
    """Return what clocks show; in the hour that comes twice, which of the two it is."""
    is_plain = moment.fold == 0 and moment.utcoffset() == moment.replace(fold=1).utcoffset()
    shown = moment.replace(tzinfo=None) if is_plain else moment
    return shown.isoformat(timespec="seconds" if shown.second else "minutes")
