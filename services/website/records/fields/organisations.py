"""What the form of an organisation asks for, and what only editors say of it."""

from services.website.language import said
from services.website.records.fields.entries import (
    BARRIERS,
    CONTACT,
    DISTRICT,
    EASY_READ,
    LANGUAGES,
    PLACE,
    POST_CODE,
    STREET,
    SUMMARY_HINT,
    TOWN,
    WEBSITE,
    WHAT,
    Entry,
    Step,
)

_HOURS = Entry(
    "opening_hours",
    said("Opening hours"),
    said(
        "Days and hours, parts separated by semicolons. For example: Mo-Fr 10:00-16:00; Sa 9-12. "
        "Only the 1st Monday in the month: Mo[1] 18:00-20:00"
    ),
    "opening",
    longest=500,
)
_ABOUT = Step(
    said("Who are you?"),
    (
        Entry(
            "name", said("Name of the group"), said("As people know it. For example: Gießkannenbund"),
            needed=True, longest=200,
        ),
        Entry(
            "kind",
            said("Kind"),
            sort="choice",
            options=(
                ("association", said("Association")),
                ("initiative", said("Initiative")),
                ("company", said("Company")),
                ("public_body", said("Public body")),
                ("education", said("School or university")),
                ("other", said("Other")),
            ),
        ),
        Entry("summary", said("In short"), SUMMARY_HINT, "text", longest=500),
        Entry(
            "description",
            said("What do you do?"),
            said("Imagine you tell it to a neighbour. For example: “Every Saturday we water the trees in our street.”"),
            "long",
            longest=20_000,
        ),
        EASY_READ,
        *WHAT,
    ),
)  # fmt: skip
_OTHER_PLACES = Entry(
    "addresses",
    said("Other places"),
    said("If people find you in more than one place: garden, workshop, office."),
    sort="rows",
    columns=(
        Entry("label", said("What is there"), said("For example: Workshop"), needed=True, longest=100),
        STREET,
        POST_CODE,
        TOWN,
        DISTRICT,
        _HOURS,
        BARRIERS,
    ),
    one_more=said("One more place"),
)
_REACHED = Step(
    said("How are you reached?"),
    (
        WEBSITE,
        Entry(
            "email",
            said("E-mail"),
            said("People write to it through a form and do not see it. For example: post@example.org"),
            "email",
        ),
        Entry("phone", said("Phone"), said("For example: 0345 900 0000"), longest=60),
        CONTACT,
        _HOURS,
        BARRIERS,
        LANGUAGES,
        Entry("founded", said("Founded in"), said("Only the year. For example: 2019"), "number"),
    ),
)
EDITORS = Step(
    said("For editors alone"),
    (
        Entry("trusted", said("Publishes without review"), sort="tick"),
        Entry(
            "source", said("Source"), said("Where it was taken from. For example: register of associations"),
            longest=200,
        ),
        Entry("licence", said("Licence"), said("For example: CC0-1.0"), longest=100),
    ),
)  # fmt: skip
SUGGESTED_ORGANISATION = (_ABOUT, Step(_REACHED.legend, (WEBSITE, STREET, POST_CODE, DISTRICT)))
ORGANISATION = (_ABOUT, Step(said("Where?"), (*PLACE, _OTHER_PLACES)), _REACHED)
