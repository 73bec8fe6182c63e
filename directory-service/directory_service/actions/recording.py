"""Every change is a revision: what is written without a draft is put down as one that was approved at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from directory_service.models import AnyRecord, Offer, Organisation, Project, Revision
from directory_service.rules import RecordKind
from services.kit.review.history import Author, Subject, put_down_written
from services.kit.review.rules import as_json
from services.kit.tokens import Caller

KINDS: dict[type[AnyRecord], RecordKind] = {
    Organisation: RecordKind.ORGANISATION,
    Project: RecordKind.PROJECT,
    Offer: RecordKind.OFFER,
}
PAGES: dict[str, str] = {
    RecordKind.ORGANISATION: "/gruppen",
    RecordKind.PROJECT: "/projekte",
    RecordKind.OFFER: "/mitmachen",
}
"""Under which path of the site each kind of record has its page."""


def said(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return words as they travel, without what we add to be found by."""
    return {name: word for name, word in as_json(words).items() if name != "topics"}


def words_before(thing: AnyRecord, words: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands in a record in the place of these words, before they do."""
    return said({name: getattr(thing, name, None) for name in words if name != "partners"})


def record_change(
    session: Session,
    thing: AnyRecord,
    words: Mapping[str, Any],
    *,
    before: dict[str, Any],
    caller: Caller,
    now: datetime,
) -> Revision:
    """Put down that a record was changed, by somebody who need not ask."""
    owner_id = thing.id if isinstance(thing, Organisation) else thing.organisation_id
    subject = Subject(KINDS[type(thing)], thing.id, owner_id, thing.version)
    written: Revision = put_down_written(session, Revision, subject, before, said(words), Author.of(caller, now))
    return written
