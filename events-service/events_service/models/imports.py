"""Tables of events that were sent in."""

from events_service.models.base import Base
from services.kit.imports import SentIn


class Import(SentIn, Base):
    """A table of events that an editor sent in."""
