"""How questions of freshness look from outside."""

from marshmallow import Schema, fields, validate

from directory_service.rules import RecordKind
from directory_service.schemas.shared import OwnerSchema
from services.kit.paging import ListSchema, PageArgs
from services.kit.shapes import Shape

ANSWERS = ("still_true", "over")


class ChecksArgs(PageArgs):
    """Which questions of freshness are asked for: open ones, those whose record is hidden, those nobody was sent."""

    state = fields.String(load_default="hidden", validate=validate.OneOf(["asked", "hidden", "unreached"]))


class CheckSchema(Schema):
    """A question whether a record is still true."""

    kind = fields.String(validate=validate.OneOf(list(RecordKind)))
    subject_id = fields.UUID()
    slug = fields.String()
    title = fields.String()
    organisation = fields.Nested(OwnerSchema)
    has_stewards = fields.Boolean(metadata={"description": "Whether somebody looks after it and may change it."})
    confirmed_on = fields.Date(allow_none=True)
    asked_at = fields.AwareDateTime()
    asked = fields.Integer(metadata={"description": "How many people were asked."})
    hides_on = fields.Date()
    hidden_at = fields.AwareDateTime(allow_none=True)
    answer = fields.String(allow_none=True)


class ChecksSchema(ListSchema):
    """A page of questions, oldest first."""

    items = fields.List(fields.Nested(CheckSchema))


class AnswerShape(Shape):
    """Whether a record is still true, or over."""

    answer = fields.String(required=True, validate=validate.OneOf(ANSWERS))


class ConfirmationSchema(Schema):
    """When a record was found true last."""

    confirmed_on = fields.Date()
    version = fields.Integer()
