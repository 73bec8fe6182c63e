"""How the words of a fact look on the wire: marshmallow fields derived from annotations."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from marshmallow import EXCLUDE, Schema
from marshmallow import fields as wire
from marshmallow.fields import Field

PERSONAL = "personal"
T = TypeVar("T")
Personal = Annotated[T, PERSONAL]
"""Marks a field that tells about a person: masked in logs, emptied once it was heard."""

_PLAIN: dict[Any, type[Field[Any]]] = {
    UUID: wire.UUID,
    str: wire.String,
    int: wire.Integer,
    float: wire.Float,
    bool: wire.Boolean,
    datetime: wire.AwareDateTime,
    date: wire.Date,
}


class _Tuple(wire.List[Any]):
    """A list on the wire, a tuple in the fact, so that facts stay frozen."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        return tuple(super()._deserialize(value, attr, data, **kwargs))


class _Part(wire.Nested):
    """A nested dataclass."""

    def __init__(self, part: type, **kwargs: Any) -> None:
        self.part = part
        shape = {f.name: field_for(part, f.name, required=f.default is MISSING) for f in fields(part)}
        super().__init__(Schema.from_dict(shape, name=part.__name__)(unknown=EXCLUDE), **kwargs)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, *args: Any, **kwargs: Any
    ) -> Any:
        return self.part(**super()._deserialize(value, attr, data, *args, **kwargs))


def is_personal(owner: type, name: str) -> bool:
    """Tell whether a field was marked as personal."""
    return PERSONAL in getattr(get_type_hints(owner, include_extras=True)[name], "__metadata__", ())


def field_for(owner: type, name: str, *, required: bool) -> Field[Any]:
    """Return the wire field of one annotated field."""
    return _field(get_type_hints(owner)[name], required=required)


def _field(hint: Any, **options: Any) -> Field[Any]:
    if get_origin(hint) in (Union, UnionType):
        (inner,) = (each for each in get_args(hint) if each is not NoneType)
        return _field(inner, allow_none=True, **options)
    if get_origin(hint) is tuple:
        return _Tuple(_field(get_args(hint)[0]), **options)
    if get_origin(hint) is dict:
        return wire.Dict(keys=wire.String(), values=_field(get_args(hint)[1]), **options)
    if is_dataclass(hint):
        return _Part(hint if isinstance(hint, type) else type(hint), **options)
    return _PLAIN[hint](**options)
