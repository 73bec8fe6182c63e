"""Doors to the sending of newsletters: when it starts, and how it is stopped. For editors."""

from typing import Any, cast
from uuid import UUID

from flask import current_app

from notifier.actions import posting as actions
from notifier.models import Newsletter
from notifier.queries import newsletters as queries
from notifier.rules.newsletters import NewsletterState
from notifier.schemas import newsletters as shapes
from services.kit import clock
from services.kit.auth import caller, requires
from services.kit.doors import Doors, session
from services.kit.etags import expected_version, tag
from services.kit.web import Service

doors = Doors("posting", __name__, url_prefix="/v1/newsletters", description="When newsletters go out.")
Answer = tuple[dict[str, Any], dict[str, str]]


@doors.put("/<uuid:newsletter_id>/schedule")
@doors.arguments(shapes.ScheduleShape)
@doors.response(200, shapes.NewsletterSchema)
@requires("editor")
def schedule(words: dict[str, Any], newsletter_id: UUID) -> Answer:
    """Have a newsletter start then, or at once; wants `If-Match`, so that what goes out is what the editor has seen."""
    row = actions.schedule(session(), newsletter_id, **words, expected=expected_version(), **_who_and_when())
    return _whole(row)


@doors.delete("/<uuid:newsletter_id>/schedule")
@doors.response(200, shapes.NewsletterSchema)
@requires("editor")
def unschedule(newsletter_id: UUID) -> Answer:
    """Make a newsletter that has not started a draft again."""
    return _whole(actions.unschedule(session(), newsletter_id, **_who_and_when()))


@doors.put("/<uuid:newsletter_id>/pause")
@doors.response(200, shapes.NewsletterSchema)
@requires("editor")
def pause(newsletter_id: UUID) -> Answer:
    """Let nothing more go out for now; what is already with a mail server can't be called back."""
    return _whole(actions.pause(session(), newsletter_id, **_who_and_when()))


@doors.delete("/<uuid:newsletter_id>/pause")
@doors.response(200, shapes.NewsletterSchema)
@requires("editor")
def resume(newsletter_id: UUID) -> Answer:
    """Go on: to those who have not got it."""
    return _whole(actions.resume(session(), newsletter_id, **_who_and_when()))


@doors.put("/<uuid:newsletter_id>/cancellation")
@doors.response(200, shapes.NewsletterSchema)
@requires("editor")
def cancel(newsletter_id: UUID) -> Answer:
    """End a newsletter for good: who has not got it will not."""
    return _whole(actions.cancel(session(), newsletter_id, **_who_and_when()))


def _who_and_when() -> dict[str, Any]:
    return {"editor_id": caller().person_id, "now": clock.now()}


def _whole(row: Newsletter) -> Answer:
    session().flush()
    if row.state == NewsletterState.SENDING:
        worker = cast(Service, current_app).worker
        worker.after_commit(session(), "notifier.expand", notification_id=row.notification_id)
    return queries.whole(session(), row), {"ETag": tag(row.version), "Cache-Control": "private, no-store"}
