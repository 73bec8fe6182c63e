"""Everything public has a version; whatever changes a list draws a new one."""

from uuid import uuid4

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from events_service.models import Catalogue


def renew(session: Session) -> None:
    """Give the catalogue a new version; last in a deed, because others who change a list wait here."""
    row = insert(Catalogue).values(id=1, version=uuid4())
    session.execute(row.on_conflict_do_update(index_elements=[Catalogue.id], set_={"version": row.excluded.version}))
