"""What people find wrong on a page: kept until an editor has looked into it, and for a year after."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from directory_service.models import Report
from services.kit.errors import NotFound


class NoSuchReport(NotFound):
    """There is no such report."""


def report(session: Session, words: Mapping[str, Any], *, now: datetime) -> Report:
    """Keep what somebody found wrong on a page."""
    made = Report(sent_at=now, **words)
    session.add(made)
    session.flush()
    return made


def settle_report(session: Session, report_id: UUID, *, note: str | None, by: str, now: datetime) -> Report:
    """Note that a report was looked into."""
    found = session.get(Report, report_id, with_for_update=True)
    if found is None:
        raise NoSuchReport
    found.settle(by=by, note=note, now=now)
    session.flush()
    return found


def forget_settled(session: Session, *, days: int, now: datetime) -> None:
    """Forget reports that were settled long ago."""
    session.execute(delete(Report).where(Report.settled_at < now - timedelta(days=days)))
