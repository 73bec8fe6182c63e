"""The city a site is for: what `city.toml` says about its name, colours, categories, districts and legal texts.

Every service reads the same file, so it knows nobody: plain data from plain TOML.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from services.city_contact import USUAL_RULES, ContactRules, read_contact_rules
from services.city_holidays import Holiday, read_holidays
from services.city_retention import read_retention
from services.city_table import Reader, Words

T = TypeVar("T")

LEGAL_TEXTS = ("imprint", "privacy", "accessibility")
_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
KEEP_DRAFTS_DAYS = 180
MONTHS = {"organisation": 12, "project": 6, "offer": 3}
_RECORD = re.compile("|".join((*MONTHS, "event")))
_POST_CODE = re.compile(r"[0-9A-Z -]{3,10}")


class CityIncomplete(SystemExit):
    """The city's file lacks something or says it wrongly; the message names every place at fault."""


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
class ProtectionOfficer:
    """Whom people may ask what becomes of their data (Art. 37 GDPR)."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Consent:
    """What people agree to when they subscribe; a new wording is a new version."""

    version: str
    text: Words
    confirm: Words


@dataclass(frozen=True, kw_only=True)
class Check:
    """One question that an editor answers before something becomes public."""

    key: str
    text: Words


@dataclass(frozen=True, kw_only=True)
class Review:
    """How the editors look at what comes in: by which questions, in which kinds two of them, and how often a sample.

    What nobody sends to them is forgotten after a while.
    """

    checks: tuple[Check, ...]
    four_eyes: tuple[str, ...]
    sample_every: int
    keep_drafts_days: int = KEEP_DRAFTS_DAYS

    @property
    def check_keys(self) -> list[str]:
        """Return by which words the questions are known."""
        return [each.key for each in self.checks]


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """After how many months each kind of record is asked whether it is still true, and how long the answer may take."""

    months: Mapping[str, int]
    grace_days: int


@dataclass(frozen=True, kw_only=True)
class Registration:
    """How long who moves up from a waiting list may think about it, and how long lists of participants are kept."""

    offer_hours: int = 24
    keep_days: int = 30


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """What those who act for the city show to sign in: beside the mail a passkey, unless it says otherwise."""

    editors_need_passkey: bool = True


@dataclass(frozen=True, kw_only=True)
class ExportColumn:
    """A column that another database wants: its heading, and the field that stands in it, or what always does."""

    heading: str
    field: str = ""
    always: str = ""


@dataclass(frozen=True, kw_only=True)
class Export:
    """What another database wants to have of ours, and how."""

    key: str
    kind: str
    separator: str
    encoding: str
    columns: tuple[ExportColumn, ...]


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
    review: Review
    freshness: Freshness
    registration: Registration = Registration()
    sign_in: SignIn = SignIn()
    contact_requests: ContactRules = USUAL_RULES
    protection_officer: ProtectionOfficer | None = None
    exports: tuple[Export, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    retention: Mapping[str, int] = field(default_factory=dict)

    @property
    def times(self) -> dict[str, int]:
        """Return for how many days each kind of thing is kept that tells about people, by the name of the setting."""
        return {
            **self.retention,
            "registration_days": self.registration.keep_days,
            "drafts_days": self.review.keep_drafts_days,
            "contact_days": self.contact_requests.keep_days,
        }

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

    def category_names(self, keys: Iterable[str]) -> list[str]:
        """Return what categories are called in the city's own language."""
        wanted = set(keys)
        return [each.name.in_language(self.default_language) for each in self.categories if each.key in wanted]

    def category(self, word: str) -> Category | None:
        """Return the category that a key or one of its names stands for."""
        return self._categories_by_word.get(_folded(word))

    def district(self, word: str) -> District | None:
        """Return the district that a key or its name stands for."""
        return self._districts_by_word.get(_folded(word))

    @cached_property
    def _categories_by_word(self) -> dict[str, Category]:
        """Where two are called the same, the first one counts."""
        return {_folded(word): each for each in self.categories[::-1] for word in _words_of_category(each)}

    @cached_property
    def _districts_by_word(self) -> dict[str, District]:
        return {_folded(word): each for each in self.districts[::-1] for word in (each.key, each.name)}

    def holiday(self, day: date) -> Words | None:
        """Return what a day is called that is a public holiday."""
        return next((each.name for each in self.holidays if each.is_on(day)), None)


