"""How the calendar looks from outside."""

import re
from datetime import date, datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from events_service.rules.schedule import EARLIEST_YEAR, LATEST_YEAR
from events_service.rules.table import MODES, MOST_CATEGORIES, REGISTRATIONS, STATUSES, WHEELCHAIR
from services.kit.paging import PageArgs
from services.kit.shapes import Key, Language, Line, Shape, WebAddress, Words

_STATES = ("draft", "published", "withdrawn")
_LONGEST_TABLE = 5_000_000
_UNKEPT = re.compile("[\\x00\\ud800-\\udfff]")


def _one_of(known: dict[str, str]) -> validate.OneOf:
    return validate.OneOf(list(known.values()))


def _in_our_time(moment: date) -> None:
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        raise ValidationError(f"The year must lie between {EARLIEST_YEAR} and {LATEST_YEAR}.")


def _can_be_kept(text: str) -> None:
    if _UNKEPT.search(text):
        raise ValidationError("This text holds characters that are none. Please save the table as UTF-8.")


class Moment(fields.DateTime):
    """A moment in ISO 8601; without a zone it is read off the city's clocks."""

    def __init__(self, **options: Any) -> None:
        super().__init__(format="iso", validate=_in_our_time, **options)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> datetime:
        try:
            return super()._deserialize(value, attr, data, **kwargs)
        except (OverflowError, TypeError):
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE) from None


class EventsArgs(PageArgs):
    """Which dates somebody wants to see."""

    begins_on = fields.Date(data_key="from", load_default=None, validate=_in_our_time)
    ends_on = fields.Date(data_key="to", load_default=None, validate=_in_our_time)
    q = Line(200, load_default=None, allow_none=True)
    category = fields.List(Key(), load_default=list, validate=validate.Length(max=20))
    district = fields.List(Key(), load_default=list, validate=validate.Length(max=100))
    mode = fields.List(fields.String(validate=_one_of(MODES)), load_default=list, validate=validate.Length(max=10))
    organisation = Line(120, load_default=None)
    with_children = fields.Boolean(load_default=None)
    wheelchair = fields.Boolean(load_default=None)
    free = fields.Boolean(load_default=None)
    state = fields.String(load_default="published", validate=validate.OneOf(_STATES))


class OrganisationSchema(Schema):
    """Whose event it is."""

    id = fields.UUID()
    slug = fields.String(allow_none=True)
    name = fields.String()


class ListedDateSchema(Schema):
    """One date of an event as it stands in the list."""

    event_id = fields.UUID()
    slug = fields.String()
    date_id = fields.UUID()
    title = fields.String()
    summary = fields.String(allow_none=True)
    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime(allow_none=True)
    all_day = fields.Boolean()
    status = fields.String(validate=_one_of(STATUSES))
    status_note = fields.String(allow_none=True)
    organisation = fields.Nested(OrganisationSchema)
    categories = fields.List(fields.String())
    district = fields.String(allow_none=True)
    venue = fields.String(allow_none=True)
    mode = fields.String(validate=_one_of(MODES))
    cost = fields.String(allow_none=True)
    with_children = fields.Boolean(allow_none=True)
    wheelchair = fields.String(allow_none=True)
    languages = fields.List(fields.String())
    is_series = fields.Boolean()


class FacetsSchema(Schema):
    """How many dates each choice would show, with all other filters applied."""

    category = fields.Dict(keys=fields.String(), values=fields.Integer())
    district = fields.Dict(keys=fields.String(), values=fields.Integer())
    mode = fields.Dict(keys=fields.String(), values=fields.Integer())


class DatesSchema(Schema):
    """A page of dates."""

    items = fields.List(fields.Nested(ListedDateSchema))
    total = fields.Integer()
    page = fields.Integer()
    size = fields.Integer()
    facets = fields.Nested(FacetsSchema)


class EventDateSchema(Schema):
    """One coming date of an event."""

    date_id = fields.UUID()
    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime(allow_none=True)


