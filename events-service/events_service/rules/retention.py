"""What the calendar keeps of people: why, for how long, and what of it outlasts them."""

from services.kit.cells import sentence
from services.kit.privacy.declared import (
    ACCOUNTS,
    CONTACTS,
    CONTRACT,
    EVERYBODY,
    FACTS,
    STEWARDS,
    TASK,
    VISITORS,
    Kept,
    links_kept,
)
from services.kit.review.declared import BROUGHT, WRITTEN

KEPT = (
    Kept(
        key="registrations",
        title=sentence("Registrations for events"),
        tables=("registrations", "rolls", "sign_ups"),
        what=sentence("E-mail address, name, how many come, answers to the questions asked, and whether she came"),
        whose=VISITORS,
        why=sentence("So that places are given fairly, and everybody hears when something changes"),
        basis=CONTRACT,
        shown_to=STEWARDS,
        until=sentence("%(days)s days after the event; the number of people stays"),
        days="registration_days",
        jobs=("forget_guests",),
    ),
    WRITTEN,
    BROUGHT,
    Kept(
        key="looked_after",
        title=sentence("Organisations looked after"),
        tables=("stewardships",),
        what=sentence("Which, and since when"),
        whose=ACCOUNTS,
        why=sentence("So that only those change an event whom it belongs to"),
        basis=CONTRACT,
        shown_to=STEWARDS,
        until=sentence("Until they are looked after no longer"),
    ),
    Kept(
        key="contacts",
        title=sentence("Published addresses of events"),
        tables=("events", "event_dates", "calendar_entries", "feeds", "feed_events"),
        what=sentence("The e-mail address and the contact person that an organisation publishes"),
        whose=CONTACTS,
        why=sentence("So that people can ask the organisation"),
        basis=TASK,
        shown_to=EVERYBODY,
        until=sentence("Until the organisation changes or withdraws it"),
        stays=sentence(
            "An organisation publishes this address as its own, so we don't take it away by ourselves. Please ask the"
            " organisation, or the editors."
        ),
    ),
    FACTS,
    links_kept(job="forget_unconfirmed"),
)

PLAIN = {
    "daily_figures": "how many there were of something on a day; who, it does not say",
    "catalogue": "a number that changes with each change",
    "organisations": "names of organisations, as the directory tells them",
    "successors": "which organisation or project has become which",
    "feed_readings": "what was noticed when a calendar was read",
    "co_organiser_answers": "which organisations take part",
    "co_organiser_letters": "when an organisation was written to",
    "showings": "which organisations show an event of another",
}
"""Tables that tell of nobody, with the reason."""
