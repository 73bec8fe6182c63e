"""Sending newsletters: scheduled, started when due, paused, gone on with, cancelled, tried out."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text, update
from sqlalchemy.orm import Session

from notifier.actions.newsletters import unstarted
from notifier.actions.notifying import notify
from notifier.actions.writing_letters import Letter, post_letter
from notifier.models import Newsletter, Notification
from notifier.queries import newsletters as queries
from notifier.queries.audiences import newsletters as audience
from notifier.rules import BatchState, Lane, NotificationState, Topic
from notifier.rules.newsletters import UNDER_WAY, UNSTARTED, NewsletterState
from services.kit.errors import Conflict

_LASTS = timedelta(days=5)
"""What has not gone out by then is old news."""

_TRIAL_LASTS = timedelta(hours=1)


class AlreadyScheduled(Conflict):
    """This newsletter is scheduled already. Nobody gets it twice."""


class NotScheduled(Conflict):
    """This newsletter is not scheduled."""


class NotUnderWay(Conflict):
    """This newsletter is not being sent at the moment."""


class AlreadyOver(Conflict):
    """This newsletter has gone out or was cancelled."""


def schedule(
    session: Session, newsletter_id: UUID, *, at: datetime | None, expected: int, editor_id: UUID | None, now: datetime
) -> Newsletter:
    """Have a newsletter start at a moment, or at once; refuses with `AlreadyScheduled`, `OnItsWay` or `Stale`."""
    known = queries.newsletter(session, newsletter_id, lock=True)
    if known.state == NewsletterState.SCHEDULED or known.state in UNDER_WAY:
        raise AlreadyScheduled
    row = unstarted(session, newsletter_id, expected=expected)
    row.state = NewsletterState.SCHEDULED
    row.scheduled_at = max(at, now) if at else now
    row.touch(editor_id, now=now)
    if row.scheduled_at <= now:
        start(session, row, now=now)
    return row


def unschedule(session: Session, newsletter_id: UUID, *, editor_id: UUID | None, now: datetime) -> Newsletter:
    """Make a newsletter that has not started a draft again; refuses with `NotScheduled`."""
    row = queries.newsletter(session, newsletter_id, lock=True)
    if row.state != NewsletterState.SCHEDULED:
        raise NotScheduled
    row.state, row.scheduled_at = NewsletterState.DRAFT, None
    row.touch(editor_id, now=now)
    return row


def start(session: Session, row: Newsletter, *, now: datetime) -> None:
    """Copy a newsletter's words into a notification whose people are then found."""
    row.state, row.started_at = NewsletterState.SENDING, now
    notify(
        session,
        topic=Topic.NEWSLETTER,
        lane=Lane.NEWSLETTERS,
        dedupe_key=f"newsletter:{row.id}",
        object_id=row.id,
        object_version=row.version,
        content=content_of(row, queries.items(session, row.id)),
        facets=audience.question(session, **row.audience),
        since=now,
        expires_at=now + _LASTS,
        created_at=now,
    )
    row.notification_id = session.scalar(_NOTIFICATION_OF, {"key": f"newsletter:{row.id}"})
    # What a newsletter shows is left out of its readers' digests.
    session.execute(_TELLS_OF, {"newsletter": row.id, "n": row.notification_id})


_NOTIFICATION_OF = text("SELECT id FROM notifications WHERE dedupe_key = :key")
_TELLS_OF = text(
    "INSERT INTO told (notification_id, object_id)"
    " SELECT DISTINCT CAST(:n AS bigint), object_id FROM newsletter_items WHERE newsletter_id = :newsletter"
)


def content_of(row: Newsletter, items: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the mail is written from."""
    return {"title": row.words["de"]["subject"], "slug": row.slug, "words": row.words, "items": items}


def pause(session: Session, newsletter_id: UUID, *, editor_id: UUID | None, now: datetime) -> Newsletter:
    """Let nothing more go out until somebody says go on; refuses with `NotUnderWay`."""
    row = _in_state(session, newsletter_id, NewsletterState.SENDING)
    _let_be(session, row, NotificationState.PAUSED)
    row.state = NewsletterState.PAUSED
    row.touch(editor_id, now=now)
    return row


def resume(session: Session, newsletter_id: UUID, *, editor_id: UUID | None, now: datetime) -> Newsletter:
    """Go on where a newsletter was paused: to those who have not got it; refuses with `NotUnderWay`."""
    row = _in_state(session, newsletter_id, NewsletterState.PAUSED)
    told = session.get_one(Notification, row.notification_id, with_for_update=True)
    is_found = told.fanout_cursor >= told.fanout_until
    told.state = NotificationState.EXPANDED if is_found else NotificationState.EXPANDING
    told.expires_at = max(told.expires_at, now + _LASTS)
    row.state = NewsletterState.SENDING
    row.touch(editor_id, now=now)
    return row


def cancel(session: Session, newsletter_id: UUID, *, editor_id: UUID | None, now: datetime) -> Newsletter:
    """End a newsletter for good: who has not got it will not; refuses with `AlreadyOver`."""
    row = queries.newsletter(session, newsletter_id, lock=True)
    if row.state not in UNDER_WAY | UNSTARTED:
        raise AlreadyOver
    if row.notification_id:
        _let_be(session, row, NotificationState.CANCELLED)
    row.state = NewsletterState.CANCELLED
    row.touch(editor_id, now=now)
    return row


def close_sent(session: Session) -> None:
    """Note which newsletters have gone out to everybody they are for."""
    params = {
        "sent": NewsletterState.SENT,
        "sending": NewsletterState.SENDING,
        "expanded": NotificationState.EXPANDED,
        "done": BatchState.DONE,
    }
    session.execute(text(_CLOSE), params)


_CLOSE = """
    UPDATE newsletters w SET state = :sent, version = w.version + 1 FROM notifications n
    WHERE w.state = :sending AND n.id = w.notification_id AND n.state = :expanded
      AND NOT EXISTS (SELECT FROM batches b WHERE b.notification_id = n.id AND b.state <> :done)
"""


def send_trial(session: Session, row: Newsletter, *, editor_id: UUID, email: str, language: str, now: datetime) -> None:
    """Send a newsletter as it stands to the editor alone, at once, as a letter; nothing personal of it is kept."""
    shown = content_of(row, queries.items(session, row.id))
    letter = Letter(
        letter_id=uuid4(),
        person_id=editor_id,
        language=language,
        content={"template": "newsletter_trial", "email": email, "language": language, "newsletter": shown},
        requested_at=now,
        expires_at=now + _TRIAL_LASTS,
    )
    post_letter(session, letter, now=now)


def _in_state(session: Session, newsletter_id: UUID, state: NewsletterState) -> Newsletter:
    row = queries.newsletter(session, newsletter_id, lock=True)
    if row.state != state:
        raise NotUnderWay
    return row


def _let_be(session: Session, row: Newsletter, state: NotificationState) -> None:
    session.execute(update(Notification).where(Notification.id == row.notification_id).values(state=state))
