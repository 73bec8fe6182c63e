"""What the calendar's tables have in common."""

from typing import Any, ClassVar

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase

from services.kit.db import COLUMN_TYPES, metadata


class Base(DeclarativeBase):
    """The tables of the calendar."""

    metadata = metadata()
    type_annotation_map: ClassVar[dict[Any, Any]] = {**COLUMN_TYPES, list[str]: ARRAY(Text)}
