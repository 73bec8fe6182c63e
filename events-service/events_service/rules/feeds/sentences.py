"""What is told of a calendar of somebody else's, in plain words: by a key that programs read, and in two languages."""

from collections.abc import Mapping
from pathlib import Path

from services.kit.translations import catalogue

_FOLDER = Path(__file__).parents[2] / "translations"

WHOLE = {
    "empty": "Nothing came from this address.",
    "unreadable": "What came from this address cannot be read.",
    "not_a_calendar": "There is a web page at this address, not a calendar. Perhaps one has to sign in there.",
    "truncated": "The calendar did not arrive completely.",
    "too_large": "This calendar is larger than the 10 MB that we read. Perhaps there is an address for a part of it.",
    "too_many_events": "This calendar holds more than 20,000 events. Perhaps there is an address for a part of it.",
    "too_many_dates": "This calendar holds more than 10,000 dates in this time. Please choose a shorter one.",
    "too_costly": "The rules in this calendar take too long to work out.",
    "bad_address": "This is no address of a calendar. It begins with https://, http:// or webcal://.",
    "private_address": "This address is inside a network that is not public, so we do not read it.",
    "unknown_host": "The server of this address cannot be found. Perhaps there is a spelling mistake in it.",
    "unreachable": "The server of this address does not answer just now.",
    "too_slow": "The server of this address took longer than ten seconds.",
    "not_secure": "The certificate of this server is not in order.",
    "too_many_redirects": "This address leads to another one again and again.",
    "sign_in_needed": "One has to sign in at this address. Please look for the calendar's public address.",
    "wrong_kind": "At this address there is something else than a calendar (%(media_type)s).",
    "not_found": "There is nothing at this address any more.",
    "refused": "The server of this address did not give the calendar (it answered %(status)s).",
}
"""Why a calendar as a whole could not be read; then nothing is changed."""

FEEDS = {
    "read": "The calendar was read.",
    "asks": "%(missing)s events are not in the calendar any more. Are they to be withdrawn?",
}
"""What is said of a calendar that could be read."""

SINGLE = {
    "rule_too_frequent": "It repeats by the second, minute or hour.",
    "rule_invalid": "Its rule of repetition makes no sense.",
    "too_many_dates": "It has more than 1,000 dates in this time.",
    "no_start": "It does not say when it begins.",
    "no_title": "It has no title.",
    "ends_before_start": "Its end lies before its beginning.",
    "too_long": "It lasts longer than 400 days.",
    "unreadable": "What it says cannot be read.",
}
"""Why one event was left out; the others come in."""

IGNORED = {
    "private": "Private events are left out.",
    "not_an_event": "Tasks and other things that are no events are left out.",
}
"""What is passed over without being a mistake."""


def sentence(
    kind: str, language: str, *, of: Mapping[str, str] = WHOLE, words: Mapping[str, object] | None = None
) -> str:
    """Return what a key says, in a language."""
    said = catalogue(_FOLDER, language).gettext(of[kind])
    return said % words if words else said
