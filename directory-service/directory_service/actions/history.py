"""What became of the directory's records, put down among their revisions."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from directory_service.actions.recording import KINDS
from directory_service.models import AnyRecord, Organisation
from services.kit.review import history
from services.kit.review.history import Author, Entry, Shelf
from services.kit.review.rules import Deed


def put_down(session: Session, thing: type[AnyRecord], record_ids: Iterable[UUID], deed: Deed, author: Author) -> None:
    """Put down that something became of these records as they stand now."""
    history.put_down(session, _shelf(thing), record_ids, deed, author)


def put_down_changes(
    session: Session, thing: type[AnyRecord], entries: Iterable[Entry], deed: Deed, author: Author
) -> None:
    """Put down what became of these records as they stand now, with what changed in each."""
    history.put_down_changes(session, _shelf(thing), entries, deed, author)


def _shelf(thing: type[AnyRecord]) -> Shelf:
    if thing is Organisation:
        return Shelf(KINDS[thing], thing.__tablename__, owner="id", title="name")
    return Shelf(KINDS[thing], thing.__tablename__)
