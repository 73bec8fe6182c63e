"""Interests may ask for all that lists may be narrowed by, and forecasts look at what was new of late.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_MARKS = postgresql.ARRAY(sa.Text())
_NUMBERS = postgresql.ARRAY(sa.SmallInteger())
_LISTS = ("categories", "kinds", "districts", "languages")
_KEEP_WHAT_WAS_NEW = """
    INSERT INTO novelties (notification_id, since, {names}, provides, marks, lexemes)
    SELECT n.id, n.since, {lists}, CAST(n.facets ->> 'provides' AS smallint),
           ARRAY(SELECT jsonb_array_elements_text(n.facets -> 'marks')), to_tsvector('german', n.facets ->> 'words')
    FROM notifications n WHERE n.topic IN (3, 4, 5, 6) AND n.created_at > now() - interval '60 days'
""".format(
    names=", ".join(_LISTS),
    lists=", ".join(f"ARRAY(SELECT CAST(jsonb_array_elements(n.facets -> '{name}') AS smallint))" for name in _LISTS),
)


def upgrade() -> None:
    op.create_table(
        "narrowings",
        sa.Column("recipient_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("wanted", postgresql.JSONB(), nullable=False),
        sa.Column("unwanted", _MARKS, nullable=False),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["recipients.id"], name=op.f("fk_narrowings_recipient_id_recipients"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("recipient_id", "number", name=op.f("pk_narrowings")),
    )
    op.create_table(
        "novelties",
        sa.Column("notification_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, _NUMBERS, nullable=False) for name in _LISTS),
        sa.Column("provides", sa.SmallInteger(), nullable=False),
        sa.Column("marks", _MARKS, nullable=False),
        sa.Column("lexemes", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notification_id"],
            ["notifications.id"],
            name=op.f("fk_novelties_notification_id_notifications"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("notification_id", name=op.f("pk_novelties")),
    )
    op.create_index("ix_novelties_since", "novelties", ["since"])
    op.execute(_KEEP_WHAT_WAS_NEW)


def downgrade() -> None:
    op.drop_table("novelties")
    op.drop_table("narrowings")
