"""What a question means: each of its words with all that fits it, read from the words there are and the synonyms."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from directory_service.rules.english import IN_GERMAN
from directory_service.rules.everyday import end_said_otherwise, said_otherwise
from directory_service.rules.finding import (
    COUNTS,
    EXACT,
    MEANT,
    MEANT_BEST,
    MENDED,
    PART,
    RELATED,
    SHORTEST_PART,
    SHORTEST_ROOT,
    Term,
    Way,
    apart,
    clipped,
    edges,
    errors_allowed,
    errors_between,
    family,
    is_clipped_end,
    is_mistyped,
    is_part,
    is_shortened,
    outer_part,
    parted,
    parts_possible,
    remainders,
    spans,
    spelt,
    spoken,
    words_asked,
)
from directory_service.rules.german import FILLERS

_MOST_COMPOUNDS = 400
_MOST_WAYS = 36
"""Of all words together: a word that is part of half the vocabulary is fitted by those that stand in most entries."""
_STEMS = text("""
    SELECT word, public.lexeme(word) AS lexeme FROM unnest(CAST(:words AS text[])) AS word
""")
_SYNONYMS = text("""
    SELECT said, meant, stems, lexemes FROM search_synonyms
    WHERE stems <@ CAST(:stems AS text[]) AND lexemes <> '{}' ORDER BY said, position
""")
_KNOWN = text("SELECT DISTINCT lexeme FROM search_vocabulary WHERE lexeme = ANY (CAST(:lexemes AS text[]))")
_COMPOUNDS = text("""
    SELECT part, whole FROM unnest(CAST(:parts AS text[])) AS part
    CROSS JOIN LATERAL (
        SELECT v.lexeme AS whole, max(v.entries) AS entries FROM search_vocabulary v
        WHERE v.lexeme LIKE '%' || part || '%' AND v.lexeme <> part GROUP BY v.lexeme
        ORDER BY entries DESC, whole LIMIT :most
    ) AS found
    ORDER BY part, entries DESC, whole
