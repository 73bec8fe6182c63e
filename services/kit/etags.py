"""Versions of one thing on the wire: `ETag` on what is read, `If-Match` on what is changed."""

from flask import request

from services.kit.errors import Stale, Unconditional


def tag(version: int) -> str:
    """Return the ETag of a version."""
    return f'"{version}"'


def expected_version() -> int:
    """Return the version the caller wants to change; refused with `Unconditional` or `Stale`."""
    given = request.headers.get("If-Match")
    if given is None:
        raise Unconditional
    try:
        return int(given.removeprefix("W/").strip('"'))
    except ValueError:
        raise Stale from None


def check_version(known: int, expected: int) -> None:
    """Refuse with `Stale` when somebody else was faster."""
    if known != expected:
        raise Stale
