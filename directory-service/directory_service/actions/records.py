"""The directory's records, as the review knows them: whose they are, and how words get where citizens read them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy.orm import Session

from directory_service.actions import offers, organisations, projects
from directory_service.actions.freshness import settle_check
from directory_service.actions.organisations import EDITORS_WORDS
from directory_service.actions.owned import first_owner
from directory_service.actions.partners import check_willing
from directory_service.actions.recording import PAGES, said
from directory_service.actions.showing import withdraw
from directory_service.actions.stewards import NotYourOrganisation, check_may_list, check_steward
from directory_service.models import AnyRecord, Offer, Organisation, Project, Revision
from directory_service.queries import records as queries
from directory_service.queries.history import merged_into, names_of
from directory_service.queries.offers import offer_to_change
from directory_service.queries.organisations import organisation_to_change
from directory_service.queries.projects import project_to_change
from directory_service.queries.records import NoSuchRecord
from directory_service.rules import RecordKind
from services.city import City
from services.kit.errors import Malformed
from services.kit.review.desk import Desk, Records
from services.kit.review.history import Author
from services.kit.review.rules import Deed, Origin
from services.kit.tokens import Caller


class WhoseIsIt(Malformed):
    """Please say to which organisation this belongs."""


class DirectoryRecords(Records):
    """Organisations, projects and offers."""

    revision = Revision
    pages: ClassVar = PAGES
    editors_words = EDITORS_WORDS

    def __init__(self, city: City) -> None:
        self._city = city

    def record(self, session: Session, kind: str, record_id: UUID) -> Any:
        """Return an organisation, a project or an offer; refused with `NoSuchRecord`."""
        return queries.record(session, kind, record_id)

    def words_of(self, session: Session, thing: Any, names: Sequence[str]) -> dict[str, Any]:
        """Return what stands in a record under these names by now."""
        return said(queries.words_of(session, thing, names))

    def owner_of(self, thing: Any) -> UUID | None:
        """Return the organisation that a record belongs to, or is."""
        owner_id: UUID = thing.id if isinstance(thing, Organisation) else thing.organisation_id
        return owner_id

    def is_public(self, thing: Any) -> bool:
        """Tell whether citizens see a record."""
        return bool(thing.is_public)

    def owner_of_new(self, session: Session, kind: str, organisation_id: UUID | None, caller: Caller) -> UUID | None:
        """Return whose a new record will be; organisations are nobody's, and only editors make some."""
        if kind == RecordKind.ORGANISATION:
            if not caller.is_editor:
                raise NotYourOrganisation
            return None
        if organisation_id is None:
            raise WhoseIsIt
        first_owner(session, organisation_id, caller=caller)
        return organisation_id

    def owner_of_suggested(self, session: Session, kind: str, organisation_id: UUID | None) -> UUID | None:
        """Return whose a suggested record would be; refused with `NoSuchRecord` if that is not public."""
        if organisation_id is None or kind == RecordKind.ORGANISATION:
            return None
        if not queries.record(session, RecordKind.ORGANISATION, organisation_id).is_public:
            raise NoSuchRecord
        return organisation_id

    def check_steward(self, session: Session, organisation_id: UUID, *, caller: Caller) -> None:
        """Refuse with `NotYourOrganisation` whoever may not write for an organisation."""
        check_steward(session, organisation_id, caller=caller)

    def check_may_list(self, session: Session, organisation_id: UUID | None, *, caller: Caller) -> None:
        """Refuse with `NotYourOrganisation` whoever may not see what is written for an organisation."""
        check_may_list(session, organisation_id, caller=caller)

    def is_trusted(self, session: Session, organisation_id: UUID) -> bool:
        """Tell whether what an organisation says is public at once."""
        owner = session.get(Organisation, organisation_id)
        return owner is not None and owner.trusted

    def check_words(self, session: Session, draft: Revision, words: Mapping[str, Any], *, caller: Caller) -> None:
        """Refuse an offer that hangs on a project of others, and a project that names who does not want it."""
        if draft.kind == RecordKind.OFFER:
            known = session.get(Offer, draft.subject_id) if draft.subject_id else None
            offers.check_project(session, words, known=known, caller=caller)
        if draft.kind == RecordKind.PROJECT and draft.subject_id:
            check_willing(session, draft.subject_id, words["partners"])

    def put(self, session: Session, revision: Revision, words: dict[str, Any], *, desk: Desk, shows: bool) -> Any:
        """Change or make a record, and show it if asked; what its steward writes about, she finds true."""
        if revision.origin == Origin.STEWARD:
            words["confirmed_on"] = desk.now.astimezone(self._city.time_zone).date()
        thing = (_changed if revision.subject_id else _made)(session, revision, words, desk)
        if shows and not thing.is_public:
            thing = _shown(session, thing, desk)
        settle_check(session, thing.id, "changed", now=desk.now)
        return thing

    def withdraw(self, session: Session, kind: str, record_id: UUID, *, desk: Desk) -> None:
        """Show a record to citizens no more, if they see it."""
        thing = queries.record_to_change(session, kind, record_id)
        if thing.is_public:
            withdraw(session, thing, author=Author.of(desk.caller, desk.now))

    def owners(self, session: Session, ids: Collection[UUID]) -> Mapping[UUID, Any]:
        """Return organisations by their id."""
        return queries.organisations_by_id(session, ids)

    def ids_of(self, session: Session, record_id: UUID) -> Sequence[UUID]:
        """Return a record's id, with those of what has become one with it."""
        return [record_id, *merged_into(session, record_id)]

    def names_of(self, session: Session, people: Collection[str]) -> dict[str, str]:
        """Return the names of people as invitations gave them."""
        return names_of(session, people)


