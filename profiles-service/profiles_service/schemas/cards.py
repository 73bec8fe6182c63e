"""How cards of contact persons look from outside: to their owners, and to others."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from profiles_service.rules.cards import FIELDS, KINDS, LONGEST_ABOUT, Level
from profiles_service.rules.fitting import REASONS
from profiles_service.schemas.people import StewardshipSchema
from profiles_service.schemas.shared import CategoryKey, DistrictKey
from services.kit.addresses import LONGEST_NAME
from services.kit.paging import ListSchema, PageArgs
from services.kit.shapes import Language, Line, MailAddress, Shape, WebAddress, Words

_KIND = validate.OneOf(KINDS)
_LEVEL = validate.OneOf([str(level) for level in Level])
_MOST = 20
_ABOUT_KINDS = {"description": "What it is: help, know-how, rooms or tools."}


def _line(longest: int) -> Line:
    return Line(longest, allow_none=True, load_default=None)


def _some(each: fields.Field[Any], **options: Any) -> fields.List[Any]:
    return fields.List(each, load_default=list, validate=validate.Length(max=_MOST), **options)


ShownShape = Shape.from_dict(
    {field: fields.String(load_default=str(Level.HIDDEN), validate=_LEVEL) for field in FIELDS}, name="ShownShape"
)
"""Who may see which field; what is not said stays hidden, and nothing is shown to more people than the name."""


class CardShape(Shape):
    """A card as its owner writes it, whole."""

    name = Line(LONGEST_NAME, required=True)
    pronoun = _line(40)
    about = Words(LONGEST_ABOUT, allow_none=True, load_default=None)
    organisation_ids = _some(fields.UUID(), metadata={"description": "Of those that she looks after."})
    role = _line(120)
    categories = _some(CategoryKey())
    gives = _some(fields.String(validate=_KIND), metadata=_ABOUT_KINDS)
    gives_text = _line(300)
    looks_for = _some(fields.String(validate=_KIND), metadata=_ABOUT_KINDS)
    looks_for_text = _line(300)
    district = DistrictKey(allow_none=True, load_default=None)
    languages = _some(Language())
    phone = _line(40)
    email = MailAddress(allow_none=True, load_default=None)
    website = WebAddress(allow_none=True, load_default=None)
    shown = fields.Nested(ShownShape, load_default=lambda: dict.fromkeys(FIELDS, str(Level.HIDDEN)))
    is_listed = fields.Boolean(load_default=False, metadata={"description": "Whether search engines may list it."})

    @post_load
    def _say_each_once(self, words: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {name: list(dict.fromkeys(said)) if isinstance(said, list) else said for name, said in words.items()}


class PersonCardSchema(Schema):
    """A person in a list, as the asking one may see her."""

    id = fields.UUID()
    slug = fields.String()
    name = fields.String()
    pronoun = fields.String(allow_none=True)
    portrait_id = fields.UUID(allow_none=True, metadata={"description": "See `/v1/portraits/{id}/{size}.webp`."})
    role = fields.String(allow_none=True)
    organisations = fields.List(fields.Nested(StewardshipSchema))
    categories = fields.List(fields.String())
    gives = fields.List(fields.String())
    looks_for = fields.List(fields.String())
    district = fields.String(allow_none=True)
    languages = fields.List(fields.String())


class WholePersonSchema(PersonCardSchema):
    """A person with all that the asking one may see; what is hidden looks like what was never said."""

    about = fields.String(allow_none=True)
    gives_text = fields.String(allow_none=True)
    looks_for_text = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    website = fields.String(allow_none=True)
    is_listed = fields.Boolean()
    is_own = fields.Boolean()
    withdrawn_at = fields.AwareDateTime(allow_none=True, metadata={"description": "For its owner and editors."})


class OwnCardSchema(Schema):
    """All of a card, to its owner; version 0 while there is none."""

    id = fields.UUID(allow_none=True)
    slug = fields.String(allow_none=True)
    version = fields.Integer()
    name = fields.String()
    pronoun = fields.String(allow_none=True)
    portrait_id = fields.UUID(allow_none=True)
    about = fields.String(allow_none=True)
    organisation_ids = fields.List(fields.UUID())
    role = fields.String(allow_none=True)
    categories = fields.List(fields.String())
    gives = fields.List(fields.String())
    gives_text = fields.String(allow_none=True)
    looks_for = fields.List(fields.String())
    looks_for_text = fields.String(allow_none=True)
    district = fields.String(allow_none=True)
    languages = fields.List(fields.String())
    phone = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    website = fields.String(allow_none=True)
    shown = fields.Dict(keys=fields.String(), values=fields.String(validate=_LEVEL))
    is_listed = fields.Boolean()
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    withdrawn_because = fields.String(allow_none=True)
    stewardships = fields.List(fields.Nested(StewardshipSchema))


class PreviewsSchema(Schema):
    """What each audience would see; nothing where the card would not exist for it."""

    public = fields.Nested(WholePersonSchema, allow_none=True)
    signed_in = fields.Nested(WholePersonSchema, allow_none=True)


class PeopleArgs(PageArgs):
    """By what a list of people may be narrowed."""

    q = Line(200, allow_none=True, load_default=None, metadata={"description": "Words that they show."})
    category = _some(CategoryKey())
    district = fields.List(DistrictKey(), load_default=list, validate=validate.Length(max=100))
    language = _some(Language())
    gives = _some(fields.String(validate=_KIND))
    looks_for = _some(fields.String(validate=_KIND))
    organisation = fields.UUID(load_default=None)


class PeopleSchema(ListSchema):
    """A page of people by name, and how many each further choice would leave."""

    items = fields.List(fields.Nested(PersonCardSchema))
    facets = fields.Dict(keys=fields.String(), values=fields.Dict(keys=fields.String(), values=fields.Integer()))


class ReasonSchema(Schema):
    """Why somebody fits, and by what."""

    kind = fields.String(validate=validate.OneOf(REASONS))
    keys = fields.List(fields.String())


class FittingPersonSchema(PersonCardSchema):
    """Somebody who fits, with the reasons, the strongest first."""

    reasons = fields.List(fields.Nested(ReasonSchema))


class FittingPeopleSchema(Schema):
    """Who fits, by the strongest reason and then by name."""

    items = fields.List(fields.Nested(FittingPersonSchema))


class WithdrawalShape(Shape):
    """Why a card is shown no more, in words for its owner."""

    because = Words(1000, required=True)


class WithdrawnCardSchema(Schema):
    """A card that editors withdrew."""

    id = fields.UUID()
    slug = fields.String()
    name = fields.String()
    withdrawn_at = fields.AwareDateTime()
    withdrawn_because = fields.String()


class WithdrawnCardsSchema(Schema):
    """The cards that editors withdrew, the latest first."""

    items = fields.List(fields.Nested(WithdrawnCardSchema))
