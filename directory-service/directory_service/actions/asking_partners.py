"""Letters to those who look after an organisation that projects of others name: whether it takes part.

The first goes out at once. What comes within a day of it is asked in one letter afterwards, so that nobody gets twenty.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import RowMapping, exists, func, select, true, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from directory_service.models import Organisation, PartnerLetter, Project, ProjectPartner, Stewardship
from directory_service.queries.facets import Condition
from directory_service.queries.listing import public
from directory_service.queries.partners import UNANSWERED
from services.kit.letters import Note, notice_person

Asked: TypeAlias = tuple[UUID, UUID]
"""A project, and an organisation that it names."""

_PAGE = "/eintragen/meine"
_WRITES_NEXT_AFTER, _WRITES_AGAIN_AFTER = timedelta(days=1), timedelta(days=30)
_MOST_NAMED = 20


def ask_partners(session: Session, project_ids: Collection[UUID], *, now: datetime) -> None:
    """Ask who is named with public projects and has not answered, by mail unless she was written to since yesterday."""
    row = ProjectPartner
    unasked = (row.project_id.in_(project_ids), *UNANSWERED, row.asked_at.is_(None))
    asked = update(row).where(*unasked).values(asked_at=now).returning(row.project_id, row.organisation_id)
    if pairs := [(project_id, organisation_id) for project_id, organisation_id in session.execute(asked)]:
        _note(session, pairs, now=now)
        _write(session, PartnerLetter.organisation_id.in_({each for _, each in pairs}), now=now)


def ask_about_the_rest(session: Session, *, now: datetime) -> None:
    """Ask in one letter about all that came too soon after another."""
    _write(session, true(), now=now)


def _note(session: Session, asked: Sequence[Asked], *, now: datetime) -> None:
    """Note that letters wait about whom nobody was written to lately, whether still named since or named anew."""
    rows = [{"project_id": each, "organisation_id": other, "written_at": None} for each, other in asked]
    known = insert(PartnerLetter).values(rows)
    key, long_ago = ["project_id", "organisation_id"], PartnerLetter.written_at < now - _WRITES_AGAIN_AFTER
    session.execute(known.on_conflict_do_update(index_elements=key, set_={"written_at": None}, where=long_ago))


def _write(session: Session, wanted: Condition, *, now: datetime) -> None:
    """Write those of the letters that wait and are wanted of which the last one is a day ago."""
    row, last, asked = PartnerLetter, aliased(PartnerLetter), ProjectPartner
    same = (asked.project_id == row.project_id, asked.organisation_id == row.organisation_id)
    _take_turns(session, row.written_at.is_(None), wanted)
    is_open = exists().where(*same, *UNANSWERED, asked.project_id == Project.id, public(Project))
    lately = exists().where(last.organisation_id == row.organisation_id, last.written_at > now - _WRITES_NEXT_AFTER)
    # Where nobody could read it, a letter waits.
    answers = exists().where(Stewardship.organisation_id == row.organisation_id, Stewardship.dismissed_at.is_(None))
    due = update(row).where(row.written_at.is_(None), wanted, is_open, answers, ~lately).values(written_at=now)
    written = session.execute(due.returning(row.project_id, row.organisation_id))
    pairs = [(project_id, organisation_id) for project_id, organisation_id in written]
    by_person: dict[UUID, list[RowMapping]] = {}
    for each in _questions(session, pairs):
        by_person.setdefault(each["person_id"], []).append(each)
    for person_id, questions in by_person.items():
        notice_person(session, person_id, _letter(questions), now=now)


def _take_turns(session: Session, *waiting: Condition) -> None:
    """Let nobody else write to these organisations meanwhile: whoever comes second sees that they have been.

    Their rows are not locked for it: who publishes holds those of others already, in another order.
    """
    name = func.concat("partner_letters.", PartnerLetter.organisation_id)
    turns = select(func.hashtext(name).label("turn")).where(*waiting).distinct().order_by("turn").subquery()
    session.execute(select(func.pg_advisory_xact_lock(turns.c.turn))).all()


def _questions(session: Session, asked: Sequence[Asked]) -> Sequence[RowMapping]:
    """Return who answers for those who are asked, each with the names of all that are in it."""
    if not asked:
        return []
    row, leader = ProjectPartner, aliased(Organisation)
    names = (Project.title, Organisation.name.label("organisation"), leader.name.label("leader"))
    listed = (
        select(Stewardship.person_id, *names)
        .select_from(row)
        .join(Project, Project.id == row.project_id)
        .join(leader, leader.id == Project.organisation_id)
        .join(Organisation, Organisation.id == row.organisation_id)
        .join(Stewardship, Stewardship.organisation_id == row.organisation_id)
        .where(tuple_(row.project_id, row.organisation_id).in_(asked), Stewardship.dismissed_at.is_(None))
        .order_by(Project.published_at, Project.id, row.position, Stewardship.appointed_at)
    )
    return session.execute(listed).mappings().all()


def _letter(questions: Sequence[RowMapping]) -> Note:
    """Return one letter about all that one person is asked; the page behind its button shows what it does not name."""
    names = ("title", "organisation", "leader")
    if len(questions) == 1:
        (only,) = questions
        return Note(template="partner_asked", slots={name: only[name] for name in names}, pages={"link": _PAGE})
    named = enumerate(questions[:_MOST_NAMED], 1)
    slots = {f"{name}_{number}": each[name] for number, each in named for name in names}
    return Note(template="partners_asked", slots={"count": str(len(questions)), **slots}, pages={"link": _PAGE})
