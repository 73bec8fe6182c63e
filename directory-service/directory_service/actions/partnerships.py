"""What an organisation says to being named with a project of others."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from directory_service.actions.catalogue import note_change
from directory_service.actions.history import put_down_changes
from directory_service.actions.stewards import check_steward, may_edit
from directory_service.actions.telling import tell_project
from directory_service.models import Organisation, Project, ProjectPartner
from directory_service.queries.partners import partners_said
from directory_service.queries.projects import NoSuchProject, project_to_change
from directory_service.queries.stewards import stewards_of
from services.kit.errors import NotFound
from services.kit.letters import Note, notice_person
from services.kit.review.history import Author, Entry
from services.kit.review.rules import Deed
from services.kit.tokens import Caller


class NotNamed(NotFound):
    """This project does not name this organisation any more."""


def answer_partnership(
    session: Session, project_id: UUID, organisation_id: UUID, *, agrees: bool, caller: Caller, now: datetime
) -> None:
    """Say for an organisation whether it takes part in a project that names it; its last word counts."""
    check_steward(session, organisation_id, caller=caller)
    project = project_to_change(session, project_id)
    if not (project.is_public or may_edit(session, project.organisation_id, caller=caller)):
        raise NoSuchProject
    partner = session.get(ProjectPartner, (project_id, organisation_id), with_for_update=True)
    if partner is None:
        raise NotNamed
    if bool(partner.confirmed_at if agrees else partner.refused_at):
        return
    before, was_shown = partners_said(session, project_id), partner.confirmed_at is not None
    partner.confirmed_at, partner.refused_at = (now, None) if agrees else (None, now)
    session.flush()
    if agrees or was_shown:
        _show_anew(session, project, now)
    if not agrees:
        _tell_those_who_lead(session, project, organisation_id, now)
    answered = Entry(project_id, {"partners": before}, {"partners": partners_said(session, project_id)})
    put_down_changes(session, Project, [answered], Deed.ANSWERED, Author.of(caller, now))


def _show_anew(session: Session, project: Project, now: datetime) -> None:
    project.touch(now)
    session.flush()
    if project.is_public:
        tell_project(session, project, organisation_name=project.organisation.name, now=now)
        note_change(session)


def _tell_those_who_lead(session: Session, project: Project, organisation_id: UUID, now: datetime) -> None:
    refusing = session.get_one(Organisation, organisation_id)
    slots = {"title": project.title, "organisation": refusing.name}
    note = Note(template="partner_refused", slots=slots, pages={"link": f"/projekte/{project.slug}"})
    for steward in stewards_of(session, project.organisation_id):
        notice_person(session, steward.person_id, note, now=now)
