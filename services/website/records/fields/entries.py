"""What a form is made of, and the fields that all kinds of records share."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.website.language import said


@dataclass(frozen=True)
class Entry:
    """One field of a form: its name, label and help, and of which sort it is; `columns` make it a list of rows.

    What can be chosen in some rows `depends` on other fields: one more of them comes from the server. In a row, what is
    rarely said is `folded` together.
    """

    name: str
    label: str
    hint: str = ""
    sort: str = "line"
    needed: bool = False
    options: Sequence[tuple[str, str]] = ()
    longest: int = 0
    columns: Sequence["Entry"] = ()
    one_more: str = ""
    depends: bool = False
    folded: bool = False


@dataclass(frozen=True)
class Step:
    """Fields that belong together."""

    legend: str
    entries: Sequence[Entry]
    hint: str = ""


YES_NO = (("", said("Not given")), ("yes", said("Yes")), ("no", said("No")))
WHAT = (
    Entry("categories", said("Topics"), said("1 to 3 topics that fit best."), "topics", needed=True),
    Entry(
        "keywords",
        said("Search words"),
        said("Words that people look for, separated by commas. For example: watering, trees, heat"),
        "words",
    ),
)
SUMMARY_HINT = said("1 or 2 sentences. They stand in the list and in our messages.")
EASY_READ = Entry(
    "easy_read",
    said("In easy language"),
    said(
        "The same for people who find reading hard. One thought in each sentence. Explain hard words. For example: "
        "“We plant trees. Trees give shade. You can help.”"
    ),
    "long",
    longest=20_000,
)
STREET = Entry(
    "street",
    said("Street and number, or a meeting point"),
    said("For example: Am Beispielplatz 901"),
    longest=120,
)
POST_CODE = Entry("post_code", said("Post code"), said("For example: 06108"), longest=10)
TOWN = Entry("town", said("Town"), said("Leave it empty if it is in our city."), longest=100)
DISTRICT = Entry(
    "district",
    said("District"),
    said("People look for things nearby. Choose where most of it happens."),
    sort="district",
)
POINT = Entry(
    "point",
    said("Point on the map"),
    said("So it stands on the map and is found nearby. Take the middle of the district, or click on the map."),
    sort="point",
)
PLACE = (STREET, POST_CODE, TOWN, DISTRICT, POINT)
TRANSPORT = Entry(
    "public_transport",
    said("Bus and tram"),
    said("For example: tram 2, stop Beispielplatz, then 3 minutes on foot"),
    longest=500,
)
WHEELCHAIR = Entry(
    "wheelchair",
    said("With a wheelchair"),
    said("Choose “partly” if somebody has to help, and say below with what."),
    sort="choice",
    options=(("", said("Not given")), ("yes", said("Yes")), ("partly", said("Partly")), ("no", said("No"))),
)
BARRIERS = Entry(
    "accessibility",
    said("Barriers"),
    said("Say what is really there. For example: 2 steps at the door, toilet for wheelchairs, quiet room"),
    longest=1000,
)
TARGET_GROUPS = Entry(
    "target_groups", said("For whom"), said("For example: everybody who likes being outside"), longest=500
)
WITH_CHILDREN = Entry("with_children", said("Possible with children"), sort="yes_no", options=YES_NO)
LANGUAGES = Entry("languages", said("Languages"), sort="languages")
PROJECT = Entry("project_id", said("Part of a project"), said("The page of the project then leads here."), "linked")
CONTACT = Entry(
    "contact_person",
    said("Name of the contact person"),
    said("It is shown to everybody, so ask the person first. For example: Rosa Regentonne"),
    longest=200,
)
WEBSITE = Entry("website", said("Website"), said("For example: https://example.org"), "url", longest=500)
