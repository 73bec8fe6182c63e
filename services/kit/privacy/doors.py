"""Doors to what a service keeps of people: of whoever shows that she is it, and in general for everybody."""

from dataclasses import dataclass
from typing import Any

from flask import current_app
from marshmallow import Schema, fields

from services.kit.auth import caller, public, requires
from services.kit.doors import Doors, leave_no_copies, session
from services.kit.errors import Forbidden
from services.kit.privacy.about_me import Herself, Sections, about_me
from services.kit.privacy.declared import Declared

doors = Doors("privacy", __name__, url_prefix="/v1", description="What is kept of people, and for how long.")


@dataclass(frozen=True)
class Privacy:
    """What a service declares about people's things, and how it shows them to themselves."""

    declared: Declared
    sections: Sections


class KeptSchema(Schema):
    """One kind of thing that is kept of people: what it is, why, and until when.

    In `until`, `%(days)s` stands for `days`; `stays` says what is left of it when a person is erased.
    """

    key = fields.String(metadata={"example": "subscriptions"})
    title = fields.String()
    what = fields.String()
    whose = fields.String()
    why = fields.String()
    basis = fields.String()
    shown_to = fields.String()
    until = fields.String()
    days = fields.Integer(allow_none=True)
    stays = fields.String()
    unseen = fields.String(metadata={"description": "Why the page about oneself does not show it."})
    jobs = fields.List(fields.String(), metadata={"description": "Which jobs of the clock let it go after `days`."})
    by = fields.String(metadata={"description": "Who else does."})


class RetentionSchema(Schema):
    """All that this service keeps of people."""

    service = fields.String()
    items = fields.List(fields.Nested(KeptSchema))


class SectionSchema(KeptSchema):
    """What is kept of a person of one kind."""

    rows = fields.List(
        fields.Dict(), metadata={"description": "At most 10,000; `is_whole` says whether these are all."}
    )
    is_whole = fields.Boolean(metadata={"description": "Whether these are all."})


class AboutMeSchema(Schema):
    """All that this service knows about a person."""

    service = fields.String()
    sections = fields.List(fields.Nested(SectionSchema))


doors.after_request(leave_no_copies)


@doors.get("/retention")
@doors.response(200, RetentionSchema)
@public
def retention() -> tuple[dict[str, Any], dict[str, str]]:
    """Return what this service keeps of people, why, and for how long."""
    declared = _privacy().declared
    words = {"service": _service(), "items": [declared.words(each) for each in declared.kept]}
    return words, {"Cache-Control": "public, max-age=60"}


@doors.get("/about-me")
@doors.response(200, AboutMeSchema)
@requires("herself")
def show_about_me() -> dict[str, Any]:
    """Return all that this service knows about whoever asks, with a token made for this question alone."""
    known = _privacy()
    found = about_me(session(), _herself(), sections=known.sections, declared=known.declared)
    return {"service": _service(), "sections": found}


def _herself() -> Herself:
    who = caller()
    if who.asks_about is None or who.email is None:
        raise Forbidden
    return Herself(who.asks_about, who.email)


def _privacy() -> Privacy:
    known: Privacy = current_app.extensions["privacy"]
    return known


def _service() -> str:
    named: str = current_app.service  # type: ignore[attr-defined]
    return named
