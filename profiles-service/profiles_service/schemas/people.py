"""How people look from outside, to themselves and to their colleagues."""

from marshmallow import Schema, fields, validate

from profiles_service.models import ADMINISTRATOR, EDITOR
from services.kit.addresses import LONGEST_NAME
from services.kit.shapes import Line, MailAddress, Shape


class PersonSchema(Schema):
    """Somebody with an account."""

    id = fields.UUID()
    email = fields.String()
    name = fields.String(allow_none=True)
    roles = fields.List(fields.String())


class ColleagueSchema(PersonSchema):
    """Somebody who acts for the city, as her colleagues see her."""

    has_passkey = fields.Boolean()


class AppointmentSchema(Shape):
    """Who is to act for the city, and as what."""

    email = MailAddress(required=True)
    name = Line(LONGEST_NAME, load_default=None, allow_none=True)
    role = fields.String(required=True, validate=validate.OneOf([EDITOR, ADMINISTRATOR]))


class ColleaguesSchema(Schema):
    """All who act for the city."""

    items = fields.List(fields.Nested(ColleagueSchema))


class StewardshipSchema(Schema):
    """An organisation whose things a person may edit."""

    organisation_id = fields.UUID()
    organisation_name = fields.String()


class MeSchema(PersonSchema):
    """What a person sees of her own account."""

    language = fields.String()
    stewardships = fields.List(fields.Nested(StewardshipSchema))
