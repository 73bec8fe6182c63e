"""Whole lists as files, made once for all who ask while nothing changes, and one at a time."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from services.kit.errors import TooMany

_MOST_BYTES = 32 * 2**20
_PATIENCE_SECONDS = 10


class OthersAreServed(TooMany):
    """Other lists are being made at this moment. Please try again in a minute."""


class KeptFiles:
    """Keeps the newest files of one process; a workbook of a long list takes many seconds to make."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self._making = Lock()

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return the file kept under a key, or make and keep it; refused with `OthersAreServed` while others wait.

        A key names the version that a file is made from: what is out of date is not asked for again, and is the first
        to go.
        """
        if (known := self._files.get(key)) is not None:
            return known
        if not self._making.acquire(timeout=_PATIENCE_SECONDS):
            raise OthersAreServed
        try:
            return self._files[key] if key in self._files else self._keep(key, make())
        finally:
            self._making.release()

    def _keep(self, key: str, file: bytes) -> bytes:
        self._files[key] = file
        while sum(map(len, self._files.values())) > _MOST_BYTES:
            self._files.popitem(last=False)
        return file
