"""What the notifier's tables have in common."""

from sqlalchemy.orm import DeclarativeBase

from services.kit.db import COLUMN_TYPES, metadata


class Base(DeclarativeBase):
    """The notifier's tables."""

    metadata = metadata()
    type_annotation_map = COLUMN_TYPES
