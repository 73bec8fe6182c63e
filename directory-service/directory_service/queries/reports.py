"""Questions about what people report."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory_service.models import Report
from services.kit import paging


def reports(session: Session, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return a page of reports, oldest first."""
    state = Report.settled_at.is_not(None) if asked["settled"] else Report.settled_at.is_(None)
    return paging.read_page(session, select(Report).where(state).order_by(Report.sent_at, Report.id), asked)
