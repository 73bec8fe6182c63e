"""How tables come in, and what is told of each row."""

from marshmallow import Schema, fields, validate

from directory_service.rules import ImportKind, ImportState
from services.kit.shapes import Shape, Words

_LONGEST_TABLE = 5_000_000


class ImportShape(Shape):
    """A table, and whether people are told of what is new in it."""

    kind = fields.String(required=True, validate=validate.OneOf(list(ImportKind)))
    text = Words(_LONGEST_TABLE, required=True, metadata={"description": "CSV with German column names."})
    announce = fields.Boolean(load_default=False)


class ComplaintSchema(Schema):
    """What is wrong in one cell."""

    column = fields.String()
    sentence = fields.String()
    suggestion = fields.String(allow_none=True)


class ImportRowSchema(Schema):
    """What becomes of one row; its number is the one a spreadsheet shows."""

    row = fields.Integer()
    external_id = fields.String(allow_none=True)
    title = fields.String(allow_none=True)
    verdict = fields.String(validate=validate.OneOf(["new", "changed", "unchanged", "refused"]))
    problems = fields.List(fields.Nested(ComplaintSchema))


class ImportSchema(Schema):
    """A table that waits for its confirmation, or was applied."""

    id = fields.UUID()
    kind = fields.String(validate=validate.OneOf(list(ImportKind)))
    announce = fields.Boolean()
    state = fields.String(validate=validate.OneOf(list(ImportState)))
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    rows = fields.List(fields.Nested(ImportRowSchema))
    made_at = fields.AwareDateTime()
    applied_at = fields.AwareDateTime(allow_none=True)
