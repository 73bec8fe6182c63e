"""Events as the review knows them: whose they are, and how words get where citizens read them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy.orm import Session

from events_service.actions import co_organisers, events
from events_service.actions.events import NotYourOrganisation, check_organisation, may_change
from events_service.actions.recording import KIND, words_before
from events_service.models import Event, Organisation, Revision
from events_service.queries import events as queries
from events_service.queries.events import NoSuchEvent
from events_service.queries.organisations import is_trusted, organisations_by_id
from events_service.rules.entry import Entry
from events_service.rules.said import AT_ONCE
from services.city import City
from services.kit.errors import Malformed
from services.kit.review.desk import Desk, Records
from services.kit.review.rules import Deed, Origin
from services.kit.tokens import NOBODY, Caller


class WhoseIsIt(Malformed):
    """Please say which organisation invites to this."""


class EventRecords(Records):
    """Events, as the review knows them."""

    revision = Revision
    pages: ClassVar = {KIND: "/termine"}
    at_once: ClassVar = {KIND: AT_ONCE}

    def __init__(self, city: City) -> None:
        self._city = city

    def record(self, session: Session, kind: str, record_id: UUID) -> Event:  # noqa: ARG002
        """Return an event; refused with `NoSuchEvent`."""
        found = session.get(Event, record_id)
        if found is None:
            raise NoSuchEvent
        return found

    def words_of(self, session: Session, thing: Event, names: Sequence[str]) -> dict[str, Any]:  # noqa: ARG002
        """Return what stands in an event under these names by now."""
        return words_before(thing, [each for each in names if hasattr(thing, each)], self._city.time_zone)

    def owner_of(self, thing: Event) -> UUID:
        """Return the organisation that invites to an event."""
        return thing.organisation_id

    def is_public(self, thing: Event) -> bool:
        """Tell whether citizens see an event."""
        return thing.is_published

    def owner_of_new(self, session: Session, kind: str, organisation_id: UUID | None, caller: Caller) -> UUID | None:  # noqa: ARG002
        """Return whose a new event will be; refused with `WhoseIsIt` if nobody said so."""
        if organisation_id is None:
            raise WhoseIsIt
        self.check_steward(session, organisation_id, caller=caller)
        check_organisation(session, organisation_id, public=False)
        return organisation_id

    def owner_of_suggested(self, session: Session, kind: str, organisation_id: UUID | None) -> UUID | None:  # noqa: ARG002
        """Return whose a suggested event would be; the editors find out if nobody said so."""
        if organisation_id is not None:
            check_organisation(session, organisation_id, public=True)
        return organisation_id

    def check_steward(self, session: Session, organisation_id: UUID, *, caller: Caller) -> None:
        """Refuse with `NotYourOrganisation` whoever may not write for an organisation."""
        if not may_change(session, caller, organisation_id):
            raise NotYourOrganisation

    def check_may_list(self, session: Session, organisation_id: UUID | None, *, caller: Caller) -> None:
        """Refuse with `NotYourOrganisation` whoever may not see what is written for an organisation."""
        if not caller.is_editor and (organisation_id is None or not may_change(session, caller, organisation_id)):
            raise NotYourOrganisation

    def is_trusted(self, session: Session, organisation_id: UUID) -> bool:
        """Tell whether what an organisation says is public at once."""
        return is_trusted(session, organisation_id)

    def check_words(self, session: Session, draft: Revision, words: Mapping[str, Any], *, caller: Caller) -> None:
        """Refuse what makes no event: times that cannot be, a topic that the city does not have, unknown names."""
        entry = Entry.of(words, self._city)
        self.check_steward(session, entry.columns["organisation_id"], caller=caller)
        check_organisation(session, entry.columns["organisation_id"], public=False)
        known = draft.base.get("co_organiser_ids") or ()
        co_organisers.check_known(session, {each for each in words["co_organiser_ids"] if str(each) not in known})

    def put(self, session: Session, revision: Revision, words: dict[str, Any], *, desk: Desk, shows: bool) -> Event:
        """Change or make an event, and show it if asked; what is told of it is told once."""
        entry, writer = Entry.of(words, self._city), _writer(revision, desk.caller)
        if revision.subject_id:
            event = queries.event(session, revision.subject_id)
            events.check_owner(session, event, entry, caller=desk.caller)
            follows = revision.origin == Origin.FEED and not revision.corrected
            events.rewrite_event(session, event, entry, writer=writer, by_hand=not follows, now=desk.now)
        else:
            event = events.add_event(session, entry, caller=desk.caller, writer=writer, now=desk.now)
        if shows and not event.is_published:
            events.show_event(session, event, now=desk.now)
        return event

    def withdraw(self, session: Session, kind: str, record_id: UUID, *, desk: Desk) -> None:  # noqa: ARG002
        """Show an event to citizens no more, if they see it."""
        if queries.event(session, record_id).is_published:
            events.withdraw_event(session, record_id, caller=desk.caller, now=desk.now)

    def owners(self, session: Session, ids: Collection[UUID]) -> Mapping[UUID, Organisation]:
        """Return organisations by their id."""
        return organisations_by_id(session, ids)


def _writer(revision: Revision, caller: Caller) -> Caller:
    """Return who speaks for organisations in a revision: not an editor who lets it be public, or puts it back."""
    if revision.origin == Origin.EDITOR and revision.deed != Deed.PUT_BACK:
        return caller
    return Caller(person_id=revision.person_id) if revision.origin == Origin.STEWARD else NOBODY
