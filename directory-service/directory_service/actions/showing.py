"""Showing records to citizens, and showing them no more: the same for all kinds, and told and put down at once."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory_service.actions.asking_partners import ask_partners
from directory_service.actions.catalogue import note_change
from directory_service.actions.history import put_down
from directory_service.actions.telling import (
    tell_offer_withdrawn,
    tell_organisation_withdrawn,
    tell_project_withdrawn,
    tell_record,
)
from directory_service.models import AnyRecord, FreshnessCheck, Merger, Offer, Organisation, Project, Provenance
from directory_service.queries.mergers import is_merged
from directory_service.rules import State
from services.kit.errors import Conflict
from services.kit.review.history import Author
from services.kit.review.rules import Deed


class BecameAnother(Conflict):
    """This has become one with another. Please choose that one."""


class OrganisationNotPublic(Conflict):
    """The organisation is not public yet, so what belongs to it cannot be either."""


def check_public(organisation: Organisation) -> None:
    """Refuse with `OrganisationNotPublic` what would be public under an organisation that is not."""
    if not organisation.is_public:
        raise OrganisationNotPublic


def show(session: Session, thing: AnyRecord, *, author: Author) -> None:
    """Show a record to citizens, with an organisation what left with it, and tell all who wait for such a thing."""
    if not isinstance(thing, Organisation):
        check_public(thing.organisation)
    if is_merged(session, thing.id):
        raise BecameAnother
    thing.publish(author.now)
    put_down(session, type(thing), [thing.id], Deed.PUBLISHED, author)
    _settle_checks(session, [thing.id], "published", author)
    if isinstance(thing, Project):
        ask_partners(session, [thing.id], now=author.now)
    tell_record(session, thing, now=author.now)
    if isinstance(thing, Organisation):
        bring_back(session, thing, author=author)
    note_change(session)


def bring_back(session: Session, organisation: Organisation, *, author: Author) -> None:
    """Show again what left with an organisation, but what its source hides by now, or what has become another."""
    for kind in (Offer, Project):
        left = (kind.organisation_id == organisation.id, kind.withdrawn_with_organisation)
        merged = select(Merger).where(Merger.old_id == kind.id).exists()
        known = select(Provenance).where(Provenance.kind == kind.__tablename__, Provenance.record_id == kind.id)
        wanted = select(kind).where(*left, ~merged, ~known.where(Provenance.is_hidden).exists())
        things: list[Offer | Project] = list(session.scalars(wanted.order_by(kind.id).with_for_update()))
        for each in things:
            each.organisation = organisation
            each.come_back(author.now)
        ids = [each.id for each in things]
        put_down(session, kind, ids, Deed.PUBLISHED, author)
        if kind is Project:
            ask_partners(session, ids, now=author.now)
        for each in things:
            tell_record(session, each, now=author.now)
        session.execute(update(kind).where(*left).values(withdrawn_with_organisation=False))


def withdraw(session: Session, thing: AnyRecord, *, author: Author) -> None:
    """Show a record to citizens no more; with an organisation goes what it leads and offers."""
    thing.withdraw(author.now)
    put_down(session, type(thing), [thing.id], Deed.WITHDRAWN, author)
    _settle_checks(session, [thing.id], "withdrawn", author)
    if isinstance(thing, Organisation):
        tell_organisation_withdrawn(session, thing, now=author.now)
        _withdraw_all(session, thing.id, author)
    else:
        _tell_withdrawn(session, type(thing), thing.id, thing.version, author)
    note_change(session)


def _withdraw_all(session: Session, organisation_id: UUID, author: Author) -> None:
    for kind in (Offer, Project):
        own = (kind.organisation_id == organisation_id, kind.state == State.PUBLISHED)
        words = {"state": State.WITHDRAWN, "version": kind.version + 1, "changed_at": author.now}
        hidden = update(kind).where(*own).values(**words, withdrawn_with_organisation=True)
        withdrawn = session.execute(hidden.returning(kind.id, kind.version)).all()
        ids = [thing_id for thing_id, _ in withdrawn]
        put_down(session, kind, ids, Deed.WITHDRAWN, author)
        _settle_checks(session, ids, "withdrawn", author)
        for thing_id, version in withdrawn:
            _tell_withdrawn(session, kind, thing_id, version, author)


def _settle_checks(session: Session, record_ids: Sequence[UUID], answer: str, author: Author) -> None:
    """Ask no more whether records are true that somebody shows or takes off; what silence hid stays asked about."""
    asked = update(FreshnessCheck).where(FreshnessCheck.subject_id.in_(record_ids))
    asked = asked.where(FreshnessCheck.answered_at.is_(None))
    if answer == "withdrawn":
        asked = asked.where(FreshnessCheck.hidden_at.is_(None))
    session.execute(asked.values(answered_at=author.now, answer=answer))


def _tell_withdrawn(
    session: Session, thing: type[Offer] | type[Project], thing_id: UUID, version: int, author: Author
) -> None:
    tell = tell_offer_withdrawn if thing is Offer else tell_project_withdrawn
    tell(session, thing_id, version, now=author.now)
