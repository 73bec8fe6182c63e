"""Events of others in an organisation's own calendar: asked for by its stewards, shown once its owners agree."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from events_service.actions import catalogue
from events_service.actions.events import NotYourOrganisation, check_organisation, may_change
from events_service.models import Event, Organisation, Showing
from events_service.queries import events as queries
from events_service.queries.events import NoSuchEvent
from events_service.queries.showings import stewards_of
from services.kit.errors import Malformed, NotFound
from services.kit.letters import Note, notice_person
from services.kit.tokens import Caller

_PAGE = "/eintragen/meine"


class OwnEvent(Malformed):
    """This event stands in the calendar of this organisation already: it is its own."""


class NobodyAsked(NotFound):
    """This organisation does not ask to show this event, or has thought better of it."""


def ask(session: Session, event_id: UUID, organisation_id: UUID, *, caller: Caller, now: datetime) -> Showing:
    """Ask for an organisation that one looks after to show a public event of another.

    Those who look after the event are written to, once. Who may answer herself has agreed.
    """
    _check(session, organisation_id, caller)
    event = _public(session, event_id)
    if event.organisation_id == organisation_id:
        raise OwnEvent
    check_organisation(session, organisation_id, public=True)
    words = {"event_id": event_id, "organisation_id": organisation_id, "wanted": True, "asked_at": now}
    is_new = session.execute(insert(Showing).values(words).on_conflict_do_nothing().returning(Showing.event_id)).first()
    showing = session.get_one(Showing, (event_id, organisation_id), with_for_update=True)
    showing.wanted = True
    if may_change(session, caller, event.organisation_id):
        _note(showing, agreed=True, now=now)
    elif is_new:
        _write_to_stewards(session, event, organisation_id, now=now)
    catalogue.renew(session)
    return showing


def answer(
    session: Session, event_id: UUID, organisation_id: UUID, *, agreed: bool, caller: Caller, now: datetime
) -> Showing:
    """Say for the organisation whose event it is whether another may show it; the last word counts."""
    _check(session, _public(session, event_id).organisation_id, caller)
    showing = _asked(session, event_id, organisation_id)
    _note(showing, agreed=agreed, now=now)
    catalogue.renew(session)
    return showing


def end(session: Session, event_id: UUID, organisation_id: UUID, *, caller: Caller) -> None:
    """Show an event of another no longer, or take back that one asked."""
    _check(session, organisation_id, caller)
    _asked(session, event_id, organisation_id).wanted = False
    catalogue.renew(session)


def rename(session: Session, organisation_id: UUID, into_id: UUID) -> None:
    """Let an organisation show what another did that has become it, but for what is its own now."""
    session.execute(_INHERIT, {"old": organisation_id, "new": into_id})


def _check(session: Session, organisation_id: UUID, caller: Caller) -> None:
    if not may_change(session, caller, organisation_id):
        raise NotYourOrganisation


def _public(session: Session, event_id: UUID) -> Event:
    event = queries.event(session, event_id)
    if not event.is_published:
        raise NoSuchEvent
    return event


def _asked(session: Session, event_id: UUID, organisation_id: UUID) -> Showing:
    showing = session.get(Showing, (event_id, organisation_id), with_for_update=True)
    if showing is None or not showing.wanted:
        raise NobodyAsked
    return showing


def _note(showing: Showing, *, agreed: bool, now: datetime) -> None:
    showing.agreed, showing.answered_at = agreed, now


def _write_to_stewards(session: Session, event: Event, organisation_id: UUID, *, now: datetime) -> None:
    leader, asking = (session.get_one(Organisation, each) for each in (event.organisation_id, organisation_id))
    slots = {"title": event.title, "organisation": asking.name, "leader": leader.name}
    for person_id in stewards_of(session, event.organisation_id):
        notice_person(session, person_id, Note(template="showing_asked", slots=slots, pages={"link": _PAGE}), now=now)


_INHERIT = text("""
    WITH gone AS (DELETE FROM showings WHERE organisation_id = :old RETURNING *)
    INSERT INTO showings (event_id, organisation_id, wanted, agreed, asked_at, answered_at)
    SELECT gone.event_id, :new, gone.wanted, gone.agreed, gone.asked_at, gone.answered_at
    FROM gone JOIN events ON events.id = gone.event_id AND events.organisation_id <> :new ON CONFLICT DO NOTHING
""")
