"""How fast each receiving domain may be written to, lane by lane: half as fast once it complains.

Counted and remembered in Redis for all senders together, or here while that is away. It is advice, never the truth: who
has to wait stands in the ledger.
"""

import math
import time
from collections.abc import Callable
from typing import TypeVar

from limits import RateLimitItem, RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import FixedWindowRateLimiter
from redis import ConnectionPool, Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from notifier.rules import Lane, slowed, speed_now
from services.kit.logs import logger

T = TypeVar("T")
_KEYS = "notifier:limits"
_SLOWED = "notifier:slowed"
_SECONDS = 0.3
_REST_SECONDS = 30.0
_LOOK_SECONDS = 1.0
_ONE_COMPLAINT = 10
"""Complaints within so many seconds are one: the mails were on their way before we heard the first."""


class Pace:
    """What is known of how fast domains like their mails."""

    def __init__(self, redis_url: str, mails_a_minute: int) -> None:
        pool = ConnectionPool.from_url(
            redis_url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS, retry=Retry(NoBackoff(), 0)
        )
        self._redis: Redis = Redis(connection_pool=pool)
        self._shared = FixedWindowRateLimiter(RedisStorage(redis_url, connection_pool=pool, key_prefix=_KEYS))
        self._own = FixedWindowRateLimiter(MemoryStorage())
        self._most = mails_a_minute
        self._slowed: dict[str, str] = {}
        self._looked_at = self._rests_until = -math.inf

    def admit(self, lane: Lane, domain: str, mails: int) -> tuple[int, float]:
        """Return how many of these mails may go out now, and in how many seconds to ask for the others."""
        speed = self._speed(lane, domain)
        if speed is None:
            return mails, 0.0
        item: RateLimitItem = (
            RateLimitItemPerMinute(max(1, int(speed))) if speed < 60 else RateLimitItemPerSecond(int(speed / 60))
        )
        key = f"{lane:d}:{domain}"
        reset, left = self._ask(lambda limiter: limiter.get_window_stats(item, key))
        go = min(mails, max(0, left))
        if go:
            self._ask(lambda limiter: limiter.hit(item, key, cost=go))
        return go, max(1.0, reset - time.time()) + (mails - go) * 60 / speed

    def complained(self, lane: Lane, domain: str) -> None:
        """Take note that a domain finds us too fast."""
        now, key = int(time.time()), f"{lane:d}:{domain}"
        known = self._known().get(key)
        if known and now - int(known.split()[1]) < _ONE_COMPLAINT:
            return
        self._slowed[key] = f"{slowed(self._speed(lane, domain)):.2f} {now}"
        logger().warning("domain_slowed", lane=lane.name.lower(), domain=domain, mails_a_minute=self._slowed[key])
        self._with_redis(lambda redis: redis.hset(_SLOWED, key, self._slowed[key]))

    def _speed(self, lane: Lane, domain: str) -> float | None:
        """Return how many mails a minute, or nothing for as many as there are."""
        known = self._known().get(f"{lane:d}:{domain}")
        if known is None:
            return self._most or None
        speed, since = known.split()
        return speed_now(float(speed), minutes=int((time.time() - int(since)) / 60), most=self._most)

    def _known(self) -> dict[str, str]:
        if time.monotonic() - self._looked_at > _LOOK_SECONDS:
            self._looked_at = time.monotonic()
            found = self._with_redis(lambda redis: redis.hgetall(_SLOWED))
            if found is not None:
                self._slowed = {_text(key): _text(value) for key, value in found.items()}
        return self._slowed

    def _ask(self, ask: Callable[[FixedWindowRateLimiter], T]) -> T:
        answer = self._with_redis(lambda _: ask(self._shared))
        return ask(self._own) if answer is None else answer

    def _with_redis(self, ask: Callable[[Redis], T]) -> T | None:
        """Return what Redis says, or nothing while it is away."""
        if time.monotonic() < self._rests_until:
            return None
        try:
            return ask(self._redis)
        except RedisError:
            logger().warning("pace_kept_here")
            self._rests_until = time.monotonic() + _REST_SECONDS
            return None


def _text(words: bytes | str) -> str:
    return words if isinstance(words, str) else words.decode()
