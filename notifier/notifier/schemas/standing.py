"""How the state of sending looks from outside."""

from marshmallow import Schema, fields


class LaneSchema(Schema):
    """One lane: how many people wait in it, since when the first is due, and whether it rests."""

    lane = fields.String()
    waiting = fields.Integer()
    paused = fields.Integer()
    oldest_due_at = fields.AwareDateTime(allow_none=True)
    sent_last_hour = fields.Integer()
    distrusted = fields.Integer(metadata={"description": "Refused since yesterday because of who we are (5.7.x)."})
    rests_until = fields.AwareDateTime(allow_none=True)
    reason = fields.String(allow_none=True)


class RestingDomainSchema(Schema):
    """A receiving domain that refuses what a lane sends for what we are, and until when it is left in peace."""

    lane = fields.String()
    domain = fields.String()
    until = fields.AwareDateTime()
    reason = fields.String()


class InDoubtSchema(Schema):
    """A notification of which nobody knows for some people whether they have got it."""

    notification_id = fields.Integer()
    topic = fields.String()
    title = fields.String(allow_none=True)
    count = fields.Integer()
    can_be_sent_again = fields.Boolean()
    created_at = fields.AwareDateTime()
    last_at = fields.AwareDateTime()


class StandingSchema(Schema):
    """How sending stands."""

    lanes = fields.List(fields.Nested(LaneSchema))
    domains = fields.List(fields.Nested(RestingDomainSchema))
    in_doubt = fields.List(fields.Nested(InDoubtSchema))
    suppressed = fields.Dict(keys=fields.String(), values=fields.Integer())
