"""What the directory's shapes have in common: the city's own keys, places, and answers to filters."""

from typing import Any

from flask import current_app
from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from directory_service import rules
from services.city import City
from services.kit.around import Around
from services.kit.paging import ListSchema, PageArgs
from services.kit.picture_shapes import PictureShape
from services.kit.shapes import Key, Language, Line, PostCode, Shape, Words

_MOST_KEYWORDS = 30
_MOST_LANGUAGES = 20
_MOST_PICTURES = 10
HIDDEN_ADDRESS = "Told to who may edit this, and to the website; for everybody else there is a form, and `null` here."
DAYS = validate.Range(min=rules.EARLIEST, max=rules.LATEST)


class CategoryKey(Key):
    """The key of one of the city's categories."""

    def _validate(self, value: Any) -> None:
        super()._validate(value)
        if value is not None and value not in {each.key for each in the_city().categories}:
            raise ValidationError("There is no such category.")


class DistrictKey(Key):
    """The key of one of the city's districts."""

    def _validate(self, value: Any) -> None:
        super()._validate(value)
        if value is not None and value not in {each.key for each in the_city().districts}:
            raise ValidationError("There is no such district.")


class OrUnknown(fields.String):
    """A word to choose by, or `unknown` for what says nothing of it."""

    def __init__(self, word: fields.String, **options: Any) -> None:
        super().__init__(**options)
        self._word = word

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        return value if value == rules.UNKNOWN else self._word.deserialize(value, attr, data, **options)


def chosen(word: fields.String, description: str = "One of these, or `unknown`.") -> Any:
    """Return the field for what is chosen of one facet that not all entries answer."""
    return fields.List(OrUnknown(word), load_default=list, metadata={"description": description})


def answers() -> Any:
    """Return the field for what is chosen of a question of yes or no: `true`, `false`, `unknown`, one of these."""
    return fields.List(fields.String(validate=validate.OneOf(list(rules.ANSWERS))), load_default=list)


def unmended() -> fields.Boolean:
    """Return the field for whether words are looked for as they are, typing errors and all."""
    return fields.Boolean(load_default=False, metadata={"description": "Mend no typing errors."})


class AroundArgs(Schema):
    """Around which post code of the city, and how far."""

    near = Line(10, allow_none=True, load_default=None, metadata={"description": "A post code of the city."})
    within = fields.Float(load_default=3.0, validate=validate.Range(0.1, 50), metadata={"description": "Kilometres."})

    @post_load
    def _around(self, asked: dict[str, Any], **_: Any) -> dict[str, Any]:
        near, within = asked.pop("near"), asked.pop("within")
        return asked | {"around": around(near, within) if near else None}


class ListArgs(PageArgs, AroundArgs):
    """What every list may be asked for."""

    q = Line(
        200,
        allow_none=True,
        load_default=None,
        metadata={"description": "Words to be found, in German or everyday English."},
    )
    as_written = unmended()
    category = fields.List(CategoryKey(), load_default=list, metadata={"description": "One of these."})
    district = chosen(DistrictKey())
    not_category = fields.List(CategoryKey(), load_default=list, metadata={"description": "None of these."})
    not_district = fields.List(DistrictKey(), load_default=list, metadata={"description": "None of these."})


class OwnedArgs(ListArgs):
    """What lists of things that belong to organisations may be asked for."""

    organisation = fields.UUID(load_default=None)
    state = fields.String(
        load_default=None,
        validate=validate.OneOf(list(rules.State)),
        metadata={"description": "For stewards, of one organisation; for editors."},
    )
    sort = fields.String(load_default=None, validate=validate.OneOf(["newest", "title", "relevance", "distance"]))


class ClockTime(fields.Time):
    """A time on the city's clocks, to the minute: `18:30`."""

    def __init__(self, **options: Any) -> None:
        about = {"description": "On the city's clocks, as 18:30.", "example": "18:30"}
        super().__init__(metadata=about, **options)

    def _serialize(self, value: Any, *_args: Any, **_kwargs: Any) -> str | None:
        return None if value is None else f"{value:%H:%M}"

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        return super()._deserialize(value, *args, **kwargs).replace(second=0, microsecond=0, tzinfo=None)


