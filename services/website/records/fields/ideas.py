"""What the form of the board asks for: few words from anybody, and by which name she is shown."""

from services.kit.addresses import LONGEST_NAME
from services.website.language import said
from services.website.lists.choices import IDEA_KINDS
from services.website.records.fields.entries import DISTRICT, Entry, Step

_ABOUT = Step(
    said("What is it about?"),
    (
        Entry(
            "kind",
            said("What is it?"),
            said("An idea for the city, or something for which you look for others."),
            sort="choice",
            needed=True,
            options=tuple(IDEA_KINDS.items()),
        ),
        Entry("title", said("Headline"), said("For example: A cargo bike for our street"), needed=True, longest=200),
        Entry(
            "summary",
            said("In short"),
            said("1 or 2 sentences. They stand on the board."),
            "text",
            needed=True,
            longest=500,
        ),
        Entry(
            "description",
            said("What do you have in mind?"),
            said("What should happen, and whom or what do you need for it? Please no advertising."),
            "long",
            longest=5000,
        ),
        Entry("categories", said("Topics"), said("1 to 3 topics that fit best."), "topics", needed=True),
        DISTRICT,
    ),
)
_WHO = Step(
    said("About you"),
    (
        Entry(
            "contact_name",
            said("Your name, as everybody reads it"),
            said("A first name is enough. For example: Rosa"),
            needed=True,
            longest=LONGEST_NAME,
        ),
        Entry(
            "contact",
            said("How others find you"),
            said("Everybody can read it. For example: Tuesdays at 6 p.m. in the yard, or a website"),
            longest=200,
        ),
    ),
)
IDEA = (_ABOUT, _WHO)
