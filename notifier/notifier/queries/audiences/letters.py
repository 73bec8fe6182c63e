"""The one person a letter is to."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from notifier.models import Notification
from notifier.queries.audiences.audience import Audience
from notifier.queries.people import Addressee, Member


def addressee(_: Session, row: Notification, waiting: Sequence[Member]) -> dict[int, Addressee]:
    """Return the person of a letter, at the address it brings; nobody once it is emptied."""
    email = row.content.get("email")
    return {each.id: Addressee(each, email) for each in waiting} if email else {}


AUDIENCE = Audience(find="", still=addressee)
