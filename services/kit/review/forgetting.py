"""What somebody wrote, as she may see it herself; and what is left of her in it once she is erased.

Words for an organisation's page stay: they are the organisation's. Whose they were stays nowhere.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, text, update
from sqlalchemy.orm import Session

from services.kit.privacy.about_me import MOST_ROWS, Herself, Rows
from services.kit.privacy.forgetting import FORMER, Forgets, Wish, executed
from services.kit.privacy.forgotten import remember_links
from services.kit.review.models import Written
from services.kit.review.rules import RevisionState

_SHOWN = (
    "kind",
    "title",
    "deed",
    "origin",
    "state",
    "words",
    "reason",
    "made_at",
    "submitted_at",
    "decided_at",
    "email",
)
# Names in it are those of columns, and the table is the review's own.
_FORMER_NOTES = text("""
    UPDATE revisions SET notes = (
        SELECT jsonb_agg(CASE WHEN note ->> 'by' = :name THEN note || jsonb_build_object('by', CAST(:former AS text))
                              ELSE note END ORDER BY place)
        FROM jsonb_array_elements(notes) WITH ORDINALITY AS each(note, place)
    )
    WHERE notes @> jsonb_build_array(jsonb_build_object('by', CAST(:name AS text)))
""")


def written_by(table: type[Written]) -> Rows:
    """Return how what somebody wrote is found, with an account or only with an address."""

    def rows(session: Session, herself: Herself) -> Iterable[dict[str, Any]]:
        shown = [getattr(table, name) for name in _SHOWN]
        hers = or_(table.person_id == herself.person_id, _sent_by(table, herself))
        found = session.execute(select(*shown).where(hers).order_by(table.made_at, table.id).limit(MOST_ROWS + 1))
        return [dict(row) for row in found.mappings()]

    return rows


def forgets_writer(table: type[Written]) -> Forgets:
    """Return how a writer is forgotten: her name everywhere, and what she suggested but never confirmed altogether."""

    def forget(session: Session, wish: Wish) -> int:
        sent = _sent_by(table, wish.herself)
        _remember(session, table, wish)
        gone = executed(session, delete(table).where(sent, table.state == RevisionState.UNCONFIRMED))
        gone += executed(session, update(table).where(sent).values(email=None, token_hash=None, language=None))
        return gone + _without_name(session, table, wish)

    return forget


def _without_name(session: Session, table: type[Written], wish: Wish) -> int:
    person_id = wish.herself.person_id
    written = update(table).where(table.person_id == person_id).values(person_id=None)
    count = executed(session, written)
    session.execute(update(table).where(table.assigned_to == person_id).values(assigned_to=None))
    for column in (table.made_by, table.decided_by, table.first_approved_by):
        session.execute(update(table).where(column == str(person_id)).values({column: FORMER}))
    session.execute(_FORMER_NOTES, {"name": str(person_id), "former": FORMER})
    return count


def _remember(session: Session, table: type[Written], wish: Wish) -> None:
    hashes = session.scalars(select(table.token_hash).where(_sent_by(table, wish.herself)))
    remember_links(session, [each for each in hashes if each], now=wish.now)


def _sent_by(table: type[Written], herself: Herself) -> ColumnElement[bool]:
    return func.lower(table.email) == herself.key
