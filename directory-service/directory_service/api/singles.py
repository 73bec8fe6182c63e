"""Single things at the door: the row with what belongs to it, under the version that changes must name."""

from typing import Any, TypeAlias

from directory_service.models import Record
from services.kit.etags import tag

Answer: TypeAlias = tuple["Whole", dict[str, str]]


class Whole:
    """A thing and what is shown with it, under one roof for its schema."""

    def __init__(self, thing: Record, shown_with: dict[str, Any]) -> None:
        self._thing = thing
        self._shown_with = shown_with

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._shown_with[name] if name in self._shown_with else getattr(self._thing, name)


def single(thing: Record, *, is_own: bool = False, **shown_with: Any) -> Answer:
    """Return a thing with what belongs to it; what is not public, or not in all, is kept by nobody on the way."""
    cache = "private, no-store" if is_own or not thing.is_public else "public, no-cache"
    # Two callers may be shown different things of one version.
    return Whole(thing, shown_with), {"ETag": tag(thing.version), "Cache-Control": cache, "Vary": "Authorization"}
