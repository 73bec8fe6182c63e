"""How signing up looks from outside: for those who come, and for those whose event it is."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from events_service.rules.registrations import MOST_QUESTIONS, MOST_TOGETHER, Door, Seating
from services.kit.addresses import LONGEST_NAME
from services.kit.shapes import Language, Line, MailAddress, Shape, Words

_KINDS = ("text", "choice", "yes_no")
_KEY = r"^[a-z][a-z0-9_]{0,29}$"
_MOST_PLACES = 100_000


class QuestionWords(Shape):
    """One question of an organisation; `reason` tells people what the answer is for."""

    key = Line(30, required=True, pattern=_KEY)
    text = Line(200, required=True)
    reason = Line(200, required=True)
    kind = fields.String(required=True, validate=validate.OneOf(_KINDS))
    choices = fields.List(Line(100), load_default=list, validate=validate.Length(max=12))
    required = fields.Boolean(load_default=False)

    @validates_schema
    def _has_choices(self, words: dict[str, Any], **_: Any) -> None:
        if (words.get("kind") == "choice") != (len(words.get("choices", ())) > 1):
            raise ValidationError(
                "A choice needs at least two answers to choose from, other questions none.", "choices"
            )


class SignUpWords(Shape):
    """How people sign up for an event: what they are asked, and whether for single dates or for the whole series."""

    questions = fields.List(
        fields.Nested(QuestionWords), load_default=list, validate=validate.Length(max=MOST_QUESTIONS)
    )
    whole_series = fields.Boolean(load_default=False)
    most_people = fields.Integer(load_default=5, strict=True, validate=validate.Range(1, MOST_TOGETHER))

    @validates_schema
    def _asks_once(self, words: dict[str, Any], **_: Any) -> None:
        keys = [each["key"] for each in words.get("questions", ())]
        if len(set(keys)) < len(keys):
            raise ValidationError("Two questions have the same key.", "questions")


class AskedQuestionSchema(Schema):
    """One question of an organisation."""

    key = fields.String()
    text = fields.String()
    reason = fields.String()
    kind = fields.String()
    choices = fields.List(fields.String())
    required = fields.Boolean()


class SignUpSchema(Schema):
    """How people sign up for an event."""

    questions = fields.List(fields.Nested(AskedQuestionSchema))
    whole_series = fields.Boolean()
    most_people = fields.Integer()
    version = fields.Integer()


class StandingSchema(Schema):
    """One date that people may sign up for; `free` is empty when there is no limit."""

    date_id = fields.UUID(allow_none=True)
    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime(allow_none=True)
    opens_at = fields.AwareDateTime(allow_none=True)
    closes_at = fields.AwareDateTime()
    door = fields.String(validate=validate.OneOf(list(Door)))
    places = fields.Integer(allow_none=True)
    free = fields.Integer(allow_none=True)


class SigningUpSchema(SignUpSchema):
    """How people sign up for an event, and how full its dates are."""

    event_id = fields.UUID()
    slug = fields.String()
    title = fields.String()
    waiting_list = fields.Boolean()
    door = fields.String(validate=validate.OneOf(list(Door)))
    dates = fields.List(fields.Nested(StandingSchema))


class ReminderWords(Shape):
    """Who wants to be reminded of an event; without `date_id` of all of its dates."""

    email = MailAddress(required=True)
    name = Line(LONGEST_NAME, load_default=None, allow_none=True)
    language = Language(required=True)
    date_id = fields.UUID(load_default=None, allow_none=True)


class RegistrationWords(ReminderWords):
    """Who wants to come; `date_id` may be left out where there is one date only, or the whole series is meant."""

    people = fields.Integer(load_default=1, strict=True, validate=validate.Range(1, MOST_TOGETHER))
    answers = fields.Dict(keys=fields.String(validate=validate.Length(max=30)), values=fields.Raw(), load_default=dict)

    @validates_schema
    def _answers_are_short(self, words: dict[str, Any], **_: Any) -> None:
        line = Line(500, allow_none=True)
        for key, answer in words.get("answers", {}).items():
            if not isinstance(answer, bool):
                words["answers"][key] = line.deserialize(answer)


class MailedSchema(Schema):
    """What the answer is to everybody who asks: a mail is on its way."""

    state = fields.String()


class FewerWords(Shape):
    """How many people come after all."""

    people = fields.Integer(required=True, strict=True, validate=validate.Range(1, MOST_TOGETHER))


class OwnEventSchema(Schema):
    """The event that somebody signed up for."""

    id = fields.UUID()
    slug = fields.String()
    title = fields.String()
    all_day = fields.Boolean()


class OwnRegistrationSchema(Schema):
    """One's own registration, as a link from a mail shows it; `place` is one's place in the line."""

    state = fields.String(validate=validate.OneOf(list(Seating)))
    is_saved = fields.Boolean()
    reminds = fields.Boolean()
    people = fields.Integer()
    place = fields.Integer(allow_none=True)
    offer_until = fields.AwareDateTime(allow_none=True)
    email_hint = fields.String(allow_none=True)
    event = fields.Nested(OwnEventSchema)
    starts_at = fields.AwareDateTime(allow_none=True)
    ends_at = fields.AwareDateTime(allow_none=True)
    door = fields.String(validate=validate.OneOf(list(Door)))


class GuestWords(Shape):
    """Somebody whom the organisation itself enters."""

    name = Line(LONGEST_NAME, required=True)
    email = MailAddress(load_default=None, allow_none=True)
    people = fields.Integer(load_default=1, strict=True, validate=validate.Range(1, MOST_TOGETHER))
    language = Language(load_default="de")
    date_id = fields.UUID(load_default=None, allow_none=True)


class AttendanceWords(Shape):
    """Whether somebody came; nothing when nobody has looked."""

    came = fields.Boolean(required=True, allow_none=True)


class DismissalWords(Shape):
    """What is written to somebody who is taken off the list."""

    note = Line(500, load_default=None, allow_none=True)


class PlacesWords(Shape):
    """How many places a date has; nothing means as many as the event says."""

    date_id = fields.UUID(load_default=None, allow_none=True)
    places = fields.Integer(required=True, allow_none=True, strict=True, validate=validate.Range(1, _MOST_PLACES))


class MessageWords(Shape):
    """What is written to everybody who comes."""

    text = Words(2_000, required=True)
    date_id = fields.UUID(load_default=None, allow_none=True)


class SentSchema(Schema):
    """To how many people was written."""

    letters = fields.Integer()


class GuestSchema(Schema):
    """One line of an organisation's list."""

    id = fields.UUID()
    state = fields.String(validate=validate.OneOf(list(Seating)))
    number = fields.Integer(allow_none=True)
    name = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    people = fields.Integer()
    answers = fields.Dict(keys=fields.String(), values=fields.Raw())
    language = fields.String()
    came = fields.Boolean(allow_none=True)
    confirmed_at = fields.AwareDateTime(allow_none=True)
    offer_until = fields.AwareDateTime(allow_none=True)


class RollSchema(Schema):
    """The list of one date, with its counts of people; of an erased list only the counts are left."""

    date_id = fields.UUID(allow_none=True)
    starts_at = fields.AwareDateTime()
    status = fields.String(allow_none=True)
    erased_at = fields.AwareDateTime(allow_none=True)
    places = fields.Integer(allow_none=True)
    taken = fields.Integer()
    waiting = fields.Integer()
    free = fields.Integer(allow_none=True)
    came = fields.Integer()
    guests = fields.List(fields.Nested(GuestSchema))


class RollsSchema(SignUpSchema):
    """Who comes to an event, by date."""

    event_id = fields.UUID()
    slug = fields.String()
    title = fields.String()
    all_day = fields.Boolean()
    rolls = fields.List(fields.Nested(RollSchema))


class MonthFiguresSchema(Schema):
    """How many people signed up and came in a month; few of them are nobody's business, and left empty."""

    month = fields.String()
    dates = fields.Integer()
    signed_up = fields.Integer(allow_none=True)
    came = fields.Integer(allow_none=True)


class AttendanceFiguresSchema(Schema):
    """How many people signed up and came, by month."""

    items = fields.List(fields.Nested(MonthFiguresSchema))
