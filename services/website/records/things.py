"""Things of every kind under one roof: how one is asked for, and what it is called."""

from collections.abc import Callable, Mapping
from typing import Any

from services.website.clients.asking import Words
from services.website.drawing.maps import ENDPOINTS
from services.website.language import said
from services.website.site import site

KINDS = {endpoint: kind for kind, endpoint in ENDPOINTS.items()}
"""Of which kind the things are that each page shows."""
LISTS = {
    "mitmachen": said("Take part"),
    "termine": said("Events"),
    "gruppen": said("Groups"),
    "projekte": said("Projects"),
    "menschen": said("People to meet"),
    "ideen": said("Ideas"),
}
"""What the lists are called, by the first part of their addresses."""


def thing(kind: str, ref: str) -> Words:
    """Return a thing as everybody sees it; of one that has become another, only where that is."""
    ask: Mapping[str, Callable[[str], Words]] = {
        "offer": site().directory.offer,
        "project": site().directory.project,
        "organisation": site().directory.organisation,
        "event": site().events.event,
        "idea": site().ideas.idea,
    }
    return ask[kind](ref)


def is_online(event: Mapping[str, Any], date: Mapping[str, Any] | None = None) -> bool:
    """Tell whether one joins an event, or one of its dates, online; what has moved there is, whatever was planned."""
    change: Mapping[str, Any] = (date or {}).get("change") or {}
    planned = "online" if event.get("status") == "moved_online" else event.get("mode")
    return change.get("status") == "moved_online" or (change.get("mode") or planned) == "online"


def title(found: Words) -> str:
    """Return what a thing is called; nothing of one that has become another."""
    return str(found.get("title") or found.get("name") or "")
