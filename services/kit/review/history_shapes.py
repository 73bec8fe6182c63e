"""How what became of a record looks from outside."""

from marshmallow import Schema, fields, validate

from services.kit.paging import ListSchema, PageArgs
from services.kit.review.rules import Deed, Origin, RevisionState


class HistoryArgs(PageArgs):
    """Which page of a record's history."""


class ChangeOfFieldSchema(Schema):
    """One field, as it was before and after."""

    field = fields.String()
    before = fields.Raw(allow_none=True)
    after = fields.Raw(allow_none=True)


class EntrySchema(Schema):
    """One thing that became of a record; with `subject_id` of what has become one with it, what became of that."""

    id = fields.UUID()
    kind = fields.String()
    subject_id = fields.UUID()
    title = fields.String()
    deed = fields.String(validate=validate.OneOf(list(Deed)))
    state = fields.String(validate=validate.OneOf([RevisionState.APPROVED, RevisionState.REFUSED]))
    at = fields.AwareDateTime(allow_none=True)
    version = fields.Integer(allow_none=True)
    origin = fields.String(validate=validate.OneOf(list(Origin)))
    source = fields.String(
        allow_none=True,
        metadata={"description": "The table or feed it came with, or the record that it became one with."},
    )
    made_by = fields.String(
        allow_none=True,
        metadata={"description": "A person's id, a service's name, `link` or `clock`; nothing for suggestions."},
    )
    made_by_name = fields.String(allow_none=True, metadata={"description": "As an invitation named her."})
    decided_by = fields.String(allow_none=True)
    decided_by_name = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    corrected = fields.Boolean()
    changes = fields.List(fields.Nested(ChangeOfFieldSchema))


class HistorySchema(ListSchema):
    """A page of what became of a record, the newest first."""

    items = fields.List(fields.Nested(EntrySchema))
