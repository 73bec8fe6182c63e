"""How notifications and the ledger look from outside."""

from marshmallow import Schema, fields, validate

from notifier.rules import State
from services.kit.paging import ListSchema, PageArgs

_STATES = [state.name.lower() for state in State]


class DeliveriesArgs(PageArgs):
    """Which people of a notification."""

    state = fields.String(load_default=None, validate=validate.OneOf(_STATES))


class NotificationSchema(Schema):
    """Something people are told, in sums that add up to everyone it is meant for."""

    id = fields.Integer()
    topic = fields.String()
    lane = fields.String()
    title = fields.String(allow_none=True)
    state = fields.String()
    fanned_out = fields.Integer()
    states = fields.Dict(keys=fields.String(), values=fields.Integer())
    created_at = fields.AwareDateTime()
    expires_at = fields.AwareDateTime()


class DeliverySchema(Schema):
    """What became of one mail for one person; her address is not told."""

    person_id = fields.UUID(allow_none=True)
    state = fields.String()
    attempt = fields.Integer()
    next_at = fields.AwareDateTime(allow_none=True)
    smtp_code = fields.Integer(allow_none=True)
    enhanced = fields.String(allow_none=True)
    reply = fields.String(allow_none=True)
    updated_at = fields.AwareDateTime(allow_none=True)


class NotificationsSchema(ListSchema):
    """A page of notifications, newest first."""

    items = fields.List(fields.Nested(NotificationSchema))


class DeliveriesSchema(ListSchema):
    """A page of the ledger."""

    items = fields.List(fields.Nested(DeliverySchema))


class ResentSchema(Schema):
    """How many mails go out once more."""

    resent = fields.Integer()
