"""How passkeys look from outside."""

from marshmallow import Schema, ValidationError, fields, validates_schema

from services.kit.addresses import LONGEST_NAME
from services.kit.shapes import Line, Shape

_BYTES = r"^[A-Za-z0-9_-]+$"


class PasskeyQuestionArgs(Shape):
    """What a browser is to be asked: to sign somebody in, to show a passkey of hers, or to make one."""

    purpose = fields.String(required=True, metadata={"enum": ["sign_in", "show", "register"]})

    @validates_schema
    def _is_known(self, words: dict[str, str], **_: object) -> None:
        if words["purpose"] not in ("sign_in", "show", "register"):
            raise ValidationError("Please ask for sign_in, show or register.", "purpose")


class PasskeyQuestionSchema(Schema):
    """A question that is answered once, within five minutes."""

    challenge_id = fields.UUID()
    options = fields.Dict(metadata={"description": "What `navigator.credentials` takes as `publicKey`, in JSON."})


# In JSON these words are spelt as browsers spell them.
PasskeyResponseSchema = Shape.from_dict(
    {
        "clientDataJSON": Line(8_000, pattern=_BYTES, required=True),
        "attestationObject": Line(20_000, pattern=_BYTES),
        "authenticatorData": Line(8_000, pattern=_BYTES),
        "signature": Line(2_000, pattern=_BYTES),
    },
    name="PasskeyResponseSchema",
)


class PasskeyAnswerSchema(Shape):
    """What a browser answered (`PublicKeyCredential.toJSON()`), and by which key."""

    id = Line(1_400, pattern=_BYTES, required=True)
    response = fields.Nested(PasskeyResponseSchema, required=True)


class ShownSchema(Shape):
    """An answer to a question."""

    challenge_id = fields.UUID(required=True)
    answer = fields.Nested(PasskeyAnswerSchema, required=True)


class NewPasskeySchema(ShownSchema):
    """A new passkey, and what its owner calls it."""

    name = Line(LONGEST_NAME, required=True)


class PasskeySchema(Schema):
    """A passkey as its owner sees it."""

    id = fields.UUID()
    name = fields.String()
    is_synced = fields.Boolean(metadata={"description": "Whether its owner’s other devices have it too."})
    created_at = fields.AwareDateTime()
    last_used_at = fields.AwareDateTime(allow_none=True)


class PasskeysSchema(Schema):
    """Somebody's passkeys, the oldest first."""

    items = fields.List(fields.Nested(PasskeySchema))


class RenewedSchema(Schema):
    """The session's new secret, told this once: the one before opens nothing more."""

    session = fields.String()


class PasskeyMadeSchema(RenewedSchema):
    """A new passkey, and the session's new secret."""

    passkey = fields.Nested(PasskeySchema)
