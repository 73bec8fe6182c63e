"""What the form of an offer asks for: all that volunteers want to know."""

from services.website.language import said
from services.website.lists.choices import COMPANY
from services.website.records.fields.entries import (
    BARRIERS,
    CONTACT,
    EASY_READ,
    LANGUAGES,
    PLACE,
    PROJECT,
    SUMMARY_HINT,
    TARGET_GROUPS,
    TRANSPORT,
    WHAT,
    WHEELCHAIR,
    WITH_CHILDREN,
    YES_NO,
    Entry,
    Step,
)

_ABOUT = Step(
    said("What is it about?"),
    (
        Entry(
            "title",
            said("Headline"),
            said("Say what people do. Good: “Water raised beds”. Not so good: “Volunteering in the green”."),
            needed=True,
            longest=200,
        ),
        Entry("summary", said("In short"), SUMMARY_HINT, "text", needed=True, longest=500),
        Entry(
            "description",
            said("What exactly do people do?"),
            said(
                "Imagine you tell it to a neighbour. Short sentences. Say what to bring and what there is. "
                "For example: “We meet at the shed. You get gloves from us.”"
            ),
            "long",
            longest=20_000,
        ),
        EASY_READ,
        *WHAT,
        PROJECT,
    ),
)
_TIME = Step(
    said("How often, and what do people give?"),
    (
        Entry(
            "commitment",
            said("How often do you need help?"),
            said("For a short time: once, days or weeks. Regularly: without a fixed end."),
            sort="choice",
            needed=True,
            options=(("short_term", said("For a short time")), ("long_term", said("Regularly"))),
        ),
        Entry(
            "gives",
            said("What is wanted"),
            said("For example: time to water, know-how about heating, things like tools"),
            sort="choice",
            options=(("time", said("Time")), ("know_how", said("Know-how")), ("things", said("Things"))),
        ),
        Entry("effort", said("How much time it takes"), said("In words. For example: 3 hours a week"), longest=200),
        Entry("hours", said("The same in hours"), said("Only the number, to filter by. For example: 3"), "hours"),
        Entry("starts_on", said("From"), sort="date"),
        Entry("start_time", said("At what time it begins"), sort="time"),
        Entry("ends_on", said("Until"), sort="date"),
        Entry("end_time", said("At what time it ends"), sort="time"),
        Entry("places", said("How many people you look for"), said("For example: 8"), "number"),
        Entry(
            "valid_until",
            said("Show it until"),
            said("After this day it is hidden by itself. Leave it empty if you look for people all the time."),
            "date",
        ),
    ),
)
_WHERE = Step(
    said("Where?"),
    (
        Entry("remote", said("Possible from home"), sort="tick"),
        *PLACE,
        TRANSPORT,
        WHEELCHAIR,
        BARRIERS,
    ),
)
_WHO = Step(
    said("Who can take part?"),
    (
        TARGET_GROUPS,
        WITH_CHILDREN,
        Entry("minimum_age", said("Minimum age"), said("Only the number. For example: 16"), "number"),
        Entry(
            "alone_or_group",
            said("Alone, as a group, as a company"),
            said("Tick everything that is possible."),
            "ticks",
            options=tuple(COMPANY.items()),
        ),
        Entry(
            "previous_knowledge",
            said("What people should know"),
            said("Leave it empty if nothing is needed. For example: can ride a cargo bike"),
            longest=500,
        ),
        Entry(
            "certificate_of_conduct",
            said("Certificate of good conduct"),
            said("Often needed for work with children. Many people filter by it."),
            sort="yes_no",
            options=YES_NO,
        ),
        Entry(
            "certificate_note",
            said("About the certificate"),
            said("For example: we help with the form, and it costs nothing"),
            longest=500,
        ),
        LANGUAGES,
    ),
)
_FROM_US = Step(
    said("What do people get from you?"),
    (
        Entry("training", said("Training"), said("For example: a short introduction at the tree"), longest=500),
        Entry("insurance", said("Insurance"), said("For example: accident and liability"), longest=500),
        Entry("expense_allowance", said("Expenses"), said("For example: bus tickets are paid"), longest=500),
    ),
)
_CONTACTS = Step(
    said("Who answers questions?"),
    (
        CONTACT,
        Entry(
            "contact_email",
            said("E-mail"),
            said("People write to it through a form and do not see it. For example: beete@example.org"),
            "email",
            longest=254,
        ),
    ),
)
OFFER = (_ABOUT, _TIME, _WHERE, _WHO, _FROM_US, _CONTACTS)
