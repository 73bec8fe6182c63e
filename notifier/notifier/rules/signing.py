"""How a mail provider proves that a report comes from it."""

import hmac
import re
from datetime import datetime, timedelta
from hashlib import sha256

FRESH = timedelta(minutes=5)
_HEADER = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def signature(secret: str, body: bytes, *, now: datetime) -> str:
    """Return what stands in `X-Mosaik-Signature` beside a body."""
    moment = int(now.timestamp())
    return f"t={moment},v1={_seal(secret, moment, body)}"


def is_signed(secret: str, header: str, body: bytes, *, now: datetime) -> bool:
    """Tell whether a body was signed with the secret, and just now; without a secret nothing is."""
    found = _HEADER.fullmatch(header)
    if not secret or not found:
        return False
    is_fresh = abs(now.timestamp() - int(found[1])) <= FRESH.total_seconds()
    return hmac.compare_digest(found[2], _seal(secret, int(found[1]), body)) and is_fresh


def _seal(secret: str, moment: int, body: bytes) -> str:
    return hmac.digest(secret.encode(), b"%d." % moment + body, sha256).hex()
