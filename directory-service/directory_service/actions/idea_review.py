"""The directory's records with ideas among them, so that editors have one queue; ideas belong to no organisation."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy.orm import Session

from directory_service.actions.becoming_projects import note_become_project
from directory_service.actions.idea_letters import Board, about_decision
from directory_service.actions.ideas import put_idea
from directory_service.actions.records import DirectoryRecords
from directory_service.models import Idea, Revision
from directory_service.queries.ideas import NoSuchIdea
from directory_service.rules import RecordKind
from directory_service.rules.ideas import IDEA
from services.kit.advertising import signs_of_advertising
from services.kit.letters import Note
from services.kit.review.desk import Desk
from services.kit.review.rules import as_json

_READ = ("title", "summary", "description", "contact_name", "contact")


class RecordsAndIdeas(DirectoryRecords):
    """Organisations, projects and offers; and ideas, which have doors of their own to be sent and looked after."""

    pages: ClassVar = {**DirectoryRecords.pages, IDEA: "/ideen"}
    own_doors: ClassVar = frozenset({IDEA})

    def record(self, session: Session, kind: str, record_id: UUID) -> Any:
        """Return a record; refused with `NoSuchRecord` or `NoSuchIdea`."""
        if kind != IDEA:
            return super().record(session, kind, record_id)
        found = session.get(Idea, record_id)
        if found is None:
            raise NoSuchIdea
        return found

    def words_of(self, session: Session, thing: Any, names: Sequence[str]) -> dict[str, Any]:
        """Return what stands in a record under these names by now."""
        if isinstance(thing, Idea):
            return as_json({name: getattr(thing, name) for name in names})
        return super().words_of(session, thing, names)

    def owner_of(self, thing: Any) -> UUID | None:
        """Return the organisation that a record belongs to, or is; no idea belongs to one."""
        return None if isinstance(thing, Idea) else super().owner_of(thing)

    def put(self, session: Session, revision: Revision, words: dict[str, Any], *, desk: Desk, shows: bool) -> Any:
        """Change or make a record, and show it if asked; a project may be what an idea has become."""
        board = self._board(desk)
        if revision.kind == IDEA:
            assert revision.subject_id
            idea = session.get_one(Idea, revision.subject_id, with_for_update=True)
            return put_idea(session, idea, words, board=board, shows=shows)
        thing = super().put(session, revision, words, desk=desk, shows=shows)
        if revision.kind == RecordKind.PROJECT:
            note_become_project(session, revision.id, thing, board=board)
        return thing

    def letter(self, session: Session, revision: Revision, note: Note, *, desk: Desk) -> Note:
        """Return a letter about a decision; an idea's author, and nobody else, gets the link to look after it."""
        if revision.kind != IDEA or not revision.subject_id:
            return note
        idea = session.get_one(Idea, revision.subject_id)
        if (revision.person_id, revision.email) != (idea.person_id, idea.email):
            return note
        return about_decision(session, idea, note, now=desk.now)

    def writer_name(self, revision: Revision) -> str | None:
        """Return the name that an idea's author gave with it."""
        return revision.words.get("contact_name") if revision.kind == IDEA else super().writer_name(revision)

    def remarks(self, kind: str, words: Mapping[str, Any]) -> Sequence[str]:
        """Return what looks like advertising in the words of an idea."""
        if kind != IDEA:
            return ()
        text = "\n".join(str(words.get(name) or "") for name in _READ)
        rules = self._city.contact_requests
        return signs_of_advertising(text, words=rules.advertising_words, most_links=rules.most_links)

    def _board(self, desk: Desk) -> Board:
        return Board(city=self._city, site_url=desk.site_url, now=desk.now)
