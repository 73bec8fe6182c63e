"""What may be done with projects."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from directory_service.actions import owned
from directory_service.actions.catalogue import new_slug, note_change
from directory_service.actions.partners import Partner, without_partners, write_partners
from directory_service.actions.telling import tell_project, tell_project_withdrawn
from directory_service.models import Project
from directory_service.queries.organisations import are_known
from directory_service.queries.projects import hidden_partners, project_to_change
from services.kit.errors import Malformed
from services.kit.tokens import Caller


class UnknownPartner(Malformed):
    """One of the organisations that take part is not known."""


def create_project(session: Session, words: Mapping[str, Any], *, caller: Caller, now: datetime) -> Project:
    """Keep a new project as a draft."""
    owned.first_owner(session, words["organisation_id"], caller=caller)
    named = _named(session, words)
    slug = new_slug(session, Project, words["title"])
    project = Project(slug=slug, created_at=now, changed_at=now, **without_partners(words))
    session.add(project)
    session.flush()
    write_partners(session, {project.id: named})
    return project


def change_project(
    session: Session, project_id: UUID, words: Mapping[str, Any], *, expected: int, caller: Caller, now: datetime
) -> Project:
    """Replace a project's words, and who takes part in it; of a public one, the others hear."""
    project = project_to_change(session, project_id)
    owner = owned.next_owner(session, project, words["organisation_id"], expected=expected, caller=caller)
    project.organisation = owner
    named = _named(session, words)
    project.reword(without_partners(words), now)
    write_partners(session, {project_id: [*named, *_unseen(session, project, named)]})
    if project.is_public:
        tell_project(session, project, organisation_name=owner.name, now=now)
        note_change(session)
    return project


def publish_project(session: Session, project_id: UUID, *, caller: Caller, now: datetime) -> Project:
    """Show a project to citizens, and tell everybody who waits for such a thing."""
    project = project_to_change(session, project_id)
    owned.publish(session, project, caller=caller, now=now)
    tell_project(session, project, organisation_name=project.organisation.name, now=now)
    note_change(session)
    return project


def withdraw_project(session: Session, project_id: UUID, *, caller: Caller, now: datetime) -> Project:
    """Show a project to citizens no more; its offers stay."""
    project = project_to_change(session, project_id)
    owned.withdraw(session, project, caller=caller, now=now)
    tell_project_withdrawn(session, project.id, project.version, now=now)
    note_change(session)
    return project


def _named(session: Session, words: Mapping[str, Any]) -> list[Partner]:
    named = [(each["organisation_id"], each["role"]) for each in words["partners"]]
    if not are_known(session, {organisation_id for organisation_id, _ in named}):
        raise UnknownPartner
    return named


def _unseen(session: Session, project: Project, named: Sequence[Partner]) -> list[Partner]:
    # Nobody is shown who is not public, so nobody who writes back what was read means to drop them.
    said = {project.organisation_id, *(organisation_id for organisation_id, _ in named)}
    return [each for each in hidden_partners(session, project.id) if each[0] not in said]
