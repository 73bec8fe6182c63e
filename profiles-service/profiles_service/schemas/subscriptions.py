"""How subscriptions look from outside."""

from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from profiles_service import rules
from profiles_service.schemas.shared import CategoryKey, DistrictKey, InterfaceLanguage, city
from services.kit import clock, marks
from services.kit.addresses import LONGEST_NAME
from services.kit.shapes import Language, Line, MailAddress, Shape

WISHES = ("scope", "kind", "weekly", "newsletter", "pause", "everything")
WHAT = ("offer", "event", "project", "organisation")
COMMITMENTS = ("short_term", "long_term")
CADENCES = ("at_once", "daily", "weekly")
MOST_AT_ONCE = 20
# A form is named by its page. A proof says other words for what we did ourselves, and is read as Markdown.
_PAGE = r"^(/|https?://)[A-Za-z0-9/._~%?=&:-]*$"


def _some(each: fields.Field[Any], *, at_most: int) -> fields.List[Any]:
    return fields.List(each, load_default=list, validate=validate.Length(max=at_most))


def _marks(description: str) -> fields.List[Any]:
    mark = Line(marks.LONGEST, pattern=marks.PATTERN)
    at_most = validate.Length(max=marks.MOST)
    return fields.List(mark, load_default=list, validate=at_most, metadata={"description": description})


class InterestSchema(Shape):
    """Something a person wants to hear about; an empty list or a missing word means *any*."""

    id = fields.UUID(dump_only=True)
    what = _some(fields.String(validate=validate.OneOf(WHAT)), at_most=len(WHAT))
    categories = _some(CategoryKey(), at_most=30)
    commitment = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(COMMITMENTS))
    districts = _some(DistrictKey(), at_most=100)
    with_children = fields.Boolean(load_default=False)
    wheelchair = fields.Boolean(load_default=False)
    remote = fields.Boolean(load_default=False)
    language = Language(load_default=None, allow_none=True)
    text = Line(200, load_default=None, allow_none=True)
    wanted = _marks("Of each question named here one of the answers, such as `effort:short`; as lists are asked.")
    unwanted = _marks("None of these answers, such as `language:de`.")
    paused_until = fields.AwareDateTime(dump_only=True, allow_none=True)
    cadence = fields.String(required=True, validate=validate.OneOf(CADENCES))


class ChoiceSchema(Shape):
    """What somebody wants to hear about, whole."""

    language = InterfaceLanguage(required=True)
    newsletter = fields.Boolean(load_default=False)
    reminders = fields.Boolean(load_default=True)
    interests = fields.List(
        fields.Nested(InterestSchema), required=True, validate=validate.Length(max=rules.MOST_INTERESTS)
    )


class SubscriptionRequestSchema(ChoiceSchema):
    """What somebody asks for in the name of an address, and the wording she agreed to."""

    email = MailAddress(required=True)
    name = Line(LONGEST_NAME, load_default=None, allow_none=True)
    interests = fields.List(
        fields.Nested(InterestSchema), load_default=list, validate=validate.Length(max=MOST_AT_ONCE)
    )
    wording_version = Line(40, required=True)
    form = Line(200, required=True, pattern=_PAGE)

    @validates_schema
    def _chooses_something(self, words: dict[str, Any], **_: Any) -> None:
        if not words["interests"] and not words["newsletter"]:
            raise ValidationError("Please choose at least one thing to hear about.", "interests")

    @validates_schema
    def _agrees_to_what_holds(self, words: dict[str, Any], **_: Any) -> None:
        if words["wording_version"] != city().consent.version:
            raise ValidationError("The wording has changed meanwhile. Please read it once more.", "wording_version")


class SubscriptionSchema(Schema):
    """A subscription as its owner sees it."""

    email = fields.String()
    name = fields.String(allow_none=True)
    language = fields.String()
    newsletter = fields.Boolean()
    reminders = fields.Boolean()
    paused_until = fields.AwareDateTime(allow_none=True)
    failing_since = fields.AwareDateTime(allow_none=True)
    failing_reason = fields.String(allow_none=True, metadata={"enum": ["no_such_address", "often", "complaint"]})
    state = fields.String(metadata={"enum": ["active", "left"]})
    interests = fields.List(fields.Nested(InterestSchema))
    confirmed_at = fields.AwareDateTime()


class DepartureSchema(Schema):
    """Whose subscription a link for leaving ends, and whether it has ended."""

    email_hint = fields.String(allow_none=True)
    state = fields.String(metadata={"enum": ["active", "left"]})
    paused_until = fields.AwareDateTime(allow_none=True)
    scope = fields.String(metadata={"description": "What the link itself ends; empty for everything."})
    ways = fields.List(fields.String(), metadata={"description": "Which wishes would still change something."})


class PauseSchema(Shape):
    """The day on which to begin writing again."""

    until = fields.Date(required=True)

    @validates_schema
    def _is_to_come(self, words: dict[str, Any], **_: Any) -> None:
        if not _may_pause_until(words["until"]):
            raise ValidationError("Please choose a day from tomorrow on, and within a year.", "until")


class DepartArgs(Shape):
    """What somebody wants less of: what the link itself ends, or another of the ways to hear less."""

    wish = fields.String(required=True, validate=validate.OneOf(WISHES))
    until = fields.Date(load_default=None, allow_none=True)

    @validates_schema
    def _says_until_when(self, words: dict[str, Any], **_: Any) -> None:
        if words["wish"] == "pause" and not _may_pause_until(words["until"]):
            raise ValidationError("Please choose a day from tomorrow on, and within a year.", "until")


def _may_pause_until(day: date | None) -> bool:
    today = clock.now().astimezone(city().time_zone).date()
    return day is not None and today < day <= today + rules.LONGEST_PAUSE


class LinkRequestSchema(Shape):
    """The address whose owner wants the link to manage her subscription."""

    email = MailAddress(required=True)
    language = InterfaceLanguage(required=True)


class WordingArgs(Shape):
    """Which language the wording is wanted in."""

    language = InterfaceLanguage(load_default=None)


class WordingSchema(Schema):
    """What subscribers agree to."""

    version = fields.String()
    text = fields.String()
