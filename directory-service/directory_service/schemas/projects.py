"""How projects look from outside."""

from marshmallow import Schema, fields, validate

from directory_service.rules import ProjectStatus, State
from directory_service.schemas.offers import OfferCardSchema
from directory_service.schemas.shared import EventOnPageSchema, ListArgs, OwnerSchema, PageSchema, PlaceSchema

_STATUS = validate.OneOf(list(ProjectStatus))


class ProjectsArgs(ListArgs):
    """What a list of projects may be asked for."""

    status = fields.List(fields.String(validate=_STATUS), load_default=list)
    organisation = fields.UUID(load_default=None)
    sort = fields.String(load_default=None, validate=validate.OneOf(["newest", "title", "relevance"]))


class ProjectCardSchema(Schema):
    """A project as lists show it."""

    id = fields.UUID()
    slug = fields.String()
    title = fields.String()
    summary = fields.String(allow_none=True)
    categories = fields.List(fields.String())
    status = fields.String(validate=_STATUS)
    starts_on = fields.Date(allow_none=True)
    ends_on = fields.Date(allow_none=True)
    district = fields.String(allow_none=True)
    organisation = fields.Nested(OwnerSchema)


class PartnerSchema(Schema):
    """An organisation that takes part in a project."""

    organisation_id = fields.UUID()
    slug = fields.String()
    name = fields.String()
    role = fields.String(allow_none=True)


class ProjectSchema(ProjectCardSchema, PlaceSchema):
    """A project with all that takes part in it."""

    external_id = fields.String(allow_none=True)
    description = fields.String(allow_none=True)
    goals = fields.String(allow_none=True)
    results = fields.String(allow_none=True)
    target_groups = fields.String(allow_none=True)
    funding = fields.String(allow_none=True)
    joinable = fields.Boolean(allow_none=True)
    website = fields.String(allow_none=True)
    contact_person = fields.String(allow_none=True)
    keywords = fields.List(fields.String())
    confirmed_on = fields.Date(allow_none=True)
    partners = fields.List(fields.Nested(PartnerSchema))
    offers = fields.List(fields.Nested(OfferCardSchema))
    events = fields.List(fields.Nested(EventOnPageSchema))
    state = fields.String(validate=validate.OneOf(list(State)))
    version = fields.Integer()


class ProjectsSchema(PageSchema):
    """A page of projects."""

    items = fields.List(fields.Nested(ProjectCardSchema))
