"""What the city no longer has: remembered for newsletters, which show what editors took in some days before."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from notifier.models import Notification, ThingGone, Told
from notifier.rules import NotificationState, Topic


def note_gone(session: Session, object_id: UUID, how: str, *, now: datetime) -> None:
    """Remember that something is `cancelled` or `withdrawn`; newsletters on their way say so from now on."""
    row = upsert(ThingGone).values(object_id=object_id, how=how, since=now)
    session.execute(row.on_conflict_do_update(index_elements=[ThingGone.object_id], set_={"how": how}))
    _tell_newsletters(session, object_id, how)


def note_back(session: Session, object_id: UUID) -> None:
    """Forget that something was gone."""
    gone = delete(ThingGone).where(ThingGone.object_id == object_id).returning(ThingGone.object_id)
    if session.scalar(gone) is not None:
        _tell_newsletters(session, object_id, None)


def _tell_newsletters(session: Session, object_id: UUID, how: str | None) -> None:
    """Correct what newsletters say of a thing to those who have not got them yet."""
    shown = select(Told.notification_id).where(Told.object_id == object_id)
    under_way = select(Notification).where(
        Notification.id.in_(shown),
        Notification.topic == Topic.NEWSLETTER,
        Notification.state != NotificationState.CANCELLED,
        Notification.settled_at.is_(None),
    )
    for row in session.scalars(under_way.with_for_update()):
        items = [_corrected(each, object_id, how) for each in row.content["items"]]
        row.content, row.object_version = {**row.content, "items": items}, row.object_version + 1


def _corrected(item: dict[str, Any], object_id: UUID, how: str | None) -> dict[str, Any]:
    return {**item, "gone": how} if item["id"] == str(object_id) else item
