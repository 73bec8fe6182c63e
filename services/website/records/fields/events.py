"""What the form of an event asks for: all that people want to know before they come."""

from services.website.language import said
from services.website.lists.event_choices import ACCESS, KINDS
from services.website.records.fields.entries import (
    BARRIERS,
    CONTACT,
    EASY_READ,
    LANGUAGES,
    PLACE,
    PROJECT,
    TARGET_GROUPS,
    TRANSPORT,
    WEBSITE,
    WHAT,
    WHEELCHAIR,
    WITH_CHILDREN,
    Entry,
    Step,
)
from services.website.records.fields.schedules import (
    MODES,
    ONLINE_LINK,
    STATUS_NOTE,
    STATUSES,
    VENUE,
    WHEN,
)

_ABOUT = Step(
    said("What is it about?"),
    (
        Entry(
            "title",
            said("Headline"),
            said("Say what happens. Good: “Repairing bicycles together”. Not so good: “Meeting 3”."),
            needed=True,
            longest=200,
        ),
        Entry("kind", said("What it is"), sort="choice", options=tuple(KINDS.items())),
        Entry(
            "description",
            said("What awaits people?"),
            said("Imagine you tell it to a neighbour. Short sentences. Say what happens and for whom it is."),
            "long",
            longest=20_000,
        ),
        *WHAT,
    ),
)
_WHERE = Step(
    said("Where?"),
    (
        Entry(
            "mode",
            said("On site or online"),
            sort="choice",
            options=MODES,
        ),
        VENUE,
        *PLACE,
        TRANSPORT,
        ONLINE_LINK,
        WHEELCHAIR,
        Entry(
            "access",
            said("What is there"),
            said("Tick everything that is there."),
            "ticks",
            options=tuple(ACCESS.items()),
        ),
        BARRIERS,
    ),
)
_WHO = Step(
    said("Who can come?"),
    (
        Entry("cost", said("Costs"), said("For example: free, or 5 €"), longest=200),
        Entry("what_to_bring", said("What to bring"), said("For example: gloves, a cup"), longest=500),
        TARGET_GROUPS,
        WITH_CHILDREN,
        Entry("age_from", said("From which age"), said("Only the number. For example: 16"), "number"),
        Entry("age_to", said("Up to which age"), said("Only the number. For example: 16"), "number"),
        LANGUAGES,
        EASY_READ,
    ),
)
_REGISTRATION = Step(
    said("Do people have to register?"),
    (
        Entry(
            "registration",
            said("Registration"),
            sort="choice",
            options=(
                ("none", said("No, just come")),
                ("platform", said("Here on this page")),
                ("email", said("By e-mail")),
                ("phone", said("By phone")),
                ("link", said("On another page")),
            ),
        ),
        Entry("registration_from", said("From when people register"), sort="moment"),
        Entry("registration_until", said("Until when"), sort="moment"),
        Entry(
            "registration_link",
            said("Page for registering"),
            said("For example: https://example.org"),
            "url",
            longest=500,
        ),
        Entry("places", said("How many can come"), said("For example: 20"), "number"),
        Entry("waiting_list", said("With a waiting list"), sort="tick"),
        Entry("booked_up", said("It is full"), sort="tick"),
    ),
)
_CONTACTS = Step(
    said("Who answers questions?"),
    (
        CONTACT,
        Entry("contact", said("E-mail or phone"), said("It is shown to everybody."), longest=200),
        WEBSITE,
    ),
)
_CHANGED = Step(
    said("Has something changed?"),
    (
        Entry(
            "status",
            said("Does it take place?"),
            said("Change only this and the times, and it is public at once: nobody shall stand before a closed door."),
            sort="choice",
            options=(("scheduled", said("Yes, as planned")), *STATUSES),
        ),
        STATUS_NOTE,
    ),
)
_TOGETHER = Step(
    said("What does it belong to?"),
    (
        Entry(
            "co_organiser_ids",
            said("Who else organises it"),
            said("Groups that organise it with you. They are named as soon as they agree."),
            sort="rows",
            columns=(
                Entry("name", said("Name of the group"), said("Begin to type, and choose from the list."), "group"),
            ),
            one_more=said("One more group"),
        ),
        PROJECT,
        Entry(
            "offer_id",
            said("An offer of yours that fits"),
            said("The page of the event then leads there, to those who want to do more."),
            "linked",
        ),
    ),
)
EVENT = (_ABOUT, WHEN, _WHERE, _WHO, _TOGETHER, _REGISTRATION, _CONTACTS, _CHANGED)
SUGGESTED_EVENT = (_ABOUT, WHEN, Step(_WHERE.legend, (VENUE,)))
