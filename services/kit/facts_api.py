"""The door for hearers that catch up: what was told to them, and their word that they heard it.

Queues alone are not trusted. Every hearer asks its tellers once a minute for facts that it has not yet said it heard;
this is what survives an emptied Redis, and what fills a new service.
"""

from datetime import timedelta
from typing import Any

from marshmallow import RAISE, Schema, fields, validate

from services.facts.hearers import heard_by
from services.kit import auth, clock, outbox
from services.kit.doors import Doors, session
from services.kit.errors import Forbidden

# What was told this moment is most likely still on its way through the queue.
_ON_ITS_WAY = timedelta(seconds=10)

doors = Doors("facts", __name__, description="For the other services: facts told, and heard.")


class NotYourFacts(Forbidden):
    """A service may only ask for the facts it hears itself."""


class FactsArgs(Schema):
    """Who asks, and since when; without `since`, whatever the hearer has not confirmed."""

    class Meta:
        """Refuse unknown words."""

        unknown = RAISE

    hearer = fields.String(required=True)
    since = fields.AwareDateTime(load_default=None)


class MessageSchema(Schema):
    """A fact as it travels."""

    id = fields.UUID()
    name = fields.String()
    payload = fields.Dict()
    request_id = fields.String()
    told_at = fields.AwareDateTime()


class FactsSchema(Schema):
    """Facts told to one hearer, oldest first, at most 500."""

    items = fields.List(fields.Nested(MessageSchema))


class HearingsSchema(Schema):
    """Facts that were heard."""

    class Meta:
        """Refuse unknown words."""

        unknown = RAISE

    fact_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(max=500))


@doors.route("/v1/facts", methods=["GET"])
@doors.arguments(FactsArgs, location="query")
@doors.response(200, FactsSchema)
@auth.requires("service")
def facts(args: dict[str, Any]) -> dict[str, Any]:
    """Return the facts that a hearer has not yet said it heard, or all since a moment."""
    hearer = args["hearer"]
    if hearer != auth.caller().service:
        raise NotYourFacts
    if args["since"] is None:
        return {"items": outbox.waiting_for(session(), hearer, told_before=clock.now() - _ON_ITS_WAY)}
    names = [fact.fact_name for fact in heard_by(hearer)]
    return {"items": outbox.told_since(session(), args["since"], names=names)}


@doors.route("/v1/facts/hearings", methods=["PUT"])
@doors.arguments(HearingsSchema)
@doors.response(204)
@auth.requires("service")
def confirm_hearings(words: dict[str, Any]) -> None:
    """Note that the asking service heard these facts; nobody needs to be told them again."""
    outbox.mark_heard(session(), str(auth.caller().service), words["fact_ids"])
