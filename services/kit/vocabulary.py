"""The words that a cell may use, and what people write instead: other spellings, halves of names, several at once.

A word is taken without asking only if it is a known one, in whatever case. What is merely like one is a suggestion.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_LIKE_ENOUGH = 0.72
_PARTS = re.compile(r"\s*[,;]\s*")


@dataclass(frozen=True)
class Match:
    """One word of a cell: what it stands for, or what it may stand for."""

    written: str
    key: str | None
    suggestion: str | None = None


@dataclass(frozen=True)
class Vocabulary:
    """Names with the keys they stand for; the first name of a key is the one that is suggested."""

    names: Mapping[str, str]

    def key(self, word: str) -> str | None:
        """Return what a known word stands for."""
        return self._exact.get(_spelling(word))

    def matches(self, cell: str) -> list[Match]:
        """Return the words of a cell: parted by `|`, by `,` and `;` too where the names leave no doubt."""
        parts = [part.strip() for part in cell.split("|") if part.strip()]
        return [match for part in parts for match in self._of_part(part)]

    def nearest(self, word: str) -> str | None:
        """Return the name that a word is like, by its letters or because it is a part of that name alone."""
        folded = fold(word)
        holding = {key for name, key in self._folded.items() if folded in name.split()}
        if len(holding) == 1:
            return self._titles[holding.pop()]
        near = get_close_matches(folded, self._folded, n=1, cutoff=_LIKE_ENOUGH)
        return self._titles[self._folded[near[0]]] if near else None

    def _of_part(self, part: str) -> list[Match]:
        if key := self.key(part):
            return [Match(part, key)]
        pieces = list(self._pieces(part))
        if all(piece.key for piece in pieces):
            return pieces
        # A long name that is nearly right may hold commas of its own.
        whole = self.nearest(part)
        return [Match(part, None, whole)] if whole and not any(piece.key for piece in pieces) else pieces

    def _pieces(self, part: str) -> Iterator[Match]:
        """Part a word at its commas, but the longest known names stay whole."""
        rest = part
        while rest:
            name = self._known_start(rest)
            if name is None:
                word, rest = _first_and_rest(rest)
                yield Match(word, None, self.nearest(word))
            else:
                yield Match(rest[: len(name)], self._exact[name])
                rest = rest[len(name) :].lstrip(" ,;")

    def _known_start(self, text: str) -> str | None:
        spelling = _spelling(text)
        if len(spelling) != len(text):
            return None
        starts = (name for name in self._longest_first if spelling.startswith(name))
        return next((name for name in starts if re.match(r"\s*([,;]|$)", text[len(name) :])), None)

    @cached_property
    def _exact(self) -> dict[str, str]:
        return {_spelling(name): key for name, key in self.names.items()}

    @cached_property
    def _longest_first(self) -> list[str]:
        return sorted(self._exact, key=len, reverse=True)

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {fold(name): key for name, key in self.names.items()}

    @cached_property
    def _titles(self) -> dict[str, str]:
        """Return how each key is called where it is suggested: by the name that stands after the key itself."""
        named = {key: name for name, key in reversed(list(self.names.items())) if name != key}
        return {key: named.get(key, key) for key in self.names.values()}


def fold(word: str) -> str:
    """Return a word as all its spellings share it: no umlauts, no signs, `&` as `und`."""
    plain = unicodedata.normalize("NFC", word).casefold().replace("&", " und ").translate(_UMLAUTS)
    return " ".join(re.findall(r"\w+", plain))


def _spelling(word: str) -> str:
    return " ".join(unicodedata.normalize("NFC", word).split()).lower()


def _first_and_rest(text: str) -> tuple[str, str]:
    word, *rest = _PARTS.split(text, maxsplit=1)
    return word, rest[0] if rest else ""
