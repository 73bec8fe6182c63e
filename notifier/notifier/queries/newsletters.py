"""Newsletters as they stand: for editors all of them, for everybody those that went out."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notifier.models import Newsletter, NewsletterItem, ThingGone
from notifier.queries import ledger
from notifier.rules.newsletters import NewsletterState
from services.kit.errors import NotFound
from services.kit.paging import offset


class NoSuchNewsletter(NotFound):
    """There is no such newsletter."""


def newsletter(session: Session, newsletter_id: UUID, *, lock: bool = False) -> Newsletter:
    """Return a newsletter; refuses with `NoSuchNewsletter`."""
    row = session.get(Newsletter, newsletter_id, with_for_update=lock)
    if row is None:
        raise NoSuchNewsletter
    return row


def newsletters(session: Session, *, page: int, size: int) -> tuple[list[dict[str, Any]], int]:
    """Return the newest newsletters with how far each has come, and how many there are."""
    newest = select(Newsletter).order_by(Newsletter.changed_at.desc(), Newsletter.id)
    rows = session.scalars(newest.limit(size).offset(offset(page, size))).all()
    told = ledger.summaries(session, [row.notification_id for row in rows if row.notification_id])
    total = session.scalar(select(func.count()).select_from(Newsletter)) or 0
    return [_with_progress(row, told) for row in rows], total


def whole(session: Session, row: Newsletter) -> dict[str, Any]:
    """Return a newsletter with its words, its items, and how far it has come."""
    told = ledger.summaries(session, [row.notification_id] if row.notification_id else [])
    return {
        **_with_progress(row, told),
        "words": row.words,
        "audience": row.audience,
        "items": items(session, row.id),
        "written_by": row.written_by,
        "changed_by": row.changed_by,
    }


def items(session: Session, newsletter_id: UUID) -> list[dict[str, Any]]:
    """Return what a newsletter shows, in its order; what is cancelled or withdrawn meanwhile says so (`gone`)."""
    shown = select(NewsletterItem, ThingGone.how).where(NewsletterItem.newsletter_id == newsletter_id)
    with_fate = shown.outerjoin(ThingGone, ThingGone.object_id == NewsletterItem.object_id)
    return [
        {"what": row.what, "id": str(row.object_id), **row.shown, "gone": how}
        for row, how in session.execute(with_fate.order_by(NewsletterItem.position))
    ]


def public_newsletter(session: Session, slug: str) -> Newsletter:
    """Return one that everybody may read; refuses with `NoSuchNewsletter`."""
    row = session.scalar(select(Newsletter).where(Newsletter.slug == slug))
    if row is None or not row.is_public:
        raise NoSuchNewsletter
    return row


def public_newsletters(session: Session, *, page: int, size: int) -> tuple[list[Newsletter], int]:
    """Return what went out to many, newest first, and how many there are."""
    public = (Newsletter.started_at.is_not(None), Newsletter.state != NewsletterState.CANCELLED)
    newest = select(Newsletter).where(*public).order_by(Newsletter.started_at.desc())
    rows = session.scalars(newest.limit(size).offset(offset(page, size))).all()
    return list(rows), session.scalar(select(func.count()).select_from(Newsletter).where(*public)) or 0


def taken_slugs(session: Session, wanted: str) -> set[str]:
    """Return the names in addresses that begin like this one."""
    return set(session.scalars(select(Newsletter.slug).where(Newsletter.slug.startswith(wanted, autoescape=True))))


def due(session: Session, *, now: datetime) -> Iterable[Newsletter]:
    """Return those whose time has come, held so that no other process starts them too."""
    waiting = select(Newsletter).where(Newsletter.state == NewsletterState.SCHEDULED, Newsletter.scheduled_at <= now)
    return session.scalars(waiting.with_for_update(skip_locked=True))


def _with_progress(row: Newsletter, told: dict[int, dict[str, Any]]) -> dict[str, Any]:
    known = told.get(row.notification_id or 0)
    return {
        "id": row.id,
        "slug": row.slug,
        "subject": row.words["de"]["subject"],
        "state": NewsletterState(row.state).name.lower(),
        "version": row.version,
        "created_at": row.created_at,
        "changed_at": row.changed_at,
        "scheduled_at": row.scheduled_at,
        "started_at": row.started_at,
        "notification_id": row.notification_id,
        "is_public": row.is_public,
        "progress": {name: known[name] for name in ("fanned_out", "states")} if known else None,
    }
