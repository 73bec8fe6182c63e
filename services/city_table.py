"""Reads the tables of a city's file, and notes down all that is wrong with them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@dataclass(frozen=True)
class Words:
    """One text in the city's languages."""

    texts: Mapping[str, str]
    default: str

    def in_language(self, language: str) -> str:
        """Return the text in a language, or in the city's own if there is none."""
        return self.texts.get(language, self.texts[self.default])


class Reader:
    """Reads one table, and notes down what is wrong instead of stopping at the first complaint."""

    def __init__(self, table: Mapping[str, Any], place: str = "", above: "Reader | None" = None) -> None:
        self._table = table
        self._place = place
        self.complaints: list[str] = above.complaints if above else []
        self.languages: tuple[str, ...] = above.languages if above else self._languages()
        self.default_language = self.languages[0]

    def complain(self, sentence: str) -> None:
        """Note one thing that is wrong, once."""
        if sentence not in self.complaints:
            self.complaints.append(sentence)

    @property
    def place(self) -> str:
        """Return where this stands in the file."""
        return self._place

    def has(self, name: str) -> bool:
        """Tell whether anything is said about this."""
        return name in self._table

    def part(self, name: str) -> "Reader":
        """Return a table inside this one."""
        return Reader(self._get(name, dict, {}), self._path(name), self)

    def parts(self, name: str) -> list["Reader"]:
        """Return the tables of a list."""
        tables = self._get(name, list, [])
        return [Reader(table, f"{self._path(name)}[{number}]", self) for number, table in enumerate(tables, 1)]

    def text(self, name: str, pattern: re.Pattern[str] | None = None) -> str:
        """Return a text that is not empty and looks as it should."""
        text: str = self._get(name, str, "").strip()
        if name in self._table and (not text or (pattern and not pattern.fullmatch(text))):
            self.complain(f"{self._path(name)}: “{text}” will not do")
        return text

    def texts(self, name: str, pattern: re.Pattern[str] | None = None, *, needed: bool = True) -> tuple[str, ...]:
        """Return a list of texts."""
        if not needed and name not in self._table:
            return ()
        texts = tuple(str(text) for text in self._get(name, list, []))
        for text in texts:
            if pattern and not pattern.fullmatch(text):
                self.complain(f"{self._path(name)}: “{text}” will not do")
        return texts

    def number(self, name: str, least: float, most: float) -> float:
        """Return a number within bounds."""
        number = float(self._get(name, (int, float), least))
        if not least <= number <= most:
            self.complain(f"{self._path(name)}: {number} is not between {least:g} and {most:g}")
        return number

    def flag(self, name: str, *, otherwise: bool) -> bool:
        """Return whether something is so, or what holds where nothing is said about it."""
        return bool(self._get(name, bool, otherwise)) if self.has(name) else otherwise

    def words(self, name: str) -> Words:
        """Return a text in every language of the city."""
        part = self.part(name)
        return Words({language: part.text(language) for language in self.languages}, self.default_language)

    def zone(self, name: str) -> ZoneInfo:
        """Return a time zone by its name."""
        try:
            return ZoneInfo(self.text(name) or "UTC")
        except (ZoneInfoNotFoundError, ValueError):
            self.complain(f"{self._path(name)}: there is no such time zone")
            return ZoneInfo("UTC")

    def _languages(self) -> tuple[str, ...]:
        city = self._table.get("city")
        languages = city.get("languages", ()) if isinstance(city, dict) else ()
        if not languages:
            self.complain("city.languages: at least one language is needed, the city's own first")
        return tuple(map(str, languages)) or ("de",)

    def _get(self, name: str, kind: type | tuple[type, ...], otherwise: Any) -> Any:
        value = self._table.get(name)
        if value is None:
            self.complain(f"{self._path(name)} is missing")
        elif not isinstance(value, kind):
            self.complain(f"{self._path(name)} is of the wrong kind")
        else:
            return value
        return otherwise

    def _path(self, name: str) -> str:
        return f"{self._place}.{name}" if self._place else name
