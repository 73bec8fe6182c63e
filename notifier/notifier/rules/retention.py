"""What the notifier keeps of people: why, for how long, and what of it outlasts them."""

from datetime import timedelta

from services.kit.cells import sentence
from services.kit.privacy.declared import (
    CONSENT,
    CONTRACT,
    EDITORS,
    FACTS,
    MAIL_SERVER,
    OPERATOR,
    SUBSCRIBERS,
    TASK,
    VISITORS,
    WRITERS,
    Kept,
    links_kept,
)

BOUNCE_KEPT = timedelta(days=90)

KEPT = (
    Kept(
        key="recipient",
        title=sentence("Where mails go"),
        tables=("recipients", "interests", "narrowings"),
        what=sentence("E-mail address, name if given, language, and what she wants to hear about"),
        whose=SUBSCRIBERS,
        why=sentence("So that each message goes to those who ordered it, and to nobody else"),
        basis=CONSENT,
        shown_to=MAIL_SERVER,
        until=sentence("Until the messages are cancelled"),
    ),
    Kept(
        key="sent",
        title=sentence("Messages that were sent"),
        tables=("notifications", "batches", "deliveries", "portions", "told", "digest_windows"),
        what=sentence("Which message was sent when, and whether it arrived; the text of a letter only until then"),
        whose=SUBSCRIBERS,
        why=sentence("So that nobody gets a message twice, and it can be said why one did not arrive"),
        basis=TASK,
        shown_to=EDITORS,
        until=sentence("%(days)s days; how many got it stays"),
        days="sent_days",
        stays=sentence("How many got a message stays as a number. Who got it is erased."),
        jobs=("forget_who_got_it",),
    ),
    Kept(
        key="attendances",
        title=sentence("Events with a reminder"),
        tables=("attendances", "reminders"),
        what=sentence("E-mail address, name if given, and which event"),
        whose=VISITORS,
        why=sentence("For reminders, and a word when something changes"),
        basis=CONTRACT,
        shown_to=MAIL_SERVER,
        until=sentence("%(days)s days after the event"),
        days="registration_days",
        jobs=("forget_attendances",),
    ),
    Kept(
        key="returned",
        title=sentence("Mails that came back"),
        tables=("bounce_events", "address_scores", "policy_refusals", "lane_rests", "domain_rests"),
        what=sentence("That a mail did not arrive, when, and how the mail server put it"),
        whose=SUBSCRIBERS,
        why=sentence("So that we don't write to addresses that are gone"),
        basis=TASK,
        shown_to=OPERATOR,
        until=sentence("%(days)s days"),
        days=BOUNCE_KEPT.days,
        jobs=("forgive",),
    ),
    Kept(
        key="suppressions",
        title=sentence("Addresses that are not written to"),
        tables=("suppressions",),
        what=sentence("A checksum of the address, why, and since when"),
        whose=SUBSCRIBERS,
        why=sentence("So that nobody is written to who called our mails spam, or whose address is gone"),
        basis=TASK,
        shown_to=OPERATOR,
        until=sentence("Until the owner of the address orders messages again"),
        stays=sentence(
            "The checksum stays, so that nobody writes to this address by mistake. The address can't be read from it."
        ),
    ),
    Kept(
        key="newsletters",
        title=sentence("Newsletters written"),
        tables=("newsletters", "newsletter_items"),
        what=sentence("Who wrote and who changed a newsletter, and when"),
        whose=WRITERS,
        why=sentence("So that the editors know whom to ask"),
        basis=TASK,
        shown_to=EDITORS,
        until=sentence("As long as the newsletter can be read"),
        stays=sentence("The newsletter itself stays; the writer’s name no longer stands there."),
    ),
    FACTS,
    links_kept(job="forget_in_time"),
)

PLAIN = {
    "daily_figures": "how many there were of something on a day; who, it does not say",
    "terms": "topics, districts and languages as numbers",
    "events": "events as the calendar tells them to everybody",
    "novelties": "what is new in the city, for everybody",
    "things_gone": "what is cancelled or withdrawn",
}
"""Tables that tell of nobody, with the reason."""
