"""What machines read on our pages: schema.org, as search engines and other directories know it.

Offers are `VolunteerAction`s (schema.org has nothing closer), what they ask for and give goes along as properties.
"""

from collections.abc import Iterable
from typing import Any

Linked = dict[str, Any]
_CONTEXT = "https://schema.org"
_STATUS = {
    "scheduled": "EventScheduled",
    "cancelled": "EventCancelled",
    "postponed": "EventPostponed",
    "rescheduled": "EventRescheduled",
    "moved_online": "EventMovedOnline",
}
_MOST_DATES = 12
_MODE = {"in_person": "Offline", "online": "Online", "hybrid": "Mixed"}
_ASKED = ("effort", "commitment", "minimum_age", "certificate_of_conduct", "remote", "with_children", "wheelchair")


def offer(found: Linked, url: str, site: str) -> Linked:
    """Return what an offer's page says."""
    return _clean(
        {
            "@context": _CONTEXT,
            "@type": "VolunteerAction",
            "@id": url,
            "url": url,
            "name": found["title"],
            "description": found.get("summary"),
            "startTime": _moment(found.get("starts_on"), found.get("start_time")),
            "endTime": _moment(found.get("ends_on"), found.get("end_time")),
            "location": _place(found),
            "agent": _organisation_link(found.get("organisation"), site),
            "additionalProperty": [
                {"@type": "PropertyValue", "name": name, "value": found[name]}
                for name in _ASKED
                if found.get(name) is not None
            ],
        }
    )


def _moment(day: str | None, hour: str | None) -> str | None:
    return f"{day}T{hour}" if day and hour else day


def organisation(found: Linked, url: str) -> Linked:
    """Return what an organisation's page says."""
    contact = {"email": found.get("email"), "telephone": found.get("phone"), "name": found.get("contact_person")}
    return _clean(
        {
            "@context": _CONTEXT,
            "@type": "Organization",
            "@id": url,
            "url": url,
            "sameAs": found.get("website"),
            "name": found["name"],
            "description": found.get("summary"),
            "foundingDate": str(found["founded"]) if found.get("founded") else None,
            "location": _place(found),
            "contactPoint": {"@type": "ContactPoint", **contact} if any(contact.values()) else None,
        }
    )


def project(found: Linked, url: str, site: str) -> Linked:
    """Return what a project's page says."""
    partners = [_organisation_link(each, site) for each in found.get("partners") or ()]
    return _clean(
        {
            "@context": _CONTEXT,
            "@type": "Project",
            "@id": url,
            "url": url,
            "name": found["title"],
            "description": found.get("summary"),
            "foundingDate": found.get("starts_on"),
            "dissolutionDate": found.get("ends_on"),
            "location": _place(found),
            "parentOrganization": _organisation_link(found.get("organisation"), site),
            "member": partners,
        }
    )


def event(found: Linked, url: str, site: str) -> list[Linked]:
    """Return what an event's page says: each of its next dates is an event; what is over has the date it had."""
    past = {"starts_at": found.get("starts_at"), "ends_at": found.get("ends_at")}
    return [_date(found, date, url, site) for date in found.get("dates", ())[:_MOST_DATES] or [past]]


def _date(found: Linked, date: Linked, url: str, site: str) -> Linked:
    change: Linked = date.get("change") or {}
    status, before = _state(found, date)
    mode = "online" if status == "moved_online" else change.get("mode") or found["mode"]
    online = {"@type": "VirtualLocation", "url": change.get("online_link") or found.get("online_link") or url}
    place = _place(change if "venue" in change else found)
    organisers = [found.get("organisation"), *(found.get("co_organisers") or ())]
    return _clean(
        {
            "@context": _CONTEXT,
            "@type": "Event",
            "@id": f"{url}#{date['starts_at']}",
            "url": url,
            "name": found["title"],
            "description": found.get("summary") or found.get("description"),
            "startDate": date["starts_at"],
            "endDate": date["ends_at"],
            "previousStartDate": before,
            "eventStatus": f"{_CONTEXT}/{_STATUS[status]}",
            "eventAttendanceMode": f"{_CONTEXT}/{_MODE[mode]}EventAttendanceMode",
            "location": {"in_person": [place], "online": [online]}.get(mode, [place, online]),
            "organizer": [_organisation_link(each, site) for each in organisers],
            "inLanguage": found.get("languages"),
            "maximumAttendeeCapacity": found.get("places"),
            "typicalAgeRange": _ages(found),
        }
    )


def _state(found: Linked, date: Linked) -> tuple[str, str | None]:
    """Return how it stands with one date, and when it was to begin if it moved."""
    status = date.get("status") or found["status"]
    original = date.get("original_start")
    if original and original != date["starts_at"] and status == "scheduled":
        return "rescheduled", original
    return status, found.get("previous_start") if status in {"rescheduled", "postponed"} else None


def _ages(found: Linked) -> str | None:
    first, last = found.get("age_from"), found.get("age_to")
    return f"{first or 0}-{last or ''}" if first or last else None


def _organisation_link(found: Linked | None, site: str) -> Linked | None:
    if not found:
        return None
    url = f"{site}/gruppen/{found['slug']}" if found.get("slug") else None
    return {"@type": "Organization", "name": found["name"], "url": url, "@id": url}


def _place(found: Linked) -> Linked | None:
    address = {
        "streetAddress": found.get("street"),
        "postalCode": found.get("post_code"),
        "addressLocality": found.get("town"),
    }
    where = {"latitude": found.get("lat"), "longitude": found.get("lon")}
    if not (found.get("venue") or any(address.values())):
        return None
    return {
        "@type": "Place",
        "name": found.get("venue"),
        "address": {"@type": "PostalAddress", **address} if any(address.values()) else None,
        "geo": {"@type": "GeoCoordinates", **where} if found.get("lat") is not None else None,
    }


def _clean(words: Linked) -> Linked:
    """Leave out what nobody knows, at every depth."""
    return {name: _cleaned(value) for name, value in words.items() if _says_something(_cleaned(value))}


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return _clean(value)
    if isinstance(value, list):
        return [each for each in map(_cleaned, _present(value)) if _says_something(each)]
    return value


def _present(values: Iterable[Any]) -> Iterable[Any]:
    return (each for each in values if each is not None)


def _says_something(value: Any) -> bool:
    return value is not None and value not in ("", [], {})
