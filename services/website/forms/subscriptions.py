"""What people say of messages: what they want to hear about, how often, and from when on again."""

from typing import Any

from marshmallow import fields, validate
from werkzeug.datastructures import MultiDict

from services.kit import marks
from services.kit.addresses import LONGEST_NAME
from services.website.forms.form import Form, Line, address, at_most
from services.website.language import said
from services.website.lists.filters import YES

_TOLD_ONLY = frozenset({"id", "paused_until"})
COMMITMENTS = {"kurz": "short_term", "regelmaessig": "long_term"}
PAUSE_DAY = said("Please choose a day from tomorrow on, and within a year.")


class PauseForm(Form):
    """Until when nothing is to be written."""

    bis = fields.Date(required=True, error_messages={"required": PAUSE_DAY, "invalid": PAUSE_DAY})


class InterestForm(Form):
    """What somebody wants to hear about, and how often."""

    was = fields.List(
        fields.String(validate=validate.OneOf(["offer", "event", "project", "organisation"])),
        required=True,
        error_messages={"required": said("Please choose at least one thing you want to know about.")},
    )
    thema = fields.List(Line(validate=at_most(40)), load_default=list)
    zeit = fields.String(validate=validate.OneOf(list(COMMITMENTS)), load_default=None)
    stadtteil = fields.List(Line(validate=at_most(60)), load_default=list)
    kinder = fields.Boolean(load_default=False)
    rollstuhl = fields.Boolean(load_default=False)
    zuhause = fields.Boolean(load_default=False)
    sprache = Line(validate=at_most(10), load_default=None)
    q = Line(validate=at_most(200), load_default=None)
    nur = fields.List(Line(validate=at_most(marks.LONGEST)), load_default=list)
    ohne = fields.List(Line(validate=at_most(marks.LONGEST)), load_default=list)
    takt = fields.String(
        validate=validate.OneOf(["at_once", "daily", "weekly"]),
        required=True,
        error_messages={"required": said("Please choose how often we may write.")},
    )


class SubscriptionForm(InterestForm):
    """An interest, an address, and a yes."""

    email = address()
    name = Line(validate=at_most(LONGEST_NAME), load_default=None)
    briefsprache = fields.String(validate=validate.OneOf(["de", "en"]), load_default="de")
    newsletter = fields.Boolean(load_default=False)
    wortlaut = Line(required=True, validate=at_most(40))
    zustimmung = fields.Boolean(
        required=True,
        error_messages={"required": said("Please say yes with the tick, otherwise we may not write to you.")},
    )


def interest(words: dict[str, Any]) -> dict[str, Any]:
    """Return an interest as the services know it."""
    return {
        "what": words["was"],
        "categories": words["thema"],
        "commitment": COMMITMENTS.get(words["zeit"] or ""),
        "districts": words["stadtteil"],
        "with_children": words["kinder"],
        "wheelchair": words["rollstuhl"],
        "remote": words["zuhause"],
        "language": words["sprache"],
        "text": words["q"],
        "wanted": words["nur"],
        "unwanted": words["ohne"],
        "cadence": words["takt"],
    }


def typed_interest(interest: dict[str, Any]) -> MultiDict[str, str]:
    """Return an interest as if somebody had just chosen it."""
    time = next((key for key, asked in COMMITMENTS.items() if asked == interest["commitment"]), "")
    pairs = [("takt", interest["cadence"]), ("zeit", time), ("q", interest["text"]), ("sprache", interest["language"])]
    many = {"was": "what", "thema": "categories", "stadtteil": "districts", "nur": "wanted", "ohne": "unwanted"}
    pairs += [(name, each) for name, asked in many.items() for each in interest[asked]]
    ticks = {"kinder": "with_children", "rollstuhl": "wheelchair", "zuhause": "remote"}
    pairs += [(name, YES) for name, asked in ticks.items() if interest[asked]]
    return MultiDict([(name, value) for name, value in pairs if value])


def as_told(interest: dict[str, Any]) -> dict[str, Any]:
    """Return an interest that a service told, as it may be told back."""
    return {name: interest[name] for name in interest if name not in _TOLD_ONLY}
