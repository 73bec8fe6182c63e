"""How ideas look from outside: to everybody, to their authors, and as they come in."""

from marshmallow import Schema, fields, validate

from directory_service import rules
from directory_service.rules.ideas import IdeaKind, IdeaState
from directory_service.schemas.shared import CategoryKey, DistrictKey
from services.kit.addresses import LONGEST_NAME
from services.kit.paging import ListSchema, PageArgs
from services.kit.review.rules import RevisionState
from services.kit.shapes import Line, MailAddress, Shape, Words

_KIND = validate.OneOf(list(IdeaKind))
_LANGUAGES = validate.OneOf(["de", "en"])
_MOST_CATEGORIES = validate.Length(1, rules.MOST_CATEGORIES)


class IdeasArgs(PageArgs):
    """What the board may be asked for."""

    kind = fields.List(fields.String(validate=_KIND), load_default=list)
    category = fields.List(CategoryKey(), load_default=list, metadata={"description": "One of these."})
    district = fields.List(DistrictKey(), load_default=list, metadata={"description": "One of these."})
    sort = fields.String(load_default=None, validate=validate.OneOf(["newest", "title"]))


class IdeaShape(Shape):
    """An idea, or a search for companions, in its author's words; all of them everybody reads."""

    kind = fields.String(required=True, validate=_KIND)
    title = Line(200, required=True)
    summary = Line(500, required=True)
    description = Words(5000, allow_none=True, load_default=None)
    categories = fields.List(CategoryKey(), required=True, validate=_MOST_CATEGORIES)
    district = DistrictKey(allow_none=True, load_default=None)
    contact_name = Line(LONGEST_NAME, required=True, metadata={"description": "By which name its author is shown."})
    contact = Line(
        200,
        allow_none=True,
        load_default=None,
        metadata={"description": "How others reach the author, as she chooses to tell everybody."},
    )


class SentIdeaShape(IdeaShape):
    """An idea with the address at which its author is asked once; who has signed in needs none."""

    email = MailAddress(allow_none=True, load_default=None, metadata={"description": "Never shown to anybody."})
    language = fields.String(load_default="de", validate=_LANGUAGES)


class TakingDownShape(Shape):
    """Why an editor takes an idea off the board: the reason is mailed."""

    reason = Words(5000, required=True)


class BecomingProjectShape(Shape):
    """Of which organisation an idea is to be a project; with the link from a mail, if the caller is its author."""

    organisation_id = fields.UUID(required=True)
    link = Line(100, allow_none=True, load_default=None, metadata={"description": "The token of the author's link."})


class IdeaCardSchema(Schema):
    """An idea as the board shows it."""

    id = fields.UUID()
    slug = fields.String(allow_none=True)
    kind = fields.String(validate=_KIND)
    title = fields.String()
    summary = fields.String()
    categories = fields.List(fields.String())
    district = fields.String(allow_none=True)
    contact_name = fields.String()
    published_at = fields.AwareDateTime(allow_none=True)
    ends_on = fields.Date(allow_none=True, metadata={"description": "The last day on the board."})


class IdeasSchema(ListSchema):
    """A page of the board, and how many ideas each further choice would leave."""

    items = fields.List(fields.Nested(IdeaCardSchema))
    facets = fields.Dict(keys=fields.String(), values=fields.Dict(keys=fields.String(), values=fields.Integer()))


class IdeaProjectSchema(Schema):
    """The project that an idea has become."""

    id = fields.UUID()
    slug = fields.String()
    title = fields.String()


class IdeaSchema(IdeaCardSchema):
    """An idea with all that its author says."""

    description = fields.String(allow_none=True)
    contact = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf(list(IdeaState)))
    project = fields.Nested(IdeaProjectSchema, allow_none=True)
    version = fields.Integer()


class IdeaReviewSchema(Schema):
    """What became of the words that an author sent last; nothing once they are approved."""

    state = fields.String(validate=validate.OneOf([RevisionState.WAITING, RevisionState.REFUSED]))
    reason = fields.String(allow_none=True)


class OwnIdeaSchema(IdeaSchema):
    """An idea as its author looks after it, in the words that she sent last."""

    review = fields.Nested(IdeaReviewSchema, allow_none=True)
    renewed_until = fields.Date(
        allow_none=True, metadata={"description": "The last day on the board if it is renewed today."}
    )


class IdeaStateSchema(Schema):
    """How far an idea has come."""

    title = fields.String()
    state = fields.String(validate=validate.OneOf(list(IdeaState)))


class BegunProjectSchema(Schema):
    """The draft of a project that was begun from an idea."""

    draft_id = fields.UUID()
