"""Public answers, kept for as long as their service says: a crowd on the home page asks it once in a few seconds."""

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from services.kit.client import Answer

_MOST = 1_000
_PUBLIC = re.compile(r"public, max-age=(\d{1,4})")


class KeptAnswers:
    """The newest public answers of one process, as long as they are fresh (RFC 9111); nobody may change them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[float, Answer]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        """Return the answer kept under a key; or ask, and keep what may be kept."""
        now = time.monotonic()
        with self._lock:
            until, answer = self._kept.get(key, (now, None))
        if answer is not None and until > now:
            return answer
        answer = ask()
        if found := _PUBLIC.match(answer.headers.get("Cache-Control", "")):
            self._keep(key, answer, now + int(found[1]))
        return answer

    def _keep(self, key: Hashable, answer: Answer, until: float) -> None:
        with self._lock:
            self._kept[key] = (until, answer)
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
