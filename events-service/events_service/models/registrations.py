"""Who comes to what: how people sign up for an event, the roll of each date, and the line of everybody on it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from events_service.models.base import Base
from events_service.rules.registrations import Seating

_LIVE = text("state IN ('seated', 'waiting', 'offered')")


class SignUp(Base):
    """How people sign up for an event: what they are asked, how many may come together, for one date or for all.

    An event without such a row asks nothing.
    """

    __tablename__ = "sign_ups"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    whole_series: Mapped[bool]
    most_people: Mapped[int]
    version: Mapped[int]


class Roll(Base):
    """The list of one date, or of a whole series (without `date_id`); whoever takes a seat locks this row.

    `places` overrules the event's for this date alone. Hours and status are copies, brought up to date when
    `event_version` is no longer the event's. Once the list is erased, the counts remain.
    """

    __tablename__ = "rolls"
    __table_args__ = (
        Index("uq_rolls_event_id_date_id", "event_id", "date_id", unique=True, postgresql_nulls_not_distinct=True),
        Index("ix_rolls_over_at", "over_at", postgresql_where=text("erased_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    date_id: Mapped[UUID | None]
    starts_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    over_at: Mapped[datetime]
    status: Mapped[str | None]
    places: Mapped[int | None]
    event_version: Mapped[int]
    last_number: Mapped[int] = mapped_column(default=0)
    people_seated: Mapped[int | None]
    people_came: Mapped[int | None]
    people_waiting: Mapped[int | None]
    looked_at: Mapped[datetime | None]
    # Something failed about it; it waits for others to have their turn.
    rests_until: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]


class Registration(Base):
    """One person's wish to come, alone or with others, or to be reminded only (`saved`, without a roll).

    `number` is her place in the line of all who confirmed; nobody who stands behind is seated before her.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        # Counts and the line are answered from this alone.
        Index("ix_registrations_roll_id", "roll_id", "state", "number", postgresql_include=["people"]),
        Index("uq_registrations_roll_id_email_key", "roll_id", "email_key", unique=True, postgresql_where=_LIVE),
        Index(
            "uq_registrations_saved",
            *("event_id", "date_id", "email_key"),
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("state = 'saved'"),
        ),
        Index("ix_registrations_event_id", "event_id"),
        Index("ix_registrations_email_key", "email_key", postgresql_where=text("email_key IS NOT NULL")),
        # Who has to be looked after until there is a seat, or none any more.
        Index("ix_registrations_hoping", "roll_id", postgresql_where=text("state IN ('waiting', 'offered')")),
        Index("ix_registrations_offer_until", "offer_until", postgresql_where=text("state = 'offered'")),
        Index("ix_registrations_asked_at", "asked_at", postgresql_where=text("state = 'asked'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    roll_id: Mapped[UUID | None] = mapped_column(ForeignKey("rolls.id", ondelete="CASCADE"))
    date_id: Mapped[UUID | None]
    state: Mapped[str]
    is_saved: Mapped[bool] = mapped_column(default=False)
    number: Mapped[int | None]
    people: Mapped[int] = mapped_column(default=1)
    email: Mapped[str | None]
    email_key: Mapped[str | None]
    name: Mapped[str | None]
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    language: Mapped[str]
    reminds: Mapped[bool] = mapped_column(default=True)
    came: Mapped[bool | None]
    version: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    offer_until: Mapped[datetime | None]
    changed_at: Mapped[datetime]

    def become(self, state: Seating, now: datetime) -> None:
        """Enter another state, as a new version."""
        self.state = state
        self.version += 1
        self.changed_at = now
        if state != Seating.OFFERED:
            self.offer_until = None

    def empty(self) -> None:
        """Forget who this was; that it was, and how it ended, remains."""
        self.email = self.email_key = self.name = None
        self.answers = {}
