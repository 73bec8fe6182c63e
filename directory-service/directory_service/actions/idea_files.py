"""The board of ideas as a file: for spreadsheets, programs and feed readers, without whom to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy.orm import Session

from directory_service.models import Idea
from directory_service.queries.exports import MOST
from directory_service.queries.ideas import listed
from services.city import City
from services.kit.atom import Entry, as_atom
from services.kit.sheets import as_csv, as_workbook

_IN_A_FEED = 100
_HEADING = ("Art", "Titel", "Kurz gesagt", "Worum es geht", "Themen", "Stadtteil", "Seit", "Bis", "Link")
_KINDS = {"idea": "Idee", "companions": "Mitmachende gesucht"}
_TOLD = ("id", "slug", "kind", "title", "summary", "description", "categories", "district", "published_at", "ends_on")


@dataclass(frozen=True)
class BoardFile:
    """The board on its way out: what was asked of it, and where it is shown."""

    city: City
    site_url: str
    asked: dict[str, Any]

    def csv(self, session: Session) -> bytes:
        """Return the board as CSV."""
        return as_csv(_HEADING, self._rows(session))

    def workbook(self, session: Session) -> bytes:
        """Return the board as a workbook."""
        return as_workbook("Ideen", _HEADING, self._rows(session))

    def json(self, session: Session) -> bytes:
        """Return the board as JSON."""
        items = [{name: getattr(idea, name) for name in _TOLD} for idea in self._found(session, MOST)]
        return orjson.dumps({"items": items, "total": len(items)})

    def feed(self, session: Session, *, self_link: str, now: datetime) -> bytes:
        """Return the newest of the board as an Atom feed."""
        entries = map(self._entry, self._found(session, _IN_A_FEED))
        title = f"{self.city.name}: Ideen"
        return as_atom(title, link=f"{self.site_url}/ideen", self_link=self_link, entries=entries, now=now)

    def _found(self, session: Session, most: int) -> Sequence[Idea]:
        return session.scalars(listed(self.asked).limit(most)).all()

    def _rows(self, session: Session) -> list[list[str]]:
        return [self._row(idea) for idea in self._found(session, MOST)]

    def _row(self, idea: Idea) -> list[str]:
        district = self.city.district(idea.district) if idea.district else None
        days = [f"{day:%d.%m.%Y}" if day else "" for day in (idea.published_at, idea.ends_on)]
        topics = ", ".join(self.city.category_names(idea.categories))
        words = [_KINDS[idea.kind], idea.title, idea.summary, idea.description or ""]
        return [*words, topics, district.name if district else "", *days, self._link(idea)]

    def _entry(self, idea: Idea) -> Entry:
        since = idea.published_at or idea.sent_at
        return Entry(
            id=idea.id,
            title=idea.title,
            link=self._link(idea),
            summary=idea.summary,
            updated_at=since,
            published_at=since,
            author=self.city.name,
            categories=tuple(idea.categories),
        )

    def _link(self, idea: Idea) -> str:
        return f"{self.site_url}/ideen/{idea.slug}"
