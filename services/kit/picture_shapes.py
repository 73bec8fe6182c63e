"""Pictures that something shows, by their ids at the service that keeps them."""

from marshmallow import Schema, fields, validate

from services.kit.shapes import Line, Shape


class PictureShape(Shape):
    """A picture that a record shows, as it comes in; what it shows is said for those who don't see it."""

    id = fields.UUID(required=True)
    alt = Line(300, required=True, metadata={"description": "What can be seen."})
    credit = Line(200, allow_none=True, load_default=None)
    licence = Line(100, allow_none=True, load_default=None)
    # Come back with what was read; we measure ourselves.
    width = fields.Integer(load_default=0, validate=validate.Range(0, 100_000))
    height = fields.Integer(load_default=0, validate=validate.Range(0, 100_000))


class PictureSchema(Schema):
    """A picture at `/v1/pictures/{id}/{size}.webp`, small, medium or large; the measures are those of the large one."""

    id = fields.UUID()
    alt = fields.String()
    credit = fields.String(allow_none=True)
    licence = fields.String(allow_none=True)
    width = fields.Integer()
    height = fields.Integer()
