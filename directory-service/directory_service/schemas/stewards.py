"""How stewards and invitations look from outside."""

from marshmallow import Schema, fields, validate

from directory_service.rules import StewardRole
from directory_service.schemas.shared import OwnerSchema
from services.kit.addresses import LONGEST_NAME
from services.kit.shapes import Email, Line, Shape

_ROLE = validate.OneOf(list(StewardRole))
_LANGUAGES = validate.OneOf(["de", "en"])


class InvitationShape(Shape):
    """Who is invited to look after an organisation; an owner also decides who else does."""

    email = Email(required=True)
    name = Line(LONGEST_NAME, allow_none=True, load_default=None)
    role = fields.String(load_default=StewardRole.OWNER, validate=_ROLE)
    language = fields.String(load_default="de", validate=_LANGUAGES)


class InvitationSchema(Schema):
    """An invitation that nobody has accepted yet."""

    id = fields.UUID()
    email = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    role = fields.String(validate=_ROLE)
    invited_at = fields.AwareDateTime()
    expires_at = fields.AwareDateTime()


class InvitationsSchema(Schema):
    """The open invitations of an organisation."""

    items = fields.List(fields.Nested(InvitationSchema))


class InvitedSchema(Schema):
    """What a link invites to."""

    organisation = fields.Nested(OwnerSchema)
    role = fields.String(validate=_ROLE)
    is_open = fields.Boolean()
    expires_at = fields.AwareDateTime()


class RoleShape(Shape):
    """What somebody may do who looks after an organisation."""

    role = fields.String(required=True, validate=_ROLE)


class StewardSchema(Schema):
    """Somebody who looks after an organisation."""

    person_id = fields.UUID()
    name = fields.String(allow_none=True)
    role = fields.String(validate=_ROLE)
    appointed_at = fields.AwareDateTime()


class StewardsSchema(Schema):
    """All who look after an organisation."""

    items = fields.List(fields.Nested(StewardSchema))


class StewardshipSchema(Schema):
    """That somebody looks after an organisation."""

    organisation_id = fields.UUID()
    organisation_slug = fields.String()
    organisation_name = fields.String()
    role = fields.String(validate=_ROLE)


class StewardshipsSchema(Schema):
    """The organisations somebody looks after."""

    items = fields.List(fields.Nested(StewardshipSchema))
