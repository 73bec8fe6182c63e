"""Cards as rows of a table, with whose they are and which fields she shows to whom."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from marshmallow import ValidationError

from profiles_service.actions.loading_cards import CardRow
from profiles_service.schemas.cards import CardShape
from services.city import City
from services.kit.addresses import LONGEST_NAME, mail_address
from services.kit.cells import Cells

T = TypeVar("T")
_KINDS = {"hilfe": "help", "wissen": "know_how", "raeume": "rooms", "werkzeug": "tools"}
_SHOWN = {
    "name": "name",
    "pronomen": "pronoun",
    "ueber_mich": "about",
    "gruppe": "organisations",
    "rolle": "role",
    "themen": "categories",
    "gibt": "gives",
    "sucht": "looks_for",
    "stadtteil": "district",
    "sprachen": "languages",
    "telefon": "phone",
    "email": "email",
    "web": "website",
}
_COLUMNS = {name: column for column, name in _SHOWN.items()} | {
    "organisation_ids": "organisation_id",
    "gives_text": "gibt_text",
    "looks_for_text": "sucht_text",
    "shown": "sichtbar",
}
_UNREADABLE = "This cannot be read."


def read_card_row(cells: Cells, city: City) -> CardRow | None:
    """Return the card of a row, or nothing where a cell cannot be read; its complaints say which."""
    names = {key: key for key in _SHOWN}
    levels = {name: "signed_in" for name in cells.many("sichtbar_angemeldet", names)}
    levels |= {name: "public" for name in cells.many("sichtbar", names)}
    words = {
        "name": cells.text("name", longest=LONGEST_NAME, required=True),
        "pronoun": cells.text("pronomen"),
        "about": cells.text("ueber_mich"),
        "organisation_ids": cells.many("organisation_id"),
        "role": cells.text("rolle"),
        "categories": cells.many("themen", city.category_words),
        "gives": cells.many("gibt", _KINDS),
        "gives_text": cells.text("gibt_text"),
        "looks_for": cells.many("sucht", _KINDS),
        "looks_for_text": cells.text("sucht_text"),
        "district": cells.choice("stadtteil", city.district_words),
        "languages": cells.many("sprachen"),
        "phone": cells.text("telefon"),
        "email": cells.text("email", required=True),
        "website": cells.text("web"),
        "shown": {_SHOWN[name]: level for name, level in levels.items()},
    }
    return None if cells.complaints else _row(cells, words)


def _row(cells: Cells, words: dict[str, Any]) -> CardRow | None:
    email, person_id = _read(cells, "email", mail_address), _read(cells, "person_id", UUID)
    try:
        loaded = CardShape().load(words)
    except ValidationError as wrong:
        for name in wrong.messages_dict:
            cells.complain(_COLUMNS.get(name, name), _UNREADABLE)
    return None if cells.complaints else CardRow(email=email or "", person_id=person_id, words=loaded)


def _read(cells: Cells, column: str, read: Callable[[str], T]) -> T | None:
    given = cells.raw(column)
    try:
        return read(given) if given else None
    except ValueError:
        cells.complain(column, _UNREADABLE)
        return None
