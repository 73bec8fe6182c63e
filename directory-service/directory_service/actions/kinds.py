"""What a table may hold: the things themselves, and the columns they are read from."""

from collections.abc import Mapping

from directory_service.actions import columns
from directory_service.actions.columns import Column
from directory_service.models import AnyRecord, Offer, Organisation, Project
from directory_service.rules import ImportKind

KINDS: Mapping[str, tuple[type[AnyRecord], Mapping[str, Column]]] = {
    ImportKind.ORGANISATIONS: (Organisation, columns.ORGANISATION),
    ImportKind.PROJECTS: (Project, columns.PROJECT),
    ImportKind.OFFERS: (Offer, columns.OFFER),
}
# What a row may say beside the columns of its own: whose it is, and how wanted and how new it is in a feed.
_BESIDE = {
    ImportKind.ORGANISATIONS: (),
    ImportKind.PROJECTS: ("organisation",),
    ImportKind.OFFERS: ("organisation", "anzahl_gesuche", "bearbeitet"),
}


def known_columns(kind: str) -> list[str]:
    """Return the names of all columns that a table of this kind may have."""
    _, shape = KINDS[kind]
    return list(dict.fromkeys([*(column.name for column in shape.values()), *_BESIDE[ImportKind(kind)]]))
