"""The city a site is for: what `city.toml` says about its name, colours, categories, districts and legal texts.

Every service reads the same file, so it knows nobody: plain data from plain TOML.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

T = TypeVar("T")

LEGAL_TEXTS = ("imprint", "privacy", "accessibility")
_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_POST_CODE = re.compile(r"[0-9A-Z -]{3,10}")


class CityIncomplete(SystemExit):
    """The city's file lacks something or says it wrongly; the message names every place at fault."""


@dataclass(frozen=True)
class Words:
    """One text in the city's languages."""

    texts: Mapping[str, str]
    default: str

    def in_language(self, language: str) -> str:
        """Return the text in a language, or in the city's own if there is none."""
        return self.texts.get(language, self.texts[self.default])


@dataclass(frozen=True, kw_only=True)
class Category:
    """One of the topics everything is sorted by."""

    key: str
    name: Words
    short: Words
    idea: Words
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class District:
    """A part of the city."""

    key: str
    name: str
    post_codes: tuple[str, ...]
    lat: float
    lon: float
    borough: str


@dataclass(frozen=True, kw_only=True)
class Brand:
    """The five colours a city sets; the design derives all others."""

    brand: str
    brand_deep: str
    sun: str
    sun_soft: str
    ink: str


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Whom citizens may ask."""

    name: str
    email: str
    phone: str
    street: str
    post_code: str
    town: str


@dataclass(frozen=True, kw_only=True)
class Consent:
    """What people agree to when they subscribe; a new wording is a new version."""

    version: str
    text: Words
    confirm: Words


@dataclass(frozen=True, kw_only=True)
class City:
    """Everything a city says about itself."""

    name: str
    short_name: str
    town: str
    claim: Words
    languages: tuple[str, ...]
    default_language: str
    time_zone: ZoneInfo
    sender_name: str
    sender: str
    source_code: str
    contact: Contact
    brand: Brand
    consent: Consent
    categories: tuple[Category, ...]
    districts: tuple[District, ...]
    legal: Mapping[str, Words]

    @property
    def category_words(self) -> dict[str, str]:
        """Return the key of the category that each word stands for, as people write it in tables."""
        return {word: each.key for each in self.categories for word in _words_of_category(each)}

    @property
    def district_words(self) -> dict[str, str]:
        """Return the key of the district that each word stands for."""
        return {word: each.key for each in self.districts for word in (each.name, each.key)}

    def topics(self, categories: Iterable[str], district: str | None) -> str:
        """Return by which names, in the city's languages, a thing of these categories and this district is found."""
        wanted = set(categories)
        names = [name for each in self.categories if each.key in wanted for name in each.name.texts.values()]
        here = [each.name for each in self.districts if each.key == district]
        return " ".join(dict.fromkeys([*names, *here]))

    def category(self, word: str) -> Category | None:
        """Return the category that a key or one of its names stands for."""
        return next((each for each in self.categories if _folded(word) in map(_folded, _words_of_category(each))), None)

    def district(self, word: str) -> District | None:
        """Return the district that a key or its name stands for."""
        return next((each for each in self.districts if _folded(word) in (each.key, _folded(each.name))), None)


def read_city(path: Path) -> City:
    """Read a city's file; refused with `CityIncomplete`, which names all that is missing or wrong."""
    try:
        with path.open("rb") as file:
            table = tomllib.load(file)
    except OSError as trouble:
        raise CityIncomplete(f"{path} cannot be read: {trouble.strerror}") from trouble
    except tomllib.TOMLDecodeError as trouble:
        raise CityIncomplete(f"{path} is not TOML: {trouble}") from trouble
    reader = _Reader(table)
    city = _city(reader)
    if reader.complaints:
        raise CityIncomplete("\n  ".join([f"{path} lacks something or says it wrongly:", *reader.complaints]))
    return city


def _city(table: "_Reader") -> City:
    city, contact, brand, consent = (table.part(name) for name in ("city", "contact", "brand", "consent"))
    return City(
        name=city.text("name"),
        short_name=city.text("short_name"),
        town=city.text("town"),
        claim=city.words("claim"),
        languages=table.languages,
        default_language=table.default_language,
        time_zone=city.zone("time_zone"),
        sender_name=city.text("sender_name"),
        sender=city.text("sender"),
        source_code=city.text("source_code"),
        contact=Contact(**{name: contact.text(name) for name in Contact.__dataclass_fields__}),
        brand=Brand(**{name: brand.text(name, _COLOUR) for name in Brand.__dataclass_fields__}),
        consent=Consent(version=consent.text("version"), text=consent.words("text"), confirm=consent.words("confirm")),
        categories=_each_once(table, "categories", _category),
        districts=_each_once(table, "districts", _district),
        legal={name: table.part("legal").words(name) for name in LEGAL_TEXTS},
    )


def _category(part: "_Reader") -> Category:
    return Category(
        key=part.text("key", _KEY),
        name=part.words("name"),
        short=part.words("short"),
        idea=part.words("idea"),
        also=part.texts("also", needed=False),
    )


def _district(part: "_Reader") -> District:
    return District(
        key=part.text("key", _KEY),
        name=part.text("name"),
        post_codes=part.texts("post_codes", _POST_CODE),
        lat=part.number("lat", -90, 90),
        lon=part.number("lon", -180, 180),
        borough=part.text("borough"),
    )


def _each_once(table: "_Reader", name: str, make: Callable[["_Reader"], T]) -> tuple[T, ...]:
    parts = table.parts(name)
    keys = [part.text("key") for part in parts]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        table.complain(f"{name}: the key “{key}” stands there more than once")
    return tuple(make(part) for part in parts)


def _words_of_category(category: Category) -> tuple[str, ...]:
    return (category.key, *category.name.texts.values(), *category.short.texts.values(), *category.also)


def _folded(word: str) -> str:
    return " ".join(word.split()).casefold()


class _Reader:
    """Reads one table, and notes down what is wrong instead of stopping at the first complaint."""

    def __init__(self, table: Mapping[str, Any], place: str = "", above: "_Reader | None" = None) -> None:
        self._table = table
        self._place = place
        self.complaints: list[str] = above.complaints if above else []
        self.languages: tuple[str, ...] = above.languages if above else self._languages()
        self.default_language = self.languages[0]

    def complain(self, sentence: str) -> None:
        """Note one thing that is wrong, once."""
        if sentence not in self.complaints:
            self.complaints.append(sentence)

    def part(self, name: str) -> "_Reader":
        """Return a table inside this one."""
        return _Reader(self._get(name, dict, {}), self._path(name), self)

    def parts(self, name: str) -> list["_Reader"]:
        """Return the tables of a list."""
        tables = self._get(name, list, [])
        return [_Reader(table, f"{self._path(name)}[{number}]", self) for number, table in enumerate(tables, 1)]

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
