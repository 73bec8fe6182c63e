"""How people's things look from outside."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import current_app
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from profiles_service import rules
from profiles_service.models import STEPS
from services.city import City
from services.kit import clock
from services.kit.shapes import Key, Language, Line, MailAddress, Shape

WISHES = ("scope", "kind", "weekly", "newsletter", "pause", "everything")
WHAT = ("offer", "event", "project", "organisation")
COMMITMENTS = ("short_term", "long_term")
CADENCES = ("at_once", "daily", "weekly")
MOST_AT_ONCE = 20
# A form is named by its page. A proof says other words for what we did ourselves, and is read as Markdown.
_PAGE = r"^(/|https?://)[A-Za-z0-9/._~%?=&:-]*$"
_LONGEST_NAME = 120


def city() -> City:
    """Return the city this service is for."""
    found: City = current_app.extensions["city"]
    return found


class InterfaceLanguage(Language):
    """The language to write to somebody in; one that the city does not have becomes the city's own."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        self._validate(text)
        return text if text in city().languages else city().default_language


class CategoryKey(Key):
    """The key of one of the city's categories."""

    def _validate(self, value: Any) -> None:
        super()._validate(value)
        if value not in {each.key for each in city().categories}:
            raise ValidationError("This is none of the city’s categories.")


class DistrictKey(Key):
    """The key of one of the city's districts."""

    def _validate(self, value: Any) -> None:
        super()._validate(value)
        if value not in {each.key for each in city().districts}:
            raise ValidationError("This is none of the city’s districts.")


def _some(each: fields.Field[Any], *, at_most: int) -> fields.List[Any]:
    return fields.List(each, load_default=list, validate=validate.Length(max=at_most))


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
    name = Line(_LONGEST_NAME, load_default=None, allow_none=True)
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


class AcceptedSchema(Schema):
    """The same words for every address."""

    state = fields.String(metadata={"enum": ["mailed"]})


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


class ConsentsArgs(Shape):
    """Whose proof is wanted."""

    email = MailAddress(required=True)


class ConsentSchema(Schema):
    """One line of the proof: what happened, in which words, and how it is chained to the line before."""

    id = fields.Integer()
    step = fields.String(metadata={"enum": list(STEPS)})
    happened_at = fields.AwareDateTime()
    form = fields.String(allow_none=True)
    chosen = fields.Dict(allow_none=True)
    request_id = fields.UUID(allow_none=True)
    letter_id = fields.UUID(allow_none=True)
    wording = fields.String(allow_none=True)
    wording_version = fields.String(allow_none=True)
    wording_language = fields.String(allow_none=True)
    wording_hash = fields.String(allow_none=True)
    is_true = fields.Boolean()
    salt = fields.String(allow_none=True)
    content_hash = fields.String()
    prev_hash = fields.String()
    hash = fields.String()


class ConsentsSchema(Schema):
    """The whole proof of what a person agreed to."""

    email = fields.String()
    person_id = fields.UUID()
    state = fields.String(metadata={"enum": ["active", "left", "waiting"]})
    lines = fields.List(fields.Nested(ConsentSchema))


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


class SignInSchema(Shape):
    """Who wants to sign in, and where to go afterwards."""

    email = MailAddress(required=True)
    language = InterfaceLanguage(required=True)
    next = Line(500, load_default=None, allow_none=True)

    @validates_schema
    def _stays_here(self, words: dict[str, Any], **_: Any) -> None:
        if words["next"] and not rules.is_own_path(words["next"]):
            raise ValidationError("This leads away from this site.", "next")


class SignInBegunSchema(Schema):
    """A sign-in that waits for its code."""

    sign_in_id = fields.UUID(attribute="id")
    expires_at = fields.AwareDateTime()


class ProofSchema(Shape):
    """What proves that somebody reads the mails to an address: a code, or the link itself."""

    sign_in_id = fields.UUID()
    code = Line(6, pattern=r"^[0-9]{6}$")
    token = Line(100)
    device = Line(200, load_default=None, allow_none=True)

    @validates_schema
    def _is_one_of_two(self, words: dict[str, Any], **_: Any) -> None:
        if {"sign_in_id", "code", "token"} & words.keys() not in ({"sign_in_id", "code"}, {"token"}):
            raise ValidationError("Please send either sign_in_id and code, or token.", "code")


class PersonSchema(Schema):
    """Somebody with an account."""

    id = fields.UUID()
    email = fields.String()
    name = fields.String(allow_none=True)
    roles = fields.List(fields.String())


class ColleagueSchema(Schema):
    """An editor, as other editors call her."""

    id = fields.UUID()
    name = fields.String(allow_none=True)
    email = fields.String()


class ColleaguesSchema(Schema):
    """All editors."""

    items = fields.List(fields.Nested(ColleagueSchema))


class StewardshipSchema(Schema):
    """An organisation whose things a person may edit."""

    organisation_id = fields.UUID()
    organisation_name = fields.String()


class MeSchema(PersonSchema):
    """What a person sees of her own account."""

    language = fields.String()
    stewardships = fields.List(fields.Nested(StewardshipSchema))


class SessionBegunSchema(Schema):
    """A new session; its secret is told this once."""

    session = fields.String(attribute="secret")
    person = fields.Nested(PersonSchema)
    next = fields.String(allow_none=True)


class SessionSchema(Schema):
    """A device on which a person is signed in."""

    id = fields.UUID()
    device = fields.String(allow_none=True)
    created_at = fields.AwareDateTime()
    last_used_at = fields.AwareDateTime()


class SessionsSchema(Schema):
    """Where a person is signed in, the latest first."""

    items = fields.List(fields.Nested(SessionSchema))


class TokensSchema(Schema):
    """A token for each service, and whose they are."""

    tokens = fields.Dict(keys=fields.String(), values=fields.String())
    expires_in = fields.Integer()
    person = fields.Nested(MeSchema)
