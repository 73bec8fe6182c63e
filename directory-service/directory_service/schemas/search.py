"""How what is found looks from outside, and the synonyms it is found by."""

from marshmallow import Schema, fields, validate

from directory_service.rules.finding import COUNTS
from directory_service.schemas.shared import AroundArgs, CategoryKey, DistrictKey, MendedSchema, unmended
from services.kit.paging import ListSchema, PageArgs
from services.kit.shapes import Line, Shape, Words

KINDS = ("offer", "event", "organisation", "project")
_LONGEST_LIST = 500_000


class SearchArgs(PageArgs, AroundArgs):
    """What is looked for, and among what."""

    q = Line(200, required=True, metadata={"description": "Words as people say them, in German or everyday English."})
    kind = fields.List(fields.String(validate=validate.OneOf(KINDS)), load_default=list)
    category = fields.List(CategoryKey(), load_default=list, metadata={"description": "One of these."})
    district = fields.List(DistrictKey(), load_default=list, metadata={"description": "One of these."})
    as_written = unmended()


class MatchSchema(Schema):
    """Which word of the question is fitted by which word, where it stands, and what the two have to do."""

    asked = fields.String()
    found = fields.String()
    where = fields.String(validate=validate.OneOf(["title", "keywords", "summary", "text"]))
    how = fields.String(validate=validate.OneOf(list(COUNTS)))


class HitOwnerSchema(Schema):
    """Whose a hit is."""

    slug = fields.String(allow_none=True)
    name = fields.String()


class HitSchema(Schema):
    """Something that was found; `why` says it in a line in the reader's language, `fits` whether all words fit."""

    kind = fields.String(validate=validate.OneOf(KINDS))
    id = fields.UUID()
    external_id = fields.String(allow_none=True)
    slug = fields.String()
    title = fields.String()
    summary = fields.String(allow_none=True)
    categories = fields.List(fields.String())
    district = fields.String(allow_none=True)
    lat = fields.Float(allow_none=True)
    lon = fields.Float(allow_none=True)
    starts_at = fields.AwareDateTime(allow_none=True)
    status = fields.String(allow_none=True)
    organisation = fields.Nested(HitOwnerSchema, allow_none=True)
    fits = fields.String(validate=validate.OneOf(["all", "some"]))
    why = fields.String()
    matches = fields.List(fields.Nested(MatchSchema))


class NearestSchema(Schema):
    """What to offer where nothing was found: words that are near, and what is new."""

    words = fields.List(fields.String())
    items = fields.List(fields.Nested(HitSchema))


class SearchSchema(ListSchema):
    """A page of what was found, the best first; `at_least` where more fits than is ever weighed."""

    items = fields.List(fields.Nested(HitSchema))
    at_least = fields.Boolean()
    facets = fields.Dict(keys=fields.String(), values=fields.Dict(keys=fields.String(), values=fields.Integer()))
    mended = fields.List(fields.Nested(MendedSchema))
    not_known = fields.List(fields.String())
    nearest = fields.Nested(NearestSchema, allow_none=True)


class SuggestionsArgs(Shape):
    """What has been typed so far."""

    q = Line(200, required=True)


class SuggestionSchema(Schema):
    """What somebody may be about to type: a word to look for, or something to go to at once."""

    text = fields.String()
    kind = fields.String(validate=validate.OneOf(["word", *KINDS]))
    slug = fields.String(allow_none=True)


class SuggestionsSchema(Schema):
    """A few suggestions, words first."""

    items = fields.List(fields.Nested(SuggestionSchema))


class SynonymsShape(Shape):
    """A list of synonyms as it comes in."""

    text = Words(
        _LONGEST_LIST, required=True, metadata={"description": "CSV: alltagswort;suchworte, the latter with commas."}
    )


class SynonymSchema(Schema):
    """What people say, and what is looked for as well."""

    said = fields.String()
    meant = fields.List(fields.String())


class SynonymsSchema(Schema):
    """All synonyms."""

    items = fields.List(fields.Nested(SynonymSchema))
