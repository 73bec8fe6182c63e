"""Looking for what is left of somebody: in every table of every database, in Redis, and in the logs."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text
from structlog.stdlib import ProcessorFormatter as _Formatter

from services.kit.web import Service
from tests.support.city import TestCity

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


def traces(city: TestCity, *words: str) -> dict[str, list[str]]:
    """Return the rows in which any of these words stands, by service and table, as text."""
    found = {
        f"{app.service}.{table}": rows
        for app in city.apps.values()
        for table in _tables(app)
        if (rows := _rows(app, table, words))
    }
    return {**found, **_in_redis(city.ground.redis, words)}


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """Collect what all services write into their logs, formatted as they are."""
    root, written = logging.getLogger(), io.StringIO()
    level, collecting = root.level, logging.StreamHandler(written)
    collecting.setFormatter(next(each.formatter for each in root.handlers if isinstance(each.formatter, _Formatter)))
    root.addHandler(collecting)
    root.setLevel(logging.INFO)
    try:
        yield written
    finally:
        root.removeHandler(collecting)
        root.setLevel(level)


def _tables(app: Service) -> list[str]:
    with app.database.reading() as session:
        return list(session.scalars(text(_TABLES)))


def _rows(app: Service, table: str, words: tuple[str, ...]) -> list[str]:
    """Return rows as text; what stands there as bytes is looked for as bytes."""
    sought = [*words, *(word.encode().hex() for word in words)]
    asked = f'SELECT each::text FROM "{table}" AS each WHERE each::text ILIKE ANY(:sought)'
    with app.database.reading() as session:
        return list(session.scalars(text(asked), {"sought": [f"%{word}%" for word in sought]}))


def _in_redis(redis: Any, words: tuple[str, ...]) -> dict[str, list[str]]:
    kept = {key: str(_value(redis, key)) for key in redis.keys("*")}
    lines = [f"{key}: {value}" for key, value in kept.items()]
    found = [line for line in lines if any(word.lower() in line.lower() for word in words)]
    return {"redis": found} if found else {}


def _value(redis: Any, key: bytes) -> Any:
    kind = redis.type(key).decode()
    readers = {
        "string": lambda: redis.get(key),
        "list": lambda: redis.lrange(key, 0, -1),
        "hash": lambda: redis.hgetall(key),
        "set": lambda: redis.smembers(key),
        "zset": lambda: redis.zrange(key, 0, -1, withscores=True),
    }
    return readers[kind]()
