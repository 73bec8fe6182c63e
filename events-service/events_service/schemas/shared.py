"""Shapes that several doors of the calendar share."""

from datetime import date, datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from events_service.rules.schedule import EARLIEST_YEAR, LATEST_YEAR

STATES = ("draft", "published", "withdrawn")


def one_of(known: dict[str, str]) -> validate.OneOf:
    """Return the check that a word is one of those that we use."""
    return validate.OneOf(list(known.values()))


def in_our_time(moment: date) -> None:
    """Refuse a year that no calendar of ours reaches."""
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        raise ValidationError(f"The year must lie between {EARLIEST_YEAR} and {LATEST_YEAR}.")


class Moment(fields.DateTime):
    """A moment in ISO 8601; without a zone it is read off the city's clocks."""

    def __init__(self, **options: Any) -> None:
        super().__init__(format="iso", validate=in_our_time, **options)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> datetime:
        try:
            return super()._deserialize(value, attr, data, **kwargs)
        except (OverflowError, TypeError):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE) from None


class OrganisationSchema(Schema):
    """Whose event it is."""

    id = fields.UUID()
    slug = fields.String(allow_none=True)
    name = fields.String()


class CoOrganiserSchema(OrganisationSchema):
    """Who organises it as well; what it says to that, nothing while it has not answered."""

    agreed = fields.Boolean(allow_none=True)
