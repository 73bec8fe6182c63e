"""All that a service knows about one person, as she may see it herself: one section for each kind of thing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias
from uuid import UUID

import orjson
from sqlalchemy import Select
from sqlalchemy.orm import Session

from services.kit.addresses import address_key
from services.kit.privacy.declared import Declared

MOST_ROWS = 10_000
"""Of one kind; whoever has more is told so, and may ask the editors for the rest."""


@dataclass(frozen=True)
class Herself:
    """Whom it is about: a person, by her id, by her address, and by what else letters called her."""

    person_id: UUID
    email: str
    known_as: tuple[UUID, ...] = ()

    @property
    def key(self) -> str:
        """Return her address as it is looked for."""
        return address_key(self.email)

    @property
    def ids(self) -> tuple[UUID, ...]:
        """Return all ids that are hers."""
        return (self.person_id, *self.known_as)


Question: TypeAlias = "Select[*tuple[Any, ...]]"
Rows = Callable[[Session, Herself], Iterable[Mapping[str, Any]]]
Sections = Mapping[str, Rows]
"""What is shown of each kind that a service declares, by its key."""


def about_me(session: Session, herself: Herself, *, sections: Sections, declared: Declared) -> list[dict[str, Any]]:
    """Return all that is kept of a person, kind by kind; kinds of which there is nothing are left out."""
    found = ((key, list(islice(rows(session, herself), MOST_ROWS + 1))) for key, rows in sections.items())
    return [
        {
            **declared.words(declared.of(key)),
            "rows": [_plain(row) for row in rows[:MOST_ROWS]],
            "is_whole": len(rows) <= MOST_ROWS,
        }
        for key, rows in found
        if rows
    ]


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as JSON says it: moments and days as ISO 8601 writes them, ids as text."""
    words: dict[str, Any] = orjson.loads(orjson.dumps(dict(row), default=str))
    return words


def selected(question: Callable[[Herself], Question]) -> Rows:
    """Return the rows of a question as words under the names of its columns."""

    def rows(session: Session, herself: Herself) -> Iterable[Mapping[str, Any]]:
        return [dict(row) for row in session.execute(question(herself).limit(MOST_ROWS + 1)).mappings()]

    return rows
