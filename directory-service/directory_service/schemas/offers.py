"""How ways to help look from outside."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from directory_service.queries.offers import WHEELCHAIR
from directory_service.rules import Commitment, Gift, State, Wheelchair
from directory_service.schemas.shared import (
    DAYS,
    HIDDEN_ADDRESS,
    ClockTime,
    OwnedArgs,
    OwnedShape,
    OwnerSchema,
    PageSchema,
    PlaceSchema,
    answers,
    chosen,
    languages,
)
from services.kit.picture_shapes import PictureSchema
from services.kit.shapes import Email, Language, Line

_COMMITMENT = validate.OneOf(list(Commitment))
_GIVES = validate.OneOf(list(Gift))


class _FactsArgs(OwnedArgs):
    """What may be asked of offers by yes, no or `unknown`."""

    with_children = answers()
    remote = answers()
    certificate_of_conduct = answers()
    training = answers()
    insurance = answers()
    expense_allowance = answers()
    previous_knowledge = answers()
    public_transport = answers()
    under_18 = answers()
    dated = answers()


class OffersArgs(_FactsArgs):
    """What a list of offers may be asked for."""

    commitment = fields.List(fields.String(validate=_COMMITMENT), load_default=list)
    wheelchair = fields.List(fields.String(validate=validate.OneOf(list(WHEELCHAIR))), load_default=list)
    effort = chosen(
        fields.String(validate=validate.OneOf(["short", "half_day", "long"])),
        "Up to 2 hours, up to 4, more, or `unknown`.",
    )
    language = chosen(Language())
    not_language = fields.List(Language(), load_default=list, metadata={"description": "None of these."})
    gives = fields.List(fields.String(validate=_GIVES), load_default=list)
    group = chosen(Line(60), "Alone, or with whom; one of these, or `unknown`.")
    not_group = fields.List(Line(60), load_default=list, metadata={"description": "None of these."})
    hours_at_most = fields.Float(load_default=None, validate=validate.Range(0, 1000))
    age = fields.Integer(load_default=None, validate=validate.Range(0, 120))
    free_from = fields.Date(load_default=None, validate=DAYS)
    free_until = fields.Date(load_default=None, validate=DAYS)
    project = fields.UUID(load_default=None)


class OfferShape(OwnedShape):
    """An offer as it comes in."""

    project_id = fields.UUID(allow_none=True, load_default=None)
    commitment = fields.String(required=True, validate=_COMMITMENT)
    start_time = ClockTime(allow_none=True, load_default=None)
    end_time = ClockTime(allow_none=True, load_default=None)
    gives = fields.String(load_default=Gift.TIME, validate=_GIVES)
    effort = Line(200, allow_none=True, load_default=None)
    hours = fields.Float(allow_none=True, load_default=None, validate=validate.Range(0, 1000))
    places = fields.Integer(strict=True, allow_none=True, load_default=None, validate=validate.Range(1, 100_000))
    previous_knowledge = Line(500, allow_none=True, load_default=None)
    minimum_age = fields.Integer(strict=True, allow_none=True, load_default=None, validate=validate.Range(0, 120))
    certificate_of_conduct = fields.Boolean(allow_none=True, load_default=None)
    certificate_note = Line(500, allow_none=True, load_default=None)
    training = Line(500, allow_none=True, load_default=None)
    insurance = Line(500, allow_none=True, load_default=None)
    expense_allowance = Line(500, allow_none=True, load_default=None)
    languages = languages()
    with_children = fields.Boolean(allow_none=True, load_default=None)
    alone_or_group = fields.List(Line(60), load_default=list, validate=validate.Length(max=10))
    wheelchair = fields.String(allow_none=True, load_default=None, validate=validate.OneOf([*Wheelchair]))
    accessibility = Line(1000, allow_none=True, load_default=None)
    public_transport = Line(500, allow_none=True, load_default=None)
    remote = fields.Boolean(load_default=False)
    contact_email = Email(allow_none=True, load_default=None)
    valid_until = fields.Date(allow_none=True, load_default=None, validate=DAYS)

    @validates_schema
    def _hours_of_known_days(self, words: dict[str, Any], **_: Any) -> None:
        for hour, day in (("start_time", "starts_on"), ("end_time", "ends_on")):
            if words.get(hour) and not words.get(day):
                raise ValidationError("Please say on which day.", day)
        is_one_day = words.get("starts_on") and words.get("starts_on") == words.get("ends_on")
        if is_one_day and words.get("start_time") and words.get("end_time") and words["end_time"] < words["start_time"]:
            raise ValidationError("The end lies before the beginning.", "end_time")


class OfferCardSchema(Schema):
    """An offer as lists show it."""

    id = fields.UUID()
    slug = fields.String()
    title = fields.String()
    summary = fields.String(allow_none=True)
    categories = fields.List(fields.String())
    commitment = fields.String(validate=_COMMITMENT)
    effort = fields.String(allow_none=True)
    hours = fields.Float(allow_none=True)
    starts_on = fields.Date(allow_none=True)
    ends_on = fields.Date(allow_none=True)
    district = fields.String(allow_none=True)
    lat = fields.Float(allow_none=True)
    lon = fields.Float(allow_none=True)
    remote = fields.Boolean()
    with_children = fields.Boolean(allow_none=True)
    wheelchair = fields.String(allow_none=True)
    languages = fields.List(fields.String())
    organisation = fields.Nested(OwnerSchema)
    published_at = fields.AwareDateTime(allow_none=True)
    picture = fields.Nested(PictureSchema, allow_none=True)


class ProjectNameSchema(Schema):
    """A project, as what belongs to it names it."""

    id = fields.UUID()
    slug = fields.String()
    title = fields.String()


class OfferSchema(OfferCardSchema, PlaceSchema):
    """An offer with all that volunteers want to know."""

    external_id = fields.String(allow_none=True)
    start_time = ClockTime(allow_none=True)
    end_time = ClockTime(allow_none=True)
    description = fields.String(allow_none=True)
    easy_read = fields.String(allow_none=True)
    gives = fields.String(validate=_GIVES)
    places = fields.Integer(allow_none=True)
    previous_knowledge = fields.String(allow_none=True)
    target_groups = fields.String(allow_none=True)
    minimum_age = fields.Integer(allow_none=True)
    certificate_of_conduct = fields.Boolean(allow_none=True)
    certificate_note = fields.String(allow_none=True)
    training = fields.String(allow_none=True)
    insurance = fields.String(allow_none=True)
    expense_allowance = fields.String(allow_none=True)
    alone_or_group = fields.List(fields.String())
    accessibility = fields.String(allow_none=True)
    public_transport = fields.String(allow_none=True)
    contact_email = fields.String(allow_none=True, metadata={"description": HIDDEN_ADDRESS})
    contact_person = fields.String(allow_none=True)
    valid_until = fields.Date(allow_none=True)
    confirmed_on = fields.Date(allow_none=True)
    keywords = fields.List(fields.String())
    pictures = fields.List(fields.Nested(PictureSchema))
    project = fields.Nested(ProjectNameSchema, allow_none=True)
    state = fields.String(validate=validate.OneOf(list(State)))
    version = fields.Integer()
    similar = fields.List(fields.Nested(OfferCardSchema))


class OffersSchema(PageSchema):
    """A page of offers."""

    items = fields.List(fields.Nested(OfferCardSchema))