""")
_BEGUN = text("SELECT DISTINCT lexeme FROM search_vocabulary WHERE lexeme LIKE :begun || '%'")
_NEAR = text("SELECT lexeme, shown, entries FROM public.near_words(:lexeme, 30)")


@dataclass
class Meaning:
    """The terms of a question, the words that were mended, and those that nobody knows."""

    terms: list[Term] = field(default_factory=list)
    mended: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)


def meaning(session: Session, question: str, *, as_written: bool = False) -> Meaning:
    """Return what a question means; as it is written, no typing errors are mended."""
    question, unwanted = apart(question)
    words = _Words(session, question)
    found = Meaning(excluded=[lexeme for lexeme in _lexemes(session, unwanted).values() if lexeme] if unwanted else [])
    for word in words.asked:
        ways = words.ways(word)
        # What has a name of its own in records is not what its parts say: a Kindergarten is no garden.
        if not any(way.how in (EXACT, MEANT) for way in ways):
            ways = [*ways, *words.in_parts(word)]
        if not ways and not as_written:
            ways = words.mended(word, found) or words.nearly(word)
        if ways:
            found.terms.append(Term(word, tuple(ways[: _MOST_WAYS // len(words.asked)])))
        elif words.lexemes.get(word):
            found.unknown.append(word)
    return found


class _Words:
    """The words of one question, and what the database knows of them."""

    def __init__(self, session: Session, question: str) -> None:
        self._session = session
        self._pieces_of: dict[str, dict[str, str]] = {}
        all_words = spoken(question)
        self.lexemes = _lexemes(session, all_words)
        # "nicht" and "und" have no stem; a question of nothing else is none.
        self.asked = words_asked(" ".join(word for word in all_words if self.lexemes.get(word)))
        self._meant = self._synonyms(all_words)
        for word, meant in _otherwise(session, self.asked).items():
            self._meant.setdefault(word, []).extend(meant)
        stems = {self.lexemes[word] for word in self.asked} | {
            lexemes[0] for meant in self._meant.values() for _, lexemes, _ in meant if len(lexemes) == 1
        }
        self._wholes = _compounds(session, stems)
        own = {self.lexemes[word] for word in self.asked}
        self._known = _known(session, stems.union(*map(family, own)))

    def ways(self, word: str) -> list[Way]:
        """Return how a word is fitted that somebody wrote as it is, or that has a synonym."""
        lexeme = self.lexemes[word]
        ways = [Way(EXACT, (lexeme,), COUNTS[EXACT])] if lexeme in self._known else []
        ways += [Way(PART, (whole,), COUNTS[PART]) for whole in self._wholes.get(lexeme, ())]
        ways += [Way(RELATED, (stem,), COUNTS[RELATED]) for stem in sorted(family(lexeme) & self._known)]
        for meant, lexemes, counts in self._meant.get(word, ()):
            # Older people are meant, and no old town.
            if lexemes[0] in FILLERS and lexemes[0] != meant.lower():
                continue
            if len(lexemes) > 1 or lexemes[0] in self._known:
                ways.append(Way(MEANT, tuple(lexemes), counts, meant))
            if len(lexemes) == 1:
                wholes = self._wholes.get(lexemes[0], ())
                ways += [Way(MEANT, (whole,), counts * COUNTS[PART], meant) for whole in wholes]
        return _once(ways)

    def in_parts(self, word: str) -> list[Way]:
        """Return how a compound is fitted by the known words it is made of."""
        pieces = self._pieces(word)
        parts = parted(spelt(word), pieces)
        if not parts:
            return []
        each = [pieces[part] for part in reversed(parts) if part not in FILLERS]
        whole = tuple(pieces[part] for part in parts)
        return [Way(PART, whole, COUNTS[MENDED]), *(Way(PART, (stem,), COUNTS[PART] / 2) for stem in each)]

    def mended(self, word: str, found: Meaning) -> list[Way]:
        """Return how a word is fitted that nobody wrote: without its middle, or without its errors."""
        lexeme = self.lexemes[word]
        begun = self._session.scalars(_BEGUN, {"begun": lexeme[:4]})
        if short := [each for each in begun if is_shortened(lexeme, each)]:
            return [Way(PART, (stem,), COUNTS[MENDED]) for stem in short]
        near = self._near(word, lexeme)
        if near:
            found.mended[word] = near[0][1]
        return [Way(MENDED, (stem,), COUNTS[MENDED], shown) for stem, shown in near]

    def nearly(self, word: str) -> list[Way]:
        """Return how a word is fitted of which only one part is known."""
        pieces = self._pieces(word)
        # Of letters at the end, a short stem may be left by accident: no West(e) is in Krankenschwester.
        sure = {piece for piece, stem in pieces.items() if len(stem) > SHORTEST_ROOT or len(piece) <= len(stem) + 1}
        part = outer_part(spelt(word), sure)
        return [Way(PART, (pieces[part],), COUNTS[PART] / 2)] if part else []

    def _pieces(self, word: str) -> dict[str, str]:
        """Return the stems of all pieces of a word that are words; its own stem would lack what its last part has."""
        if word in self._pieces_of:
            return self._pieces_of[word]
        whole = spelt(word)
        stems = {piece: piece for piece in parts_possible(whole)} | _lexemes(self._session, sorted(edges(whole)))
        known = _known(self._session, {stem for stem in stems.values() if stem and len(stem) >= SHORTEST_PART})
        self._pieces_of[word] = {piece: stem for piece, stem in stems.items() if stem in known}
        return self._pieces_of[word]

    def _near(self, word: str, lexeme: str) -> list[tuple[str, str]]:
        if not errors_allowed(word):
            return []
        near = self._session.execute(_NEAR, {"lexeme": lexeme}).all()
        meant = [row for row in near if is_mistyped(word, lexeme, row.shown, row.lexeme)]
        ranked = sorted((errors_between(lexeme, row.lexeme), -row.entries, row.lexeme, row.shown) for row in meant)
        best = [each for each in ranked if each[0] == ranked[0][0]]
        return list({stem: (stem, shown) for _, _, stem, shown in best}.values())[:3]

    def _synonyms(self, all_words: Sequence[str]) -> dict[str, list[tuple[str, list[str], float]]]:
        """Return what else each word may mean; where several words mean something together, all of them do."""
        stems = [self.lexemes.get(word) or word for word in all_words]
        said: dict[tuple[str, ...], list[tuple[str, list[str]]]] = {}
        for row in self._session.execute(_SYNONYMS, {"stems": stems}):
            said.setdefault(tuple(row.stems), []).append((row.meant, row.lexemes))
        meant: dict[str, list[tuple[str, list[str], float]]] = {}
        for start, end in spans(stems, said):
            for n, (words, lexemes) in enumerate(said[tuple(stems[start:end])]):
                counts = MEANT_BEST if n == 0 or end - start > 1 else COUNTS[MEANT]
                for word in set(all_words[start:end]):
                    meant.setdefault(word, []).append((words, lexemes, counts))
        return meant


def _otherwise(session: Session, words: Sequence[str]) -> dict[str, list[tuple[str, list[str], float]]]:
    """Return what these words are called in records, English and everyday German ones; the first is meant most."""
    called = {word: names for word in words if (names := _names(word))}
    if not called:
        return {}
    stems = _lexemes(session, [name for names in called.values() for name, _ in names])
    # "nicht" and "und" have no stem, also where somebody calls something so.
    return {word: [(name, [stems[name]], n) for name, n in names if stems[name]] for word, names in called.items()}


def _names(word: str) -> list[tuple[str, float]]:
    """Return what a word is called, and how much each counts: half if it is the end of a compound that is called so."""
    if whole := (IN_GERMAN[word],) if word in IN_GERMAN else said_otherwise(word):
        return [(name, COUNTS[MEANT] if n else MEANT_BEST) for n, name in enumerate(whole)]
    return [(name, COUNTS[MEANT] / 2) for name in end_said_otherwise(word)]


def _once(ways: Iterable[Way]) -> list[Way]:
    """Return each way once: as what counts most."""
    best: dict[tuple[str, ...], Way] = {}
    for way in sorted(ways, key=lambda way: -way.counts):
        best.setdefault(way.stems, way)
    return list(best.values())


def _lexemes(session: Session, words: Sequence[str]) -> dict[str, Any]:
    return {row.word: row.lexeme for row in session.execute(_STEMS, {"words": list(dict.fromkeys(words))})}


def _known(session: Session, lexemes: Iterable[str]) -> set[str]:
    return set(session.scalars(_KNOWN, {"lexemes": sorted(lexemes)}))


def _compounds(session: Session, stems: Collection[str]) -> Mapping[str, list[str]]:
    """Return, for each stem, the longer ones that it is a part of."""
    parts = sorted(stem for stem in stems if len(stem) >= SHORTEST_PART)
    looked_for = sorted({form for part in parts for form in (part, clipped(part))})
    pairs = session.execute(_COMPOUNDS, {"parts": looked_for, "most": _MOST_COMPOUNDS}).all()
    rests = {rest for part, whole in pairs for rest in remainders(whole, part) if len(rest) >= SHORTEST_PART}
    known = _known(session, rests) if rests else set()
    wholes: dict[str, list[str]] = {}
    for form, whole in pairs:
        wholes.setdefault(form, []).append(whole)
    return {
        part: [
            each
            for form in dict.fromkeys((part, clipped(part)))
            for each in wholes.get(form, ())
            if is_part(each, part, known.__contains__) or is_clipped_end(each, part)
        ]
        for part in parts
    }
