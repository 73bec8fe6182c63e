"""What is asked and answered about events of others in one's own calendar."""

from marshmallow import Schema, fields, validate

from events_service.rules.showings import STATES
from events_service.schemas.events import EventNameSchema
from events_service.schemas.shared import OrganisationSchema
from services.kit.paging import ListSchema


class ShowingSchema(Schema):
    """How it stands between an event and an organisation that wants to show it."""

    state = fields.String(validate=validate.OneOf(STATES))


class OwnShowingSchema(ShowingSchema):
    """How it stands between an event and an organisation of the caller's."""

    organisation = fields.Nested(OrganisationSchema)


class ShowingsSchema(Schema):
    """The caller's organisations that may show an event."""

    items = fields.List(fields.Nested(OwnShowingSchema))


class ShowingQuestionSchema(Schema):
    """That an organisation asks to show an event of another."""

    event = fields.Nested(EventNameSchema)
    organisation = fields.Nested(OrganisationSchema, metadata={"description": "Who asks."})
    leader = fields.Nested(OrganisationSchema, metadata={"description": "Whose event it is."})
    asked_at = fields.AwareDateTime()


class ShowingQuestionsSchema(ListSchema):
    """A page of what is asked of organisations."""

    items = fields.List(fields.Nested(ShowingQuestionSchema))
