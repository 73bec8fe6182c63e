"""How forecasts look from outside."""

from typing import Any

from marshmallow import Schema, fields, validate

from notifier.rules import FORECAST_DAYS
from services.kit import marks
from services.kit.shapes import Key, Language, Line, Shape

MOST = 50
_WHAT = validate.OneOf(["offer", "event", "project", "organisation"])


def _marks() -> fields.List[Any]:
    mark = Line(marks.LONGEST, pattern=marks.PATTERN)
    return fields.List(mark, load_default=list, validate=validate.Length(max=marks.MOST))


class WishShape(Shape):
    """Something that somebody may want to hear about, as profiles-service takes it."""

    what = fields.List(fields.String(validate=_WHAT), load_default=list, validate=validate.Length(max=4))
    categories = fields.List(Key(), load_default=list, validate=validate.Length(max=30))
    commitment = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(["short_term", "long_term"]))
    districts = fields.List(Key(), load_default=list, validate=validate.Length(max=100))
    with_children = fields.Boolean(load_default=False)
    wheelchair = fields.Boolean(load_default=False)
    remote = fields.Boolean(load_default=False)
    language = Language(load_default=None, allow_none=True)
    text = Line(200, load_default=None, allow_none=True)
    wanted = _marks()
    unwanted = _marks()
    cadence = fields.String(required=True, validate=validate.OneOf(["at_once", "daily", "weekly"]))


class ForecastArgs(Shape):
    """What somebody may want to hear about."""

    interests = fields.List(fields.Nested(WishShape), required=True, validate=validate.Length(min=1, max=MOST))


class ForecastSchema(Schema):
    """How many things one interest would have found, and how many mails they make at its cadence."""

    things = fields.Integer()
    mails = fields.Integer()


class ForecastsSchema(Schema):
    """A forecast for each interest, in the same order, from what was new in the last days."""

    days = fields.Integer(metadata={"enum": [FORECAST_DAYS]})
    items = fields.List(fields.Nested(ForecastSchema))
