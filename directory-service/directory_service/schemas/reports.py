"""How reports look from outside."""

from marshmallow import Schema, fields, validate

from services.kit.paging import ListSchema, PageArgs
from services.kit.shapes import Email, Line, Shape, Words

_PATH = r"^/[^\s\u0000-\u001f\u007f-\u009f]*$"


class ReportShape(Shape):
    """What somebody found wrong, and on which page."""

    path = Line(300, required=True, pattern=_PATH)
    kind = fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.OneOf(["organisation", "project", "offer", "event", "person"]),
    )
    subject_id = fields.UUID(allow_none=True, load_default=None)
    title = Line(200, required=True)
    text = Words(5000, required=True)
    email = Email(allow_none=True, load_default=None)


class ReportsArgs(PageArgs):
    """Which reports are asked for."""

    settled = fields.Boolean(load_default=False)


class SettlementShape(Shape):
    """That a report was looked into."""

    note = Words(5000, allow_none=True, load_default=None)


class ReportSchema(Schema):
    """A report."""

    id = fields.UUID()
    path = fields.String()
    kind = fields.String(allow_none=True)
    subject_id = fields.UUID(allow_none=True)
    title = fields.String()
    text = fields.String()
    email = fields.String(allow_none=True)
    sent_at = fields.AwareDateTime()
    settled_at = fields.AwareDateTime(allow_none=True)
    note = fields.String(allow_none=True)


class ReportsSchema(ListSchema):
    """A page of reports, oldest first."""

    items = fields.List(fields.Nested(ReportSchema))
