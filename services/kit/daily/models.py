"""The table of daily figures, the same in every service."""

from datetime import date

from sqlalchemy import Double, Index
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.kit.db import KitBase

ALL, UNSAID = "", "unknown"
"""Stand for every category or district, and for what names none."""


class DailyFigure(KitBase):
    """How many there were of something on a day: of all, of one category, of one district, or of both together.

    `spread` holds single measurements, such as the hours until each answer, where a figure is their middle.
    """

    __tablename__ = "daily_figures"
    __table_args__ = (Index("ix_daily_figures_day", "day"),)

    figure: Mapped[str] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    district: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    n: Mapped[int]
    spread: Mapped[list[float] | None] = mapped_column(ARRAY(Double))
