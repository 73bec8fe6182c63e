"""How records that may be one look from outside."""

from typing import Any

from marshmallow import Schema, fields, validate

from directory_service.rules import RecordKind, State
from services.kit.import_shapes import LikeSchema
from services.kit.paging import ListSchema, PageArgs
from services.kit.shapes import Line, PostCode, Shape


def _name(thing: Any) -> str:
    found = thing if isinstance(thing, dict) else vars(thing)
    return str(found.get("name") or found.get("title") or "")


def _kind() -> fields.String:
    kinds = [each.value for each in RecordKind]
    return fields.String(load_default=RecordKind.ORGANISATION.value, validate=validate.OneOf(kinds))


class LikesArgs(Shape):
    """What somebody has typed so far about something new."""

    kind = _kind()
    name = Line(200, required=True)
    organisation = fields.UUID(load_default=None, metadata={"description": "Whose offer or project it is to be."})
    street = Line(120, load_default=None, allow_none=True)
    post_code = PostCode(allow_none=True, load_default=None)
    lat = fields.Float(load_default=None, validate=validate.Range(-90, 90))
    lon = fields.Float(load_default=None, validate=validate.Range(-180, 180))
    website = Line(500, load_default=None, allow_none=True)
    email = Line(254, load_default=None, allow_none=True)
    but = fields.UUID(load_default=None, metadata={"description": "The one that is being changed."})


class FoundSchema(LikeSchema):
    """A record that may be meant, and whether everybody sees it."""

    state = fields.String(validate=validate.OneOf([each.value for each in State]))
    organisation = fields.String(allow_none=True, metadata={"description": "What its organisation is called."})


class LikesSchema(Schema):
    """Records that may be meant, the likeliest first."""

    items = fields.List(fields.Nested(FoundSchema))


class PairsArgs(PageArgs):
    """Of which kind, and which page of the pairs."""

    kind = _kind()


class OneOfTwoSchema(Schema):
    """One of two records that may be one, or have become one; offers and projects have a title for a name."""

    id = fields.UUID()
    external_id = fields.String(allow_none=True)
    name = fields.Function(_name, metadata={"type": "string"})
    slug = fields.String()


class PairSchema(Schema):
    """Two records that may be one."""

    one = fields.Nested(OneOfTwoSchema)
    other = fields.Nested(OneOfTwoSchema)
    is_strong = fields.Boolean()
    because = fields.List(fields.String())


class PairsSchema(ListSchema):
    """Pairs of records that may be one, the likeliest first."""

    items = fields.List(fields.Nested(PairSchema))


class OneThatStaysShape(Shape):
    """Which version of the one that stays was looked at."""

    version = fields.Integer(required=True, strict=True, metadata={"description": "Of the one that stays."})


class SuccessorShape(OneThatStaysShape):
    """Which organisation another one becomes."""

    organisation_id = fields.UUID(required=True)


class ProjectSuccessorShape(OneThatStaysShape):
    """Which project another one becomes."""

    project_id = fields.UUID(required=True)


class OfferSuccessorShape(OneThatStaysShape):
    """Which offer another one becomes."""

    offer_id = fields.UUID(required=True)
