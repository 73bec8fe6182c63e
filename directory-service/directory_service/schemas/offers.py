"""How ways to help look from outside."""

from marshmallow import Schema, fields, validate

from directory_service.queries.offers import WHEELCHAIR
from directory_service.rules import Commitment, State, Wheelchair
from directory_service.schemas.shared import (
    DAYS,
    OwnedArgs,
    OwnedShape,
    OwnerSchema,
    PageSchema,
    PlaceSchema,
    languages,
)
from services.kit.shapes import Email, Language, Line

_COMMITMENT = validate.OneOf(list(Commitment))


class OffersArgs(OwnedArgs):
    """What a list of offers may be asked for; yes-or-no filters take `false` too, which means known not to be."""

    commitment = fields.List(fields.String(validate=_COMMITMENT), load_default=list)
    with_children = fields.Boolean(load_default=None)
    wheelchair = fields.List(fields.String(validate=validate.OneOf(list(WHEELCHAIR))), load_default=list)
    remote = fields.Boolean(load_default=None)
    language = fields.List(Language(), load_default=list)
    without_certificate = fields.Boolean(load_default=None)
    project = fields.UUID(load_default=None)


class OfferShape(OwnedShape):
    """An offer as it comes in."""

    project_id = fields.UUID(allow_none=True, load_default=None)
    commitment = fields.String(required=True, validate=_COMMITMENT)
    effort = Line(200, allow_none=True, load_default=None)
    hours = fields.Float(allow_none=True, load_default=None, validate=validate.Range(0, 1000))
    places = fields.Integer(strict=True, allow_none=True, load_default=None, validate=validate.Range(1, 100_000))
    previous_knowledge = Line(500, allow_none=True, load_default=None)
    minimum_age = fields.Integer(strict=True, allow_none=True, load_default=None, validate=validate.Range(0, 120))
    certificate_of_conduct = fields.Boolean(allow_none=True, load_default=None)
    certificate_note = Line(500, allow_none=True, load_default=None)
    training = Line(500, allow_none=True, load_default=None)
    insurance = Line(500, allow_none=True, load_default=None)
    expense_allowance = Line(500, allow_none=True, load_default=None)
    languages = languages()
    with_children = fields.Boolean(allow_none=True, load_default=None)
    alone_or_group = fields.List(Line(60), load_default=list, validate=validate.Length(max=10))
    wheelchair = fields.String(allow_none=True, load_default=None, validate=validate.OneOf([*Wheelchair]))
    accessibility = Line(1000, allow_none=True, load_default=None)
    public_transport = Line(500, allow_none=True, load_default=None)
    remote = fields.Boolean(load_default=False)
    contact_email = Email(allow_none=True, load_default=None)
    valid_until = fields.Date(allow_none=True, load_default=None, validate=DAYS)


class OfferCardSchema(Schema):
    """An offer as lists show it."""

    id = fields.UUID()
    slug = fields.String()
    title = fields.String()
    summary = fields.String(allow_none=True)
    categories = fields.List(fields.String())
    commitment = fields.String(validate=_COMMITMENT)
    effort = fields.String(allow_none=True)
    hours = fields.Float(allow_none=True)
    starts_on = fields.Date(allow_none=True)
    ends_on = fields.Date(allow_none=True)
    district = fields.String(allow_none=True)
    remote = fields.Boolean()
    with_children = fields.Boolean(allow_none=True)
    wheelchair = fields.String(allow_none=True)
    languages = fields.List(fields.String())
    organisation = fields.Nested(OwnerSchema)
    published_at = fields.AwareDateTime(allow_none=True)


class ProjectNameSchema(Schema):
    """A project, as what belongs to it names it."""

    id = fields.UUID()
    slug = fields.String()
    title = fields.String()


class OfferSchema(OfferCardSchema, PlaceSchema):
    """An offer with all that volunteers want to know."""

    external_id = fields.String(allow_none=True)
    description = fields.String(allow_none=True)
    places = fields.Integer(allow_none=True)
    previous_knowledge = fields.String(allow_none=True)
    target_groups = fields.String(allow_none=True)
    minimum_age = fields.Integer(allow_none=True)
    certificate_of_conduct = fields.Boolean(allow_none=True)
    certificate_note = fields.String(allow_none=True)
    training = fields.String(allow_none=True)
    insurance = fields.String(allow_none=True)
    expense_allowance = fields.String(allow_none=True)
    alone_or_group = fields.List(fields.String())
    accessibility = fields.String(allow_none=True)
    public_transport = fields.String(allow_none=True)
    contact_email = fields.String(allow_none=True)
    contact_person = fields.String(allow_none=True)
    valid_until = fields.Date(allow_none=True)
    confirmed_on = fields.Date(allow_none=True)
    keywords = fields.List(fields.String())
    project = fields.Nested(ProjectNameSchema, allow_none=True)
    state = fields.String(validate=validate.OneOf(list(State)))
    version = fields.Integer()
    similar = fields.List(fields.Nested(OfferCardSchema))


class OffersSchema(PageSchema):
    """A page of offers."""

    items = fields.List(fields.Nested(OfferCardSchema))
