"""How pictures come in, and what is said of one that was kept."""

from marshmallow import Schema, fields

from services.kit.shapes import Shape


class PictureArgs(Shape):
    """For which organisation a picture is; only editors may leave that open."""

    organisation = fields.UUID(load_default=None)


class KeptPictureSchema(Schema):
    """A picture that was kept, and how large its largest size is."""

    id = fields.UUID()
    width = fields.Integer()
    height = fields.Integer()
