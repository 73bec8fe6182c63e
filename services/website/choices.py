"""The questions people may ask of each list, in their own words."""

from werkzeug.datastructures import MultiDict

from services.website.filters import YES, Choice, Filter, Search
from services.website.language import _, language, said
from services.website.site import site

LANGUAGE_NAMES = {
    "de": said("German"),
    "en": said("English"),
    "uk": said("Ukrainian"),
    "ru": said("Russian"),
    "ar": said("Arabic"),
    "fa": said("Persian"),
    "fr": said("French"),
    "pl": said("Polish"),
    "ro": said("Romanian"),
    "es": said("Spanish"),
    "tr": said("Turkish"),
    "vi": said("Vietnamese"),
    "ku": said("Kurdish"),
    "ls": said("Easy language"),
    "dgs": said("German Sign Language"),
}
KINDS = {
    "association": said("Association"),
    "initiative": said("Initiative"),
    "company": said("Company"),
    "public_body": said("Public body"),
    "education": said("School or university"),
    "other": said("Other"),
}
STATES = {"planned": said("Planned"), "ongoing": said("Running now"), "completed": said("Completed")}
COMMITMENTS = {"short_term": said("For a short time"), "long_term": said("Regularly")}
MODES = {"in_person": said("On site"), "online": said("Online"), "hybrid": said("On site and online")}
OFFER_SORTS = {"titel": "title"}
NAME_SORTS = {"neu": "newest"}


def offers(chosen: MultiDict[str, str]) -> Search:
    """Return what was chosen on the list of offers."""
    filters = [
        categories(),
        Filter("zeit", "commitment", _("Your time"), commitments(), many=False),
        _yes("kinder", "with_children", _("Possible with children")),
        _yes("rollstuhl", "wheelchair", _("Wheelchair accessible"), _("Wheelchair")),
        _yes("zuhause", "remote", _("From home")),
        _yes("ohne-fuehrungszeugnis", "without_certificate", _("Without a certificate of good conduct")),
        Filter("sprache", "language", _("Language"), _spoken()),
        districts(),
    ]
    return Search(filters, OFFER_SORTS, chosen)


def organisations(chosen: MultiDict[str, str]) -> Search:
    """Return what was chosen on the list of organisations."""
    kinds = tuple(Choice(key, key, _(label)) for key, label in KINDS.items())
    return Search([categories(), Filter("art", "kind", _("Kind"), kinds), districts()], NAME_SORTS, chosen)


def projects(chosen: MultiDict[str, str]) -> Search:
    """Return what was chosen on the list of projects."""
    states = tuple(Choice(key, key, _(label)) for key, label in STATES.items())
    return Search([categories(), Filter("stand", "status", _("Where it stands"), states), districts()], {}, chosen)


def events(chosen: MultiDict[str, str]) -> Search:
    """Return what was chosen in the calendar."""
    modes = tuple(Choice(key, key, _(label)) for key, label in MODES.items())
    filters = [
        categories(),
        _yes("kostenlos", "free", _("Free of charge")),
        _yes("rollstuhl", "wheelchair", _("Wheelchair accessible")),
        _yes("kinder", "with_children", _("With children")),
        Filter("wie", "mode", _("On site or online"), modes),
        districts(),
    ]
    return Search(filters, {}, chosen)


def categories() -> Filter:
    """Return the question for the topic."""
    known = site().city.categories
    choices = tuple(
        Choice(each.key, each.key, each.name.in_language(language()), each.short.in_language(language()))
        for each in known
    )
    return Filter("thema", "category", _("Topic"), choices)


def districts() -> Filter:
    """Return the question for the part of town."""
    choices = tuple(Choice(each.key, each.key, each.name) for each in site().city.districts)
    return Filter("stadtteil", "district", _("District"), choices)


def commitments() -> tuple[Choice, ...]:
    """Return how much time somebody may have."""
    return (
        Choice("kurz", "short_term", _("For a short time")),
        Choice("regelmaessig", "long_term", _("Regularly")),
    )


def _spoken() -> tuple[Choice, ...]:
    return tuple(Choice(key, key, _(name)) for key, name in LANGUAGE_NAMES.items())


def _yes(name: str, asked: str, label: str, short: str = "") -> Filter:
    return Filter(name, asked, label, (Choice(YES, "true", label, short),), many=False, yes=True)
