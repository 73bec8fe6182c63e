"""People sign up for events: how, on which roll, and who stands where in the line.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "sign_ups",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("questions", postgresql.JSONB(), nullable=False),
        sa.Column("whole_series", sa.Boolean(), nullable=False),
        sa.Column("most_people", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_sign_ups_event_id_events"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_sign_ups")),
    )
    _create_rolls()
    _create_registrations()


def _create_rolls() -> None:
    op.create_table(
        "rolls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("date_id", sa.Uuid(), nullable=True),
        sa.Column("starts_at", _MOMENT, nullable=False),
        sa.Column("closes_at", _MOMENT, nullable=False),
        sa.Column("over_at", _MOMENT, nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("event_version", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("people_seated", sa.Integer(), nullable=True),
        sa.Column("people_came", sa.Integer(), nullable=True),
        sa.Column("people_waiting", sa.Integer(), nullable=True),
        sa.Column("erased_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_rolls_event_id_events"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rolls")),
    )
    op.create_index(
        "uq_rolls_event_id_date_id", "rolls", ["event_id", "date_id"], unique=True, postgresql_nulls_not_distinct=True
    )
    op.create_index("ix_rolls_over_at", "rolls", ["over_at"], postgresql_where=sa.text("erased_at IS NULL"))


def _create_registrations() -> None:
    op.create_table(
        "registrations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("roll_id", sa.Uuid(), nullable=True),
        sa.Column("date_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("is_saved", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("email_key", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("reminds", sa.Boolean(), nullable=False),
        sa.Column("came", sa.Boolean(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("confirmed_at", _MOMENT, nullable=True),
        sa.Column("offer_until", _MOMENT, nullable=True),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_registrations_event_id_events"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["roll_id"], ["rolls.id"], name=op.f("fk_registrations_roll_id_rolls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
    )
    _create_indexes()


def _create_indexes() -> None:
    table = "registrations"
    op.create_index("ix_registrations_roll_id", table, ["roll_id", "state", "number"], postgresql_include=["people"])
    op.create_index(
        "uq_registrations_roll_id_email_key",
        table,
        ["roll_id", "email_key"],
        unique=True,
        postgresql_where=sa.text("state IN ('seated', 'waiting', 'offered')"),
    )
    op.create_index(
        "uq_registrations_saved",
        table,
        ["event_id", "date_id", "email_key"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("state = 'saved'"),
    )
    op.create_index("ix_registrations_event_id", table, ["event_id"])
    op.create_index(
        "ix_registrations_offer_until", table, ["offer_until"], postgresql_where=sa.text("state = 'offered'")
    )
    op.create_index("ix_registrations_asked_at", table, ["asked_at"], postgresql_where=sa.text("state = 'asked'"))


def downgrade() -> None:
    for name in ("registrations", "rolls", "sign_ups"):
        op.drop_table(name)
