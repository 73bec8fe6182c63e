"""Runs the directory's migrations."""

from directory_service.models import Base
from services.kit import migrations

migrations.run(Base.metadata)
