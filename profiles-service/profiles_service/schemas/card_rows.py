"""Cards as rows of a table, with whose they are and which fields she shows to whom."""

from typing import Any
from uuid import UUID

from marshmallow import ValidationError

from profiles_service.actions.loading_cards import CardRow
from profiles_service.schemas.cards import CardShape
from services.city import City
from services.kit.addresses import mail_address
from services.kit.cells import Cells

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


def read_card_row(cells: Cells, city: City) -> CardRow | None:
    """Return the card of a row, or nothing where a cell cannot be read; its complaints say which."""
    names = {key: key for key in _SHOWN}
    levels = {name: "signed_in" for name in cells.many("sichtbar_angemeldet", names)}
    levels |= {name: "public" for name in cells.many("sichtbar", names)}
    words = {
        "name": cells.text("name", longest=120, required=True),
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
    try:
        person_id = UUID(cells.raw("person_id")) if cells.raw("person_id") else None
        return CardRow(email=mail_address(words["email"]), person_id=person_id, words=CardShape().load(words))
    except ValidationError as wrong:
        cells.complain(next(iter(wrong.messages_dict)), "This cannot be read.")
    except ValueError:
        cells.complain("email", "This cannot be read.")
    return None
