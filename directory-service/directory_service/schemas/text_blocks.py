"""How the editors' ready-made reasons look from outside."""

from marshmallow import Schema, fields, validate

from services.kit.shapes import Line, Shape, Words


class TextBlockShape(Shape):
    """A text of the editors, as it comes in."""

    title = Line(100, required=True)
    text = Words(5000, required=True)
    position = fields.Integer(strict=True, load_default=0, validate=validate.Range(0, 1000))


class TextBlockSchema(Schema):
    """A text that editors use again and again."""

    id = fields.UUID()
    title = fields.String()
    text = fields.String()
    position = fields.Integer()
    version = fields.Integer()


class TextBlocksSchema(Schema):
    """All texts of the editors."""

    items = fields.List(fields.Nested(TextBlockSchema))
