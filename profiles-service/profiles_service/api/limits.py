"""How often somebody may ask: by address and by network, counted in Redis, or here while that is away.

Limits hold for known and unknown addresses alike, so that they tell nothing. What they are counted by is sealed: no
address stands in Redis.
"""

import math
import time
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from flask import current_app
from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from profiles_service.rules import mailbox_key, network, seal
from profiles_service.settings import Settings
from services.kit import auth
from services.kit.errors import TooMany
from services.kit.logs import logger

T = TypeVar("T")
_SECONDS = 0.3
_REST_SECONDS = 3.0
_KEYS = "profiles-service:limits"
# Five tries a sign-in alone would allow 2,400 guesses a day at one person, of a million; the link needs no guess.
_CODES_A_DAY = 40


class TooOften(TooMany):
    """That was a bit much at once. Please wait a few minutes and try again."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.retry_after_seconds = seconds


class Limits:
    """Counts who asked how often."""

    def __init__(self, settings: Settings) -> None:
        self._secret = settings.link_secret
        self._shared = SlidingWindowCounterRateLimiter(_redis(settings.redis_url))
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._rests_until = -math.inf
        self._rules: dict[str, RateLimitItem] = {
            "sign-in.address": RateLimitItemPerMinute(settings.sign_ins_per_address, 15),
            "sign-in.network": RateLimitItemPerMinute(settings.sign_ins_per_network, 15),
            "code.network": RateLimitItemPerMinute(settings.codes_per_network, 15),
            "code.person": RateLimitItemPerDay(_CODES_A_DAY),
            "subscription.address": RateLimitItemPerHour(settings.subscriptions_per_address),
            "subscription.network": RateLimitItemPerHour(settings.subscriptions_per_network),
        }

    def count(self, rule: str, by: str) -> None:
        """Count one more; refused with `TooOften` when that is too often."""
        item, key = self._rules[rule], seal(self._secret, "limit", rule, by).hex()
        limiter, allowed = self._ask(lambda limiter: (limiter, limiter.hit(item, rule, key)))
        if not allowed:
            reset = limiter.get_window_stats(item, rule, key).reset_time
            raise TooOften(max(1, math.ceil(reset - time.time())))

    def _ask(self, ask: Callable[[SlidingWindowCounterRateLimiter], T]) -> T:
        if time.monotonic() >= self._rests_until:
            try:
                return ask(self._shared)
            except RedisError:
                logger().warning("limits_counted_here")
                self._rests_until = time.monotonic() + _REST_SECONDS
        return ask(self._own)


def limit_by_network(rule: str) -> None:
    """Refuse with `TooOften` when too much comes from one network."""
    _limits().count(f"{rule}.network", network(auth.client_address()))


def limit_by_address(rule: str, email: str) -> None:
    """Refuse with `TooOften` when one mailbox is written to too often, whoever asks."""
    _limits().count(f"{rule}.address", mailbox_key(email))


def limit_by_person(rule: str, person_id: UUID) -> None:
    """Refuse with `TooOften` when something is tried too often in one person's name, from wherever."""
    _limits().count(f"{rule}.person", person_id.hex)


def _limits() -> Limits:
    known: Limits = current_app.extensions["limits"]
    return known


def _redis(url: str) -> RedisStorage:
    pool = ConnectionPool.from_url(
        url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS, retry=Retry(NoBackoff(), 0)
    )
    return RedisStorage(url, connection_pool=pool, key_prefix=_KEYS)
