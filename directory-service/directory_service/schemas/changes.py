"""The feed of changes: ordered by time and id, what is gone included."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any
from uuid import UUID

from marshmallow import Schema, ValidationError, fields, validate

from services.kit.shapes import Shape


def cursor(changed_at: datetime, record_id: UUID) -> str:
    """Return a place in the feed as one word."""
    return urlsafe_b64encode(f"{changed_at.isoformat()} {record_id}".encode()).decode()


class Place(fields.String):
    """A place in the feed, as `next` named it."""

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the moment and the id."""
        word = super().deserialize(value, *args, **kwargs)
        if not isinstance(word, str):
            return word
        try:
            moment, _, record_id = urlsafe_b64decode(word.encode()).decode().partition(" ")
            found = datetime.fromisoformat(moment), UUID(record_id)
        except (ValueError, UnicodeError):
            raise ValidationError("This is no place in the feed. Please take it from `next`.") from None
        if found[0].tzinfo is None:
            raise ValidationError("This is no place in the feed. Please take it from `next`.")
        return found


class ChangesArgs(Shape):
    """From where on, and how many at once."""

    after = Place(load_default=None)
    size = fields.Integer(load_default=500, validate=validate.Range(1, 1000))


class ChangeSchema(Schema):
    """A record as it stands after its last change: there to be read again, or gone."""

    kind = fields.String(validate=validate.OneOf(["organisation", "project", "offer"]))
    id = fields.UUID()
    external_id = fields.String(allow_none=True)
    slug = fields.String()
    title = fields.String(allow_none=True, metadata={"description": "None of what is gone."})
    state = fields.Function(
        lambda row: "updated" if row["state"] == "published" else "deleted",
        metadata={"type": "string", "enum": ["updated", "deleted"]},
    )
    version = fields.Integer()
    changed_at = fields.AwareDateTime()


class ChangesSchema(Schema):
    """Changes, the oldest first, and the place to go on from."""

    items = fields.List(fields.Nested(ChangeSchema))
    next = fields.String(allow_none=True)