def read_city(path: Path) -> City:
    """Read a city's file; refused with `CityIncomplete`, which names all that is missing or wrong."""
    try:
        with path.open("rb") as file:
            table = tomllib.load(file)
    except OSError as trouble:
        raise CityIncomplete(f"{path} cannot be read: {trouble.strerror}") from trouble
    except tomllib.TOMLDecodeError as trouble:
        raise CityIncomplete(f"{path} is not TOML: {trouble}") from trouble
    reader = Reader(table)
    city = _city(reader)
    if reader.complaints:
        raise CityIncomplete("\n  ".join([f"{path} lacks something or says it wrongly:", *reader.complaints]))
    return city


def _city(table: Reader) -> City:
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
        review=_review(table),
        freshness=_freshness(table),
        registration=_registration(table),
        sign_in=_sign_in(table),
        contact_requests=read_contact_rules(table),
        protection_officer=_protection_officer(table),
        exports=_each_once(table, "exports", _export) if table.has("exports") else (),
        holidays=read_holidays(table),
        retention=read_retention(table),
    )


def _protection_officer(table: Reader) -> ProtectionOfficer | None:
    if not table.has("data_protection_officer"):
        return None
    part = table.part("data_protection_officer")
    return ProtectionOfficer(name=part.text("name"), email=part.text("email"))


def _export(part: Reader) -> Export:
    return Export(
        key=part.text("key", _KEY),
        kind=part.text("kind", re.compile("organisations|projects|offers")),
        separator=part.text("separator", re.compile("[;,|]")),
        encoding=part.text("encoding", re.compile("utf-8|utf-8-sig|windows-1252|iso-8859-15")),
        columns=tuple(_export_column(column) for column in part.parts("columns")),
    )


def _export_column(part: Reader) -> ExportColumn:
    said = {name: part.text(name) for name in ("field", "always") if part.has(name)}
    if len(said) != 1:
        part.complain(f"{part.place}: either a field or what always stands there")
    return ExportColumn(heading=part.text("heading"), **said)


def _review(table: Reader) -> Review:
    if not table.has("review"):
        return Review(checks=(), four_eyes=(), sample_every=10)
    part = table.part("review")
    return Review(
        checks=_each_once(part, "checks", lambda each: Check(key=each.text("key", _KEY), text=each.words("text"))),
        four_eyes=part.texts("four_eyes", _RECORD, needed=False),
        sample_every=int(part.number("sample_every", 0, 1000)),
        keep_drafts_days=int(part.number("keep_drafts_days", 30, 3650))
        if part.has("keep_drafts_days")
        else KEEP_DRAFTS_DAYS,
    )


def _freshness(table: Reader) -> Freshness:
    if not table.has("freshness"):
        return Freshness(months=MONTHS, grace_days=30)
    part = table.part("freshness")
    months = {kind: int(part.number(f"{kind}_months", 1, 120)) for kind in MONTHS}
    return Freshness(months=months, grace_days=int(part.number("grace_days", 1, 365)))


def _registration(table: Reader) -> Registration:
    if not table.has("registration"):
        return Registration()
    part = table.part("registration")
    return Registration(
        offer_hours=int(part.number("offer_hours", 1, 168)), keep_days=int(part.number("keep_days", 1, 365))
    )


def _sign_in(table: Reader) -> SignIn:
    if not table.has("sign_in"):
        return SignIn()
    return SignIn(editors_need_passkey=table.part("sign_in").flag("editors_need_passkey", otherwise=True))


def _category(part: Reader) -> Category:
    return Category(
        key=part.text("key", _KEY),
        name=part.words("name"),
        short=part.words("short"),
        idea=part.words("idea"),
        also=part.texts("also", needed=False),
    )


def _district(part: Reader) -> District:
    return District(
        key=part.text("key", _KEY),
        name=part.text("name"),
        post_codes=part.texts("post_codes", _POST_CODE),
        lat=part.number("lat", -90, 90),
        lon=part.number("lon", -180, 180),
        borough=part.text("borough"),
    )


def _each_once(table: Reader, name: str, make: Callable[[Reader], T]) -> tuple[T, ...]:
    parts = table.parts(name)
    keys = [part.text("key") for part in parts]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        table.complain(f"{name}: the key “{key}” stands there more than once")
    return tuple(make(part) for part in parts)


def _words_of_category(category: Category) -> tuple[str, ...]:
    return (category.key, *category.name.texts.values(), *category.short.texts.values(), *category.also)


def _folded(word: str) -> str:
    return " ".join(word.split()).casefold()
