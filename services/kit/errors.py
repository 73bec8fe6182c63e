"""Refusals: what stands in the way of a wish, said in a sentence the asking person can act on.

A service subclasses one of the kinds beside the function that raises it. The sentence shown is the class's docstring
(so Python never runs with `-OO`); translations are keyed by the class's name. Whatever is not a `Refusal` is a bug.
"""

import re
from typing import ClassVar


class Refusal(Exception):
    """This is not possible."""

    status: ClassVar[int] = 400

    def __init__(self, **words: str) -> None:
        super().__init__(self.sentence())
        self.words = words

    @classmethod
    def sentence(cls) -> str:
        """Return the sentence a person reads."""
        return " ".join((cls.__doc__ or "").split())

    @classmethod
    def type(cls) -> str:
        """Return the name of this refusal as programs read it (RFC 9457)."""
        return problem_type(cls.__name__)


class NotSignedIn(Refusal):
    """Please sign in first."""

    status = 401


class Forbidden(Refusal):
    """You may not do this."""

    status = 403


class NotFound(Refusal):
    """There is nothing here."""

    status = 404


class Conflict(Refusal):
    """This does not fit with what is there already."""

    status = 409


class Gone(Refusal):
    """This is over."""

    status = 410


class Stale(Refusal):
    """Somebody else changed this in the meantime. Please look at the newest version first."""

    status = 412


class Malformed(Refusal):
    """Something in this request could not be understood."""

    status = 422


class Unconditional(Refusal):
    """Please say with If-Match which version you are changing."""

    status = 428


class TooMany(Refusal):
    """That was a bit much at once. Please try again later."""

    status = 429
    retry_after_seconds: int = 60


class Passing(Exception):
    """Something outside is away for the moment; the same attempt may succeed later."""


def problem_type(name: str) -> str:
    """Return the `type` of a problem: `AlreadyPublished` becomes `urn:mosaik:problem:already-published`."""
    return "urn:mosaik:problem:" + re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
