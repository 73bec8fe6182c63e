"""Who takes part in projects, which stands in rows of its own: named by whoever leads, shown once it has agreed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

import orjson
from sqlalchemy import select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from directory_service.models import Organisation, PartnerLetter, Project, ProjectPartner, Stewardship
from directory_service.queries.organisations import looked_after
from directory_service.queries.partners import UNANSWERED, have_refused
from services.kit.errors import Malformed
from services.kit.letters import Note, notice_person
from services.kit.review.history import Author
from services.kit.review.rules import Origin

Partner: TypeAlias = tuple[UUID, str | None]
"""An organisation, and its role."""
Asked: TypeAlias = tuple[UUID, UUID]
"""A project, and an organisation that it names."""

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
_PAGE = "/eintragen/meine"
_WRITES_AGAIN_AFTER = timedelta(days=30)


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


def ask_partners(session: Session, project_ids: Collection[UUID], *, now: datetime) -> None:
    """Ask who is named with public projects and has not answered: one letter for each steward, once in thirty days."""
    row = ProjectPartner
    unasked = (row.project_id.in_(project_ids), *UNANSWERED, row.asked_at.is_(None))
    asked = update(row).where(*unasked).values(asked_at=now).returning(row.project_id, row.organisation_id)
    pairs = [(project_id, organisation_id) for project_id, organisation_id in session.execute(asked)]
    if found := _not_written_to(session, pairs, now=now):
        for person_id, slots in _stewards_of(session, found):
            note = Note(template="partner_asked", slots=slots, pages={"link": _PAGE})
            notice_person(session, person_id, note, now=now)


def _not_written_to(session: Session, asked: Sequence[Asked], *, now: datetime) -> list[Asked]:
    """Return about whom nobody was written to lately, whether still named since or named anew, and note it."""
    if not asked:
        return []
    rows = [{"project_id": each, "organisation_id": other, "written_at": now} for each, other in asked]
    known = insert(PartnerLetter).values(rows)
    key, long_ago = ["project_id", "organisation_id"], PartnerLetter.written_at < now - _WRITES_AGAIN_AFTER
    noted = known.on_conflict_do_update(index_elements=key, set_={"written_at": now}, where=long_ago)
    told = session.execute(noted.returning(PartnerLetter.project_id, PartnerLetter.organisation_id))
    return [(project_id, organisation_id) for project_id, organisation_id in told]


def _stewards_of(session: Session, asked: Sequence[Asked]) -> Iterator[tuple[UUID, dict[str, str]]]:
    """Return who answers for those who are asked, each with the names of all that are in it."""
    row, leader = ProjectPartner, aliased(Organisation)
    listed = (
        select(Stewardship.person_id, Project.title, Organisation.name, leader.name)
        .select_from(row)
        .join(Project, Project.id == row.project_id)
        .join(leader, leader.id == Project.organisation_id)
        .join(Organisation, Organisation.id == row.organisation_id)
        .join(Stewardship, Stewardship.organisation_id == row.organisation_id)
        .where(tuple_(row.project_id, row.organisation_id).in_(asked), Stewardship.dismissed_at.is_(None))
        .order_by(Project.id, row.position, Stewardship.appointed_at)
    )
    for person_id, title, organisation, lead in session.execute(listed):
        yield person_id, {"title": title, "organisation": organisation, "leader": lead}
