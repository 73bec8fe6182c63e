"""Ending in good order: work that must not be cut off hears that it should come to its end."""

import mmap
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Ending:
    """A process's wish to end, seen by all that were forked from it."""

    def __init__(self) -> None:
        # Shared memory: children are forked after this, and the wish comes later.
        self._asked = mmap.mmap(-1, 1)
        self._signalled = False

    def ask(self, **_: Any) -> None:
        """Ask all to come to an end."""
        self._asked[0] = 1

    def is_asked(self) -> bool:
        """Tell whether this process should come to its end."""
        return self._signalled or self._asked[0] != 0

    @contextmanager
    def not_cut_off(self) -> Iterator[None]:
        """Let SIGTERM wait until the block has ended; until then it is no more than a wish."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGTERM, self._note)
        try:
            yield
        finally:
            signal.signal(signal.SIGTERM, before)
            if self._signalled:
                self._signalled = False
                os.kill(os.getpid(), signal.SIGTERM)

    def _note(self, *_: Any) -> None:
        self._signalled = True
