"""How German is searched, as far as no database is needed: words, parts of compounds, typing errors, and what counts.

The database knows stems; here they are plain strings.
"""

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from directory_service.rules.german import BEFORE, BEHIND, ENDINGS, FILLERS, LOST

MOST_WORDS = 8
SHORTEST_PART = 3
SURE_PART = 6
"""A part of so many letters is no accident in a longer word, unless too little stands before it (*gem-einsam*).

Of a shorter one, the rest must be a word as well.
"""

SHORTEST_ROOT = 4
SURE_WORD, SURE_STEM = 7, 8
"""From so many letters on, words and stems that are nearly the same are hardly ever two different words."""

_WORD = re.compile(r"[^\W_]{1,60}")
_EXCLUDED = re.compile(r"(?:^|\s)-([^\W_]{1,60})")
_LINKS = ("es", "en", "er", "s", "n", "e")
_TWO_LETTERS = re.compile("[ao]e|(?<![aeiouyq])ue")
_LETTERS = str.maketrans({"ß": "ss", "ä": "a", "ö": "o", "ü": "u"})


def apart(question: str) -> tuple[str, list[str]]:
    """Return a question without what is not wanted (`Werkstatt -Auto`), and that."""
    return _EXCLUDED.sub(" ", question), [word.lower() for word in _EXCLUDED.findall(question)][:MOST_WORDS]


def words_asked(question: str) -> list[str]:
    """Return the words of a question, in order and each once; fillers only where there is nothing else."""
    found = list(dict.fromkeys(word.lower() for word in _WORD.findall(question)))
    return ([word for word in found if word not in FILLERS] or found)[:MOST_WORDS]


def spoken(question: str) -> list[str]:
    """Return all words of a question in order, as synonyms of several words are looked for in them."""
    return [word.lower() for word in _WORD.findall(question)][: 3 * MOST_WORDS]


def remainders(whole: str, part: str) -> set[str]:
    """Return what may be left of a compound without one of its parts at either end, with and without a link."""
    left: set[str] = set()
    if whole.startswith(part):
        rest = whole.removeprefix(part)
        left |= {rest, *(rest.removeprefix(link) for link in _LINKS)}
    if whole.endswith(part):
        left |= set(unlinked(whole.removesuffix(part)))
    return {rest for rest in left if rest and len(rest) < len(whole)}


def unlinked(word: str) -> Iterator[str]:
    """Yield a first part of a compound without the letters that link it to the next."""
    yield word
    yield from (word.removesuffix(link) for link in _LINKS if word.endswith(link) and len(word) > len(link) + 2)


def is_part(whole: str, part: str, known: Callable[[str], bool]) -> bool:
    """Tell whether one stem is part of a longer one, and not there by accident."""
    if part not in whole or part == whole or len(part) < SHORTEST_PART:
        return False
    if _is_sure(whole, part):
        return True
    at_the_end = len(part) > SHORTEST_PART and whole.endswith(part) and whole.removesuffix(part) in BEFORE
    at_the_start = whole.startswith(part) and whole.removeprefix(part) in BEHIND
    rests = (rest for rest in remainders(whole, part) if len(rest) >= SHORTEST_PART)
    return at_the_end or at_the_start or any(known(rest) for rest in rests)


def _is_sure(whole: str, part: str) -> bool:
    size, front = len(part), whole.index(part)
    if size >= SURE_PART:
        return not front or front >= SHORTEST_ROOT or size >= SURE_STEM
    return size == SURE_PART - 1 and (not front or (front >= size and whole.endswith(part)))


def clipped(stem: str) -> str:
    """Return what is left of a stem at the end of compounds, which lose more there: Heizung, but Gasheiz(ung)."""
    roots = (stem.removesuffix(ending) for ending in LOST if stem.endswith(ending))
    return next((root for root in roots if len(root) >= SHORTEST_ROOT), stem)


def is_clipped_end(whole: str, stem: str) -> bool:
    """Tell whether a stem is the last part of a compound, as clipped as it is there."""
    front = whole.removesuffix(clipped(stem))
    return clipped(stem) != stem and front != whole and len(front) >= SHORTEST_PART and front not in BEFORE


def family(stem: str) -> set[str]:
    """Return the stems that words of the same family may have."""
    roots = {stem.removesuffix(ending) for ending in ENDINGS}
    long_enough = [root for root in roots if len(root) >= SHORTEST_ROOT]
    return {root + ending for root in long_enough for ending in ENDINGS} - {stem}


def is_shortened(asked: str, whole: str) -> bool:
    """Tell whether a word is another without its middle: a Lastenfahrrad is a Lastenrad."""
    if len(whole) >= len(asked) or len(whole) < SHORTEST_ROOT + SHORTEST_PART:
        return False
    ends = range(SHORTEST_PART, len(whole) - SHORTEST_ROOT + 1)
    return any(asked.startswith(whole[:-end]) and asked.endswith(whole[-end:]) for end in ends)


def parts_possible(word: str) -> set[str]:
    """Return every stretch of a word that might be a word."""
    size = len(word)
    stretches = {word[i:j] for i in range(size) for j in range(i + SHORTEST_PART, size + 1)}
    return {each for stretch in stretches for each in unlinked(stretch)} - {word}


def edges(word: str) -> set[str]:
    """Return what a word begins with and ends with, as far as these may be words."""
    ends = {word[start:] for start in range(1, len(word) - SHORTEST_PART + 1)}
    return ends.union(*(unlinked(word[:end]) for end in range(SHORTEST_PART, len(word))))


