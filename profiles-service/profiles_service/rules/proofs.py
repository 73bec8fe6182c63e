"""The chain of consents: each line carries the hash of the one before, so that no line can be changed unseen.

What a line says is hashed with a salt of its own. Once the words and the salt are emptied, because nobody confirmed or
a person is forgotten, nobody can guess what they were, and the chain still holds.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

UNCONFIRMED = "unconfirmed"
"""Why lines are emptied: nobody said yes."""
ERASED = "erased"
"""Why lines are emptied: at the wish of her whom they were about, as a receipt proves."""
OVER = "over"
"""Why lines are emptied: she left so long ago that nothing has to be proven any more."""
LEAST_KEPT = timedelta(days=365)
"""No city empties the proof of what was confirmed sooner, unless she is erased."""
BEGINNING = b"\0" * 32
"""What the first line carries in place of a line before."""


def canonical(words: Mapping[str, Any]) -> bytes:
    """Return words as bytes in the one spelling that is hashed: JSON, names sorted, times in UTC."""
    return json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain).encode()


def content_hash(salt: bytes, words: Mapping[str, Any]) -> bytes:
    """Return what stands in the chain for what a line says."""
    return sha256(salt + canonical(words)).digest()


def linked_hash(before: bytes, content: bytes) -> bytes:
    """Return a line's hash, which the next one carries."""
    return sha256(before + content).digest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(value)
