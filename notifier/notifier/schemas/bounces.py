"""How reports of mails that did not arrive look from outside."""

from marshmallow import Schema, fields, validate

from services.kit.shapes import Line, Shape


class BounceSchema(Shape):
    """A report in short: what happened, to the mail with which return path, and how the server put it.

    Of who wrote to leave (`leaving`), `return_path` is the address that she wrote to.
    """

    kind = fields.String(required=True, validate=validate.OneOf(["bounce", "delay", "complaint", "leaving"]))
    return_path = Line(320, required=True)
    status = Line(20, load_default=None, allow_none=True, pattern=r"^[245]\.\d{1,3}\.\d{1,3}$")
    words = Line(300, load_default=None, allow_none=True)
    id = Line(200, load_default=None, allow_none=True)


class ReportTakenSchema(Schema):
    """Whether a report is new, and whether it is about a mail of ours."""

    is_new = fields.Boolean()
    is_known = fields.Boolean()
