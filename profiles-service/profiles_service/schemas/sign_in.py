"""How signing in looks from outside."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from profiles_service import rules
from profiles_service.schemas.passkeys import PasskeyAnswerSchema
from profiles_service.schemas.people import MeSchema, PersonSchema
from profiles_service.schemas.shared import InterfaceLanguage
from services.kit.shapes import Line, MailAddress, Shape

_WAYS = ({"sign_in_id", "code"}, {"token"}, {"challenge_id", "answer"})


def _missing() -> fields.String:
    told = "What an editor has to do with a passkey before she may act as one; until then `roles` is empty."
    return fields.String(allow_none=True, metadata={"enum": ["show", "register", None], "description": told})


class SignInSchema(Shape):
    """Who wants to sign in, and where to go afterwards."""

    email = MailAddress(required=True)
    language = InterfaceLanguage(required=True)
    next = Line(500, load_default=None, allow_none=True)
    device = Line(200, load_default=None, allow_none=True)

    @validates_schema
    def _stays_here(self, words: dict[str, Any], **_: Any) -> None:
        if words["next"] and not rules.is_own_path(words["next"]):
            raise ValidationError("This leads away from this site.", "next")


class SignInBegunSchema(Schema):
    """A sign-in that waits for its code."""

    sign_in_id = fields.UUID(attribute="id")
    expires_at = fields.AwareDateTime()


class ProofSchema(Shape):
    """What proves who somebody is: a code or the link from a mail to her, or an answer of her passkey."""

    sign_in_id = fields.UUID()
    code = Line(6, pattern=r"^[0-9]{6}$")
    token = Line(100)
    challenge_id = fields.UUID()
    answer = fields.Nested(PasskeyAnswerSchema)
    device = Line(200, load_default=None, allow_none=True)

    @validates_schema
    def _is_one_of_three(self, words: dict[str, Any], **_: Any) -> None:
        if words.keys() - {"device"} not in _WAYS:
            raise ValidationError("Please send sign_in_id and code, or token, or challenge_id and answer.", "code")


class SessionBegunSchema(Schema):
    """A new session; its secret is told this once."""

    session = fields.String(attribute="secret")
    person = fields.Nested(PersonSchema)
    missing = _missing()
    next = fields.String(allow_none=True)


class SessionSchema(Schema):
    """A device on which a person is signed in."""

    id = fields.UUID()
    device = fields.String(allow_none=True)
    created_at = fields.AwareDateTime()
    last_used_at = fields.AwareDateTime()


class SessionsSchema(Schema):
    """Where a person is signed in, the latest first."""

    items = fields.List(fields.Nested(SessionSchema))


class TokensSchema(Schema):
    """A token for each service, and whose they are."""

    tokens = fields.Dict(keys=fields.String(), values=fields.String())
    expires_in = fields.Integer()
    session_id = fields.UUID()
    missing = _missing()
    person = fields.Nested(MeSchema)
