"""The questions people may ask of the calendar, in their own words."""

import re
from dataclasses import replace

from werkzeug.datastructures import MultiDict

from services.kit.client import Refused
from services.website.clients.asking import calmly
from services.website.language import _, said
from services.website.lists import choices, conditions
from services.website.lists.filters import YES, Choice, Filter, Search
from services.website.site import site

KINDS = {
    "event": said("Event"),
    "workshop": said("Workshop"),
    "meet_up": said("Meeting"),
    "action_day": said("Day of action"),
    "exhibition": said("Exhibition"),
    "course": said("Course"),
    "other": said("Other"),
}
ACCESS = {
    "accessible_toilet": said("Toilet for wheelchairs"),
    "accessible_parking": said("Parking for disabled people"),
    "induction_loop": said("Induction loop"),
    "sign_language": said("Sign language"),
    "subtitles": said("Subtitles"),
    "easy_language": said("Easy language"),
    "audio_description": said("Audio description"),
    "tactile_guidance": said("Tactile guidance"),
    "assistance_dogs": said("Assistance dogs welcome"),
    "quiet_room": said("Quiet room"),
    "smoke_free": said("Smoke-free"),
    "changing_table": said("Changing table"),
}
RANGES = {
    "heute": ("today", said("Today")),
    "wochenende": ("weekend", said("This weekend")),
    "woche": ("week", said("The next 7 days")),
}
_AGES = ("4", "6", "8", "10", "12", "14", "16", "18", "65")
_SLUG = re.compile(r"[a-z0-9-]{1,120}")


def events(chosen: MultiDict[str, str]) -> Search:
    """Return what was chosen in the calendar."""
    found = {"gruppe": _group(chosen.get("gruppe", "")), "projekt": _project(chosen.get("projekt", ""))}
    filters = [replace(each, choices=found[each.name]) if each.name in found else each for each in _of_events()]
    return Search(filters, {}, chosen)


@choices.once_in_each_language
def _of_events() -> list[Filter]:
    kinds, modes, districts = _named(KINDS), _named(choices.MODES), choices.districts()
    return [
        choices.categories(),
        _question("kostenlos", "free", _("Costs"), yes=_("Free of charge"), no=_("Costs money")),
        _question("rollstuhl", "wheelchair", _("Wheelchair"), yes=_("Wheelchair accessible"), no=_("Not accessible")),
        _question("kinder", "with_children", _("Children"), yes=_("With children"), no=_("Without children")),
        Filter("art", "kind", _("What it is"), kinds),
        Filter("wie", "mode", _("On site or online"), modes),
        districts,
        *choices.around(),
        Filter("zugang", "access", _("What is there"), _named(ACCESS)),
        Filter("alter", "age", _("How old are you?"), conditions.ages(_AGES), many=False),
        Filter("sprache", "language", _("Language"), choices.spoken()),
        Filter("ohne-thema", "not_category", _("Not this topic"), choices.negated(choices.categories().choices)),
        Filter("ohne-stadtteil", "not_district", _("Not in this district"), choices.negated(districts.choices)),
        Filter("ohne-art", "not_kind", _("Not like this"), choices.negated(kinds)),
        Filter("gruppe", "organisation", _("Group"), (), many=False),
        Filter("projekt", "project", _("Project"), (), many=False),
        Filter("wann", "when", _("When"), _ranges(), many=False),
        Filter("von", "from", _("From"), (), many=False, is_day=True),
        Filter("bis", "to", _("Until"), (), many=False, is_day=True),
        Filter("ansicht", "", _("View"), (Choice("karte", "", _("Map")), Choice("monat", "", _("Month"))), many=False),
    ]


def _question(name: str, asked: str, label: str, *, yes: str, no: str) -> Filter:
    return Filter(
        name, asked, label, (Choice(YES, "true", yes), Choice(conditions.NO, "false", no)), many=False, yes=True
    )


def _named(names: dict[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(key, key, _(label)) for key, label in names.items())


def _ranges() -> tuple[Choice, ...]:
    return tuple(Choice(key, asked, _(label)) for key, (asked, label) in RANGES.items())


def _group(slug: str) -> tuple[Choice, ...]:
    """Return the group that was chosen, by its name; there are too many to list them all."""
    if not _SLUG.fullmatch(slug):
        return ()
    try:
        found = calmly(lambda: site().directory.organisation(slug))
    except Refused:
        return ()
    return (Choice(slug, slug, found["name"] if found else slug, said=found["id"] if found else ""),)


def _project(slug: str) -> tuple[Choice, ...]:
    """Return the project that was chosen; the calendar knows it by its id alone."""
    if not _SLUG.fullmatch(slug):
        return ()
    try:
        found = site().directory.project(slug)
    except Refused:
        return ()
    return (Choice(slug, found["id"], found["title"]),)
