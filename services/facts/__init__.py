"""What the services tell each other: plain data, known to no framework.

A fact is something that has happened in one service and that others need to know (elsewhere called a *domain event*;
here an *event* is something in the city's calendar). Subclassing `Fact` freezes the class as a keyword-only dataclass,
enters it in the register under its name, and derives its wire schema from the annotations.

Rules: past participle; `<who tells>.<what>_<happened>.v<n>`; only ids, words and times; enough to act without asking
back. A field may be added with a default; anything else is `v2`, told beside `v1` until nobody hears `v1`.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from inspect import get_annotations
from typing import Any, ClassVar, Self, dataclass_transform

from marshmallow import EXCLUDE, Schema
from marshmallow.fields import Field

from services.facts.wire import field_for, is_personal

REGISTER: dict[str, type["Fact"]] = {}


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Part:
    """A group of words inside a fact, frozen and keyword-only like the fact itself."""

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, kw_only=True)(cls)


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Fact:
    """Something that has happened, told once and acted on once.

    `about` names the kind of thing the fact speaks of. Such a fact has the fields `<about>_id` and `version`, so that
    a hearer can drop what is older than what it knows.
    """

    fact_name: ClassVar[str]
    about: ClassVar[str | None]
    personal: ClassVar[frozenset[str]]

    def __init_subclass__(cls, *, name: str, about: str | None = None) -> None:
        dataclass(frozen=True, kw_only=True)(cls)
        cls.fact_name = name
        cls.about = about
        cls.personal = frozenset(each for each in get_annotations(cls) if is_personal(cls, each))
        REGISTER[name] = cls

    @property
    def object_id(self) -> str | None:
        """Return the id of the thing this fact speaks of."""
        return str(getattr(self, f"{self.about}_id")) if self.about else None

    @property
    def object_version(self) -> int | None:
        """Return the version of the thing this fact speaks of."""
        return int(getattr(self, "version")) if self.about else None  # noqa: B009  (declared by subclasses)

    def to_wire(self) -> dict[str, Any]:
        """Return the fact as JSON-ready words."""
        wire: dict[str, Any] = _schema(type(self)).dump(self)
        return wire

    @classmethod
    def from_wire(cls, words: Mapping[str, Any]) -> Self:
        """Read the fact, passing over fields a newer teller has added; refused when a word is missing or wrong."""
        return cls(**_schema(cls).load(dict(words)))


_SCHEMAS: dict[type[Fact], Schema] = {}


def _schema(fact: type[Fact]) -> Schema:
    if fact not in _SCHEMAS:
        _SCHEMAS[fact] = Schema.from_dict(_wire_fields(fact), name=fact.__name__)(unknown=EXCLUDE)
    return _SCHEMAS[fact]


def _wire_fields(fact: type[Fact]) -> dict[str, Field[Any]]:
    return {
        field.name: field_for(fact, field.name, required=field.default is MISSING)
        for field in fields(fact)  # type: ignore[arg-type]
    }
