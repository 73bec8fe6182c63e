"""Questions about what people reported, what was asked, and who is invited."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from directory_service.models import FreshnessCheck, Invitation, Organisation, Report
from directory_service.queries.records import record
from services.kit import paging


def reports(session: Session, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return a page of reports, oldest first."""
    state = Report.settled_at.is_not(None) if asked["settled"] else Report.settled_at.is_(None)
    return _page(session, select(Report).where(state).order_by(Report.sent_at, Report.id), asked)


def checks(session: Session, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return a page of open questions of freshness, oldest first, each with its record."""
    wanted = {
        "asked": FreshnessCheck.hidden_at.is_(None),
        "hidden": FreshnessCheck.hidden_at.is_not(None),
        "unreached": FreshnessCheck.asked == 0,
    }[asked["state"]]
    open_ones = select(FreshnessCheck).where(FreshnessCheck.answered_at.is_(None), wanted)
    page = _page(session, open_ones.order_by(FreshnessCheck.asked_at, FreshnessCheck.id), asked)
    return {**page, "items": [check_with_record(session, each) for each in page["items"]]}


def check_with_record(session: Session, check: FreshnessCheck) -> dict[str, Any]:
    """Return a question with the record it is about."""
    thing = record(session, check.kind, check.subject_id)
    return {
        **{name: getattr(check, name) for name in ("kind", "subject_id", "asked_at", "asked", "hides_on", "hidden_at")},
        "answer": check.answer,
        "slug": thing.slug,
        "title": thing.name if isinstance(thing, Organisation) else thing.title,
        "confirmed_on": thing.confirmed_on,
        "organisation": session.get(Organisation, check.organisation_id),
    }


def open_invitations(session: Session, organisation_id: UUID, *, now: datetime) -> Sequence[Invitation]:
    """Return the invitations to look after an organisation that somebody may still accept."""
    open_ones = (Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None), Invitation.expires_at > now)
    own = Invitation.organisation_id == organisation_id
    return session.scalars(select(Invitation).where(own, *open_ones).order_by(Invitation.invited_at)).all()


def _page(session: Session, listed: Select[Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    total = session.execute(select(func.count()).select_from(listed.order_by(None).subquery())).scalar_one()
    offset = paging.offset(asked["page"], asked["size"])
    items = session.scalars(listed.limit(asked["size"]).offset(offset)).all()
    return paging.page_of(list(items), total=total, page=asked["page"], size=asked["size"])
