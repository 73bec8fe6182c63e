"""The questions people may ask of the list of people, and what somebody may give or look for."""

from werkzeug.datastructures import MultiDict

from services.website.language import _, said
from services.website.lists.choices import categories, districts, once_in_each_language, spoken
from services.website.lists.filters import Choice, Filter, Search

KINDS = {"help": said("A helping hand"), "know_how": said("Know-how"), "rooms": said("Rooms"), "tools": said("Tools")}
"""What somebody may give, or look for."""
WORDS = {"help": "hilfe", "know_how": "wissen", "rooms": "raeume", "tools": "werkzeug"}
"""The same, as they stand in addresses."""


def people(chosen: MultiDict[str, str]) -> Search:
    """Return what was chosen on the list of people."""
    return Search(_of_people(), {}, chosen)


@once_in_each_language
def _of_people() -> list[Filter]:
    return [
        categories(),
        Filter("gibt", "gives", _("What they give"), _kinds()),
        Filter("sucht", "looks_for", _("What they look for"), _kinds()),
        districts(),
        Filter("sprache", "language", _("Language"), spoken()),
    ]


def _kinds() -> tuple[Choice, ...]:
    return tuple(Choice(WORDS[key], key, _(label)) for key, label in KINDS.items())
