"""A card as its owner writes it: what she says, and who may see each field."""

from typing import Any

from marshmallow import fields, validate
from werkzeug.datastructures import MultiDict

from services.kit.addresses import LONGEST_NAME
from services.website.clients.asking import Words
from services.website.forms.form import ADDRESS, Filled, Form, Line, Text, address, at_most, read
from services.website.language import said
from services.website.lists.filters import YES

LEVELS = {"hidden": said("Nobody"), "signed_in": said("People who signed in"), "public": said("Everybody")}
"""Who may see a field, as it is said to people."""
LEVEL = "sicht_"
NAMES = {
    "name": "name",
    "pronoun": "pronomen",
    "about": "text",
    "organisation_ids": "gruppe",
    "role": "rolle",
    "categories": "thema",
    "gives": "gibt",
    "gives_text": "gibt_text",
    "looks_for": "sucht",
    "looks_for_text": "sucht_text",
    "district": "stadtteil",
    "languages": "sprache",
    "phone": "telefon",
    "email": "email",
    "website": "web",
}
"""The words of a card, and the fields of the form that hold them."""
FIELDS = (
    "name", "pronoun", "picture", "about", "organisations", "role", "categories", "gives", "looks_for", "district",
    "languages", "phone", "email", "website",
)  # fmt: skip
"""What is shown or hidden as one."""
_NAME = said("Please tell us your name.")
_WEB = said("Please enter the address of a page, for example https://example.org.")


def _some() -> fields.List[Any]:
    return fields.List(Line(validate=at_most(60)), load_default=list, validate=validate.Length(max=20))


class CardForm(Form):
    """What somebody says of herself."""

    name = Line(required=True, error_messages={"required": _NAME}, validate=at_most(LONGEST_NAME))
    pronomen = Line(load_default=None, validate=at_most(40))
    text = Text(load_default=None, validate=at_most(2000))
    gruppe = _some()
    rolle = Line(load_default=None, validate=at_most(120))
    thema = _some()
    gibt = _some()
    gibt_text = Line(load_default=None, validate=at_most(300))
    sucht = _some()
    sucht_text = Line(load_default=None, validate=at_most(300))
    stadtteil = Line(load_default=None, validate=at_most(60))
    sprache = _some()
    telefon = Line(load_default=None, validate=at_most(40))
    email = address(load_default=None)
    web = fields.Url(
        load_default=None,
        schemes={"http", "https"},
        error_messages={"invalid": _WEB},
        validate=validate.Length(max=500, error=_WEB),
    )


def filled_with(card: Words) -> Filled:
    """Return the form as it stands for a card that is kept."""
    typed: MultiDict[str, str] = MultiDict({"version": str(card["version"])})
    for word, name in NAMES.items():
        said_here = card[word]
        typed.setlist(name, said_here if isinstance(said_here, list) else [said_here or ""])
    for field in FIELDS:
        typed[LEVEL + field] = card["shown"].get(field, "hidden")
    if card["is_listed"]:
        typed["suchmaschinen"] = YES
    return Filled(typed)


def read_card(typed: MultiDict[str, str]) -> tuple[Filled, Words | None]:
    """Return the form as typed, and what is sent of it unless something is wrong."""
    filled, words = read(CardForm, _with_whole_address(typed))
    filled.typed = typed
    return filled, _words(words, typed) if words else None


def complained(filled: Filled, errors: dict[str, Any]) -> Filled:
    """Return the form with what the service says is wrong, at the fields that hold it."""
    known = {NAMES[word]: said_wrong for word, said_wrong in errors.items() if word in NAMES}
    filled.errors |= {name: ADDRESS if name == "email" else _CANNOT_BE_READ for name in known or {"name": ""}}
    return filled


_CANNOT_BE_READ = said("This cannot be read. Please write it differently.")


def _words(words: dict[str, Any], typed: MultiDict[str, str]) -> Words:
    shown = {field: typed.get(LEVEL + field, "") for field in FIELDS}
    return {
        **{word: words[name] for word, name in NAMES.items()},
        "shown": {field: level if level in LEVELS else "hidden" for field, level in shown.items()},
        "is_listed": typed.get("suchmaschinen") == YES,
    }


def _with_whole_address(typed: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return what was typed; people leave out how an address begins."""
    whole, web = MultiDict(typed), typed.get("web", "").strip()
    if web and "://" not in web:
        whole["web"] = f"https://{web}"
    return whole
