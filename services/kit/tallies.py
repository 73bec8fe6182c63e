"""Counting with bits: every choice of every question is a number whose bits say which records it holds for.

A record stands at the bit of its own number. So what any filters leave, and what each further choice would leave of
that, is an `&` and a count of bits: microseconds among 20,000 records, whatever was chosen.

Where a record counts several times, as an event with several dates does, weights say how often: the first holds the
records whose count, written with ones and zeros, has a one in the last place, the second those with one before it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import zip_longest
from operator import and_, or_
from typing import Any, TypeAlias

UNKNOWN = "unknown"
"""Asks for what says nothing of something."""
Bits = int
Weights: TypeAlias = tuple[Bits, ...]
ONCE: Weights = (-1,)
"""Every record counts once."""
_FLAGS, _DIGITS = bytes.maketrans(b"01", b"\0\1"), bytes.maketrans(b"\0\1", b"01")
Fits = Callable[[str], bool]
"""Whether a choice is among those that were made."""


@dataclass(frozen=True)
class Answers:
    """What one record answers to every question, as it stands now; of what is not public, nothing counts."""

    number: int
    is_public: bool
    values: Sequence[Any]
    """In the order of the questions: a word, yes or no, a number, several words, or nothing."""


@dataclass(frozen=True)
class Chosen:
    """What is asked for: of each question the choices that fit; of some those that must not be there, or all must."""

    fits: Mapping[str, Fits] = field(default_factory=dict)
    without: Mapping[str, Collection[str]] = field(default_factory=dict)
    every: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Tallies:
    """All public records of one kind, and for each question which of them each answer stands in."""

    questions: Sequence[str]
    public: Bits = 0
    standing: Mapping[str, Mapping[str, Bits]] = field(default_factory=dict)

    def after(self, changed: Sequence[Answers]) -> "Tallies":
        """Return the tallies with some records as they stand now, whether they were here before or not."""
        gone = bits_of(each.number for each in changed)
        now = [each for each in changed if each.is_public]
        standing = {}
        for place, question in enumerate(self.questions):
            new: dict[str, list[int]] = defaultdict(list)
            for each in now:
                for key in keys_of(each.values[place]):
                    new[key].append(each.number)
            known = self.standing.get(question, {})
            moved = {key: known.get(key, 0) & ~gone | bits_of(new.get(key, ())) for key in known.keys() | new.keys()}
            standing[question] = {key: bits for key, bits in moved.items() if bits}
        return replace(self, public=self.public & ~gone | bits_of(each.number for each in now), standing=standing)

    def left(self, chosen: Chosen, within: Bits | None = None, *, but: str = "") -> Bits:
        """Return what all filters leave, or all but that of one question; perhaps only of some records."""
        some = [self._any(question, fits) for question, fits in chosen.fits.items() if question != but]
        some += [self._any(question, {key}.__contains__) for question, keys in chosen.every.items() for key in keys]
        none = [self._any(question, keys.__contains__) for question, keys in chosen.without.items()]
        kept = self.public if within is None else self.public & within
        return reduce(and_, some, kept) & ~reduce(or_, none, 0)

    def counts(self, question: str, left: Bits, weights: Weights = ONCE) -> dict[str, int]:
        """Return how many of some records each answer to a question stands in, or how much they weigh."""
        some = [left & those for those in weights]
        return {key: n for key, bits in self.standing.get(question, {}).items() if (n := weight(bits, some))}

    def _any(self, question: str, fits: Fits) -> Bits:
        return reduce(or_, (bits for key, bits in self.standing.get(question, {}).items() if fits(key)), 0)


def bits_of(numbers: Iterable[int]) -> Bits:
    """Return a number that has these bits."""
    held = list(numbers)
    bits = bytearray(max(held, default=0) // 8 + 1)
    for number in held:
        bits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(bits, "little")


def weights_of(numbers: Iterable[int]) -> Weights:
    """Return how often each of these records is named."""
    counted = Counter(numbers)
    highest = max(counted.values(), default=0).bit_length()
    return tuple(bits_of(number for number, n in counted.items() if n >> place & 1) for place in range(highest))


def together(one: Weights, other: Weights) -> Weights:
    """Return what each record weighs in both, added in all of them at once as it is done on paper."""
    held, carried = [], 0
    for a, b in zip_longest(one, other, fillvalue=0):
        held.append(a ^ b ^ carried)
        carried = a & b | carried & (a ^ b)
    return (*held, carried) if carried else tuple(held)


def weight(bits: Bits, weights: Sequence[Bits]) -> int:
    """Return how much some records weigh."""
    total = 0
    for those in reversed(weights):
        total += total + (bits & those).bit_count()
    return total


def as_bytes(bits: Bits) -> bytes:
    """Return bits as PostgreSQL's `get_bit` reads them."""
    return bits.to_bytes(bits.bit_length() // 8 + 1, "little")


def numbers_of(bits: Bits) -> Iterator[int]:
    """Return which bits a number has."""
    digits = f"{bits:b}"[::-1]
    place = digits.find("1")
    while place >= 0:
        yield place
        place = digits.find("1", place + 1)


def as_flags(bits: Bits, length: int) -> bytes:
    """Return a byte for each number up to a length, which is true where that bit is there: quickest to ask often."""
    return f"{bits:0{length}b}".encode()[::-1].translate(_FLAGS)


def bits_of_flags(flags: bytes) -> Bits:
    """Return the bits of the numbers whose byte is true."""
    return int(flags[::-1].translate(_DIGITS) or b"0", 2)


def keys_of(value: Any) -> Iterable[str]:
    """Return the choices that an answer stands for, as PostgreSQL writes them."""
    if value is None or value == []:
        return (UNKNOWN,)
    if isinstance(value, bool):
        return ("true" if value else "false",)
    return set(value) if isinstance(value, list) else (str(value),)
