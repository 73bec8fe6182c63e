"""An event that is written after another: all its words, but not when it takes place, nor what became of that one."""

from services.website.clients.asking import Words
from services.website.records.fields import entries
from services.website.site import site

_OF_ITS_TIME = frozenset(
    {
        *("starts_at", "ends_at", "rule", "further_starts", "left_out", "changed_dates"),
        *("status", "status_note", "booked_up"),
        *("registration_from", "registration_until"),
    }
)
_BESIDE = ("lat", "lon", "pictures")


def of_event(event_id: str) -> Words:
    """Return what a new draft begins with that is like an event, for the same group."""
    event = site().events.event(event_id)
    names = [each.name for each in entries("event") if each.name not in _OF_ITS_TIME and each.sort != "point"]
    words = {name: event[name] for name in (*names, *_BESIDE) if event.get(name) not in (None, [], "")}
    if together := [each["id"] for each in event.get("co_organisers") or ()]:
        words["co_organiser_ids"] = together
    return {"organisation_id": event["organisation"]["id"], "words": words}
