"""How calendars of organisations look from outside, and what may be chosen for them."""

from marshmallow import Schema, fields, validate

from events_service.rules.feeds.sentences import FEEDS, IGNORED, SINGLE, WHOLE
from events_service.rules.words import MOST_CATEGORIES, STATUSES
from events_service.schemas.shared import one_of
from services.kit.shapes import Key, Line, Shape

_STATES = ("trying", "tried", "active", "paused")
_MOST_WORDS = 20


class _Counts(fields.Dict):
    """How many, by name."""

    def __init__(self) -> None:
        super().__init__(keys=fields.String(), values=fields.Integer())


class FeedChoices(Shape):
    """The address of a calendar, which of its events come in, and how they stand in ours."""

    address = Line(2_000, required=True, metadata={"description": "https://, http:// or webcal://"})
    only_words = fields.List(Line(60), load_default=list, validate=validate.Length(max=_MOST_WORDS))
    only_categories = fields.List(Line(60), load_default=list, validate=validate.Length(max=_MOST_WORDS))
    categories = fields.List(Key(), required=True, validate=validate.Length(1, MOST_CATEGORIES))
    district = Key(load_default=None, allow_none=True)
    ahead_days = fields.Integer(load_default=180, strict=True, validate=validate.Range(7, 400))
    publishes = fields.Boolean(load_default=False)
    shows_source = fields.Boolean(load_default=True)


class FeedWords(FeedChoices):
    """A calendar that an organisation gives us to read."""

    organisation_id = fields.UUID(required=True)


class FeedsArgs(Shape):
    """Whose calendars somebody wants to see; all of them are for editors."""

    organisation_id = fields.UUID(load_default=None)


class AnswerWords(Shape):
    """What becomes of events that a calendar suddenly lacks."""

    events = fields.String(required=True, validate=validate.OneOf(["keep", "withdraw"]))


class LeavingArgs(Shape):
    """What becomes of the events of a calendar that is not read any more."""

    events = fields.String(required=True, validate=validate.OneOf(["keep", "withdraw"]))


class PreviewLineSchema(Schema):
    """One event that would come in."""

    verdict = fields.String(validate=validate.OneOf(["new", "changed", "unchanged", "duplicate"]))
    title = fields.String()
    place = fields.String(allow_none=True)
    starts_at = fields.String(metadata={"format": "date-time"})
    all_day = fields.Boolean()
    dates = fields.Integer()
    status = fields.String(validate=one_of(STATUSES))


class PreviewSchema(Schema):
    """What would come in; or, with `kind`, why the calendar could not be read."""

    kind = fields.String(validate=validate.OneOf(list(WHOLE)))
    sentence = fields.String()
    counts = _Counts()
    ignored = _Counts()
    events = fields.List(fields.Nested(PreviewLineSchema))


class QuestionSchema(Schema):
    """What somebody has to say before anything is withdrawn."""

    kind = fields.String(validate=validate.OneOf(["shrunk"]))
    missing = fields.Integer()
    sentence = fields.String()
    asked_at = fields.String(metadata={"format": "date-time"})


class FeedSchema(FeedWords):
    """A calendar that we read, and how that goes."""

    id = fields.UUID()
    state = fields.String(validate=validate.OneOf(_STATES))
    version = fields.Integer()
    preview = fields.Nested(PreviewSchema, allow_none=True)
    question = fields.Nested(QuestionSchema, allow_none=True)
    last_read_at = fields.AwareDateTime(allow_none=True)
    next_read_at = fields.AwareDateTime(allow_none=True)
    last_kind = fields.String(allow_none=True, validate=validate.OneOf([*FEEDS, *WHOLE]))
    last_sentence = fields.String(allow_none=True)
    failures = fields.Integer()


class FeedsSchema(Schema):
    """Calendars, those first that somebody has to look at."""

    items = fields.List(fields.Nested(FeedSchema))


class FollowedSchema(Schema):
    """From which calendar an event came, and what of it was changed by hand since and follows it no more."""

    feed_id = fields.UUID()
    address = fields.String()
    is_detached = fields.Boolean()
    detached_dates = fields.List(fields.AwareDateTime())


class LeftOutSchema(Schema):
    """An event that was left out, and why."""

    title = fields.String(allow_none=True)
    kind = fields.String(validate=validate.OneOf(list(SINGLE)))
    sentence = fields.String()


class ReadingSchema(Schema):
    """What was noticed when a calendar was read."""

    read_at = fields.AwareDateTime()
    kind = fields.String(validate=validate.OneOf([*FEEDS, *WHOLE]))
    sentence = fields.String()
    counts = _Counts()
    ignored = fields.Dict(keys=fields.String(validate=validate.OneOf(list(IGNORED))), values=fields.Integer())
    left_out = fields.List(fields.Nested(LeftOutSchema))


class ReadingsSchema(Schema):
    """What was noticed lately, the last first."""

    items = fields.List(fields.Nested(ReadingSchema))
