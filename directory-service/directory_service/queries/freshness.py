"""Questions about whether records are still true."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory_service.models import FreshnessCheck, Organisation
from directory_service.queries.records import record
from directory_service.queries.stewards import stewards_of
from services.kit import paging


def checks(session: Session, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return a page of open questions of freshness, oldest first, each with its record."""
    wanted = {
        "asked": FreshnessCheck.hidden_at.is_(None),
        "hidden": FreshnessCheck.hidden_at.is_not(None),
        "unreached": FreshnessCheck.asked == 0,
    }[asked["state"]]
    open_ones = select(FreshnessCheck).where(FreshnessCheck.answered_at.is_(None), wanted)
    page = paging.read_page(session, open_ones.order_by(FreshnessCheck.asked_at, FreshnessCheck.id), asked)
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
        "has_stewards": bool(stewards_of(session, check.organisation_id)),
    }
