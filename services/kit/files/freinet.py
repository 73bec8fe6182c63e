"""The list of offers that Freinet, the volunteer agencies' system, gives out as XML.

Nothing that the list points to is fetched: pictures and counting pixels stay where they are.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from services.kit.files.table import MOST_ROWS, NotATable, Table, TooManyRows

_COLUMNS = {
    "angebotsId": "externe_id",
    "angebotsname": "titel",
    "kurz_beschreibung": "kurzbeschreibung",
    "beschreibung": "beschreibung",
    "einrichtungsname": "organisation",
    "strasse": "strasse",
    "plz": "plz",
    "ort": "ort",
    "geo_breite": "lat",
    "geo_laenge": "lon",
    "anzahl_gesuche": "anzahl_gesuche",
    "bearbeitet": "bearbeitet",
}
_NOWHERE = {"0", "0.0"}


class NotAnOfferList(NotATable):
    """This XML is no list of offers: it should begin with <angebotsliste> and hold an <angebot> for each."""


def read_offer_list(file: bytes) -> Table:
    """Read Freinet's list; a record's number is the one a table of it would show, so the first is 2."""
    try:
        top: Element = fromstring(file, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise NotAnOfferList from None
    if top.tag != "angebotsliste":
        raise NotAnOfferList
    rows = tuple(enumerate(_rows(top), start=2))
    if len(rows) > MOST_ROWS:
        raise TooManyRows
    noticed = {"form": "xml", "encoding": _encoding(file), "header_row": 1, "empty_rows": 0, "empty_columns": 0}
    return Table(tuple(_COLUMNS.values()), rows, noticed)


def _rows(top: Element) -> Iterator[tuple[str, ...]]:
    for record in top.iter("angebot"):
        cells = {"angebotsId": record.get("angebotsId", ""), **{part.tag: part.text or "" for part in record}}
        if {cells.get("geo_breite", "").strip(), cells.get("geo_laenge", "").strip()} & _NOWHERE:
            cells |= {"geo_breite": "", "geo_laenge": ""}
        yield tuple(cells.get(name, "").strip() for name in _COLUMNS)


def _encoding(file: bytes) -> str:
    _, _, rest = file[:200].partition(b"encoding=")
    return rest[1:].partition(rest[:1])[0].decode("ascii", "replace").lower() if rest else "utf-8"
