"""What may be there already: looked for while somebody types, and never in the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from services.kit.client import Refused
from services.website.clients.asking import Words, calmly
from services.website.drawing.maps import ENDPOINTS
from services.website.site import site

_MOST = 5
_SHORTEST = 4
_TOLD_APART_BY = ("street", "post_code", "lat", "lon", "website", "email")


@dataclass(frozen=True)
class Duplicate:
    """A record that somebody may mean: what it is called, its page if everybody sees it, and in what it is alike."""

    title: str
    url: str
    owner: str = ""
    because: tuple[str, ...] = ()


def duplicates_of(
    kind: str, words: Mapping[str, Any], *, owner: str | None = None, but: str | None = None, token: str = ""
) -> list[Duplicate]:
    """Return records that these half-written words may describe; nothing when nobody can be asked."""
    title = str(words.get("name" if kind == "organisation" else "title") or "").strip()
    if len(title) < _SHORTEST:
        return []
    asked = {"kind": kind, "name": title[:200], "but": but}
    if kind == "organisation":
        asked |= {name: words.get(name) for name in _TOLD_APART_BY}
    else:
        asked["organisation"] = owner
    try:
        found = calmly(lambda: site().directory.duplicates_of(asked, token=token)) or []
    except Refused:  # what is half-written may be no question at all
        return []
    return [_duplicate(kind, each) for each in found if each["is_strong"] or "name" in each["because"]][:_MOST]


def _duplicate(kind: str, each: Words) -> Duplicate:
    url = url_for(ENDPOINTS[kind], slug=each["slug"]) if each["state"] == "published" else ""
    # That the name is alike is plain to see.
    because = each["because"] if kind == "organisation" else ()
    return Duplicate(each["name"], url, each["organisation"] or "", tuple(because))