def _changed(session: Session, revision: Revision, words: dict[str, Any], desk: Desk) -> AnyRecord:
    assert revision.subject_id
    caller, now = desk.caller, desk.now
    if revision.kind == RecordKind.OFFER:
        offer = offer_to_change(session, revision.subject_id)
        offers.rewrite_offer(session, offer, words, expected=offer.version, caller=caller, now=now)
    elif revision.kind == RecordKind.PROJECT:
        project = project_to_change(session, revision.subject_id)
        author = _writer(revision, now)
        projects.rewrite_project(session, project, words, expected=project.version, caller=caller, author=author)
    else:
        known = organisation_to_change(session, revision.subject_id)
        organisations.rewrite_organisation(session, known, words, expected=known.version, caller=caller, now=now)
    return queries.record(session, revision.kind, revision.subject_id)


def _made(session: Session, revision: Revision, words: dict[str, Any], desk: Desk) -> AnyRecord:
    if revision.kind == RecordKind.OFFER:
        return offers.add_offer(session, words, caller=desk.caller, now=desk.now)
    if revision.kind == RecordKind.PROJECT:
        return projects.add_project(session, words, caller=desk.caller, author=_writer(revision, desk.now))
    return organisations.add_organisation(session, organisations.sayable_by(desk.caller, words), now=desk.now)


def _writer(revision: Revision, now: datetime) -> Author:
    """Return whose word a revision is: who approves it has only looked; who puts it back agrees for nobody."""
    if revision.deed == Deed.PUT_BACK:
        return Author(name=revision.made_by, origin=Origin.STEWARD, now=now)
    return Author(name=revision.made_by, origin=Origin(revision.origin), now=now, person_id=revision.person_id)


def _shown(session: Session, thing: AnyRecord, desk: Desk) -> AnyRecord:
    if isinstance(thing, Offer):
        return offers.publish_offer(session, thing.id, caller=desk.caller, now=desk.now)
    if isinstance(thing, Project):
        return projects.publish_project(session, thing.id, caller=desk.caller, now=desk.now)
    return organisations.publish_organisation(session, thing.id, caller=desk.caller, now=desk.now)
