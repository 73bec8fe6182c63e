"""How tables come in; what is told of each row is the same in every service (`services.kit.import_shapes`)."""

from marshmallow import Schema, fields, validate

from directory_service.rules import ImportKind
from services.kit.import_shapes import ImportSchema, NoticedSchema, TableShape
from services.kit.shapes import Line, Shape


class ImportShape(TableShape):
    """A table, what it holds, and where it comes from."""

    kind = fields.String(required=True, validate=validate.OneOf(list(ImportKind)))
    source = Line(100, allow_none=True, load_default=None, metadata={"description": "Whose list this is."})
    is_whole = fields.Boolean(
        load_default=False,
        metadata={"description": "Whether this is all the source has, so that what is missing is gone there."},
    )


class ConfirmationShape(Shape):
    """What else is to be done when a table is taken over."""

    hides_gone = fields.Boolean(
        allow_none=True,
        load_default=None,
        metadata={"description": "Whether to hide what its source has no more. Unsaid: unless that is too much."},
    )


class ProgressSchema(Schema):
    """How many rows of how many are taken over."""

    done = fields.Integer()
    total = fields.Integer()


class SourceNoticedSchema(NoticedSchema):
    """What was noticed about a file, and about its source."""

    gone = fields.Integer(metadata={"description": "Records of this source that the table does not hold any more."})
    shrinks = fields.Boolean(metadata={"description": "So many are gone that none is hidden unless you say so."})


class SourceImportSchema(ImportSchema):
    """A table with a report on each row, and where it comes from."""

    source = fields.String(allow_none=True)
    is_whole = fields.Boolean()
    noticed = fields.Nested(SourceNoticedSchema)
    progress = fields.Nested(ProgressSchema, allow_none=True)
