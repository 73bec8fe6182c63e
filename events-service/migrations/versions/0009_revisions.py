"""Every change of an event is a revision, and waits for the editors if it has to.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None
_MOMENT = sa.DateTime(timezone=True)
_TEXTS = postgresql.ARRAY(sa.Text())


def upgrade() -> None:
    # Nobody is trusted before the directory has said so.
    op.add_column(
        "organisations", sa.Column("is_trusted", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )
    op.create_table(
        "revisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("words", postgresql.JSONB(), nullable=False),
        sa.Column("base", postgresql.JSONB(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("categories", _TEXTS, nullable=False),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False, server_default="written"),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        *(sa.Column(f"{name}_at", _MOMENT, nullable=name not in {"made", "changed"}) for name in _TIMES),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("first_approved_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("notes", postgresql.JSONB(), nullable=False),
        sa.Column("checked", _TEXTS, nullable=False),
        sa.Column("assigned_to", sa.Uuid(), nullable=True),
        sa.Column("corrected", sa.Boolean(), nullable=False),
        sa.Column("sampled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_revisions_token_hash")),
    )
    for name, columns, condition in _INDEXES:
        where = sa.text(condition) if condition else None
        is_one = name.startswith("uq_")
        op.create_index(f"{name}", "revisions", columns, unique=is_one, postgresql_where=where)


_TIMES = ("made", "changed", "submitted", "decided", "looked", "warned")
_INDEXES = (
    ("ix_revisions_waiting", ["submitted_at", "id"], "state = 'waiting'"),
    ("ix_revisions_sampled", ["decided_at"], "sampled AND looked_at IS NULL"),
    ("ix_revisions_subject_id", ["subject_id"], None),
    ("ix_revisions_organisation_id", ["organisation_id", "state"], None),
    ("ix_revisions_decided", ["decided_at"], "deed = 'written' AND decided_at IS NOT NULL"),
    ("ix_revisions_unsent", ["changed_at"], "state IN ('draft', 'refused', 'unconfirmed')"),
    ("ix_revisions_sender", ["decided_at"], "email IS NOT NULL"),
    ("uq_revisions_open", ["subject_id"], "state IN ('draft', 'waiting') AND origin <> 'suggestion'"),
)


def downgrade() -> None:
    op.drop_table("revisions")
    op.drop_column("organisations", "is_trusted")