def parted(word: str, known: Container[str]) -> list[str]:
    """Return the known words that a compound is made of, as few as possible; nothing if something is left over."""
    best: dict[int, list[str]] = {0: []}
    for end in range(SHORTEST_PART, len(word) + 1):
        for start in (start for start in range(end - SHORTEST_PART + 1) if start in best):
            stretch = word[start:end]
            forms = unlinked(stretch) if end < len(word) else [stretch]
            part = next((form for form in forms if form in known), None)
            if part and (end not in best or len(best[start]) + 1 < len(best[end])):
                best[end] = [*best[start], part]
    found = best.get(len(word), [])
    return found if len(found) > 1 else []


def outer_part(word: str, known: Container[str]) -> str | None:
    """Return the longest known word that a compound ends with, or else begins with; *Klima* says nothing here."""
    ends = [word[i:] for i in range(1, len(word) - SHORTEST_PART)]
    starts = [form for j in range(len(word) - 1, SHORTEST_PART, -1) for form in unlinked(word[:j])]
    parts = (each for each in [*ends, *starts] if len(each) > SHORTEST_PART and each in known)
    return next((part for part in parts if part not in FILLERS), None)


def errors_allowed(word: str) -> int:
    """Return how many typing errors a word may hold: none in a short one, two in a long one."""
    return 0 if len(word) < 5 else 1 if len(word) < 9 else 2


def is_mistyped(asked: str, stem: str, written: str, its_stem: str) -> bool:
    """Tell whether somebody meant a written word and mistyped it; words that only look alike are not meant.

    Hands slip late in a word, so it begins with the same letter. Short stems say too little: of *Sachen* and *sechs*
    they are one letter apart, of *Fisch* and *Tische* too; there the words as they are written count, endings and all.
    """
    one, other = spelt(asked), spelt(written)
    if one[:1] != other[:1] or (_root(one) == _root(other) and one != other):
        return False
    # What stands before a verb says nothing of it: vermeiden, Vereine.
    allowed = min(errors_allowed(asked), max(1, errors_allowed(_root(one))))
    if len(stem) >= SURE_STEM and errors_between(stem, its_stem) <= allowed:
        return True
    # One letter for another makes a new word of a short one: Wespe, Weste.
    is_other_letter = len(one) == len(other) and sorted(one) != sorted(other)
    return errors_between(one, other) <= allowed - (is_other_letter and len(one) < SURE_WORD)


def _root(word: str) -> str:
    """Return a word without what stands before verbs: abgeben and angeben are two words, and none of them a slip."""
    roots = (word.removeprefix(before) for before in BEFORE if word.startswith(before))
    return min((root for root in roots if len(root) >= SHORTEST_ROOT), key=len, default=word)


def spelt(word: str) -> str:
    """Return a word in the letters that are the same to everybody: Gießkanne and Giesskanne, Bäume and Baeume.

    After a vowel or a q no *ue* is an ü: Bauer, neue, Quelle.
    """
    return _TWO_LETTERS.sub(lambda pair: pair[0][0], word.lower().translate(_LETTERS))


def errors_between(one: str, other: str) -> int:
    """Return how many letters are left out, added, mistaken or swapped with their neighbour."""
    before, last = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, its in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


@dataclass(frozen=True)
class Way:
    """One way in which something fits a word: the stems that must stand there, and how much that counts."""

    how: str
    stems: tuple[str, ...]
    counts: float
    said: str = ""
    """What was meant instead, where it is another word."""


EXACT, RELATED, PART, MENDED, MEANT = "exact", "related", "part", "mended", "meant"
COUNTS = {EXACT: 1.0, MENDED: 0.85, PART: 0.75, RELATED: 0.7, MEANT: 0.6}
MEANT_BEST = 0.75
"""What the list names first, or for several words together, is meant more than the rest."""
PLACES = {"A": 1.0, "B": 0.7, "C": 0.55, "D": 0.3}
"""How much it counts where something stands: title, keywords and topics, summary, the rest."""


@dataclass(frozen=True)
class Term:
    """One word of a question, and all ways to fit it."""

    asked: str
    ways: tuple[Way, ...] = field(default=())

    def levels(self) -> list[tuple[float, list[tuple[str, ...]]]]:
        """Return what fits, the best first: how much it counts, and the stems that must stand together."""
        found: dict[float, list[tuple[str, ...]]] = {}
        for way in self.ways:
            found.setdefault(way.counts, []).append(way.stems)
        return sorted(found.items(), reverse=True)


def weights(found: Sequence[Sequence[float]]) -> list[float]:
    """Return how much each term says, from half to three times as much: what stands nearly everywhere says little."""
    total = len(found)
    counts = [sum(1 for row in found if row[term]) for term in range(len(found[0]))] if found else []
    return [0.5 + log(1 + total / count) / log(1 + total) if count else 0.0 for count in counts]


def score(fits: Sequence[float], says: Sequence[float]) -> float:
    """Return how well something fits all terms together; who fits one of three well fits less than who fits all."""
    share = sum(1 for fit in fits if fit) / len(fits)
    return share * sum(fit * weight for fit, weight in zip(fits, says, strict=True))


def fit(term: Term, stands: Mapping[str, str]) -> float:
    """Return how well a term is fitted by the words that stand in something; each further way adds a little."""
    missed = 1.0
    for way in term.ways:
        if all(stem in stands for stem in way.stems):
            missed *= 1 - 0.9 * way.counts * min(PLACES[stands[stem]] for stem in way.stems)
    return 1 - missed


def spans(stems: Sequence[str], synonyms: Mapping[tuple[str, ...], object]) -> Iterator[tuple[int, int]]:
    """Yield from where to where a question says something that has a synonym."""
    for start in range(len(stems)):
        for end in range(start + 1, len(stems) + 1):
            if tuple(stems[start:end]) in synonyms:
                yield start, end
