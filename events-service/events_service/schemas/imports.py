"""How tables of events come in."""

from marshmallow import fields, validate

from events_service.rules.words import MOST_CATEGORIES
from services.kit.import_shapes import TableShape
from services.kit.shapes import Key


class ImportWords(TableShape):
    """A table of events, or a calendar (`.ics`); `announce` says whether its new events are news to subscribers.

    A calendar does not say whose events they are, nor what they are about: `organisation_id` and `categories` do.
    """

    kind = fields.String(required=True, validate=validate.OneOf(["events"]))
    organisation_id = fields.UUID(load_default=None, allow_none=True)
    categories = fields.List(Key(), load_default=list, validate=validate.Length(max=MOST_CATEGORIES))
