"""How lists of dates look from outside, and what may be asked of them."""

from typing import Any

from flask import current_app
from marshmallow import Schema, ValidationError, fields, validate, validates

from events_service.rules.when import RANGES
from events_service.rules.words import ACCESS, KINDS, MODES, REGISTRATIONS, STATUSES
from events_service.schemas.shared import STATES, OrganisationSchema, in_our_time, one_of
from services.kit.paging import ListSchema, PageArgs
from services.kit.shapes import Key, Language, Line


def _chosen(known: dict[str, str]) -> fields.List[Any]:
    return fields.List(fields.String(validate=one_of(known)), load_default=list, validate=validate.Length(max=20))


def _keys(longest: int) -> fields.List[Any]:
    return fields.List(Key(), load_default=list, validate=validate.Length(max=longest))


class FilterArgs(Schema):
    """By what every list may be narrowed; yes-or-no filters take `false` too, which means known not to be."""

    class Meta(PageArgs.Meta):
        """Refuse unknown words."""

    q = Line(200, load_default=None, allow_none=True)
    category = _keys(20)
    district = _keys(100)
    kind = _chosen(KINDS)
    mode = _chosen(MODES)
    language = fields.List(Language(), load_default=list, validate=validate.Length(max=20))
    with_children = fields.Boolean(load_default=None)
    wheelchair = fields.Boolean(load_default=None)
    free = fields.Boolean(load_default=None)
    not_category = _keys(20)
    not_district = _keys(100)
    not_kind = _chosen(KINDS)
    access = _chosen(ACCESS)
    age = fields.Integer(load_default=None, validate=validate.Range(0, 120))
    organisation = Line(120, load_default=None)
    project = fields.UUID(load_default=None)
    near = Line(10, load_default=None, allow_none=True, metadata={"description": "A post code of the city."})
    within = fields.Float(load_default=3.0, validate=validate.Range(0.1, 50), metadata={"description": "Kilometres."})
    long = fields.Boolean(load_default=None, metadata={"description": "Whether it lasts over thirty days."})

    @validates("near")
    def _is_here(self, near: str | None, **_: Any) -> None:
        if near and not any(near in each.post_codes for each in current_app.extensions["city"].districts):
            raise ValidationError("No district of the city has this post code.")


class RangeArgs(FilterArgs):
    """From when to when somebody wants to see dates."""

    begins_on = fields.Date(data_key="from", load_default=None, validate=in_our_time)
    ends_on = fields.Date(data_key="to", load_default=None, validate=in_our_time)
    when = fields.String(
        load_default=None,
        validate=validate.OneOf(list(RANGES)),
        metadata={"description": "Instead of `from` and `to`, as seen from today."},
    )


class ExportArgs(RangeArgs):
    """Which dates somebody wants to have, and in which order."""

    sort = fields.String(load_default="next", validate=validate.OneOf(["next", "latest"]))


class EventsArgs(ExportArgs, PageArgs):
    """Which dates somebody wants to see."""

    state = fields.String(load_default="published", validate=validate.OneOf(STATES))


class ListedDateSchema(Schema):
    """One date of an event as it stands in the list."""

    event_id = fields.UUID()
    slug = fields.String()
    date_id = fields.UUID()
    title = fields.String()
    title_note = fields.String(allow_none=True)
    summary = fields.String(allow_none=True)
    kind = fields.String(validate=one_of(KINDS))
    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime(allow_none=True)
    original_start = fields.AwareDateTime(allow_none=True)
    all_day = fields.Boolean()
    status = fields.String(validate=one_of(STATUSES))
    status_note = fields.String(allow_none=True)
    organisation = fields.Nested(OrganisationSchema)
    categories = fields.List(fields.String())
    district = fields.String(allow_none=True)
    venue = fields.String(allow_none=True)
    lat = fields.Float(allow_none=True)
    lon = fields.Float(allow_none=True)
    mode = fields.String(validate=one_of(MODES))
    cost = fields.String(allow_none=True)
    registration = fields.String(validate=one_of(REGISTRATIONS))
    booked_up = fields.Boolean()
    age_from = fields.Integer(allow_none=True)
    age_to = fields.Integer(allow_none=True)
    with_children = fields.Boolean(allow_none=True)
    wheelchair = fields.String(allow_none=True)
    languages = fields.List(fields.String())
    is_series = fields.Boolean()


def _counts() -> fields.Dict:
    return fields.Dict(keys=fields.String(), values=fields.Integer())


class FacetsSchema(Schema):
    """How many dates each choice would show, with all other filters applied."""

    category = _counts()
    district = _counts()
    kind = _counts()
    mode = _counts()
    language = _counts()
    with_children = _counts()
    wheelchair = _counts()
    free = _counts()


class DatesSchema(ListSchema):
    """A page of dates."""

    items = fields.List(fields.Nested(ListedDateSchema))
    facets = fields.Nested(FacetsSchema)


class DayItemSchema(Schema):
    """One date as it stands in a month."""

    event_id = fields.UUID()
    slug = fields.String()
    date_id = fields.UUID()
    title = fields.String()
    title_note = fields.String(allow_none=True)
    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime(allow_none=True)
    all_day = fields.Boolean()
    status = fields.String(validate=one_of(STATUSES))
    category = fields.String()
    kind = fields.String(validate=one_of(KINDS))
    mode = fields.String(validate=one_of(MODES))


class DaySchema(Schema):
    """One day of a month: how many dates it has, and the first of them."""

    total = fields.Integer()
    items = fields.List(fields.Nested(DayItemSchema))


class MonthSchema(Schema):
    """A month: `total` and `facets` count its dates, `days` stand in order, `long` is what lasts over thirty days."""

    month = fields.String()
    total = fields.Integer()
    facets = fields.Nested(FacetsSchema)
    days = fields.List(fields.Nested(DaySchema))
    long = fields.List(fields.Nested(ListedDateSchema))
    long_total = fields.Integer()


class YearSchema(Schema):
    """How many dates began in a year."""

    year = fields.Integer()
    dates = fields.Integer()


class YearsSchema(Schema):
    """The years that the calendar looks back on."""

    items = fields.List(fields.Nested(YearSchema))


class FiguresSchema(Schema):
    """How much is in the calendar: events still to come, and dates that take place this year."""

    events = fields.Integer()
    dates_this_year = fields.Integer()
