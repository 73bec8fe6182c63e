"""What all tables of profiles-service stand on."""

from sqlalchemy.orm import DeclarativeBase

from services.kit.db import COLUMN_TYPES, metadata


class Base(DeclarativeBase):
    """The tables of profiles-service."""

    metadata = metadata()
    type_annotation_map = COLUMN_TYPES
