"""Who sees what of a contact person's card: decided here, and nowhere else.

What others may see is laid down beside the card whenever it changes (`shown_cards`), made by `seen`; lists, searches
and counts read only that, so what is hidden cannot be found there.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.kit.slugs import slug_of

LONGEST_ABOUT = 2000
Words = Mapping[str, Any]


class Level(StrEnum):
    """Who may see a field: nobody else, those who signed in, or everybody."""

    HIDDEN = "hidden"
    SIGNED_IN = "signed_in"
    PUBLIC = "public"


class Viewer(StrEnum):
    """Who looks at a card."""

    NOBODY = "nobody"
    SIGNED_IN = "signed_in"
    EDITOR = "editor"
    SELF = "self"


FIELDS: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "pronoun": ("pronoun",),
    "picture": ("portrait_id",),
    "about": ("about",),
    "organisations": ("organisation_ids",),
    "role": ("role",),
    "categories": ("categories",),
    "gives": ("gives", "gives_text"),
    "looks_for": ("looks_for", "looks_for_text"),
    "district": ("district",),
    "languages": ("languages",),
    "phone": ("phone",),
    "email": ("email",),
    "website": ("website",),
}
"""What is shown or hidden as one, and the words that it is made of."""
WORDS = tuple(word for words in FIELDS.values() for word in words)
LISTS = frozenset({"organisation_ids", "categories", "gives", "looks_for", "languages"})
KINDS = ("help", "know_how", "rooms", "tools")
"""What somebody may give, or look for."""
AUDIENCES: Mapping[Level, Viewer] = {Level.PUBLIC: Viewer.NOBODY, Level.SIGNED_IN: Viewer.SIGNED_IN}
"""For whom it is laid down what they see, and who they are."""
_LEVELS = tuple(Level)
_SEES: Mapping[Viewer, Level] = {
    Viewer.NOBODY: Level.PUBLIC,
    Viewer.SIGNED_IN: Level.SIGNED_IN,
    # An editor looks after the list, not after what people keep to themselves.
    Viewer.EDITOR: Level.SIGNED_IN,
    Viewer.SELF: Level.HIDDEN,
}


def level_of(field: str, shown: Mapping[str, str]) -> Level:
    """Return who may see a field: hidden unless its owner said otherwise, and never more people than see her name."""
    own, name = (_LEVELS.index(Level(shown.get(each, Level.HIDDEN))) for each in (field, "name"))
    return _LEVELS[min(own, name)]


def may_see(viewer: Viewer, field: str, shown: Mapping[str, str]) -> bool:
    """Tell whether somebody may see a field of a card that nobody withdrew."""
    return _LEVELS.index(level_of(field, shown)) >= _LEVELS.index(_SEES[viewer])


def seen(words: Words, shown: Mapping[str, str], viewer: Viewer, *, withdrawn: bool = False) -> dict[str, Any] | None:
    """Return what somebody sees of a card, the rest as if it were empty; nothing where there is no card for her.

    Without a name there is no card, and one that editors withdrew is seen by them and its owner alone.
    """
    if not may_see(viewer, "name", shown) or (withdrawn and viewer in AUDIENCES.values()):
        return None
    open_words = {word for field, parts in FIELDS.items() if may_see(viewer, field, shown) for word in parts}
    return {word: words[word] if word in open_words else nothing(word) for word in WORDS}


def nothing(word: str) -> Any:
    """Return what a word of a card is while nothing is said."""
    return [] if word in LISTS else None


def audience(viewer: Viewer) -> Level:
    """Return of which of the audiences somebody is one when she looks through lists."""
    return Level.PUBLIC if viewer is Viewer.NOBODY else Level.SIGNED_IN


def card_slug(name: str, card_id: UUID) -> str:
    """Return the word in a card's address; whether another person of this name has a card cannot be seen from it."""
    return f"{slug_of(name, otherwise='person')}-{card_id.hex[:8]}"
