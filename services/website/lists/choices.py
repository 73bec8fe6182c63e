"""The questions people may ask of each list, in their own words."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, wraps

from werkzeug.datastructures import MultiDict

from services.website.language import _, language, said
from services.website.lists import conditions
from services.website.lists.filters import YES, Choice, Filter, Search
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
SEARCHED = {
    "angebote": ("offer", said("Offers")),
    "termine": ("event", said("Events")),
    "gruppen": ("organisation", said("Groups")),
    "projekte": ("project", said("Projects")),
}
GIFTS = {"time": said("Time"), "know_how": said("Know-how"), "things": said("Things")}
COMPANY = {
    "allein": said("Alone"),
    "zu zweit": said("In pairs"),
    "Gruppe": said("As a group"),
    "Familie": said("As a family"),
    "Schulklasse": said("As a class"),
    "Firmenteam": said("As a company team"),
}
OFFER_SORTS = {"titel": "title", "naehe": "distance"}
NAME_SORTS = {"neu": "newest", "naehe": "distance"}
IDEA_KINDS = {"idea": said("Idea"), "companions": said("Companions wanted")}
_IDEA_KEYS = {"idee": "idea", "mitmachende": "companions"}
IDEA_SORTS = {"titel": "title"}
PROJECT_SORTS = {"titel": "title", "naehe": "distance"}
_MOST_LISTS = 50


def once_in_each_language(ask: Callable[[], list[Filter]]) -> Callable[[], list[Filter]]:
    """Make the questions of a list once for each language of a website: they are always the same."""
    asked = lru_cache(_MOST_LISTS)(lambda _site, _language: ask())
    return wraps(ask)(lambda: asked(site(), language()))


def offers(chosen: MultiDict[str, str]) -> Search:
    """Return what was chosen on the list of offers."""
    return Search(_of_offers(), OFFER_SORTS, chosen)


def organisations(chosen: MultiDict[str, str]) -> Search:
    """Return what was chosen on the list of organisations."""
    return Search(_of_organisations(), NAME_SORTS, chosen)


def projects(chosen: MultiDict[str, str]) -> Search:
    """Return what was chosen on the list of projects."""
    return Search(_of_projects(), PROJECT_SORTS, chosen)


def ideas(chosen: MultiDict[str, str]) -> Search:
    """Return what was chosen on the board of ideas; it is not searched by words."""
    kinds = tuple(Choice(key, asked, _(IDEA_KINDS[asked])) for key, asked in _IDEA_KEYS.items())
    kind = Filter("art", "kind", _("Kind"), kinds)
    without_words = MultiDict((name, word) for name, word in chosen.items(multi=True) if name != "q")
    return Search([kind, categories(), districts()], IDEA_SORTS, without_words)


def everything(chosen: MultiDict[str, str]) -> Search:
    """Return what was chosen in the search over all kinds."""
    return Search(_of_everything(), {}, chosen)


@once_in_each_language
def _of_offers() -> list[Filter]:
    return [
        categories(),
        Filter("zeit", "commitment", _("Your time"), commitments(), many=False),
        *conditions.often_asked(),
        Filter("aufwand", "effort", _("How long it takes"), conditions.efforts()),
        *conditions.others(),
        Filter("alter", "age", _("How old are you?"), conditions.ages(), many=False),
        Filter("ab", "free_from", _("I have time from"), (), many=False, is_day=True),
        Filter("bis", "free_until", _("I have time until"), (), many=False, is_day=True),
        Filter("sprache", "language", _("Language"), (*spoken(), conditions.not_said(_("Language")))),
        Filter("mit-wem", "group", _("Alone or with others"), (*_named(COMPANY), conditions.not_said(_("With whom")))),
        Filter("gibt", "gives", _("What you give"), _named(GIFTS)),
        districts(or_none=True),
        *around(),
        Filter("ohne-thema", "not_category", _("Not this topic"), negated(categories().choices)),
        Filter("ohne-sprache", "not_language", _("Not in this language"), negated(spoken())),
        Filter("nicht-mit", "not_group", _("Not like this"), negated(_named(COMPANY))),
        _exactly(),
        _view(),
    ]


@once_in_each_language
def _of_organisations() -> list[Filter]:
    kinds = tuple(Choice(key, key, _(label)) for key, label in KINDS.items())
    kind = Filter("art", "kind", _("Kind"), kinds)
    return [categories(), kind, districts(or_none=True), *around(), _exactly(), _view()]


@once_in_each_language
def _of_projects() -> list[Filter]:
    states = tuple(Choice(key, key, _(label)) for key, label in STATES.items())
    stand = Filter("stand", "status", _("Where it stands"), states)
    return [categories(), stand, districts(or_none=True), *around(), _exactly(), _view()]


@once_in_each_language
def _of_everything() -> list[Filter]:
    kinds = tuple(Choice(key, asked, _(label)) for key, (asked, label) in SEARCHED.items())
    return [Filter("art", "kind", _("Kind"), kinds), categories(), districts(), *around(), _exactly(), _view()]


def around() -> tuple[Filter, Filter]:
    """Return the two questions for a place to be near to."""
    codes = sorted({code for each in site().city.districts for code in each.post_codes})
    near = tuple(Choice(code, code, code) for code in codes)
    far = tuple(Choice(km, km, _("%(km)s km", km=km)) for km in ("1", "2", "5", "10"))
    return (
        Filter("plz", "near", _("Near this post code"), near, many=False),
        Filter("umkreis", "within", _("Within"), far, many=False),
    )


def _exactly() -> Filter:
    label = _("Exactly as written")
    return Filter("genau", "as_written", label, (Choice(YES, "true", label),), many=False)


def _view() -> Filter:
    return Filter("ansicht", "", _("View"), (Choice("karte", "", _("Map")),), many=False)


def _named(names: dict[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(key.lower().replace(" ", "-"), key, _(name)) for key, name in names.items())


def categories() -> Filter:
    """Return the question for the topic."""
    known = site().city.categories
    choices = tuple(
        Choice(each.key, each.key, each.name.in_language(language()), each.short.in_language(language()))
        for each in known
    )
    return Filter("thema", "category", _("Topic"), choices)


def districts(*, or_none: bool = False) -> Filter:
    """Return the question for the part of town; perhaps with a choice for what names none."""
    choices = [Choice(each.key, each.key, each.name) for each in site().city.districts]
    choices += [conditions.not_said(_("District"))] if or_none else []
    return Filter("stadtteil", "district", _("District"), tuple(choices))


def commitments() -> tuple[Choice, ...]:
    """Return how much time somebody may have."""
    return (
        Choice("kurz", "short_term", _("For a short time")),
        Choice("regelmaessig", "long_term", _("Regularly")),
    )


def negated(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Return choices of what is not wanted; their chips say so."""
    return tuple(replace(each, short=_("Not: %(this)s", this=each.label)) for each in choices)


def spoken() -> tuple[Choice, ...]:
    """Return the languages that may be spoken."""
    return tuple(Choice(key, key, _(name)) for key, name in LANGUAGE_NAMES.items())
