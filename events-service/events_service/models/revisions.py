"""What is written about events, and waits for the editors if it has to."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, declared_attr

from events_service.models.base import Base
from services.kit.review.models import Written

_UNTOLD = "state = 'refused' AND origin = 'feed' AND told_at IS NULL"


class Revision(Written, Base):
    """Words for an event."""

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Index, ...]:
        """Return the indexes of all revisions, and of those that an organisation has to hear about."""
        return (*super().__table_args__, Index("ix_revisions_untold", "decided_at", postgresql_where=text(_UNTOLD)))

    # When those whose calendar brought it heard that it was refused.
    told_at: Mapped[datetime | None]
