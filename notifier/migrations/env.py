"""Runs the notifier's migrations."""

from notifier.models import Base
from services.kit import migrations

migrations.run(Base.metadata)
