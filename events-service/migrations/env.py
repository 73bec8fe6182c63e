"""Runs the events service's migrations."""

from events_service.models import Base
from services.kit import migrations

migrations.run(Base.metadata)
