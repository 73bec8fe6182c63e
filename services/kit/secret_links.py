"""Links in mails: random words that open one thing, of which only a digest is kept."""

import hmac
import secrets
from hashlib import sha256


def new_token() -> str:
    """Return the secret of a link, of 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str, purpose: str = "") -> bytes:
    """Return what is kept of a link's secret, good for one purpose alone; random bits need no slow hash."""
    return hmac.digest(purpose.encode(), token.encode(), sha256) if purpose else sha256(token.encode()).digest()
