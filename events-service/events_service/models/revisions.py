"""What is written about events, and waits for the editors if it has to."""

from events_service.models.base import Base
from services.kit.review.models import Written


class Revision(Written, Base):
    """Words for an event."""