class PlaceShape(Shape):
    """Where something is; all of it may be left out."""

    street = Line(120, allow_none=True, load_default=None)
    post_code = PostCode(allow_none=True, load_default=None)
    town = Line(100, allow_none=True, load_default=None)
    district = DistrictKey(allow_none=True, load_default=None)
    lat = fields.Float(allow_none=True, load_default=None, validate=validate.Range(-90, 90))
    lon = fields.Float(allow_none=True, load_default=None, validate=validate.Range(-180, 180))


class RecordShape(PlaceShape):
    """What all things of the directory are described by."""

    # Comes back with what was read; only imports set it.
    external_id = Line(100, allow_none=True, load_default=None, metadata={"description": "Set by imports alone."})
    description = Words(20_000, allow_none=True, load_default=None)
    easy_read = Words(
        20_000, allow_none=True, load_default=None, metadata={"description": "The same in Leichte Sprache."}
    )
    keywords = fields.List(Line(60), load_default=list, validate=validate.Length(max=_MOST_KEYWORDS))
    confirmed_on = fields.Date(allow_none=True, load_default=None, validate=DAYS)
    pictures = fields.List(fields.Nested(PictureShape), load_default=list, validate=validate.Length(max=_MOST_PICTURES))

    @post_load
    def _be_found(self, words: dict[str, Any], **_: Any) -> dict[str, Any]:
        del words["external_id"]
        return words | {"topics": the_city().topics(words["categories"], words["district"])}


class SpanShape(Schema):
    """From when to when; open on both sides if not said."""

    starts_on = fields.Date(allow_none=True, load_default=None, validate=DAYS)
    ends_on = fields.Date(allow_none=True, load_default=None, validate=DAYS)

    @validates_schema
    def _end_after_the_beginning(self, words: dict[str, Any], **_: Any) -> None:
        if words.get("starts_on") and words.get("ends_on") and words["ends_on"] < words["starts_on"]:
            raise ValidationError("The end lies before the beginning.", "ends_on")


class OwnedShape(RecordShape, SpanShape):
    """What belongs to an organisation: whose it is, what it is called, what it is about; all else may be left out."""

    organisation_id = fields.UUID(required=True)
    title = Line(200, required=True)
    summary = Line(500, required=True)
    categories = fields.List(CategoryKey(), required=True, validate=validate.Length(1, rules.MOST_CATEGORIES))
    target_groups = Line(500, allow_none=True, load_default=None)
    contact_person = Line(200, allow_none=True, load_default=None)


class PlaceSchema(Schema):
    """Where something is."""

    street = fields.String(allow_none=True)
    post_code = fields.String(allow_none=True)
    town = fields.String(allow_none=True)
    lat = fields.Float(allow_none=True)
    lon = fields.Float(allow_none=True)


class OwnerSchema(Schema):
    """An organisation, as what belongs to it names it."""

    id = fields.UUID()
    slug = fields.String()
    name = fields.String()


class EventOnPageSchema(Schema):
    """An event, as pages of organisations and projects show it."""

    id = fields.UUID(attribute="event_id")
    slug = fields.String()
    title = fields.String()
    status = fields.String()
    mode = fields.String()
    venue = fields.String(allow_none=True)
    district = fields.String(allow_none=True)
    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime(allow_none=True)
    all_day = fields.Boolean()


class MendedSchema(Schema):
    """A word that nobody wrote, and the one that was looked for instead."""

    asked = fields.String()
    found = fields.String()


class PageSchema(ListSchema):
    """One page of a list, how many entries each further choice would leave, and which words were mended."""

    facets = fields.Dict(keys=fields.String(), values=fields.Dict(keys=fields.String(), values=fields.Integer()))
    mended = fields.List(fields.Nested(MendedSchema))


def languages(**options: Any) -> Any:
    """Return the field for the languages something can be done in."""
    return fields.List(Language(), load_default=list, validate=validate.Length(max=_MOST_LANGUAGES), **options)


def the_city() -> City:
    """Return the city this directory is for."""
    city: City = current_app.extensions["city"]
    return city


def around(near: str, within_km: float) -> Around:
    """Return the place around which a post code is; refused where no district has it."""
    points = tuple((each.lat, each.lon) for each in the_city().districts if near in each.post_codes)
    if not points:
        raise ValidationError("No district of the city has this post code.", "near")
    return Around(points, within_km)
