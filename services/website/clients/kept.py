"""Kept for a while, by each process: public answers of the services, and the pages made of them."""

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from services.kit.client import Answer

T = TypeVar("T")
_MOST_ANSWERS = 1_000
_PUBLIC = re.compile(r"public, max-age=(\d{1,4})")


class Kept(Generic[T]):
    """The newest things of one process, each until it is old by the monotonic clock; nobody may change them."""

    def __init__(self, most: int) -> None:
        self._kept: OrderedDict[Hashable, tuple[float, T]] = OrderedDict()
        self._most, self._lock = most, Lock()

    def find(self, key: Hashable) -> tuple[float, T] | None:
        """Return until when something is fresh, and what was kept under a key, while it is."""
        with self._lock:
            found = self._kept.get(key)
        return found if found and found[0] > time.monotonic() else None

    def keep(self, key: Hashable, until: float, thing: T) -> None:
        """Keep something, and forget the oldest when there are too many."""
        with self._lock:
            self._kept[key] = (until, thing)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


class KeptAnswers:
    """Public answers, kept for as long as their service says (RFC 9111): a crowd on the home page asks it once."""

    def __init__(self) -> None:
        self._kept: Kept[Answer] = Kept(_MOST_ANSWERS)

    def get(self, key: Hashable, ask: Callable[[], Answer]) -> tuple[float, Answer]:
        """Return until when it is fresh, and the answer kept under a key; or ask, and keep what may be kept."""
        found = self._kept.find(key)
        if found:
            return found
        asked_at = time.monotonic()
        answer = ask()
        allowed = _PUBLIC.match(answer.headers.get("Cache-Control", ""))
        until = asked_at + int(allowed[1]) if allowed else 0.0
        if allowed:
            self._kept.keep(key, until, answer)
        return until, answer
