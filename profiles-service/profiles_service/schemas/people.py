"""How people look from outside, to themselves and to their colleagues."""

from marshmallow import Schema, fields


class PersonSchema(Schema):
    """Somebody with an account."""

    id = fields.UUID()
    email = fields.String()
    name = fields.String(allow_none=True)
    roles = fields.List(fields.String())


class ColleagueSchema(Schema):
    """An editor, as other editors call her."""

    id = fields.UUID()
    name = fields.String(allow_none=True)
    email = fields.String()


class ColleaguesSchema(Schema):
    """All editors."""

    items = fields.List(fields.Nested(ColleagueSchema))


class StewardshipSchema(Schema):
    """An organisation whose things a person may edit."""

    organisation_id = fields.UUID()
    organisation_name = fields.String()


class MeSchema(PersonSchema):
    """What a person sees of her own account."""

    language = fields.String()
    stewardships = fields.List(fields.Nested(StewardshipSchema))
