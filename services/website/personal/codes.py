"""Words for what services keep as short codes: states, kinds and choices, as somebody reads them among her own data."""

from services.website.language import language, said, translated
from services.website.lists.choices import LANGUAGE_NAMES
from services.website.site import site

_CODED = frozenset(
    {
        "answer", "cadence", "commitment", "deed", "failing_reason", "gives", "kind", "looks_for", "reason", "roles",
        "shown", "state", "status", "step", "topic", "what",
    }
)  # fmt: skip
_CODES = {
    "active": said("Active"),
    "administrator": said("Administrator"),
    "answered": said("Answered"),
    "approved": said("Approved"),
    "at_once": said("At once"),
    "became_project": said("Became a project"),
    "cancelled": said("Cancelled"),
    "changed": said("Changed"),
    "closed": said("Closed"),
    "companions": said("Search for companions"),
    "complaint": said("Marked as spam."),
    "confirmed": said("Confirmed"),
    "daily": said("Once a day"),
    "declined": said("It does not fit"),
    "did_not_fit": said("It did not fit"),
    "draft": said("Draft"),
    "editor": said("Editor"),
    "emptied": said("Emptied"),
    "event": said("Event"),
    "expired": said("Run out"),
    "filled": said("Already filled"),
    "forwarded": said("Passed on"),
    "held": said("Waits for the editors"),
    "help": said("A helping hand"),
    "hidden": said("Nobody"),
    "idea": said("Idea"),
    "know_how": said("Know-how"),
    "left": said("Left"),
    "long_term": said("Regularly"),
    "mailed": said("Mail sent"),
    "meet": said("Let us meet"),
    "never_met": said("We never met"),
    "no": said("No"),
    "no_answer": said("Nobody answered"),
    "no_such_address": said("There is no such mailbox."),
    "no_time": said("There was no time for it"),
    "not_placed": said("Nothing came of it"),
    "offer": said("Offer"),
    "offered": said("A seat is offered"),
    "often": said("Mails came back again and again."),
    "organisation": said("Group"),
    "other": said("Another reason"),
    "paused": said("Paused"),
    "picture": said("Picture"),
    "placed": said("Put in touch"),
    "project": said("Project"),
    "public": said("Everybody"),
    "published": said("Public"),
    "queued": said("About to be sent"),
    "received": said("Came in"),
    "refused": said("Sent back"),
    "requested": said("Asked for"),
    "resumed": said("Pause ended"),
    "rooms": said("Rooms"),
    "seated": said("Has a seat"),
    "sent": said("Sent"),
    "short_term": said("For a short time"),
    "signed_in": said("Who is signed in"),
    "tools": said("Tools"),
    "unconfirmed": said("Not confirmed yet"),
    "unknown": said("Not known"),
    "verified": said("Confirmed"),
    "waiting": said("Waiting"),
    "weekly": said("Once a week"),
    "withdrawn": said("Taken back"),
}


def in_words(name: str, code: str) -> str:
    """Return a value of a field as one reads it; what is no code, such as what somebody typed, stays as it is."""
    if name in ("language", "languages"):
        return translated(LANGUAGE_NAMES.get(code, code))
    if name in ("district", "districts"):
        known = site().city.district(code)
        return known.name if known else code
    if name == "categories":
        return _topic(code)
    return translated(_CODES[code]) if name in _CODED and code in _CODES else code


def _topic(key: str) -> str:
    known = site().city.category(key)
    return known.name.in_language(language()) if known else key
