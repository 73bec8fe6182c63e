"""How the proof of what somebody agreed to looks from outside."""

from marshmallow import Schema, fields

from profiles_service.models import STEPS
from services.kit.shapes import MailAddress, Shape


class ConsentsArgs(Shape):
    """Whose proof is wanted."""

    email = MailAddress(required=True)


class ConsentSchema(Schema):
    """One line of the proof: what happened, in which words, and how it is chained to the line before."""

    id = fields.Integer()
    step = fields.String(metadata={"enum": list(STEPS)})
    happened_at = fields.AwareDateTime()
    form = fields.String(allow_none=True)
    chosen = fields.Dict(allow_none=True)
    request_id = fields.UUID(allow_none=True)
    letter_id = fields.UUID(allow_none=True)
    wording = fields.String(allow_none=True)
    wording_version = fields.String(allow_none=True)
    wording_language = fields.String(allow_none=True)
    wording_hash = fields.String(allow_none=True)
    is_true = fields.Boolean()
    salt = fields.String(allow_none=True)
    content_hash = fields.String()
    prev_hash = fields.String()
    hash = fields.String()


class ConsentsSchema(Schema):
    """The whole proof of what a person agreed to."""

    email = fields.String()
    person_id = fields.UUID()
    state = fields.String(metadata={"enum": ["active", "left", "waiting"]})
    lines = fields.List(fields.Nested(ConsentSchema))
