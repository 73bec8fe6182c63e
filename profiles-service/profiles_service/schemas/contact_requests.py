"""How contact requests look from outside: to who asks, to who is asked, and to editors."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from profiles_service.queries.contact_requests import LISTS
from profiles_service.rules import ANSWERS, ASKER, EDITORS, OUTCOME_REASONS, REASONS, STATES, STEWARD, SUBJECT_KINDS
from profiles_service.schemas.shared import InterfaceLanguage, city
from services.kit.addresses import LONGEST_NAME
from services.kit.paging import ListSchema, PageArgs
from services.kit.shapes import Line, MailAddress, Shape, Words

LONGEST_MESSAGE = 2000
_DEEDS = (*ANSWERS, "place", "fail", "forward", "refuse", "close")


class ContactSubjectSchema(Schema):
    """Whether one may ask about something."""

    kind = fields.String(metadata={"enum": list(SUBJECT_KINDS)})
    id = fields.UUID()
    is_open = fields.Boolean()


class ContactRequestSchema(Shape):
    """What somebody writes who wants to be put in touch, and the wording that she agreed to."""

    kind = fields.String(required=True, validate=validate.OneOf(SUBJECT_KINDS))
    subject_id = fields.UUID(required=True)
    name = Line(LONGEST_NAME, required=True)
    email = MailAddress(required=True)
    message = Words(LONGEST_MESSAGE, required=True)
    language = InterfaceLanguage(required=True)
    shares_address = fields.Boolean(
        load_default=False,
        metadata={"description": "Whether her address may be shown to who says: let us meet."},
    )
    wording_version = Line(40, required=True)

    @validates_schema
    def _agrees_to_what_holds(self, words: dict[str, Any], **_: Any) -> None:
        if words["wording_version"] != city().contact_requests.consent_version:
            raise ValidationError("The wording has changed meanwhile. Please read it once more.", "wording_version")


class ContactAnswerSchema(Shape):
    """What a request is answered."""

    answer = fields.String(required=True, validate=validate.OneOf(ANSWERS))
    text = Words(LONGEST_MESSAGE, load_default=None, allow_none=True)
    shares_address = fields.Boolean(
        load_default=False, metadata={"description": "Whether the address of who answers may be passed on."}
    )


class ContactOutcomeSchema(Shape):
    """What became of a request."""

    placed = fields.Boolean(required=True)
    reason = fields.String(
        load_default=None, allow_none=True, validate=validate.OneOf(OUTCOME_REASONS), metadata={"example": "no_time"}
    )

    @validates_schema
    def _says_why(self, words: dict[str, Any], **_: Any) -> None:
        if words["placed"] and words["reason"]:
            raise ValidationError("Only where nothing came of it there is a reason.", "reason")


class ContactRefusalSchema(Shape):
    """Why an editor passes a request on to nobody; the person who asked reads it."""

    note = Words(LONGEST_MESSAGE, required=True)


class ContactRequestsArgs(PageArgs):
    """Which requests: all, those without an answer, or those that wait for editors; and of which organisation."""

    list = fields.String(load_default="all", validate=validate.OneOf(LISTS))
    organisation = fields.UUID(load_default=None)


class ToConfirmSchema(Schema):
    """What the link from the first letter is about: nothing that was typed."""

    kind = fields.String(metadata={"enum": list(SUBJECT_KINDS)})
    title = fields.String()
    slug = fields.String()
    organisation_name = fields.String()
    state = fields.String(metadata={"enum": list(STATES)})


class SeenRequestSchema(ToConfirmSchema):
    """A request as those see it who have a part in it."""

    id = fields.UUID()
    name = fields.String(allow_none=True)
    message = fields.String(allow_none=True)
    shares_address = fields.Boolean()
    email = fields.String(allow_none=True, metadata={"description": "Only after a yes, and with her consent."})
    email_hint = fields.String(allow_none=True)
    answer = fields.String(allow_none=True, metadata={"enum": [*ANSWERS, None]})
    answer_text = fields.String(allow_none=True)
    answer_email = fields.String(allow_none=True, metadata={"description": "To who asked alone."})
    outcome = fields.String(allow_none=True, metadata={"enum": ["placed", "not_placed", None]})
    reason = fields.String(allow_none=True, metadata={"enum": [*REASONS, None]})
    held_for = fields.List(fields.String(), metadata={"description": "To editors: why it waits, or waited, for them."})
    requested_at = fields.AwareDateTime()
    forwarded_at = fields.AwareDateTime(allow_none=True)
    escalated_at = fields.AwareDateTime(allow_none=True)
    answered_at = fields.AwareDateTime(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    erased_at = fields.AwareDateTime(allow_none=True)
    waits_days = fields.Integer(metadata={"description": "In lists: for how many days somebody waits, or waited."})
    viewed_by = fields.String(metadata={"enum": [ASKER, STEWARD, EDITORS]})
    can = fields.List(fields.String(metadata={"enum": list(_DEEDS)}))


class ContactRequestsSchema(ListSchema):
    """A page of requests."""

    items = fields.List(fields.Nested(SeenRequestSchema))
