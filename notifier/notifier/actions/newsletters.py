"""Writing newsletters: drafts that editors make and change."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from notifier.models import Newsletter, NewsletterItem
from notifier.queries.newsletters import newsletter, taken_slugs
from notifier.rules.newsletters import UNSTARTED, NewsletterState
from services.kit.errors import Conflict, Stale
from services.kit.slugs import free_slug, slug_of


class OnItsWay(Conflict):
    """This newsletter is on its way or done. Its words can't change any more."""


def write_newsletter(session: Session, words: dict[str, Any], *, editor_id: UUID | None, now: datetime) -> Newsletter:
    """Keep a new newsletter as a draft."""
    wanted = slug_of(words["words"]["de"]["subject"], otherwise="rundbrief")
    row = Newsletter(
        slug=free_slug(wanted, taken_slugs(session, wanted)),
        words=words["words"],
        audience=words["audience"],
        state=NewsletterState.DRAFT,
        version=1,
        written_by=editor_id,
        changed_by=editor_id,
        created_at=now,
        changed_at=now,
    )
    session.add(row)
    session.flush()
    _show(session, row.id, words["items"])
    return row


def change_newsletter(
    session: Session,
    newsletter_id: UUID,
    words: dict[str, Any],
    *,
    expected: int,
    editor_id: UUID | None,
    now: datetime,
) -> Newsletter:
    """Replace the words of a newsletter that has not started; refuses with `OnItsWay` or `Stale`."""
    row = unstarted(session, newsletter_id, expected=expected)
    row.words = words["words"]
    row.audience = words["audience"]
    _show(session, row.id, words["items"])
    row.touch(editor_id, now=now)
    return row


def unstarted(session: Session, newsletter_id: UUID, *, expected: int) -> Newsletter:
    """Return a newsletter that may still change, held until the end; refuses with `OnItsWay` or `Stale`."""
    row = newsletter(session, newsletter_id, lock=True)
    if row.state not in UNSTARTED:
        raise OnItsWay
    if row.version != expected:
        raise Stale
    return row


def _show(session: Session, newsletter_id: UUID, items: list[dict[str, Any]]) -> None:
    session.execute(delete(NewsletterItem).where(NewsletterItem.newsletter_id == newsletter_id))
    rows = [
        {
            "newsletter_id": newsletter_id,
            "position": position,
            "what": each["what"],
            "object_id": each["id"],
            "shown": {name: value for name, value in each.items() if name not in ("what", "id")},
        }
        for position, each in enumerate(items)
    ]
    if rows:
        session.execute(insert(NewsletterItem), rows)
