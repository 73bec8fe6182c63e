"""What words and numbers of an offer come to, as its row says it to the filters of lists."""

import re

_SHORT, _HALF_A_DAY = 2, 4
_BESIDE = re.compile(r"[,;.:].*", re.DOTALL)
_NOTHING = frozenset({"", "nicht nötig"})
_NO = frozenset({"nein", "no", "none", "kein", "keine", "keiner", "nicht"})


def says_yes(said: str | None) -> bool | None:
    """Tell what free words begin by saying, just as `public.said_yes` does in the database."""
    first = _BESIDE.sub("", said or "").strip(" ").lower()
    return None if first in _NOTHING else first not in _NO


def effort_of(hours: float | None) -> str | None:
    """Return how long an offer takes, in the words that lists ask for."""
    if hours is None:
        return None
    return "short" if hours <= _SHORT else "half_day" if hours <= _HALF_A_DAY else "long"
