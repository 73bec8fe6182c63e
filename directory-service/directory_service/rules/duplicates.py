"""When two records may be one: of organisations their names, where they are and how they are reached, or else titles.

Names are alike as the map of tomorrow has it: within a hundred metres, and either hardly a third of the letters differ,
or no more than two words do. Far from each other only the very same name gives a hint.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from services.kit.vocabulary import fold

NEAR_METRES = 100
METRES_A_DEGREE = 111_320
_LIKE_ENOUGH, _TITLES_LIKE_ENOUGH = 0.7, 0.65
_MOST_OTHER_WORDS = 2
_LEGAL_FORMS = re.compile(r"\b(e ?v|e ?g|g?gmbh|ug|ag|gbr|kg|verein)\b")


@dataclass(frozen=True)
class Identity:
    """What an organisation is told apart by."""

    name: str
    street: str | None = None
    post_code: str | None = None
    lat: float | None = None
    lon: float | None = None
    website: str | None = None
    email: str | None = None
    town_words: frozenset[str] = frozenset()

    @classmethod
    def of(cls, words: Mapping[str, Any], town: str = "") -> "Identity":
        """Return the identity that these words tell; that both are in the same town makes no names alike."""
        told: dict[str, Any] = {name: words.get(name) for name in cls.__dataclass_fields__.keys() - {"town_words"}}
        return cls(**told, town_words=frozenset(fold(town).split()))

    @property
    def marks(self) -> list[str]:
        """Return the words of which two organisations have to share one to be alike, unless they are neighbours."""
        marks = ("compact", "place", "page", "mailbox")
        return [f"{name}:{word}" for name in marks if (word := getattr(self, name))]

    @cached_property
    def words(self) -> frozenset[str]:
        """Return the words of the name, without legal forms."""
        return frozenset(_LEGAL_FORMS.sub(" ", fold(self.name or "")).split()) - self.town_words

    @cached_property
    def compact(self) -> str:
        """Return the name without spaces, legal forms and spellings."""
        return "".join(_LEGAL_FORMS.sub(" ", fold(self.name or "")).split())

    @cached_property
    def place(self) -> str:
        """Return street and house number in one spelling, or nothing."""
        return re.sub(r"str(?= ?\d|$)", "strasse", fold(self.street or "")).replace(" ", "")

    @cached_property
    def page(self) -> str:
        """Return the address of the website as all its spellings share it, or nothing."""
        return re.sub(r"^https?://(www\.)?", "", (self.website or "").casefold()).rstrip("/")

    @cached_property
    def mailbox(self) -> str:
        """Return the mail address in one spelling, or nothing."""
        return (self.email or "").casefold()


@dataclass(frozen=True)
class Likeness:
    """That two organisations may be one: surely enough to ask, or only as a hint; and because of what."""

    is_strong: bool
    because: tuple[str, ...]

    @property
    def rank(self) -> tuple[bool, int]:
        """Return what puts the likeliest first."""
        return not self.is_strong, -len(self.because)


def titles_likeness(*, same_title: bool, same_owner: bool, same_place: bool = False, same_day: bool = True) -> Likeness:
    """Return in what two projects or offers are alike: one owner does nothing twice a day."""
    because = ("name", *(["owner"] if same_owner else []), *(["place"] if same_place else []))
    return Likeness(same_title and same_owner and same_day, because)


def titles_alike(one: str, other: str) -> bool:
    """Tell whether two folded titles may mean the same: most letters agree, or all words of one stand in the other."""
    words, others = set(one.split()), set(other.split())
    if len(words & others) > 1 and (words <= others or others <= words):
        return True
    return _ratio_reaches(_TITLES_LIKE_ENOUGH, one, other)


def likeness(one: Identity, other: Identity) -> Likeness | None:
    """Return in what two organisations are alike, if enough for somebody to look at them."""
    near, same_name = are_near(one, other), one.compact == other.compact != ""
    reached = [
        name for name in ("page", "mailbox") if getattr(one, name) and getattr(one, name) == getattr(other, name)
    ]
    because = [_SAID[each] for each in reached]
    if near and (same_name or names_alike(one, other)):
        return Likeness(True, ("name", "place", *because))
    if because:
        return Likeness(True, (*(["name"] if same_name else []), *because))
    if same_name:
        return Likeness(near is None, ("name",))
    return None


def are_near(one: Identity, other: Identity) -> bool | None:
    """Tell whether two organisations are in the same place; nothing where one of them does not say."""
    if one.place and one.place == other.place and one.post_code in {None, other.post_code}:
        return True
    if None in {one.lat, one.lon, other.lat, other.lon}:
        return False if one.place and other.place else None
    return metres(one, other) <= NEAR_METRES


def metres(one: Identity, other: Identity) -> float:
    """Return how far two points are from each other; on the scale of a city the earth is flat."""
    north = (float(one.lat or 0) - float(other.lat or 0)) * METRES_A_DEGREE
    east = (float(one.lon or 0) - float(other.lon or 0)) * METRES_A_DEGREE * math.cos(math.radians(float(one.lat or 0)))
    return math.hypot(north, east)


def names_alike(one: Identity, other: Identity) -> bool:
    """Tell whether two names may mean the same."""
    if _ratio_reaches(_LIKE_ENOUGH, one.compact, other.compact):
        return True
    shared = one.words & other.words
    if not shared:
        return False
    return len(one.words ^ other.words) <= _MOST_OTHER_WORDS and len(shared) * 2 >= min(
        len(one.words), len(other.words)
    )


def _ratio_reaches(least: float, one: str, other: str) -> bool:
    """Compare letters one by one only where their number and sorts do not rule it out already."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least and matcher.ratio() >= least


_SAID = {"page": "website", "mailbox": "email"}
