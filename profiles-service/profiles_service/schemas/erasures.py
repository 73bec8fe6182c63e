"""How asking about oneself, erasing oneself, and the receipt of it look from outside."""

from marshmallow import Schema, fields


class AboutMeTokensSchema(Schema):
    """A token for each service with which one asks what it knows about one, and nothing else."""

    tokens = fields.Dict(keys=fields.String(), values=fields.String())
    expires_in = fields.Integer()
    email = fields.Email()
    has_account = fields.Boolean()
    may_erase = fields.Boolean(metadata={"description": "False when one has to sign in once more before."})


class ErasedSchema(Schema):
    """That one is erased, and the token of the receipt; the other services follow within seconds."""

    receipt = fields.String(metadata={"description": "Shown as `Authorization: Link …` to `GET /v1/erasure`."})


class ErasurePartSchema(Schema):
    """What one service has erased, and what stays there: how many things of each kind; nothing while it has to."""

    service = fields.String()
    forgotten_at = fields.AwareDateTime(allow_none=True)
    erased = fields.Dict(keys=fields.String(), values=fields.Integer())
    stays = fields.Dict(keys=fields.String(), values=fields.Integer())


class ReceiptSchema(Schema):
    """The receipt of an erasure; it says nothing of whom."""

    id = fields.UUID()
    asked_at = fields.AwareDateTime()
    done_at = fields.AwareDateTime(allow_none=True)
    parts = fields.List(fields.Nested(ErasurePartSchema))
