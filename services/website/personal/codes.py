"""Words for what services keep as short codes: states, kinds and choices, as somebody reads them among her own data."""

from collections.abc import Callable, Mapping

from services.kit.devices import device
from services.website.forms.contacts import REASONS
from services.website.language import _, language, said, translated
from services.website.lists.choices import LANGUAGE_NAMES
from services.website.records.deeds import DEEDS
from services.website.site import site

_CODED = frozenset(
    {
        "answer", "cadence", "commitment", "deed", "gives", "kind", "looks_for", "roles", "shown", "state", "status",
        "step", "topic", "what",
    }
)  # fmt: skip
_LETTERS = (
    (said("Code for signing in"), "sign_in"),
    (said("About passkeys"), "passkeys_changed passkeys_taken_back"),
    (said("About the team of editors"), "appointed dismissed"),
    (said("About the card"), "card_withdrawn"),
    (said("Receipt of an erasure"), "erased"),
    (said("About the messages"), "confirm_subscription manage_link"),
    (
        said("About a contact request"),
        "contact_confirm contact_request contact_reminder contact_checked contact_answer contact_patience"
        " contact_withdrawn contact_gone contact_outcome",
    ),
    (said("About an idea"), "confirm_idea idea_received idea_approved idea_ends idea_taken_down idea_became_project"),
    (
        said("About something written"),
        "revision_approved revision_refused revision_handed_over confirm_suggestion unsent_draft",
    ),
    (said("Is it still true?"), "still_true all_still_true"),
    (
        said("About doing something together"),
        "partner_asked partners_asked partner_refused co_organiser_asked showing_asked calendar_refused",
    ),
    (said("Invitation"), "invitation"),
    (
        said("About a place at an event"),
        "confirm_seat seat_taken seat_waiting seat_offered seat_moved seat_expired seat_cancelled seat_dismissed"
        " seat_none seat_message",
    ),
    (said("About reminders"), "confirm_saved"),
    (said("Test of a newsletter"), "newsletter_trial"),
)
_REASONS = {
    **REASONS,
    "filled": said("Already filled"),
    "declined": said("It does not fit"),
    "withdrawn": said("Taken back"),
    "no_answer": said("Nobody answered"),
    "unknown": said("Nobody told us"),
    "no_such_address": said("There is no such mailbox."),
    "often": said("Mails came back again and again."),
    "complaint": said("Marked as spam."),
}
_OWN: Mapping[str, Mapping[str, str]] = {
    "role": {
        "owner": said("Owner: writes, and decides who else does"),
        "editor": said("Editor: writes"),
    },
    "origin": {
        "steward": said("Who looks after the group"),
        "editor": said("Editor"),
        "suggestion": said("Suggestion"),
        "table": said("Table"),
        "feed": said("From a calendar"),
        "link": said("By the link in a mail"),
        "clock": said("By itself"),
    },
    "deed": DEEDS,
    "reason": _REASONS,
    "failing_reason": _REASONS,
    "template": {name: words for words, names in _LETTERS for name in names.split()},
}
"""Fields whose codes mean something else than the same codes do elsewhere."""
_CODES = {
    "accepted": said("Taken by the mail server"),
    "active": said("Active"),
    "administrator": said("Administrator"),
    "answered": said("Answered"),
    "approved": said("Approved"),
    "at_once": said("At once"),
    "became_project": said("Became a project"),
    "bounced": said("Sent back"),
    "cancellation": said("Cancelled event"),
    "cancelled": said("Cancelled"),
    "change": said("Change of an event"),
    "changed": said("Changed"),
    "closed": said("Closed"),
    "committed": said("On its way"),
    "companions": said("Search for companions"),
    "complained": said("Marked as spam"),
    "confirmed": said("Confirmed"),
    "daily": said("Once a day"),
    "delivered": said("Arrived"),
    "digest": said("Summary"),
    "draft": said("Draft"),
    "editor": said("Editor"),
    "emptied": said("Emptied"),
    "event": said("Event"),
    "events": said("Events"),
    "expired": said("Run out"),
    "filled": said("Already filled"),
    "forwarded": said("Passed on"),
    "held": said("Waits for the editors"),
    "help": said("A helping hand"),
    "hidden": said("Nobody"),
    "idea": said("Idea"),
    "know_how": said("Know-how"),
    "leased": said("On its way"),
    "left": said("Left"),
    "letter": said("Letter"),
    "long_term": said("Regularly"),
    "mailed": said("Mail sent"),
    "meet": said("Let us meet"),
    "newsletter": said("Newsletter"),
    "no": said("No"),
    "not_placed": said("Nothing came of it"),
    "offer": said("Offer"),
    "offered": said("A seat is offered"),
    "offers": said("Offers"),
    "organisation": said("Group"),
    "organisations": said("Groups"),
    "paused": said("Paused"),
    "pending": said("Waiting"),
    "picture": said("Picture"),
    "placed": said("Put in touch"),
    "project": said("Project"),
    "projects": said("Projects"),
    "public": said("Everybody"),
    "published": said("Public"),
    "queued": said("About to be sent"),
    "received": said("Came in"),
    "rejected": said("Refused"),
    "reminder": said("Reminder"),
    "refused": said("Sent back"),
    "requested": said("Asked for"),
    "resumed": said("Pause ended"),
    "rooms": said("Rooms"),
    "seated": said("Has a seat"),
    "sent": said("Sent"),
    "short_term": said("For a short time"),
    "signed_in": said("Who is signed in"),
    "suppressed": said("Blocked address"),
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
    if name in _SAID_BY:
        return _SAID_BY[name](code)
    known = _OWN.get(name, {}).get(code) or (_CODES.get(code) if name in _CODED else None)
    return translated(known) if known else code


def _topic(key: str) -> str:
    known = site().city.category(key)
    return known.name.in_language(language()) if known else key


def _district(key: str) -> str:
    known = site().city.district(key)
    return known.name if known else key


def _language(code: str) -> str:
    return translated(LANGUAGE_NAMES.get(code, code))


def _device(said_of_itself: str) -> str:
    known = device(said_of_itself)
    if known.browser and known.system:
        return _("%(browser)s on %(system)s", browser=known.browser, system=known.system)
    return known.browser or known.system or said_of_itself


_SAID_BY: Mapping[str, Callable[[str], str]] = {
    "categories": _topic,
    "device": _device,
    "district": _district,
    "districts": _district,
    "language": _language,
    "languages": _language,
}
