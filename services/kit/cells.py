"""One row of a table, read cell by cell, with what is wrong with it in sentences.

Sentences are in English here, with gaps for words of the table; the website says them in its reader's language.
A row is never half read: `Cells` collects every complaint of a row, with the column, and the nearest known word where a
word is not known.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from services.kit import shapes
from services.kit.plain_text import plain_text
from services.kit.vocabulary import Vocabulary


def sentence(words: str) -> str:
    """Mark what is wrong in a cell, so that its translation is not forgotten."""
    return words


HIDDEN = sentence("There are signs here that cannot be seen, or that do not belong into one line.")
MISSING = sentence("Something is missing here: the column has to be filled in.")
FORMULA = sentence("“%(word)s” looks like a formula. Is it really to be called that?")
TOO_LONG = sentence("The text is too long: %(most)s characters at most.")
_UNKNOWN = sentence("We do not know “%(word)s”.")
_NEARLY_KNOWN = sentence("We do not know “%(word)s”. Perhaps “%(near)s” is meant.")
NO_VALUE = "=?"
"""What stands in a cell whose formula was saved without its result."""
_DAYS = ("%Y-%m-%d", "%d.%m.%Y")
_MOMENTS = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M")
_YES = {"ja": True, "yes": True, "true": True, "1": True, "nein": False, "no": False, "false": False, "0": False}
# Spreadsheets count days from here; numbers outside are no dates that anybody means.
_DAY_ZERO, _FIRST_DAY, _LAST_DAY = datetime(1899, 12, 30), 20_000, 80_000  # noqa: DTZ001  (the zone is the reader's)


@dataclass(frozen=True)
class Complaint:
    """What is wrong in one cell, and the nearest word that would do."""

    column: str
    sentence: str
    suggestion: str | None = None
    written: str | None = None
    """The word that an editor may say the meaning of."""
    gaps: Mapping[str, str] = field(default_factory=dict)
    """What the gaps of the sentence are filled with."""


@dataclass
class Cells:
    """One row's cells by column; reading one returns its value, or nothing and a complaint.

    Complaints refuse a row, questions let it wait for an editor, notes hinder nothing. `meanings` are the words that an
    editor has explained, by column; `is_fed` tells that no person wrote this row, so nobody can mend it there.
    """

    number: int
    cells: Mapping[str, str]
    complaints: list[Complaint] = field(default_factory=list)
    questions: list[Complaint] = field(default_factory=list)
    notes: list[Complaint] = field(default_factory=list)
    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    is_fed: bool = False
    chosen: str | None = None
    """What an editor has said about the row as a whole."""

    def raw(self, column: str) -> str:
        """Return what stands in a cell, without surrounding space."""
        return self.cells.get(column, "").strip()

    def text(self, column: str, *, longest: int = 20_000, required: bool = False) -> str | None:
        """Return a cell's text without surrounding space; of HTML, what is to be read."""
        value = plain_text(self.raw(column)).strip()
        if value == NO_VALUE:
            self.complain(column, "There is a formula here whose result was not saved.")
            return None
        if not value and required:
            self.complain(column, MISSING)
        if len(value) > longest:
            self.complain(column, TOO_LONG, most=longest)
            return None
        return value if value and self._is_readable(column, value) else None

    def lines(self, column: str, *, longest: int, most: int) -> list[str]:
        """Return lines of text that stand in one cell, separated by ` | `."""
        found = [" ".join(plain_text(word).split()) for word in self.many(column)]
        if len(found) > most:
            self.complain(column, "%(most)s at most, with | between them.", most=most)
        if any(len(word) > longest for word in found):
            self.complain(column, TOO_LONG, most=longest)
        return [word for word in found if word]

    def many(self, column: str, known: Mapping[str, str] | Vocabulary | None = None) -> list[str]:
        """Return the values of a cell, separated by ` | `; where words are known, their keys."""
        words = [word.strip() for word in self.raw(column).split("|") if word.strip()]
        if known is None:
            return [word for word in words if self._is_readable(column, word)]
        keys = [self._known(column, word, known) for word in words]
        return list(dict.fromkeys(key for key in keys if key))

    def several(self, column: str, known: Vocabulary, *, refuses_unknown: bool = False) -> list[str]:
        """Return the keys of a cell's words; a word that is merely like a known one waits for an editor's word.

        One that is like none waits as well, or the row is refused until somebody says what is meant.
        """
        wonder_at_all = self.complain if refuses_unknown else self.ask
        found = known.matches(plain_text(self.raw(column)))
        keys = {each.written: each.key or self.meaning(column, each.written) for each in found}
        for each in found:
            if keys[each.written] is None:
                wonder = self.ask if each.suggestion else self.note if any(keys.values()) else wonder_at_all
                self.wonder(wonder, column, each.written, each.suggestion)
        return list(dict.fromkeys(key for key in keys.values() if key))

    def choice(self, column: str, known: Mapping[str, str] | Vocabulary, *, required: bool = False) -> str | None:
        """Return the key of a known word."""
        word = self.text(column, required=required)
        return self._known(column, word, known) if word else None

    def flag(self, column: str) -> bool | None:
        """Return yes, no, or nothing when it is not known; words may follow (`ja, kurze Einweisung`)."""
        word = self.raw(column)
        if not word:
            return None
        first = re.split(r"[\s,;:]", word, maxsplit=1)[0].lower()
        if first not in _YES:
            self.complain(column, "“%(word)s” is neither yes nor no.", word=word)
        return _YES.get(first)

    def number_in(self, column: str, least: float, most: float) -> Decimal | None:
        """Return a number, written with a decimal comma or point."""
        word = self.text(column)
        if word is None:
            return None
        try:
            value = Decimal(word.replace(",", "."))
        except InvalidOperation:
            self.complain(column, "“%(word)s” is no number.", word=word)
            return None
        if not value.is_finite() or not least <= value <= most:
            self.complain(
                column,
                "%(word)s is not between %(least)s and %(most)s.",
                word=word,
                least=f"{least:g}",
                most=f"{most:g}",
            )
            return None
        return value

    def whole(self, column: str, least: int, most: int) -> int | None:
        """Return a whole number."""
        value = self.number_in(column, least, most)
        if value is not None and value != int(value):
            self.complain(column, "%(word)s is no whole number.", word=value)
            return None
        return None if value is None else int(value)

    def day(self, column: str) -> date | None:
        """Return a day, written `2026-03-14` or `14.03.2026`."""
        moment = self._moment(column, (*_DAYS, *_MOMENTS))
        return moment.date() if moment else None

    def time_of_day(self, column: str) -> time | None:
        """Return the time that stands beside a day, if one does; what is no day is complained of where that is read."""
        moment = _read_moment(self.raw(column), (*_MOMENTS, *_DAYS))
        is_said = moment is not None and (":" in self.raw(column) or moment.time() != time())
        return moment.time() if moment and is_said else None

    def moment(self, column: str, zone: ZoneInfo, *, required: bool = False) -> datetime | None:
        """Return a moment, written `2026-03-14 10:00` or `14.03.2026 10:00`, on the clocks of a time zone."""
        if required and not self.text(column, required=True):
            return None
        moment = self._moment(column, (*_MOMENTS, *_DAYS))
        return moment.replace(tzinfo=zone) if moment else None

    def is_before(self, column: str, other: str) -> bool:
        """Tell whether the moment in one cell lies before that in another; days alone are compared as days."""
        one, two = (self._moment(each, (*_MOMENTS, *_DAYS)) for each in (column, other))
        if one is None or two is None:
            return False
        timed = all(":" in self.raw(each) for each in (column, other))
        return one < two if timed else one.date() < two.date()

    def complain(
        self, column: str, sentence: str, suggestion: str | None = None, written: str | None = None, **gaps: object
    ) -> None:
        """Note what is wrong; the row is refused."""
        self.complaints.append(Complaint(column, sentence, suggestion, written, _filled(gaps)))

    def ask(
        self, column: str, sentence: str, suggestion: str | None = None, written: str | None = None, **gaps: object
    ) -> None:
        """Note what an editor must say; until then the row waits."""
        self.questions.append(Complaint(column, sentence, suggestion, written, _filled(gaps)))

    def note(
        self, column: str, sentence: str, suggestion: str | None = None, written: str | None = None, **gaps: object
    ) -> None:
        """Note what is good to know and hinders nothing."""
        self.notes.append(Complaint(column, sentence, suggestion, written, _filled(gaps)))

    def wonder(self, how: Callable[..., None], column: str, word: str, near: str | None) -> None:
        """Say, as a complaint, a question or a note, that a word is not known, and which is nearest."""
        how(column, _NEARLY_KNOWN if near else _UNKNOWN, near, word, word=word, near=near)

    def _is_readable(self, column: str, value: str) -> bool:
        """Tell whether nothing hides in a cell that would break a mail or deceive a reader; complain if it does."""
        try:
            shapes.words(value)
        except ValueError:
            self.complain(column, HIDDEN)
            return False
        return True

    def _moment(self, column: str, forms: tuple[str, ...]) -> datetime | None:
        word = self.text(column)
        if word is None:
            return None
        if (found := _read_moment(word, forms)) is None:
            self.complain(
                column,
                "“%(word)s” is no date. Please write 2026-03-14 or 14.03.2026, with a time 2026-03-14 10:00.",
                word=word,
            )
        return found

    def _known(self, column: str, word: str, known: Mapping[str, str] | Vocabulary) -> str | None:
        words = known if isinstance(known, Vocabulary) else Vocabulary(known)
        found = words.key(word) or self.meaning(column, word)
        if found is None:
            suggestion = words.nearest(word)
            self.wonder(self.complain, column, word, suggestion)
        return found

    def meaning(self, column: str, word: str) -> str | None:
        """Return what an editor has said that a word stands for."""
        return self.meanings.get(column, {}).get(word)


def _read_moment(word: str, forms: tuple[str, ...]) -> datetime | None:
    if re.fullmatch(r"\d{5}([.,]\d+)?", word) and _FIRST_DAY <= (days := float(word.replace(",", "."))) <= _LAST_DAY:
        return (_DAY_ZERO + timedelta(days=days, seconds=30)).replace(second=0, microsecond=0)
    for form in forms:
        try:
            return datetime.strptime(word, form)  # noqa: DTZ007  (the zone is the reader's to say)
        except ValueError:
            continue
    return None


def _filled(gaps: Mapping[str, object]) -> dict[str, str]:
    return {name: str(word) for name, word in gaps.items() if word is not None}
