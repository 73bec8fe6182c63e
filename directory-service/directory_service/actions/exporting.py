"""Lists written into files: tables that an import reads again, feeds, and what other databases want to have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy.orm import Session

from directory_service.actions.columns import Column
from directory_service.actions.kinds import KINDS
from directory_service.queries import exports as queries
from directory_service.queries.listing import Listing
from directory_service.rules import ImportKind
from directory_service.rules.spelling import NOT_FOR_ALL, spelt
from services.city import City, Export
from services.kit.atom import Entry, as_atom
from services.kit.sheets import as_csv, as_workbook

_IN_A_FEED = 100
PATHS = {ImportKind.ORGANISATIONS: "gruppen", ImportKind.PROJECTS: "projekte", ImportKind.OFFERS: "mitmachen"}
_TITLES = {ImportKind.ORGANISATIONS: "Gruppen", ImportKind.PROJECTS: "Projekte", ImportKind.OFFERS: "Angebote"}


@dataclass(frozen=True)
class Exporter:
    """One list on its way out: what it holds, for whom, and where it is shown."""

    kind: ImportKind
    city: City
    site_url: str
    with_people: bool

    def csv(self, session: Session, listing: Listing) -> bytes:
        """Return a list as CSV with the columns of an import."""
        return as_csv(*self._table(session, listing))

    def workbook(self, session: Session, listing: Listing) -> bytes:
        """Return a list as a workbook with the columns of an import."""
        return as_workbook(_TITLES[self.kind], *self._table(session, listing))

    def json(self, session: Session, listing: Listing) -> bytes:
        """Return a list as JSON, each record whole."""
        hidden = frozenset() if self.with_people else NOT_FOR_ALL
        found = queries.records(session, listing)
        items = [{name: value for name, value in row.items() if name not in hidden} for row in found]
        return orjson.dumps({"items": items, "total": len(items)})

    def feed(self, session: Session, listing: Listing, *, self_link: str, now: datetime) -> bytes:
        """Return the newest of a list as an Atom feed."""
        found = queries.records(session, listing, most=_IN_A_FEED)
        title = f"{self.city.name}: {_TITLES[self.kind]}"
        entries = map(self._entry, found)
        return as_atom(title, link=f"{self.site_url}/{PATHS[self.kind]}", self_link=self_link, entries=entries, now=now)

    def mapped(self, session: Session, listing: Listing, export: Export) -> bytes:
        """Return a list as another database wants it, by the city's map of columns."""
        heading = [column.heading for column in export.columns]
        rows = [
            [column.always or self._field(row, column.field) for column in export.columns]
            for row in queries.records(session, listing)
        ]
        return as_csv(heading, rows, separator=export.separator, encoding=export.encoding)

    def _field(self, row: Mapping[str, Any], name: str) -> str:
        if name == "link":
            return self._link(row)
        if name == "external_id":
            return _number(row)
        return spelt(name, row.get(name), self.city)

    def _entry(self, row: Mapping[str, Any]) -> Entry:
        return Entry(
            id=row["id"],
            title=row.get("title") or row["name"],
            link=self._link(row),
            summary=row["summary"] or "",
            updated_at=row["changed_at"],
            published_at=row["published_at"] or row["changed_at"],
            author=row.get("organisation_name") or row["name"],
            categories=tuple(row["categories"]),
        )

    def _link(self, row: Mapping[str, Any]) -> str:
        return f"{self.site_url}/{PATHS[self.kind]}/{row['slug']}"

    def _table(self, session: Session, listing: Listing) -> tuple[list[str], list[list[str]]]:
        _, shape = KINDS[self.kind]
        columns = self._columns(shape)
        owned = [] if self.kind is ImportKind.ORGANISATIONS else ["organisation"]
        projects: dict[Any, str] = dict(queries.project_ids(session)) if self.kind is ImportKind.OFFERS else {}
        rows = []
        for row in queries.records(session, listing):
            words = {**row, "external_id": _number(row)}
            words["organisation_id"] = row.get("organisation_external_id") or row.get("organisation_id")
            words["project_id"] = projects.get(row.get("project_id"), row.get("project_id"))
            rows.append([*(str(row["organisation_name"]) for _ in owned), *self._cells(words, columns)])
        return [*owned, *columns], rows

    def _columns(self, shape: Mapping[str, Column]) -> dict[str, list[str]]:
        """Return for each column the fields that stand in it; two may share one."""
        found: dict[str, list[str]] = {}
        for name, column in shape.items():
            if self.with_people or name not in NOT_FOR_ALL:
                found.setdefault(column.name, []).append(name)
        return found

    def _cells(self, words: Mapping[str, Any], columns: Mapping[str, Sequence[str]]) -> list[str]:
        return [
            # A time belongs to its day; all else that shares a column are words.
            (" " if names[-1].endswith("_time") else ", ").join(
                filter(None, (spelt(name, words.get(name), self.city) for name in names))
            )
            for names in columns.values()
        ]


def _number(row: Mapping[str, Any]) -> str:
    """Return the number by which a table knows a record: the one from elsewhere, or else our own."""
    return row["external_id"] or str(row["id"])
