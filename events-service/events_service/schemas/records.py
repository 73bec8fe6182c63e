"""What can be written about events."""

from events_service.schemas.events import EventWords
from services.kit.review.shapes import Forms

FORMS = Forms({"event": EventWords})
