"""Every change is a revision: what is done to events without a draft is put down among those that were written."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from events_service.models import Event, Revision
from events_service.queries.organisations import is_trusted
from events_service.rules.said import said
from services.kit.review import history
from services.kit.review.history import Author, Shelf, Subject
from services.kit.review.rules import Deed, Origin

KIND = "event"
_SHELF = Shelf(KIND, "events")


def words_before(event: Event, names: Iterable[str], zone: ZoneInfo) -> dict[str, Any]:
    """Return what stands in an event under these names, before it changes."""
    return said({name: getattr(event, name) for name in names}, zone)


def record_change(
    session: Session, event: Event, before: dict[str, Any], after: Mapping[str, Any], author: Author
) -> Revision:
    """Put down that an event was changed, by somebody who need not ask."""
    subject = Subject(KIND, event.id, event.organisation_id, event.version)
    written: Revision = history.put_down_written(session, Revision, subject, before, after, author)
    # A change of single words says nothing of these.
    written.title, written.categories, written.district = event.title, list(event.categories), event.district
    return written


def record_urgent(
    session: Session, event: Event, before: dict[str, Any], after: Mapping[str, Any], author: Author
) -> None:
    """Put down what could not wait; of those whom they do not trust, the editors look at it afterwards."""
    written = record_change(session, event, before, after, author)
    is_unseen = author.origin in {Origin.STEWARD, Origin.FEED} and event.is_published
    written.sampled = is_unseen and not is_trusted(session, event.organisation_id)


def put_down(session: Session, event_ids: Iterable[UUID], deed: Deed, author: Author) -> None:
    """Put down that something became of these events as they stand now."""
    history.put_down(session, _SHELF, event_ids, deed, author)
