"""Structured logs: one JSON line an entry, with the request id, and with nothing personal in it."""

import logging
import re
import sys
from contextvars import ContextVar
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from services.kit.addresses import without_addresses

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that started all this; it follows into facts, tasks and log lines."""

MASKED = frozenset({
    "address", "args", "body", "code", "data", "device", "email", "interests", "ip", "kwargs", "leave_token",
    "manage_token", "name", "password", "session", "slots", "text", "token",
})  # fmt: skip
_OF_LOGGING = frozenset({"_record", "_from_structlog"})
# A signed token (JWT) in its three parts, or anything as long as a key.
_TOKEN = re.compile(r"(?<![\w-])(?:[\w-]{16,}\.[\w-]{8,}\.[\w-]{16,}|[\w-]{40,})", re.ASCII)


def configure(service: str, *, level: int = logging.INFO) -> None:
    """Send every log line of this process, ours and the libraries', to standard error as masked JSON."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        _with_request_id,
        mask,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    _handle(shared, service, level)


def logger() -> structlog.stdlib.BoundLogger:
    """Return a logger that takes words as keywords: `logger().info("fact_sent", fact=name)`."""
    bound: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("mosaik")
    return bound


def mask(_: Any, __: str, entry: EventDict) -> EventDict:
    """Replace whatever tells about a person by `***`: named fields, mail addresses and long tokens in texts."""
    return {key: value if key in _OF_LOGGING else _masked_under(key, value) for key, value in entry.items()}


def _masked_under(name: Any, value: Any) -> Any:
    return "***" if name in MASKED else _masked(value)


def _masked(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dict):
        return {_masked(key): _masked_under(key, inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(each) for each in value]
    # Whatever else there is, an exception, say, is written by its words.
    return _TOKEN.sub("***", without_addresses(str(value)))


def _with_request_id(_: Any, __: str, entry: EventDict) -> EventDict:
    if request_id.get():
        entry["request_id"] = request_id.get()
    return entry


def _handle(shared: list[Processor], service: str, level: int) -> None:
    def named(_: Any, __: str, entry: EventDict) -> EventDict:
        return {**entry, "service": service}

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                named,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # These write addresses they call, and words of tasks, at INFO; both may be personal.
    for chatty in ("httpx", "celery.app.trace", "celery.worker.strategy"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
