"""From a list to messages about it: what a subscription can hold of the filters chosen, and what it cannot.

A subscription holds topics, time, districts, words, one language and three ticks, and all else that a thing may answer
as marks. What else was chosen, such as days, must not be dropped in silence: whoever saves a search is told before she
subscribes what messages will not look at.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from services.website.calendar import stretches
from services.website.drawing import maps
from services.website.lists import choices, conditions
from services.website.lists.filters import DISTANCE, PLACE, YES, Search
from services.website.lists.marked import LISTS, Typed, is_unwanted, mark_of
from services.website.site import site

WANTED, UNWANTED = "nur", "ohne"
_DISTRICT, _LANGUAGE = "stadtteil", "sprache"
_TICKS = ("kinder", "rollstuhl", "zuhause")
# Messages mend no typing errors, so "exactly as written" is what they do anyway.
_HELD = ("thema", "zeit", "genau", _DISTRICT, _LANGUAGE, *_TICKS)


@dataclass(frozen=True)
class Watched:
    """A list's filters as the form for messages has them filled in, and what it has no room for.

    Where a place was chosen, messages watch the districts around it; `around` is its post code.
    """

    typed: Typed
    missed: tuple[str, ...] = ()
    around: str = ""
    districts: tuple[str, ...] = ()


def watched(chosen: Typed) -> Watched:
    """Return what messages can watch of what was chosen on a list; `was` says on which."""
    kinds = chosen.getlist("was")
    # The search over all kinds asks nothing that the list of offers does not ask, too.
    kind = kinds[0] if len(kinds) == 1 and kinds[0] in LISTS else "offer"
    search = LISTS.get(kind, choices.offers)(chosen)
    held = {name: _held(name, search.chosen(name)) for name in _HELD}
    around = _around(search, held[_DISTRICT])
    marks = _marks(kind, search, held)
    typed = chosen.copy()
    for name, keys in (held | marks | ({_DISTRICT: around} if around else {})).items():
        typed.setlist(name, keys)
    return Watched(
        typed,
        missed=(*_days(chosen, search), *_missed(kind, search, held, bool(around))),
        around=search.chosen(PLACE)[0] if around else "",
        districts=tuple(each.name for each in site().city.districts if each.key in around),
    )


def _marks(kind: str, search: Search, held: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return as marks what was chosen and a subscription has no field of its own for; a form may bring more."""
    found: dict[str, list[str]] = {WANTED: [], UNWANTED: []}
    for name, picked in search.narrowing():
        each = search.filters[name]
        if any(choice.key not in held.get(name, ()) for choice in picked):
            said = [mark for choice in picked if (mark := mark_of(kind, each, choice))]
            found[UNWANTED if is_unwanted(each) else WANTED] += said
    return found


def _held(name: str, keys: list[str]) -> list[str]:
    """Return what of a filter's choices a subscription has a field for: all of them, or none."""
    if name in _TICKS:
        return keys if keys == [YES] else []
    if conditions.UNKNOWN in keys or (name == _LANGUAGE and len(keys) > 1):
        return []
    return keys


def _around(search: Search, districts: list[str]) -> list[str]:
    """Return the districts around the place that was chosen, only those that were chosen besides."""
    near, within = search.chosen(PLACE), search.chosen(DISTANCE)
    if not near:
        return []
    return maps.near(site().city.districts, near[0], float(within[0]) if within else maps.USUAL_KM, only=districts)


def _days(chosen: Typed, search: Search) -> list[str]:
    """Return the days of the calendar that somebody looked at: what is new may be on any day."""
    looked_at = stretches.stretch(chosen, search) if "wann" in search.filters else None
    return [looked_at.title] if looked_at and looked_at.beside else []


def _missed(kind: str, search: Search, held: Mapping[str, list[str]], is_around: bool) -> list[str]:
    """Return what was chosen that nothing of a subscription says."""
    return [
        choice.short or choice.label
        for name, found in search.narrowing()
        for choice in found
        if choice.key not in held.get(name, ())
        and not mark_of(kind, search.filters[name], choice)
        and not (is_around and name in (PLACE, DISTANCE))
    ]
