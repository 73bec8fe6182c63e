"""How newsletters look from outside."""

from datetime import date, datetime
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from notifier.rules import State
from notifier.rules.newsletters import NewsletterState
from services.kit.paging import ListSchema, PageArgs
from services.kit.shapes import Key, Line, Shape, Words

_LANGUAGES = validate.OneOf(["de", "en"])
_MOST_ITEMS = 20
_STATES = [state.name.lower() for state in State]


class ItemShape(Shape):
    """Something of the city that a newsletter shows, with its words as they are now."""

    what = fields.String(required=True, validate=validate.OneOf(["offer", "event", "project", "organisation"]))
    id = fields.UUID(required=True)
    slug = Line(200, pattern=r"^[a-z0-9-]{1,200}$", required=True)
    title = Line(300, required=True)
    summary = Line(1000, allow_none=True, load_default=None)
    organisation_name = Line(300, allow_none=True, load_default=None)
    categories = fields.List(Key(), load_default=list, validate=validate.Length(max=8))
    district = Key(allow_none=True, load_default=None)
    place = Line(300, allow_none=True, load_default=None)
    effort = Line(200, allow_none=True, load_default=None)
    starts_at = fields.AwareDateTime(allow_none=True, load_default=None)
    starts_on = fields.Date(allow_none=True, load_default=None)

    @post_load
    def _plain(self, words: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {name: each.isoformat() if isinstance(each, date | datetime) else each for name, each in words.items()}


class WordsShape(Shape):
    """What a newsletter says in one language; the text is Markdown."""

    subject = Line(150, required=True)
    preheader = Line(200, allow_none=True, load_default=None)
    text = Words(50_000, required=True)


class LanguagesShape(Shape):
    """What a newsletter says: in German, and in English for those who read it."""

    de = fields.Nested(WordsShape, required=True)
    en = fields.Nested(WordsShape, allow_none=True, load_default=None)


class AudienceShape(Shape):
    """Whom it is for: everyone who has ordered the newsletter, or those of them who want to hear of these things."""

    categories = fields.List(Key(), load_default=list, validate=validate.Length(max=20))
    districts = fields.List(Key(), load_default=list, validate=validate.Length(max=100))


class NewsletterShape(Shape):
    """A newsletter as it comes in."""

    words = fields.Nested(LanguagesShape, required=True)
    items = fields.List(fields.Nested(ItemShape), load_default=list, validate=validate.Length(max=_MOST_ITEMS))
    audience = fields.Nested(AudienceShape, load_default=lambda: {"categories": [], "districts": []})


class AudienceArgs(Shape):
    """A choice of people that is not kept yet."""

    category = fields.List(Key(), load_default=list)
    district = fields.List(Key(), load_default=list)


class LanguageArgs(Shape):
    """In which language."""

    language = fields.String(load_default="de", validate=_LANGUAGES)


class ScheduleShape(Shape):
    """When it starts; at once if nothing is said."""

    at = fields.AwareDateTime(allow_none=True, load_default=None)


class TrialShape(Shape):
    """In which language a test is."""

    language = fields.String(load_default="de", validate=_LANGUAGES)


class RecipientsArgs(Shape):
    """Which people of a newsletter: those who have not got it, or those in one state."""

    state = fields.String(load_default=None, validate=validate.OneOf(_STATES))
    after = fields.Integer(load_default=0, validate=validate.Range(0, 2**62))
    size = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class TableArgs(Shape):
    """Which people stand in the table."""

    state = fields.String(load_default=None, validate=validate.OneOf(_STATES))


class ArchiveArgs(PageArgs):
    """Which page of what went out."""


class ItemSchema(Schema):
    """Something of the city that a newsletter shows."""

    what = fields.String()
    id = fields.String()
    slug = fields.String()
    title = fields.String()
    summary = fields.String(allow_none=True)
    organisation_name = fields.String(allow_none=True)
    categories = fields.List(fields.String())
    district = fields.String(allow_none=True)
    place = fields.String(allow_none=True)
    effort = fields.String(allow_none=True)
    starts_at = fields.String(allow_none=True)
    starts_on = fields.String(allow_none=True)
    gone = fields.String(allow_none=True, metadata={"description": "`cancelled` or `withdrawn`, if it is by now."})


class WordsSchema(Schema):
    """What a newsletter says in one language."""

    subject = fields.String()
    preheader = fields.String(allow_none=True)
    text = fields.String()


class LanguagesSchema(Schema):
    """What a newsletter says, by language."""

    de = fields.Nested(WordsSchema)
    en = fields.Nested(WordsSchema, allow_none=True)


class ChosenSchema(Schema):
    """Whom it is for; two empty lists are everyone."""

    categories = fields.List(fields.String())
    districts = fields.List(fields.String())


class ProgressSchema(Schema):
    """How far it has come, in sums that add up to everyone it is meant for."""

    fanned_out = fields.Integer()
    states = fields.Dict(keys=fields.String(), values=fields.Integer())


class NewsletterCardSchema(Schema):
    """A newsletter as lists show it."""

    id = fields.UUID()
    slug = fields.String()
    subject = fields.String()
    state = fields.String(validate=validate.OneOf([state.name.lower() for state in NewsletterState]))
    version = fields.Integer()
    created_at = fields.AwareDateTime()
    changed_at = fields.AwareDateTime()
    scheduled_at = fields.AwareDateTime(allow_none=True)
    started_at = fields.AwareDateTime(allow_none=True)
    notification_id = fields.Integer(allow_none=True)
    is_public = fields.Boolean()
    progress = fields.Nested(ProgressSchema, allow_none=True)


class NewsletterSchema(NewsletterCardSchema):
    """A newsletter with its words."""

    words = fields.Nested(LanguagesSchema)
    audience = fields.Nested(ChosenSchema)
    items = fields.List(fields.Nested(ItemSchema))
    written_by = fields.UUID(allow_none=True)
    changed_by = fields.UUID(allow_none=True)


class NewslettersSchema(ListSchema):
    """A page of newsletters, last changed first."""

    items = fields.List(fields.Nested(NewsletterCardSchema))


class AudienceSchema(Schema):
    """How many people a newsletter would go to now."""

    count = fields.Integer()
    languages = fields.Dict(keys=fields.String(), values=fields.Integer())


class PreviewSchema(Schema):
    """A mail as its readers would see it."""

    subject = fields.String()
    text = fields.String()
    html = fields.String()


class RecipientSchema(Schema):
    """What became of a newsletter for one person: why, and what happens next. Of her address there is only a hint."""

    person_id = fields.UUID(allow_none=True)
    address = fields.String(allow_none=True)
    state = fields.String()
    why = fields.String()
    then = fields.String()
    attempt = fields.Integer()
    next_at = fields.AwareDateTime(allow_none=True)
    reply = fields.String(allow_none=True)
    updated_at = fields.AwareDateTime(allow_none=True)


class RecipientsSchema(Schema):
    """Some of the people of a newsletter; `next` is what to ask with for those after them."""

    items = fields.List(fields.Nested(RecipientSchema))
    total = fields.Integer()
    next = fields.Integer(allow_none=True)


class PublicCardSchema(Schema):
    """A newsletter that went out, as everybody may know it."""

    slug = fields.String()
    subject = fields.String()
    started_at = fields.AwareDateTime()


class ArchiveSchema(ListSchema):
    """A page of newsletters that went out, newest first."""

    items = fields.List(fields.Nested(PublicCardSchema))


class WebCopySchema(PublicCardSchema):
    """What went out, without a word about anybody who got it."""

    words = fields.Nested(LanguagesSchema)
    items = fields.List(fields.Nested(ItemSchema))
