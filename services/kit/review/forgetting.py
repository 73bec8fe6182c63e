"""What somebody wrote, as she may see it herself; and what is left of her in it once she is erased.

Words that were published for an organisation stay: they are the organisation's, with an address that it named. Whose
they were stays nowhere. What never was published was hers alone, and goes.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, delete, func, literal, or_, select, text, update
from sqlalchemy.orm import Session

from services.kit.privacy.about_me import MOST_ROWS, Herself, Rows
from services.kit.privacy.forgetting import FORMER, Forgets, Wish, executed
from services.kit.privacy.forgotten import remember_links
from services.kit.review.models import ADDRESSES, Written
from services.kit.review.rules import Origin, RevisionState

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
    """Return how what somebody wrote is found, with an account or only with an address, and what names her address.

    Of what others wrote she sees that it names her, and not more than everybody.
    """

    def rows(session: Session, herself: Herself) -> Iterable[dict[str, Any]]:
        shown = [getattr(table, name) for name in _SHOWN]
        written = select(*shown).where(_hers(table, herself)).order_by(table.made_at, table.id)
        title = case((table.state == RevisionState.APPROVED, table.title), else_="").label("title")
        says = (table.kind, title, table.state, table.made_at, literal(herself.email).label("named"))
        naming = select(*says).where(_naming_by_others(table, herself)).order_by(table.made_at, table.id)
        found = (session.execute(each.limit(MOST_ROWS + 1)).mappings() for each in (written, naming))
        return [dict(row) for rows in found for row in rows]

    return rows


def forgets_writer(table: type[Written]) -> Forgets:
    """Return how a writer is forgotten: her name everywhere, and altogether what never was published."""

    def forget(session: Session, wish: Wish) -> int:
        sent = _sent_by(table, wish.herself)
        _remember(session, table, wish)
        gone = executed(session, delete(table).where(table.id.in_(_unpublished(table, wish.herself))))
        gone += executed(session, update(table).where(sent).values(email=None, token_hash=None, language=None))
        return gone + _without_name(session, table, wish)

    return forget


def counts_what_names(table: type[Written]) -> Forgets:
    """Return how the words are counted that stay for an organisation and name a person's address."""

    def count(session: Session, wish: Wish) -> int:
        stays = table.id.not_in(_unpublished(table, wish.herself))
        naming = select(func.count()).select_from(table).where(ADDRESSES.contains([wish.herself.key]), stays)
        return session.scalar(naming) or 0

    return count


def addresses_in(table: type[Written]) -> tuple[Any, ...]:
    """Return where addresses stand in what was written."""
    named = (words[name].astext for words in (table.words, table.base) for name in ("email", "contact_email"))
    return (table.email, *named)


def _hers(table: type[Written], herself: Herself) -> ColumnElement[bool]:
    return or_(table.person_id == herself.person_id, _sent_by(table, herself))


def _unpublished(table: type[Written], herself: Herself) -> Select[UUID]:
    """Find what is hers alone: drafts, what was refused, and suggestions; an organisation's change waits on."""
    suggested = and_(table.origin == Origin.SUGGESTION, table.state != RevisionState.APPROVED)
    open_still = table.state.in_(table.OPEN)
    return select(table.id).where(_hers(table, herself), or_(suggested, open_still))


def _naming_by_others(table: type[Written], herself: Herself) -> ColumnElement[bool]:
    return and_(ADDRESSES.contains([herself.key]), table.id.not_in(select(table.id).where(_hers(table, herself))))


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
