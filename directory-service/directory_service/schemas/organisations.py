"""How organisations look from outside."""

from marshmallow import Schema, fields, validate

from directory_service.rules import Kind, State
from directory_service.schemas.offers import OfferCardSchema
from directory_service.schemas.projects import ProjectCardSchema
from directory_service.schemas.shared import (
    HIDDEN_ADDRESS,
    CategoryKey,
    EventOnPageSchema,
    ListArgs,
    PageSchema,
    PlaceSchema,
    PlaceShape,
    RecordShape,
    languages,
)
from services.kit.picture_shapes import PictureSchema
from services.kit.shapes import Email, Line, WebAddress

_MOST_CATEGORIES = 8
_MOST_ADDRESSES = 20
_KIND = validate.OneOf(list(Kind))


class OrganisationsArgs(ListArgs):
    """What a list of organisations may be asked for."""

    kind = fields.List(fields.String(validate=_KIND), load_default=list)
    sort = fields.String(load_default=None, validate=validate.OneOf(["name", "newest", "relevance", "distance"]))


class AddressShape(PlaceShape):
    """Another place where an organisation is to be found, as it comes in."""

    label = Line(100, required=True)
    opening_hours = Line(500, allow_none=True, load_default=None)
    accessibility = Line(1000, allow_none=True, load_default=None)


class OrganisationShape(RecordShape):
    """An organisation as it comes in: what it is called and what it is about; all else may be left out."""

    name = Line(200, required=True)
    kind = fields.String(load_default=Kind.OTHER, validate=_KIND)
    summary = Line(500, allow_none=True, load_default=None)
    categories = fields.List(CategoryKey(), required=True, validate=validate.Length(1, _MOST_CATEGORIES))
    website = WebAddress(allow_none=True, load_default=None)
    email = Email(allow_none=True, load_default=None)
    phone = Line(60, allow_none=True, load_default=None)
    contact_person = Line(200, allow_none=True, load_default=None)
    opening_hours = Line(500, allow_none=True, load_default=None)
    accessibility = Line(1000, allow_none=True, load_default=None)
    languages = languages()
    addresses = fields.List(
        fields.Nested(AddressShape), load_default=list, validate=validate.Length(max=_MOST_ADDRESSES)
    )
    founded = fields.Integer(strict=True, allow_none=True, load_default=None, validate=validate.Range(1000, 2200))
    trusted = fields.Boolean(load_default=False, metadata={"description": "The editors' word alone."})
    source = Line(200, allow_none=True, load_default=None, metadata={"description": "The editors' word alone."})
    licence = Line(100, allow_none=True, load_default=None, metadata={"description": "The editors' word alone."})


class OrganisationCardSchema(Schema):
    """An organisation as lists show it."""

    id = fields.UUID()
    slug = fields.String()
    name = fields.String()
    kind = fields.String(validate=_KIND)
    summary = fields.String(allow_none=True)
    categories = fields.List(fields.String())
    district = fields.String(allow_none=True)
    lat = fields.Float(allow_none=True)
    lon = fields.Float(allow_none=True)
    website = fields.String(allow_none=True)
    picture = fields.Nested(PictureSchema, allow_none=True)


class AddressSchema(PlaceSchema):
    """Another place where an organisation is to be found."""

    label = fields.String()
    district = fields.String(allow_none=True)
    opening_hours = fields.String(allow_none=True)
    accessibility = fields.String(allow_none=True)


class OrganisationSchema(OrganisationCardSchema, PlaceSchema):
    """An organisation with what it offers, does and plans."""

    external_id = fields.String(allow_none=True)
    description = fields.String(allow_none=True)
    easy_read = fields.String(allow_none=True)
    email = fields.String(allow_none=True, metadata={"description": HIDDEN_ADDRESS})
    phone = fields.String(allow_none=True)
    contact_person = fields.String(allow_none=True)
    opening_hours = fields.String(allow_none=True)
    accessibility = fields.String(allow_none=True)
    languages = fields.List(fields.String())
    addresses = fields.List(fields.Nested(AddressSchema))
    founded = fields.Integer(allow_none=True)
    keywords = fields.List(fields.String())
    pictures = fields.List(fields.Nested(PictureSchema))
    trusted = fields.Boolean()
    confirmed_on = fields.Date(allow_none=True)
    source = fields.String(allow_none=True)
    licence = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf(list(State)))
    version = fields.Integer()
    offers = fields.List(fields.Nested(OfferCardSchema))
    projects = fields.List(fields.Nested(ProjectCardSchema))
    events = fields.List(fields.Nested(EventOnPageSchema))


class OrganisationsSchema(PageSchema):
    """A page of organisations."""

    items = fields.List(fields.Nested(OrganisationCardSchema))
