"""Those who have ordered the newsletter: all of them, or by what they are interested in."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from notifier.models import Notification, Term
from notifier.queries.audiences.audience import Audience
from notifier.queries.people import Addressee, Member
from notifier.rules import ANY

# Who narrows nothing down is asked for nothing but the tick; the interests are then not even looked at.
FIND = """
    SELECT r.id AS recipient_id FROM recipients r
    WHERE r.id > :after AND r.id <= :upto AND r.newsletter AND r.subscribed AND r.email IS NOT NULL
      AND coalesce(r.paused_until <= now(), true)
      AND (CAST(:everyone AS boolean) OR r.id IN (
        SELECT i.recipient_id FROM interests i
        WHERE i.recipient_id > :after AND i.recipient_id <= :upto
          AND (CAST(:categories AS smallint[]) IS NULL OR i.category = ANY(CAST(:categories AS smallint[])))
          AND (CAST(:districts AS smallint[]) IS NULL OR i.district = ANY(CAST(:districts AS smallint[])))
      ))
"""
_COUNT = f"""
    SELECT r.language, count(*) FROM ({FIND}) AS found JOIN recipients r ON r.id = found.recipient_id
    GROUP BY r.language
"""
_FURTHEST = 2**62


def question(session: Session, *, categories: Sequence[str], districts: Sequence[str]) -> dict[str, Any]:
    """Return what the audience is asked with: who wants to hear of any of these topics, in any of these districts."""
    return {
        "everyone": not (categories or districts),
        "categories": [ANY, *_known(session, "category", categories)] if categories else None,
        "districts": [ANY, *_known(session, "district", districts)] if districts else None,
    }


def readers(session: Session, asked: dict[str, Any]) -> dict[str, int]:
    """Return how many people this is for at the moment, by the language they read."""
    rows = session.execute(text(_COUNT), {**asked, "after": 0, "upto": _FURTHEST})
    return {language: count for language, count in rows}


def _known(session: Session, kind: str, keys: Sequence[str]) -> list[int]:
    """Return the numbers of these words; one that nobody ever asked for has none, and need not get one."""
    return list(session.scalars(select(Term.id).where(Term.kind == kind, Term.key.in_(keys))))


def still_wants_it(session: Session, row: Notification, waiting: Sequence[Member]) -> dict[int, Addressee]:
    """Return those who are still subscribed to the newsletter, and of the chosen audience."""
    if not waiting:
        return {}
    ids = [each.id for each in waiting]
    asked = {**row.facets, "after": min(ids) - 1, "upto": max(ids), "ids": ids}
    found = set(session.scalars(text(f"SELECT recipient_id FROM ({FIND}) AS f WHERE recipient_id = ANY(:ids)"), asked))
    return {
        each.id: Addressee(each, each.email) for each in waiting if each.email and each.subscribed and each.id in found
    }


AUDIENCE = Audience(find=FIND, still=still_wants_it)
