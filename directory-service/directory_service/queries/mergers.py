"""What has become of records that are one with others."""

import re
from uuid import UUID

from sqlalchemy import Text, cast, or_, select
from sqlalchemy.orm import Session

from directory_service.models import AnyRecord, Merger, Offer, Organisation, Project
from directory_service.rules import RecordKind

_NAME = re.compile(r"[a-z0-9-]{1,200}")
_KINDS: dict[type[AnyRecord], RecordKind] = {
    Organisation: RecordKind.ORGANISATION,
    Project: RecordKind.PROJECT,
    Offer: RecordKind.OFFER,
}


def successor_of(session: Session, thing: type[AnyRecord], ref: str) -> str | None:
    """Return the name in addresses of what the record with this id or slug has become, if it is merged."""
    if not _NAME.fullmatch(ref):
        return None
    asked = select(thing.slug).join(Merger, Merger.into_id == thing.id).where(Merger.kind == _KINDS[thing])
    return session.scalar(asked.where(or_(Merger.old_slug == ref, cast(Merger.old_id, Text) == ref)))


def is_merged(session: Session, record_id: UUID) -> bool:
    """Tell whether a record has become one with another."""
    return session.get(Merger, record_id) is not None


def become_of(session: Session, record_id: UUID) -> UUID:
    """Return the id of what a record has become, or its own."""
    found = session.get(Merger, record_id)
    return found.into_id if found else record_id
