"""How reports, questions of freshness and invitations look from outside."""

from marshmallow import Schema, fields, validate

from directory_service.rules import RecordKind, StewardRole
from directory_service.schemas.shared import OwnerSchema
from services.kit.paging import ListSchema, PageArgs
from services.kit.shapes import Email, Line, Shape, Words

ANSWERS = ("still_true", "over")
_LANGUAGES = validate.OneOf(["de", "en"])
_PATH = r"^/[^\s\u0000-\u001f\u007f-\u009f]*$"


class ReportShape(Shape):
    """What somebody found wrong, and on which page."""

    path = Line(300, required=True, pattern=_PATH)
    kind = fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.OneOf(["organisation", "project", "offer", "event", "person"]),
    )
    subject_id = fields.UUID(allow_none=True, load_default=None)
    title = Line(200, required=True)
    text = Words(5000, required=True)
    email = Email(allow_none=True, load_default=None)


class ReportsArgs(PageArgs):
    """Which reports are asked for."""

    settled = fields.Boolean(load_default=False)


class SettlementShape(Shape):
    """That a report was looked into."""

    note = Words(5000, allow_none=True, load_default=None)


class ReportSchema(Schema):
    """A report."""

    id = fields.UUID()
    path = fields.String()
    kind = fields.String(allow_none=True)
    subject_id = fields.UUID(allow_none=True)
    title = fields.String()
    text = fields.String()
    email = fields.String(allow_none=True)
    sent_at = fields.AwareDateTime()
    settled_at = fields.AwareDateTime(allow_none=True)
    note = fields.String(allow_none=True)


class ReportsSchema(ListSchema):
    """A page of reports, oldest first."""

    items = fields.List(fields.Nested(ReportSchema))


class ChecksArgs(PageArgs):
    """Which questions of freshness are asked for: open ones, those whose record is hidden, those nobody was sent."""

    state = fields.String(load_default="hidden", validate=validate.OneOf(["asked", "hidden", "unreached"]))


class CheckSchema(Schema):
    """A question whether a record is still true."""

    kind = fields.String(validate=validate.OneOf(list(RecordKind)))
    subject_id = fields.UUID()
    slug = fields.String()
    title = fields.String()
    organisation = fields.Nested(OwnerSchema)
    confirmed_on = fields.Date(allow_none=True)
    asked_at = fields.AwareDateTime()
    asked = fields.Integer(metadata={"description": "How many people were asked."})
    hides_on = fields.Date()
    hidden_at = fields.AwareDateTime(allow_none=True)
    answer = fields.String(allow_none=True)


class ChecksSchema(ListSchema):
    """A page of questions, oldest first."""

    items = fields.List(fields.Nested(CheckSchema))


class AnswerShape(Shape):
    """Whether a record is still true, or over."""

    answer = fields.String(required=True, validate=validate.OneOf(ANSWERS))


class ConfirmationSchema(Schema):
    """When a record was found true last."""

    confirmed_on = fields.Date()
    version = fields.Integer()


class InvitationShape(Shape):
    """Who is invited to look after an organisation; an owner also decides who else does."""

    email = Email(required=True)
    name = Line(100, allow_none=True, load_default=None)
    role = fields.String(load_default=StewardRole.OWNER, validate=validate.OneOf(list(StewardRole)))
    language = fields.String(load_default="de", validate=_LANGUAGES)


class InvitationSchema(Schema):
    """An invitation that nobody has accepted yet."""

    id = fields.UUID()
    email = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    role = fields.String(validate=validate.OneOf(list(StewardRole)))
    invited_at = fields.AwareDateTime()
    expires_at = fields.AwareDateTime()


class InvitationsSchema(Schema):
    """The open invitations of an organisation."""

    items = fields.List(fields.Nested(InvitationSchema))


class InvitedSchema(Schema):
    """What a link invites to."""

    organisation = fields.Nested(OwnerSchema)
    role = fields.String(validate=validate.OneOf(list(StewardRole)))
    is_open = fields.Boolean()
    expires_at = fields.AwareDateTime()


class RoleShape(Shape):
    """What somebody may do who looks after an organisation."""

    role = fields.String(required=True, validate=validate.OneOf(list(StewardRole)))


class StewardSchema(Schema):
    """Somebody who looks after an organisation."""

    person_id = fields.UUID()
    name = fields.String(allow_none=True)
    role = fields.String(validate=validate.OneOf(list(StewardRole)))
    appointed_at = fields.AwareDateTime()


class StewardsSchema(Schema):
    """All who look after an organisation."""

    items = fields.List(fields.Nested(StewardSchema))