class EventWords(Shape):
    """An event as somebody enters it; only title, organisation, category and start are needed."""

    organisation_id = fields.UUID(required=True)
    project_id = fields.UUID(load_default=None)
    title = Line(200, required=True)
    description = Words(20_000, load_default=None, allow_none=True)
    categories = fields.List(Key(), required=True, validate=validate.Length(1, MOST_CATEGORIES))
    starts_at = Moment(required=True)
    ends_at = Moment(load_default=None)
    all_day = fields.Boolean(load_default=False)
    rule = Line(500, load_default=None, allow_none=True)
    further_starts = fields.List(Moment(), load_default=list, validate=validate.Length(max=200))
    left_out = fields.List(Moment(), load_default=list, validate=validate.Length(max=500))
    mode = fields.String(load_default="in_person", validate=_one_of(MODES))
    venue = Line(200, load_default=None, allow_none=True)
    street = Line(200, load_default=None, allow_none=True)
    post_code = Line(10, load_default=None, allow_none=True)
    town = Line(100, load_default=None, allow_none=True)
    district = Key(load_default=None, allow_none=True)
    lat = fields.Float(load_default=None, validate=validate.Range(-90, 90))
    lon = fields.Float(load_default=None, validate=validate.Range(-180, 180))
    online_link = WebAddress(load_default=None, allow_none=True)
    status = fields.String(load_default="scheduled", validate=_one_of(STATUSES))
    status_note = Line(500, load_default=None, allow_none=True)
    previous_start = Moment(load_default=None)
    registration = fields.String(load_default="none", validate=_one_of(REGISTRATIONS))
    registration_until = Moment(load_default=None)
    places = fields.Integer(load_default=None, strict=True, validate=validate.Range(1, 100_000))
    waiting_list = fields.Boolean(load_default=False)
    cost = Line(200, load_default=None, allow_none=True)
    with_children = fields.Boolean(load_default=None)
    wheelchair = fields.String(load_default=None, validate=_one_of(WHEELCHAIR))
    accessibility = Line(500, load_default=None, allow_none=True)
    languages = fields.List(Language(), load_default=list, validate=validate.Length(max=20))
    contact = Line(200, load_default=None, allow_none=True)
    contact_person = Line(200, load_default=None, allow_none=True)
    keywords = fields.List(Line(60), load_default=list, validate=validate.Length(max=30))


class EventSchema(Schema):
    """One event, with its coming dates."""

    id = fields.UUID()
    slug = fields.String()
    external_id = fields.String(allow_none=True)
    title = fields.String()
    summary = fields.String(allow_none=True)
    description = fields.String(allow_none=True)
    categories = fields.List(fields.String())
    organisation = fields.Nested(OrganisationSchema)
    project_id = fields.UUID(allow_none=True)
    mode = fields.String(validate=_one_of(MODES))
    venue = fields.String(allow_none=True)
    street = fields.String(allow_none=True)
    post_code = fields.String(allow_none=True)
    town = fields.String(allow_none=True)
    district = fields.String(allow_none=True)
    lat = fields.Float(allow_none=True)
    lon = fields.Float(allow_none=True)
    online_link = fields.String(allow_none=True)
    status = fields.String(validate=_one_of(STATUSES))
    status_note = fields.String(allow_none=True)
    previous_start = fields.AwareDateTime(allow_none=True)
    registration = fields.String(validate=_one_of(REGISTRATIONS))
    registration_until = fields.AwareDateTime(allow_none=True)
    places = fields.Integer(allow_none=True)
    waiting_list = fields.Boolean()
    cost = fields.String(allow_none=True)
    with_children = fields.Boolean(allow_none=True)
    wheelchair = fields.String(allow_none=True)
    accessibility = fields.String(allow_none=True)
    languages = fields.List(fields.String())
    contact = fields.String(allow_none=True)
    contact_person = fields.String(allow_none=True)
    keywords = fields.List(fields.String())
    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime(allow_none=True)
    all_day = fields.Boolean()
    rule = fields.String(allow_none=True)
    further_starts = fields.List(fields.AwareDateTime())
    left_out = fields.List(fields.AwareDateTime())
    dates = fields.List(fields.Nested(EventDateSchema))
    state = fields.String(validate=validate.OneOf(_STATES))
    version = fields.Integer()


class CancellationWords(Shape):
    """Why an event will not take place."""

    note = Line(500, load_default=None, allow_none=True)


class ImportWords(Shape):
    """A table of events; `announce` says whether its new events are news to subscribers."""

    kind = fields.String(required=True, validate=validate.OneOf(["events"]))
    text = fields.String(required=True, validate=[validate.Length(1, _LONGEST_TABLE), _can_be_kept])
    announce = fields.Boolean(load_default=False)


class FiguresSchema(Schema):
    """How much is in the calendar: events still to come, and dates that take place this year."""

    events = fields.Integer()
    dates_this_year = fields.Integer()
