"""Who takes part in projects, which stands in rows of its own: named by whoever leads, shown once it has agreed."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeAlias
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from directory_service.queries.partners import have_refused
from directory_service.queries.stewards import looked_after
from services.kit.errors import Malformed
from services.kit.review.history import Author
from services.kit.review.rules import Origin

Partner: TypeAlias = tuple[UUID, str | None]
"""An organisation, and its role."""

_SAID = "jsonb_populate_recordset(NULL::project_partners, CAST(:rows AS jsonb)) AS said"
_DROP = text(f"""
    DELETE FROM project_partners AS known WHERE project_id = ANY(:projects) AND refused_at IS NULL AND NOT EXISTS (
        SELECT FROM {_SAID}
        WHERE said.project_id = known.project_id AND said.organisation_id = known.organisation_id
    )
""")
_PUT = text(f"""
    INSERT INTO project_partners (project_id, organisation_id, position, role, confirmed_at)
    SELECT project_id, organisation_id, position, role, confirmed_at FROM {_SAID}
    ON CONFLICT (project_id, organisation_id) DO UPDATE SET position = excluded.position, role = excluded.role
""")


class PartnerSaidNo(Malformed):
    """One of the organisations does not want to be named with this project. Please take it out."""


def without_partners(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words that stand in the thing's own row."""
    return {name: value for name, value in words.items() if name != "partners"}


def check_willing(session: Session, project_id: UUID, partners: Sequence[Mapping[str, Any]]) -> None:
    """Refuse with `PartnerSaidNo` to name whoever does not want to be named with a project."""
    if have_refused(session, project_id, [each["organisation_id"] for each in partners]):
        raise PartnerSaidNo


def write_partners(session: Session, partners: Mapping[UUID, Sequence[Partner]], *, author: Author) -> None:
    """Write down who takes part in each of these projects, in this order, and nobody else.

    What an organisation has said to it stays. Who is named anew has agreed if the author speaks for it.
    """
    named = {organisation_id for joined in partners.values() for organisation_id, _ in joined}
    agreed = spoken_for(session, author, named)
    rows = [
        {
            "project_id": project_id,
            "organisation_id": organisation_id,
            "position": position,
            "role": role,
            "confirmed_at": author.now if organisation_id in agreed else None,
        }
        for project_id, joined in partners.items()
        for position, (organisation_id, role) in enumerate(joined)
    ]
    said = orjson.dumps(rows).decode()
    session.execute(_DROP, {"projects": list(partners), "rows": said})
    session.execute(_PUT, {"rows": said})


def spoken_for(session: Session, author: Author, organisation_ids: Collection[UUID]) -> set[UUID]:
    """Return for which of these organisations somebody may say that they take part: editors for all of them."""
    if author.origin in (Origin.EDITOR, Origin.TABLE):
        return set(organisation_ids)
    if author.origin != Origin.STEWARD:
        return set()
    return looked_after(session, author.person_id, organisation_ids)
