"""How single dates look from outside, and how they are changed."""

from marshmallow import Schema, fields, validate

from events_service.rules.words import MODES, STATUSES
from events_service.schemas.shared import Moment, one_of
from services.kit.shapes import Key, Line, PostCode, Shape, WebAddress


class DateWords(Shape):
    """What is other on one date of a series than the event says; what is left out is as with the event.

    A place counts as a whole: whoever names a venue names its street as well.
    """

    starts_at = Moment(load_default=None, allow_none=True)
    ends_at = Moment(load_default=None, allow_none=True)
    title_note = Line(200, load_default=None, allow_none=True)
    status = fields.String(load_default=None, allow_none=True, validate=one_of(STATUSES))
    status_note = Line(500, load_default=None, allow_none=True)
    mode = fields.String(load_default=None, allow_none=True, validate=one_of(MODES))
    venue = Line(200, load_default=None, allow_none=True)
    street = Line(200, load_default=None, allow_none=True)
    post_code = PostCode(allow_none=True, load_default=None)
    town = Line(100, load_default=None, allow_none=True)
    district = Key(load_default=None, allow_none=True)
    lat = fields.Float(load_default=None, allow_none=True, validate=validate.Range(-90, 90))
    lon = fields.Float(load_default=None, allow_none=True, validate=validate.Range(-180, 180))
    online_link = WebAddress(load_default=None, allow_none=True)


class ChangedDateWords(DateWords):
    """The same, with the moment at which the rule lets the date begin."""

    original_start = Moment(required=True)


class ScheduleWords(Shape):
    """When an event takes place; only the start is needed."""

    starts_at = Moment(required=True)
    ends_at = Moment(load_default=None)
    all_day = fields.Boolean(load_default=False)
    rule = Line(500, load_default=None, allow_none=True)
    further_starts = fields.List(Moment(), load_default=list, validate=validate.Length(max=200))
    left_out = fields.List(Moment(), load_default=list, validate=validate.Length(max=500))
    changed_dates = fields.List(fields.Nested(ChangedDateWords), load_default=list, validate=validate.Length(max=200))


class DateChangeSchema(Schema):
    """What is other on one date; what is not named is as with the event."""

    title_note = fields.String()
    status = fields.String(validate=one_of(STATUSES))
    status_note = fields.String()
    mode = fields.String(validate=one_of(MODES))
    venue = fields.String(allow_none=True)
    street = fields.String(allow_none=True)
    post_code = fields.String(allow_none=True)
    town = fields.String(allow_none=True)
    district = fields.String(allow_none=True)
    lat = fields.Float(allow_none=True)
    lon = fields.Float(allow_none=True)
    online_link = fields.String()


class ChangedDateSchema(DateChangeSchema):
    """A single date that is other than the rule says."""

    original_start = fields.String(metadata={"format": "date-time"})
    starts_at = fields.String(metadata={"format": "date-time"})
    ends_at = fields.String(metadata={"format": "date-time"})


class PlannedDateSchema(Schema):
    """One date that an event would have; `original_start` is when it was meant to begin, if it has moved."""

    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime(allow_none=True)
    original_start = fields.AwareDateTime(allow_none=True)
    status = fields.String(allow_none=True, validate=one_of(STATUSES))
    change = fields.Nested(DateChangeSchema, allow_none=True)


class EventDateSchema(PlannedDateSchema):
    """One coming date of an event; `original_start` is when it was meant to begin, if it has moved."""

    date_id = fields.UUID()


class LaidOutSchema(Schema):
    """The dates that a schedule has: those to come, a hundred at most, and how many there are."""

    dates = fields.List(fields.Nested(PlannedDateSchema))
    total = fields.Integer()
    goes_on = fields.Boolean(metadata={"description": "There are more, later than we lay out."})
