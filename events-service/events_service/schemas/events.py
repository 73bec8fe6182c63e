"""How one event looks from outside."""

from marshmallow import Schema, fields, validate

from events_service.rules.words import ACCESS, KINDS, MODES, MOST_CATEGORIES, REGISTRATIONS, STATUSES, WHEELCHAIR
from events_service.schemas.dates import ChangedDateSchema, EventDateSchema, ScheduleWords
from events_service.schemas.shared import STATES, CoOrganiserSchema, Moment, OrganisationSchema, one_of
from services.kit.paging import ListSchema
from services.kit.picture_shapes import PictureSchema, PictureShape
from services.kit.shapes import Key, Language, Line, PostCode, Shape, WebAddress, Words

_AGE = validate.Range(0, 120)


class EventWords(ScheduleWords):
    """An event as somebody enters it; only title, organisation, category and start are needed."""

    organisation_id = fields.UUID(required=True)
    co_organiser_ids = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=20))
    project_id = fields.UUID(load_default=None)
    offer_id = fields.UUID(load_default=None)
    kind = fields.String(load_default="event", validate=one_of(KINDS))
    title = Line(200, required=True)
    description = Words(20_000, load_default=None, allow_none=True)
    easy_read = Words(20_000, load_default=None, allow_none=True)
    pictures = fields.List(fields.Nested(PictureShape), load_default=list, validate=validate.Length(max=10))
    website = WebAddress(load_default=None, allow_none=True)
    categories = fields.List(Key(), required=True, validate=validate.Length(1, MOST_CATEGORIES))
    mode = fields.String(load_default="in_person", validate=one_of(MODES))
    venue = Line(200, load_default=None, allow_none=True)
    street = Line(200, load_default=None, allow_none=True)
    post_code = PostCode(allow_none=True, load_default=None)
    town = Line(100, load_default=None, allow_none=True)
    district = Key(load_default=None, allow_none=True)
    lat = fields.Float(load_default=None, validate=validate.Range(-90, 90))
    lon = fields.Float(load_default=None, validate=validate.Range(-180, 180))
    public_transport = Line(500, load_default=None, allow_none=True)
    online_link = WebAddress(load_default=None, allow_none=True)
    status = fields.String(load_default="scheduled", validate=one_of(STATUSES))
    status_note = Line(500, load_default=None, allow_none=True)
    previous_start = Moment(load_default=None)
    registration = fields.String(load_default="none", validate=one_of(REGISTRATIONS))
    registration_from = Moment(load_default=None)
    registration_until = Moment(load_default=None)
    registration_link = WebAddress(load_default=None, allow_none=True)
    places = fields.Integer(load_default=None, strict=True, validate=validate.Range(1, 100_000))
    waiting_list = fields.Boolean(load_default=False)
    booked_up = fields.Boolean(load_default=False)
    cost = Line(200, load_default=None, allow_none=True)
    what_to_bring = Line(500, load_default=None, allow_none=True)
    age_from = fields.Integer(load_default=None, strict=True, validate=_AGE)
    age_to = fields.Integer(load_default=None, strict=True, validate=_AGE)
    target_groups = Line(500, load_default=None, allow_none=True)
    with_children = fields.Boolean(load_default=None)
    wheelchair = fields.String(load_default=None, validate=one_of(WHEELCHAIR))
    access = fields.List(fields.String(validate=one_of(ACCESS)), load_default=list)
    accessibility = Line(500, load_default=None, allow_none=True)
    languages = fields.List(Language(), load_default=list, validate=validate.Length(max=20))
    contact = Line(200, load_default=None, allow_none=True)
    contact_person = Line(200, load_default=None, allow_none=True)
    keywords = fields.List(Line(60), load_default=list, validate=validate.Length(max=30))


class EventSchema(Schema):
    """One event, with its coming dates."""

    id = fields.UUID()
    slug = fields.String()
    source = fields.String(
        allow_none=True, metadata={"description": "Where it was found, if it came from another calendar."}
    )
    external_id = fields.String(allow_none=True)
    title = fields.String()
    summary = fields.String(allow_none=True)
    description = fields.String(allow_none=True)
    easy_read = fields.String(allow_none=True)
    pictures = fields.List(fields.Nested(PictureSchema))
    website = fields.String(allow_none=True)
    categories = fields.List(fields.String())
    organisation = fields.Nested(OrganisationSchema)
    co_organisers = fields.List(fields.Nested(CoOrganiserSchema))
    project_id = fields.UUID(allow_none=True)
    offer_id = fields.UUID(allow_none=True)
    kind = fields.String(validate=one_of(KINDS))
    mode = fields.String(validate=one_of(MODES))
    venue = fields.String(allow_none=True)
    street = fields.String(allow_none=True)
    post_code = fields.String(allow_none=True)
    town = fields.String(allow_none=True)
    district = fields.String(allow_none=True)
    lat = fields.Float(allow_none=True)
    lon = fields.Float(allow_none=True)
    public_transport = fields.String(allow_none=True)
    online_link = fields.String(allow_none=True)
    status = fields.String(validate=one_of(STATUSES))
    status_note = fields.String(allow_none=True)
    previous_start = fields.AwareDateTime(allow_none=True)
    registration = fields.String(validate=one_of(REGISTRATIONS))
    registration_from = fields.AwareDateTime(allow_none=True)
    registration_until = fields.AwareDateTime(allow_none=True)
    registration_link = fields.String(allow_none=True)
    places = fields.Integer(allow_none=True)
    waiting_list = fields.Boolean()
    booked_up = fields.Boolean()
    cost = fields.String(allow_none=True)
    is_free = fields.Boolean(allow_none=True)
    what_to_bring = fields.String(allow_none=True)
    age_from = fields.Integer(allow_none=True)
    age_to = fields.Integer(allow_none=True)
    target_groups = fields.String(allow_none=True)
    with_children = fields.Boolean(allow_none=True)
    wheelchair = fields.String(allow_none=True)
    access = fields.List(fields.String(validate=one_of(ACCESS)))
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
    changed_dates = fields.List(fields.Nested(ChangedDateSchema))
    dates = fields.List(fields.Nested(EventDateSchema))
    state = fields.String(validate=validate.OneOf(STATES))
    version = fields.Integer()


class AgreementWords(Shape):
    """Whether an organisation agrees: to be named with an event of another, or that another shows its own."""

    agreed = fields.Boolean(required=True)


class EventNameSchema(Schema):
    """An event by its name."""

    id = fields.UUID()
    slug = fields.String()
    title = fields.String()


class CoOrganiserQuestionSchema(Schema):
    """That an event names an organisation which has not said whether it wants to be named."""

    event = fields.Nested(EventNameSchema)
    starts_at = fields.AwareDateTime()
    organisation = fields.Nested(OrganisationSchema)
    leader = fields.Nested(OrganisationSchema, metadata={"description": "Whose event it is."})


class CoOrganiserQuestionsSchema(ListSchema):
    """A page of what organisations are asked."""

    items = fields.List(fields.Nested(CoOrganiserQuestionSchema))


class CancellationWords(Shape):
    """Why an event will not take place."""

    note = Line(500, load_default=None, allow_none=True)
