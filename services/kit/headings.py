"""The headings of a table matched with the columns that a service knows: by name, by other names, or by hand."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

from services.kit.files.table import Table, column_key

_LIKE_ENOUGH = 0.75
_ALSO = {
    "adresse": "strasse",
    "anschrift": "strasse",
    "anzahl_plaetze": "plaetze",
    "anbieter": "organisation",
    "bis": "ende",
    "e_mail": "email",
    "einrichtung": "organisation",
    "end": "ende",
    "homepage": "website",
    "id": "externe_id",
    "internet": "website",
    "kategorie": "kategorien",
    "kontakt_e_mail": "kontakt_email",
    "kurztext": "kurzbeschreibung",
    "latitude": "lat",
    "longitude": "lon",
    "mail": "email",
    "nummer": "externe_id",
    "postleitzahl": "plz",
    "schlagwort": "schlagworte",
    "stadt": "ort",
    "start": "beginn",
    "tel": "telefon",
    "telefonnummer": "telefon",
    "thema": "kategorien",
    "themen": "kategorien",
    "title": "titel",
    "traeger": "organisation",
    "ueberschrift": "titel",
    "verein": "name",
    "vereinsname": "name",
    "von": "beginn",
    "webseite": "website",
}


def match_headings(table: Table, known: Collection[str], chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return for each heading the column it stands for, if any, and else the one that it may stand for."""
    return [_matched(heading, known, chosen) for heading in table.columns]


def columns_of(matches: list[dict[str, Any]]) -> dict[str, str]:
    """Return the column that each heading stands for, of those that stand for one."""
    return {each["heading"]: each["column"] for each in matches if each["column"]}


def _matched(heading: str, known: Collection[str], chosen: Mapping[str, str]) -> dict[str, Any]:
    key = column_key(heading)
    if heading in chosen:
        column = chosen[heading] if chosen[heading] in known else None
        return {"heading": heading, "column": column, "suggestion": None}
    for name in (key, _ALSO.get(key)):
        if name in known:
            return {"heading": heading, "column": name, "suggestion": None}
    near = get_close_matches(key, known, n=1, cutoff=_LIKE_ENOUGH)
    return {"heading": heading, "column": None, "suggestion": near[0] if near else None}
