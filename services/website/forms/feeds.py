"""What a group says of its own calendar: where it is, which of its events come in, and how they stand in ours."""

from typing import Any

from marshmallow import fields, validate
from werkzeug.datastructures import MultiDict

from services.website.clients.asking import Words
from services.website.forms.form import Filled, Form, Line, at_most, read
from services.website.language import said
from services.website.lists.filters import YES

AHEAD = ("30", "90", "180", "365")
_MOST_TOPICS, _MOST_WORDS = 3, 20
_ADDRESS = said("Please enter the address of a calendar. It begins with https://, http:// or webcal://.")
_TOPICS = said("Please choose one to three topics.")
_TOO_MANY = said("Please give at most 20 words, each of at most 60 characters.")
_FIELDS = {"address": "adresse", "categories": "thema", "only_words": "worte", "only_categories": "kategorien"}
_SENTENCES = {"adresse": _ADDRESS, "thema": _TOPICS, "worte": _TOO_MANY, "kategorien": _TOO_MANY}


class FeedForm(Form):
    """A calendar's address, and what is chosen for it."""

    adresse = Line(required=True, error_messages={"required": _ADDRESS}, validate=at_most(2000))
    worte = Line(load_default="", validate=at_most(1300))
    kategorien = Line(load_default="", validate=at_most(1300))
    thema = fields.List(
        Line(validate=at_most(60)),
        required=True,
        error_messages={"required": _TOPICS},
        validate=validate.Length(1, _MOST_TOPICS, error=_TOPICS),
    )
    stadtteil = Line(load_default=None, validate=at_most(60))
    voraus = fields.String(load_default="180", validate=validate.OneOf(AHEAD))
    sofort = fields.Boolean(load_default=False)
    quelle = fields.Boolean(load_default=False)


def read_feed(typed: MultiDict[str, str]) -> tuple[Filled, Words | None]:
    """Return the form as typed, and what is sent of it unless something is wrong."""
    filled, words = read(FeedForm, typed)
    if words is None:
        return filled, None
    return filled, {
        "address": words["adresse"],
        "only_words": _parted(words["worte"]),
        "only_categories": _parted(words["kategorien"]),
        "categories": words["thema"],
        "district": words["stadtteil"],
        "ahead_days": int(words["voraus"]),
        "publishes": words["sofort"],
        "shows_source": words["quelle"],
    }


def typed_feed(feed: Words) -> MultiDict[str, str]:
    """Return a calendar's choices as if somebody had just typed them."""
    pairs: list[tuple[str, Any]] = [
        ("adresse", feed["address"]),
        ("worte", ", ".join(feed["only_words"])),
        ("kategorien", ", ".join(feed["only_categories"])),
        *(("thema", key) for key in feed["categories"]),
        ("stadtteil", feed["district"]),
        ("voraus", next((days for days in AHEAD if int(days) >= feed["ahead_days"]), AHEAD[-1])),
        ("sofort", YES if feed["publishes"] else ""),
        ("quelle", YES if feed["shows_source"] else ""),
    ]
    return MultiDict([(name, value) for name, value in pairs if value])


def with_refusal(filled: Filled, errors: dict[str, Any]) -> Filled:
    """Say beside each field what the calendar did not accept; a word it does not name stands at the address."""
    for name in errors or {"address": []}:
        field = _FIELDS.get(name, "adresse")
        filled.errors[field] = _SENTENCES[field]
    return filled


def _parted(text: str) -> list[str]:
    return [word.strip() for word in text.replace(";", ",").split(",") if word.strip()]
