"""What may be done with projects."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from directory_service.actions import owned
from directory_service.actions.asking_partners import ask_partners
from directory_service.actions.catalogue import new_slug, note_change
from directory_service.actions.partners import (
    Partner,
    check_willing,
    without_partners,
    write_partners,
)
from directory_service.actions.pictures import with_measures
from directory_service.actions.recording import record_change, words_before
from directory_service.actions.telling import tell_project
from directory_service.models import Project
from directory_service.queries.organisations import are_known
from directory_service.queries.partners import hidden_partners, partners_said
from directory_service.queries.projects import project_to_change
from services.kit.errors import Malformed
from services.kit.review.history import Author
from services.kit.tokens import Caller


class UnknownPartner(Malformed):
    """One of the organisations that take part is not known."""


def create_project(session: Session, words: Mapping[str, Any], *, caller: Caller, now: datetime) -> Project:
    """Keep a new project as a draft."""
    project = add_project(session, words, caller=caller, author=Author.of(caller, now))
    record_change(session, project, words, before={}, caller=caller, now=now)
    return project


def add_project(session: Session, words: Mapping[str, Any], *, caller: Caller, author: Author) -> Project:
    """Make a project of words that are put down elsewhere, on the word of their author."""
    owned.first_owner(session, words["organisation_id"], caller=caller)
    named = _named(session, words)
    slug = new_slug(session, Project, words["title"])
    kept = with_measures(session, without_partners(words))
    project = Project(slug=slug, created_at=author.now, changed_at=author.now, **kept)
    session.add(project)
    session.flush()
    write_partners(session, {project.id: named}, author=author)
    return project


def change_project(
    session: Session, project_id: UUID, words: Mapping[str, Any], *, expected: int, caller: Caller, now: datetime
) -> Project:
    """Replace a project's words, and who takes part in it; of a public one, the others hear."""
    project = project_to_change(session, project_id)
    before = words_before(project, words) | {"partners": partners_said(session, project_id)}
    check_willing(session, project_id, words["partners"])
    rewrite_project(session, project, words, expected=expected, caller=caller, author=Author.of(caller, now))
    record_change(session, project, words, before=before, caller=caller, now=now)
    return project


def rewrite_project(
    session: Session, project: Project, words: Mapping[str, Any], *, expected: int, caller: Caller, author: Author
) -> None:
    """Replace a project's words, and who takes part, by some that are put down elsewhere: on their author's word."""
    owner = owned.next_owner(session, project, words["organisation_id"], expected=expected, caller=caller)
    project.organisation = owner
    named = _named(session, words)
    project.reword(with_measures(session, without_partners(words)), author.now)
    write_partners(session, {project.id: [*named, *_unseen(session, project, named)]}, author=author)
    if project.is_public:
        ask_partners(session, [project.id], now=author.now)
        tell_project(session, project, organisation_name=owner.name, now=author.now)
        note_change(session)


def publish_project(session: Session, project_id: UUID, *, caller: Caller, now: datetime) -> Project:
    """Show a project to citizens, and tell everybody who waits for such a thing."""
    return owned.publish(session, project_to_change(session, project_id), caller=caller, now=now)


def withdraw_project(session: Session, project_id: UUID, *, caller: Caller, now: datetime) -> Project:
    """Show a project to citizens no more; its offers stay."""
    return owned.withdraw(session, project_to_change(session, project_id), caller=caller, now=now)


def _named(session: Session, words: Mapping[str, Any]) -> list[Partner]:
    named = [(each["organisation_id"], each["role"]) for each in words["partners"]]
    if not are_known(session, {organisation_id for organisation_id, _ in named}):
        raise UnknownPartner
    return named


def _unseen(session: Session, project: Project, named: Sequence[Partner]) -> list[Partner]:
    # Nobody is shown who is not public, so nobody who writes back what was read means to drop them.
    said = {project.organisation_id, *(organisation_id for organisation_id, _ in named)}
    return [each for each in hidden_partners(session, project.id) if each[0] not in said]
