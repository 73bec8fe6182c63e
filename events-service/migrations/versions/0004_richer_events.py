"""Events say more of themselves, and single dates of a series may be other than the rule says.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_WORDS = ("easy_read", "website", "public_transport", "registration_link", "what_to_bring", "target_groups")


def upgrade() -> None:
    """Add columns with defaults, for code of the last version goes on writing rows without them."""
    empty = {"server_default": sa.text("'{}'"), "nullable": False}
    none = {"server_default": sa.text("'[]'"), "nullable": False}
    for name in _WORDS:
        op.add_column("events", sa.Column(name, sa.Text()))
    op.add_column("events", sa.Column("kind", sa.Text(), server_default="event", nullable=False))
    op.add_column("events", sa.Column("offer_id", sa.Uuid()))
    op.add_column("events", sa.Column("co_organiser_ids", postgresql.ARRAY(sa.Uuid()), **empty))
    op.add_column("events", sa.Column("access", postgresql.ARRAY(sa.Text()), **empty))
    op.add_column("events", sa.Column("pictures", postgresql.JSONB(), **none))
    op.add_column("events", sa.Column("changed_dates", postgresql.JSONB(), **none))
    op.add_column("events", sa.Column("registration_from", sa.DateTime(timezone=True)))
    op.add_column("events", sa.Column("booked_up", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("events", sa.Column("age_from", sa.Integer()))
    op.add_column("events", sa.Column("age_to", sa.Integer()))
    op.add_column("event_dates", sa.Column("original_start", sa.DateTime(timezone=True)))
    op.add_column("event_dates", sa.Column("status", sa.Text()))
    op.add_column("event_dates", sa.Column("change", postgresql.JSONB()))
    op.create_table(
        "co_organiser_answers",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("event_id", "organisation_id", name=op.f("pk_co_organiser_answers")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_co_organiser_answers_event_id_events"), ondelete="CASCADE"
        ),
    )
    op.create_index(
        "ix_co_organiser_answers_organisation_id",
        "co_organiser_answers",
        ["organisation_id"],
        postgresql_where=sa.text("agreed"),
    )


def downgrade() -> None:
    op.drop_table("co_organiser_answers")
    for name in ("change", "status", "original_start"):
        op.drop_column("event_dates", name)
    own = ("age_to", "age_from", "booked_up", "registration_from", "changed_dates", "pictures", "access")
    for name in (*own, "co_organiser_ids", "offer_id", "kind", *_WORDS):
        op.drop_column("events", name)
