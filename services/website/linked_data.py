"""What machines read on our pages: schema.org, as search engines and other directories know it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from services.website import times
from services.website.records.things import is_online

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


def offer(found: Linked, url: str, site: str) -> Linked:
    """Return what an offer's page says.

    schema.org has no type of its own for volunteering, and no `VolunteerAction`: its answer is a `JobPosting` whose
    employment is `VOLUNTEER`, which search engines know. Who looks for things wants no work: that is a `Demand`, which
    an organisation seeks. Facts that neither has a property for are in the files of the list.
    """
    shared = {
        "@context": _CONTEXT,
        "@id": url,
        "url": url,
        "description": found.get("description") or found.get("summary") or found["title"],
        "validThrough": found.get("valid_until") or found.get("ends_on"),
    }
    organisation, place = _organisation_link(found.get("organisation"), site), _place(found)
    if found.get("gives") == "things":
        sought = {"@type": "Demand", "name": found["title"], "availableAtOrFrom": place}
        return _clean(shared | sought | {"@reverse": {"seeks": organisation} if organisation else None})
    is_remote = found.get("remote") and not found.get("street")
    return _clean(
        shared
        | {
            "@type": "JobPosting",
            "title": found["title"],
            "employmentType": "VOLUNTEER",
            "datePosted": _moment(found.get("published_at")),
            "hiringOrganization": organisation,
            "jobLocation": place,
            "jobLocationType": "TELECOMMUTE" if is_remote else None,
            "jobStartDate": found.get("starts_on"),
            "workHours": found.get("effort"),
            "totalJobOpenings": found.get("places"),
            "qualifications": found.get("previous_knowledge"),
        }
    )


def idea(found: Linked, url: str) -> Linked:
    """Return what the page of an idea says; whose it is stays on the page alone."""
    return _clean(
        {
            "@context": _CONTEXT,
            "@type": "CreativeWork",
            "@id": url,
            "url": url,
            "name": found["title"],
            "abstract": found.get("summary"),
            "datePublished": _moment(found.get("published_at")),
            "expires": found.get("ends_on"),
        }
    )


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


def person(found: Linked, url: str) -> Linked:
    """Return what the page of a person says; only for a page on which stands what everybody may see."""
    return _clean(
        {
            "@context": _CONTEXT,
            "@type": "Person",
            "@id": url,
            "url": url,
            "name": found["name"],
            "jobTitle": found.get("role"),
            "description": found.get("about"),
            "email": found.get("email"),
            "telephone": found.get("phone"),
            "sameAs": found.get("website"),
            "knowsLanguage": found.get("languages"),
            "memberOf": [
                {"@type": "Organization", "name": each["organisation_name"]} for each in found["organisations"]
            ],
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
    mode = "online" if is_online(found, date) else change.get("mode") or found["mode"]
    online = {"@type": "VirtualLocation", "url": change.get("online_link") or found.get("online_link") or url}
    place = _place(change if "venue" in change else found)
    organisers = [found.get("organisation"), *(found.get("co_organisers") or ())]
    return _clean(
        {
            "@context": _CONTEXT,
            "@type": "Event",
            "@id": f"{url}#{date['starts_at']}",
            "url": url,
            "name": " – ".join(filter(None, [found["title"], change.get("title_note")])),
            "description": found.get("summary") or found.get("description"),
            "startDate": _moment(date["starts_at"], is_day=bool(found.get("all_day"))),
            "endDate": _moment(date["ends_at"], is_day=bool(found.get("all_day")), is_end=True),
            "previousStartDate": _moment(before, is_day=bool(found.get("all_day"))),
            "eventStatus": f"{_CONTEXT}/{_STATUS[status]}",
            "eventAttendanceMode": f"{_CONTEXT}/{_MODE[mode]}EventAttendanceMode",
            "location": {"in_person": [place], "online": [online]}.get(mode, [place, online]),
            "organizer": [_organisation_link(each, site) for each in organisers],
            "inLanguage": found.get("languages"),
            "maximumAttendeeCapacity": found.get("places"),
            "isAccessibleForFree": found.get("is_free"),
            "typicalAgeRange": _ages(found),
        }
    )


def _state(found: Linked, date: Linked) -> tuple[str, str | None]:
    """Return how it stands with one date, and when it was to begin if it moved."""
    status = found["status"] if found["status"] == "cancelled" else date.get("status") or found["status"]
    before = date.get("original_start") or found.get("previous_start")
    return status, before if status in {"rescheduled", "postponed"} else None


def _moment(text: str | None, *, is_day: bool = False, is_end: bool = False) -> str | None:
    """Return a moment by the clocks of the city, as people there read it; a whole day has no hours."""
    if text is None:
        return None
    moment = times.moment(text)
    if not is_day:
        return moment.isoformat()
    # An all-day event ends at the following midnight.
    return (moment - timedelta(minutes=1) if is_end else moment).date().isoformat()


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
