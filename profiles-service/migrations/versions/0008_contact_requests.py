"""Contact requests: whom one may ask, who asked, who was asked, and each step with its time.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_STATES = "('received', 'verified', 'held', 'forwarded', 'answered', 'placed', 'not_placed', 'closed')"
_REASONS = "('no_time', 'did_not_fit', 'never_met', 'other', 'filled', 'declined', 'withdrawn', 'no_answer', 'unknown')"


def upgrade() -> None:
    _subjects()
    _requests()
    _recipients()
    _steps()
    op.create_index("ix_stewardships_organisation_id", "stewardships", ["organisation_id"])


def _subjects() -> None:
    op.create_table(
        "contact_subjects",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_contact_subjects")),
    )
    op.create_index("ix_contact_subjects_organisation_id", "contact_subjects", ["organisation_id"])


def _requests() -> None:
    moments = (
        "verified_at", "forwarded_at", "reminded_at", "escalated_at", "answered_at", "outcome_asked_at", "settled_at",
        "closed_at", "erased_at",
    )  # fmt: skip
    words = ("name", "email", "email_key", "message", "answer", "answer_text", "answer_email", "reason")
    op.create_table(
        "contact_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("shares_address", sa.Boolean(), nullable=False),
        sa.Column("wording_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("held_for", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("requested_at", _MOMENT, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in words),
        *(sa.Column(name, _MOMENT, nullable=True) for name in moments),
        sa.CheckConstraint(f"state IN {_STATES}", name=op.f("ck_contact_requests_state")),
        sa.CheckConstraint("answer IN ('meet', 'filled', 'no')", name=op.f("ck_contact_requests_answer")),
        sa.CheckConstraint(f"reason IN {_REASONS}", name=op.f("ck_contact_requests_reason")),
        sa.ForeignKeyConstraint(
            ["subject_kind", "subject_id"],
            ["contact_subjects.kind", "contact_subjects.id"],
            name=op.f("fk_contact_requests_subject_kind_contact_subjects"),
        ),
        sa.ForeignKeyConstraint(
            ["wording_hash"], ["wordings.hash"], name=op.f("fk_contact_requests_wording_hash_wordings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_requests")),
    )
    _request_index("subject", ["subject_kind", "subject_id", "forwarded_at"])
    _request_index("organisation", ["organisation_id", "requested_at"])
    _request_index("shown", ["requested_at"], where="verified_at IS NOT NULL AND erased_at IS NULL")
    _request_index("state", ["state", "requested_at"], where="state <> 'closed'")
    _request_index("to_erase", ["closed_at"], where="erased_at IS NULL")
    _request_index("email_key", ["email_key"], where="email_key IS NOT NULL")


def _request_index(name: str, columns: list[str], *, where: str = "") -> None:
    partly = {"postgresql_where": sa.text(where)} if where else {}
    op.create_index(f"ix_contact_requests_{name}", "contact_requests", columns, **partly)  # type: ignore[arg-type]


def _recipients() -> None:
    op.create_table(
        "contact_recipients",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["contact_requests.id"],
            name=op.f("fk_contact_recipients_request_id_contact_requests"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_recipients")),
        sa.UniqueConstraint(
            "request_id", "person_id", name="uq_contact_recipients_whom", postgresql_nulls_not_distinct=True
        ),
    )


def _steps() -> None:
    op.create_table(
        "contact_steps",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("happened_at", _MOMENT, nullable=False),
        sa.CheckConstraint(f"state IN {_STATES}", name=op.f("ck_contact_steps_state")),
        sa.CheckConstraint("by IN ('asker', 'steward', 'editor', 'clock')", name=op.f("ck_contact_steps_by")),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["contact_requests.id"],
            name=op.f("fk_contact_steps_request_id_contact_requests"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_steps")),
    )
    op.create_index("ix_contact_steps_happened_at", "contact_steps", ["happened_at", "state"])
    op.create_index(op.f("ix_contact_steps_request_id"), "contact_steps", ["request_id"])


def downgrade() -> None:
    op.drop_index("ix_stewardships_organisation_id", "stewardships")
    for table in ("contact_steps", "contact_recipients", "contact_requests", "contact_subjects"):
        op.drop_table(table)
