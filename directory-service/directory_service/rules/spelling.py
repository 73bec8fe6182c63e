"""How a record is written into a table: with the words that an import reads again."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from directory_service.rules.words import Commitment, Gift, Kind, ProjectStatus, Wheelchair
from services.city import City

KINDS = {
    "Verein": Kind.ASSOCIATION,
    "Initiative": Kind.INITIATIVE,
    "Unternehmen": Kind.COMPANY,
    "Öffentliche Einrichtung": Kind.PUBLIC_BODY,
    "Bildungseinrichtung": Kind.EDUCATION,
    "Sonstige": Kind.OTHER,
}
STATUS = {
    "geplant": ProjectStatus.PLANNED,
    "laufend": ProjectStatus.ONGOING,
    "abgeschlossen": ProjectStatus.COMPLETED,
}
COMMITMENTS = {
    "kurz": Commitment.SHORT_TERM,
    "lang": Commitment.LONG_TERM,
    "kurzfristig": Commitment.SHORT_TERM,
    "langfristig": Commitment.LONG_TERM,
}
GIFTS = {"Zeit": Gift.TIME, "Wissen": Gift.KNOW_HOW, "Sachen": Gift.THINGS}
WHEELCHAIR = {"ja": Wheelchair.YES, "teilweise": Wheelchair.PARTLY, "nein": Wheelchair.NO}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": KINDS,
    "status": STATUS,
    "commitment": COMMITMENTS,
    "gives": GIFTS,
    "wheelchair": WHEELCHAIR,
}
NOT_FOR_ALL = frozenset({"email", "phone", "contact_person", "contact_email", "trusted"})
"""What names or reaches a person stands on pages, but tables for everybody do without; whom we trust is our affair."""


def spelt(name: str, value: Any, city: City) -> str:
    """Return a field's value as it stands in a cell."""
    if value is None or value == []:
        return ""
    if name in _WORDS:
        return next((word for word, key in _WORDS[name].items() if key == value), str(value))
    if name == "categories":
        return " | ".join(_category(each, city) for each in value)
    if name == "district":
        known = city.district(value)
        return known.name if known else str(value)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:g}" if value.is_integer() else repr(value)
    return " | ".join(map(str, value)) if isinstance(value, list) else str(value)


def _category(key: str, city: City) -> str:
    known = city.category(key)
    return known.name.in_language(city.default_language) if known else key
