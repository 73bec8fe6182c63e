"""What the form of a project asks for, from its first idea to what came of it."""

from services.website.language import said
from services.website.records.fields.entries import (
    CONTACT,
    EASY_READ,
    PLACE,
    SUMMARY_HINT,
    WEBSITE,
    WHAT,
    YES_NO,
    Entry,
    Step,
)

_ABOUT = Step(
    said("What is it about?"),
    (
        Entry("title", said("Headline"), said("For example: A green school yard"), needed=True, longest=200),
        Entry("summary", said("In short"), SUMMARY_HINT, "text", needed=True, longest=500),
        Entry(
            "description",
            said("What happens in the project?"),
            said("Imagine you tell it to a neighbour: what you do, with whom, and why here."),
            "long",
            longest=20_000,
        ),
        EASY_READ,
        *WHAT,
    ),
)
_STATE = Step(
    said("How far is it?"),
    (
        Entry(
            "status",
            said("State"),
            said("Completed projects stay to be seen, with what came of them."),
            sort="choice",
            needed=True,
            options=(
                ("planned", said("Planned")),
                ("ongoing", said("Running now")),
                ("completed", said("Completed")),
            ),
        ),
        Entry("starts_on", said("From"), sort="date"),
        Entry("ends_on", said("Until"), sort="date"),
        Entry(
            "goals",
            said("Goals"),
            said("What will be different afterwards? One goal on each line. For example: 20 new trees"),
            "long",
            longest=20_000,
        ),
        Entry(
            "results",
            said("Results"),
            said(
                "What became of it? One result on each line, numbers help. For example: 18 trees stand, 2 dried up. "
                "You can add pictures, too."
            ),
            "long",
            longest=20_000,
        ),
        Entry(
            "joinable",
            said("People can join"),
            said("Only if somebody answers those who ask."),
            sort="yes_no",
            options=YES_NO,
        ),
        Entry("target_groups", said("For whom"), said("For example: neighbours and school classes"), longest=500),
        Entry("funding", said("Paid by"), said("For example: the city, and donations"), longest=500),
    ),
)
_PARTNERS = Step(
    said("Who takes part?"),
    (
        Entry(
            "partners",
            said("Other groups in the project"),
            said("Your group leads the project and need not be named here."),
            sort="rows",
            columns=(
                Entry("name", said("Name of the group"), said("Begin to type, and choose from the list."), "group"),
                Entry(
                    "role",
                    said("What it does"),
                    said("For example: gives the plants"),
                    longest=200,
                ),
            ),
            one_more=said("One more group"),
        ),
    ),
)
PROJECT = (
    _ABOUT,
    _STATE,
    _PARTNERS,
    Step(said("Where?"), PLACE),
    Step(said("Who answers questions?"), (CONTACT, WEBSITE)),
)
