"""Records that are one: everything moves to the one that stays, and the other's address leads there."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from directory_service.actions import becoming_one, stewards
from directory_service.actions.becoming_one import Two
from directory_service.actions.catalogue import note_change
from directory_service.actions.history import put_down_changes
from directory_service.actions.moving_partners import join_partners, move_partners
from directory_service.actions.showing import bring_back
from directory_service.actions.telling import tell_record
from directory_service.models import (
    Base,
    EventOnPage,
    Idea,
    Offer,
    Organisation,
    Project,
    Stewardship,
)
from directory_service.rules import MOST_CATEGORIES, RecordKind
from services.facts.directory import OfferMerged, OrganisationMerged, ProjectMerged
from services.kit import outbox
from services.kit.review.desk import Desk
from services.kit.review.history import Author, Entry
from services.kit.review.rules import Deed

_MOST_OF_AN_ORGANISATION = 8
# These have ways of their own.
_MOVED_BY_HAND = frozenset({"offers", "projects", "project_partners", "stewardships", "mergers"})


def merge_organisations(session: Session, two: Two, *, reason: str, desk: Desk) -> Organisation:
    """Let an organisation become one with another, which gets all that belongs to it, and what it knows better."""
    old, kept = becoming_one.both(session, RecordKind.ORGANISATION, two)
    assert isinstance(old, Organisation)
    assert isinstance(kept, Organisation)
    author = Author.of(desk.caller, desk.now)
    becoming_one.fill_gaps(session, old, kept, most_categories=_MOST_OF_AN_ORGANISATION, author=author)
    _move_stewards(session, old, kept, now=desk.now)
    move_partners(session, old.id, kept.id)
    becoming_one.move_writing(session, old, kept, reason=reason, desk=desk)
    _move_the_rest(session, old.id, kept.id)
    _move_things(session, old, kept, author=author)
    if kept.is_public:
        bring_back(session, kept, author=author)
    becoming_one.leave_an_address(session, old, kept, author=author)
    outbox.record(session, _fact(old, kept, desk.now), now=desk.now)
    becoming_one.end(session, old, kept, author=author)
    note_change(session)
    return kept


def merge_projects(session: Session, two: Two, *, reason: str, desk: Desk) -> Project:
    """Let a project become one with another, which gets its offers, events and idea, and whoever takes part in it."""
    old, kept = becoming_one.both(session, RecordKind.PROJECT, two)
    assert isinstance(old, Project)
    assert isinstance(kept, Project)
    author = Author.of(desk.caller, desk.now)
    join_partners(session, old, kept, now=desk.now)
    moved = select(Offer).where(Offer.project_id == old.id).order_by(Offer.id).with_for_update()
    offers = session.scalars(moved).all()
    for offer in offers:
        offer.project_id = kept.id
        offer.touch(desk.now)
    _put_down_moves(session, offers, "project_id", old.id, kept.id, author)
    for theirs in (EventOnPage, Idea):
        session.execute(update(theirs).where(theirs.project_id == old.id).values(project_id=kept.id))
    outbox.record(session, ProjectMerged(project_id=old.id, into_id=kept.id, merged_at=desk.now), now=desk.now)
    _become_one(session, old, kept, author=author, reason=reason, desk=desk)
    return kept


def merge_offers(session: Session, two: Two, *, reason: str, desk: Desk) -> Offer:
    """Let an offer become one with another."""
    old, kept = becoming_one.both(session, RecordKind.OFFER, two)
    assert isinstance(old, Offer)
    assert isinstance(kept, Offer)
    outbox.record(session, OfferMerged(offer_id=old.id, into_id=kept.id, merged_at=desk.now), now=desk.now)
    _become_one(session, old, kept, author=Author.of(desk.caller, desk.now), reason=reason, desk=desk)
    return kept


def _become_one(
    session: Session, old: Project | Offer, kept: Project | Offer, *, author: Author, reason: str, desk: Desk
) -> None:
    becoming_one.fill_gaps(session, old, kept, most_categories=MOST_CATEGORIES, author=author)
    becoming_one.move_writing(session, old, kept, reason=reason, desk=desk)
    becoming_one.leave_an_address(session, old, kept, author=author)
    becoming_one.end(session, old, kept, author=author)
    note_change(session)


def _move_stewards(session: Session, old: Organisation, kept: Organisation, *, now: datetime) -> None:
    """Let whoever looks after the one look after the other, as what she was; who does so already stays what she is."""
    held = _stewards(session, old.id)
    there = {each.person_id for each in _stewards(session, kept.id)}
    for each in held:
        stewards.appoint_steward(session, kept.id, each.person_id, now=now)
        stewards.dismiss_steward(session, old.id, each.person_id, now=now)
        if each.person_id not in there:
            this = (Stewardship.organisation_id == kept.id, Stewardship.person_id == each.person_id)
            session.execute(update(Stewardship).where(*this).values(role=each.role, name=each.name))


def _stewards(session: Session, organisation_id: UUID) -> Sequence[Stewardship]:
    held = select(Stewardship).where(Stewardship.organisation_id == organisation_id, Stewardship.dismissed_at.is_(None))
    return session.scalars(held.order_by(Stewardship.person_id)).all()


def _move_the_rest(session: Session, old_id: UUID, kept_id: UUID) -> None:
    """Move whatever else names an organisation: events on pages, revisions, and what will be added one day."""
    for table in _naming_an_organisation():
        column = table.c.organisation_id
        session.execute(update(table).where(column == old_id).values(organisation_id=kept_id))


def _naming_an_organisation() -> Iterator[Table]:
    for table in Base.metadata.sorted_tables:
        column = table.c.get("organisation_id")
        if column is not None and not column.primary_key and table.name not in _MOVED_BY_HAND:
            yield table


def _move_things(session: Session, old: Organisation, kept: Organisation, *, author: Author) -> None:
    """Move projects and offers, and tell whose those are now that others know of."""
    kinds: tuple[type[Project] | type[Offer], ...] = (Project, Offer)
    for kind in kinds:
        owned = select(kind).where(kind.organisation_id == old.id).order_by(kind.id).with_for_update()
        things: list[Project | Offer] = list(session.scalars(owned))
        for each in things:
            each.organisation_id, each.organisation = kept.id, kept
            each.touch(author.now)
        _put_down_moves(session, things, "organisation_id", old.id, kept.id, author)
        for each in (each for each in things if each.is_public):
            tell_record(session, each, now=author.now)


def _put_down_moves(
    session: Session, things: Sequence[Project | Offer], column: str, old_id: UUID, kept_id: UUID, author: Author
) -> None:
    moved = [Entry(each.id, {column: str(old_id)}, {column: str(kept_id)}) for each in things]
    put_down_changes(session, type(things[0]) if things else Offer, moved, Deed.MOVED, author)


def _fact(old: Organisation, kept: Organisation, now: datetime) -> OrganisationMerged:
    return OrganisationMerged(
        organisation_id=old.id,
        into_id=kept.id,
        into_slug=kept.slug,
        into_name=kept.name,
        is_public=kept.is_public,
        merged_at=now,
    )
