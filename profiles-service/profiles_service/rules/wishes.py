"""What somebody agreed to, and what she wants to hear about."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

MOST_INTERESTS = 50
_LISTS = ("what", "categories", "districts", "wanted", "unwanted")


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What somebody agreed to, word by word."""

    version: str
    language: str
    text: str

    @property
    def hash(self) -> str:
        """Return what tells this wording from any other."""
        return sha256("\0".join((self.version, self.language, self.text)).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One interest as somebody chose it: nothing chosen means *any*."""

    what: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    commitment: str | None = None
    districts: tuple[str, ...] = ()
    with_children: bool = False
    wheelchair: bool = False
    remote: bool = False
    language: str | None = None
    text: str | None = None
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    cadence: str

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> "Wish":
        """Return the wish that words speak of, each list in one order and without repeats."""
        lists = {name: tuple(sorted(set(words.get(name) or ()))) for name in _LISTS}
        return cls(**{**words, **lists})

    @property
    def filter(self) -> "Wish":
        """Return what is looked for, however often it is told."""
        return replace(self, cadence="")

    def to_words(self) -> dict[str, Any]:
        """Return the wish as plain words."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """All that somebody chose in a form."""

    name: str | None = None
    language: str
    newsletter: bool = False
    reminders: bool = True
    wishes: tuple[Wish, ...] = ()

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> "Choice":
        """Return the choice that words speak of."""
        wishes = tuple(map(Wish.of, words["interests"]))
        about = {"name": words.get("name"), "reminders": words.get("reminders", True)}
        return cls(language=words["language"], newsletter=words["newsletter"], wishes=wishes, **about)

    def to_words(self) -> dict[str, Any]:
        """Return the choice as plain words."""
        interests = [wish.to_words() for wish in self.wishes]
        names = ("name", "language", "newsletter", "reminders")
        return {**{name: getattr(self, name) for name in names}, "interests": interests}


def latest(wishes: Iterable[Wish]) -> dict[Wish, Wish]:
    """Return wishes by what they look for; of two that look for the same, the later one counts."""
    return {wish.filter: wish for wish in wishes}
