"""How projects look from outside."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from directory_service.rules import ProjectStatus, Side, State
from directory_service.schemas.offers import OfferCardSchema, ProjectNameSchema
from directory_service.schemas.shared import (
    EventOnPageSchema,
    OwnedArgs,
    OwnedShape,
    OwnerSchema,
    PageSchema,
    PlaceSchema,
)
from services.kit.paging import ListSchema, PageArgs
from services.kit.picture_shapes import PictureSchema
from services.kit.shapes import Line, Shape, WebAddress, Words

_MOST_PARTNERS = 30
_STATUS = validate.OneOf(list(ProjectStatus))


class ProjectsArgs(OwnedArgs):
    """What a list of projects may be asked for."""

    status = fields.List(fields.String(validate=_STATUS), load_default=list)


class PartnerShape(Shape):
    """An organisation that takes part in a project, as it comes in."""

    organisation_id = fields.UUID(required=True)
    role = Line(200, allow_none=True, load_default=None)


class ProjectShape(OwnedShape):
    """A project as it comes in, with the others that take part in it."""

    status = fields.String(required=True, validate=_STATUS)
    goals = Words(20_000, allow_none=True, load_default=None)
    results = Words(20_000, allow_none=True, load_default=None)
    funding = Line(500, allow_none=True, load_default=None)
    joinable = fields.Boolean(allow_none=True, load_default=None)
    website = WebAddress(allow_none=True, load_default=None)
    partners = fields.List(fields.Nested(PartnerShape), load_default=list, validate=validate.Length(max=_MOST_PARTNERS))

    @validates_schema
    def _others_and_each_once(self, words: dict[str, Any], **_: Any) -> None:
        partners = [each["organisation_id"] for each in words["partners"]]
        if words["organisation_id"] in partners:
            raise ValidationError("Who leads a project need not be said to take part in it.", "partners")
        if len(set(partners)) < len(partners):
            raise ValidationError("An organisation takes part once.", "partners")


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
    lat = fields.Float(allow_none=True)
    lon = fields.Float(allow_none=True)
    organisation = fields.Nested(OwnerSchema)
    picture = fields.Nested(PictureSchema, allow_none=True)


class PartnerSchema(Schema):
    """An organisation that takes part in a project."""

    organisation_id = fields.UUID()
    slug = fields.String()
    name = fields.String()
    role = fields.String(allow_none=True)
    confirmed = fields.Boolean(metadata={"description": "False for whom it names and who has not answered yet."})


class ProjectIdeaSchema(Schema):
    """The idea that has become a project."""

    id = fields.UUID()
    slug = fields.String()
    title = fields.String()


class ProjectSchema(ProjectCardSchema, PlaceSchema):
    """A project with all that takes part in it."""

    external_id = fields.String(allow_none=True)
    description = fields.String(allow_none=True)
    easy_read = fields.String(allow_none=True)
    goals = fields.String(allow_none=True)
    results = fields.String(allow_none=True)
    target_groups = fields.String(allow_none=True)
    funding = fields.String(allow_none=True)
    joinable = fields.Boolean(allow_none=True)
    website = fields.String(allow_none=True)
    contact_person = fields.String(allow_none=True)
    keywords = fields.List(fields.String())
    pictures = fields.List(fields.Nested(PictureSchema))
    confirmed_on = fields.Date(allow_none=True)
    partners = fields.List(fields.Nested(PartnerSchema))
    idea = fields.Nested(ProjectIdeaSchema, allow_none=True)
    offers = fields.List(fields.Nested(OfferCardSchema))
    events = fields.List(fields.Nested(EventOnPageSchema))
    state = fields.String(validate=validate.OneOf(list(State)))
    version = fields.Integer()


class ProjectsSchema(PageSchema):
    """A page of projects."""

    items = fields.List(fields.Nested(ProjectCardSchema))


class PartnershipsArgs(PageArgs):
    """Which side of a question, of which organisation and about which project."""

    side = fields.String(
        validate=validate.OneOf(list(Side)),
        load_default=Side.ASKED,
        metadata={
            "description": "`asked`: what one's organisations are asked; `joined`: where they take part; `leading`: "
            "whom their projects name."
        },
    )
    organisation = fields.UUID(allow_none=True, load_default=None)
    project = fields.UUID(allow_none=True, load_default=None)


class PartnershipSchema(Schema):
    """That an organisation is named with a project, and what it has said to that."""

    project = fields.Nested(ProjectNameSchema)
    organisation = fields.Nested(OwnerSchema, metadata={"description": "Who is asked."})
    leader = fields.Nested(OwnerSchema, metadata={"description": "Who leads the project."})
    role = fields.String(allow_none=True)
    asked_at = fields.AwareDateTime(
        allow_none=True, metadata={"description": "Nobody is asked before the project is public."}
    )
    answer = fields.String(validate=validate.OneOf(["open", "yes", "no"]))
    looked_after = fields.Boolean(metadata={"description": "Whether anybody is there who could answer."})


class PartnershipsSchema(ListSchema):
    """A page of what organisations are asked, or were asked."""

    items = fields.List(fields.Nested(PartnershipSchema))
