"""How often somebody may ask: counted in Redis by a sealed key, or here while that is away.

Limits hold for known and unknown addresses alike, so that they tell nothing; no address stands in Redis.
"""

import hmac
import math
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from typing import TypeVar

from limits import RateLimitItem
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from services.kit.errors import TooMany
from services.kit.logs import logger

T = TypeVar("T")
_SECONDS = 0.3
_REST_SECONDS = 3.0


class TooOften(TooMany):
    """That was a bit much at once. Please wait a few minutes and try again."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.retry_after_seconds = seconds


class Limits:
    """Counts who asked how often, by the rules of one service."""

    def __init__(self, *, service: str, redis_url: str, secret: str, rules: Mapping[str, RateLimitItem]) -> None:
        self._secret = secret
        self._shared = SlidingWindowCounterRateLimiter(_redis(redis_url, f"{service}:limits"))
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._rests_until = -math.inf
        self._rules = rules

    def count(self, rule: str, by: str) -> None:
        """Count one more; refused with `TooOften` when that is too often."""
        item, key = self._rules[rule], self._sealed(rule, by)
        limiter, allowed = self._ask(lambda limiter: (limiter, limiter.hit(item, rule, key)))
        if not allowed:
            reset = limiter.get_window_stats(item, rule, key).reset_time
            raise TooOften(max(1, math.ceil(reset - time.time())))

    def _sealed(self, rule: str, by: str) -> str:
        return hmac.digest(self._secret.encode(), "\0".join(("limit", rule, by)).encode(), sha256).hex()

    def _ask(self, ask: Callable[[SlidingWindowCounterRateLimiter], T]) -> T:
        if time.monotonic() >= self._rests_until:
            try:
                return ask(self._shared)
            except RedisError:
                logger().warning("limits_counted_here")
                self._rests_until = time.monotonic() + _REST_SECONDS
        return ask(self._own)


def network(address: str) -> str:
    """Return the network that a client's address belongs to: one household has a whole /64 of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return found.exploded[:19]
    return str(getattr(found, "ipv4_mapped", None) or found)


def mailbox_key(email: str) -> str:
    """Return the mailbox behind an address, for limits: `ada+1@…` and `ada+2@…` fill the same one."""
    local, _, domain = email.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _redis(url: str, prefix: str) -> RedisStorage:
    pool = ConnectionPool.from_url(
        url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS, retry=Retry(NoBackoff(), 0)
    )
    return RedisStorage(url, connection_pool=pool, key_prefix=prefix)
