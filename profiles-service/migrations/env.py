"""Runs the migrations of profiles-service."""

from profiles_service.models import Base
from services.kit import migrations

migrations.run(Base.metadata)
