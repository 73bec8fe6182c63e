"""What several shapes have in common: the city's own words, and the answer that is the same for everybody."""

from collections.abc import Mapping
from typing import Any

from flask import current_app
from marshmallow import Schema, ValidationError, fields

from services.city import City
from services.kit.shapes import Key, Language


def city() -> City:
    """Return the city this service is for."""
    found: City = current_app.extensions["city"]
    return found


class InterfaceLanguage(Language):
    """The language to write to somebody in; one that the city does not have becomes the city's own."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        self._validate(text)
        return text if text in city().languages else city().default_language


class CategoryKey(Key):
    """The key of one of the city's categories."""

    def _validate(self, value: Any) -> None:
        super()._validate(value)
        if value not in {each.key for each in city().categories}:
            raise ValidationError("This is none of the city’s categories.")


class DistrictKey(Key):
    """The key of one of the city's districts."""

    def _validate(self, value: Any) -> None:
        super()._validate(value)
        if value is not None and value not in {each.key for each in city().districts}:
            raise ValidationError("This is none of the city’s districts.")


class AcceptedSchema(Schema):
    """The same words for every address."""

    state = fields.String(metadata={"enum": ["mailed"]})
