"""Lines of the chain of consents that were emptied are named by a later line, which says why.

Revision ID: 0004
Revises: 0003
"""

import json
import secrets
from datetime import UTC, datetime
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_BEFORE = "'requested', 'mailed', 'confirmed', 'changed', 'paused', 'resumed', 'withdrawn'"


def upgrade() -> None:
    _set_steps(f"{_BEFORE}, 'emptied'")
    _account_for_what_is_empty()


def downgrade() -> None:
    # NOT VALID: lines that are there stay, for none may ever be deleted.
    op.drop_constraint("ck_consents_step", "consents")
    op.execute(f"ALTER TABLE consents ADD CONSTRAINT ck_consents_step CHECK (step IN ({_BEFORE})) NOT VALID")


def _set_steps(steps: str) -> None:
    op.drop_constraint("ck_consents_step", "consents")
    op.create_check_constraint(op.f("ck_consents_step"), "consents", f"step IN ({steps})")


def _account_for_what_is_empty() -> None:
    """Write down what was emptied before anybody wrote it down; what was confirmed is not excused."""
    bind, now = op.get_bind(), datetime.now(UTC)
    empty = "SELECT id FROM consents WHERE salt IS NULL AND step IN ('requested', 'mailed') ORDER BY id"
    lines = list(bind.execute(sa.text(empty)).scalars())
    if not lines:
        return
    words = {
        "person_id": None,
        "request_id": None,
        "step": "emptied",
        "happened_at": now.isoformat(timespec="microseconds"),
        "wording_hash": None,
        "form": "unconfirmed",
        "chosen": {"lines": lines},
        "letter_id": None,
    }
    told = json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    salt = secrets.token_bytes(16)
    content = sha256(salt + told).digest()
    before = bind.execute(sa.text("SELECT hash FROM consents ORDER BY id DESC LIMIT 1")).scalar_one()
    bind.execute(
        sa.text(
            "INSERT INTO consents (step, happened_at, form, chosen, salt, content_hash, prev_hash, hash) VALUES"
            " ('emptied', :now, 'unconfirmed', CAST(:chosen AS jsonb), :salt, :content, :before, :hash)"
        ),
        {
            "now": now,
            "chosen": json.dumps(words["chosen"]),
            "salt": salt,
            "content": content,
            "before": before,
            "hash": sha256(before + content).digest(),
        },
    )
