"""Who has got something and who has not, person by person; addresses leave here as hints only."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from notifier.rules import State
from notifier.rules.outcomes import GOT_IT, address_hint, outcome, without_address

# Batches hold ranges of ids that do not overlap, so one after the other gives everybody in order.
_BATCHES = "SELECT first_id FROM batches WHERE notification_id = :n AND last_id > :after ORDER BY first_id"
_OF_BATCH = """
    SELECT member.id AS recipient_id, r.person_id, r.email, coalesce(d.state, 0) AS state,
           coalesce(d.attempt, 0) AS attempt, d.next_at, d.smtp_code, coalesce(d.enhanced, '') AS enhanced, d.reply,
           d.updated_at
    FROM batches b CROSS JOIN LATERAL unnest(b.recipients) AS member(id)
    LEFT JOIN deliveries d ON d.notification_id = b.notification_id AND d.recipient_id = member.id
    LEFT JOIN recipients r ON r.id = member.id
    WHERE b.notification_id = :n AND b.first_id = :first AND member.id > :after
      AND coalesce(d.state, 0) = ANY(CAST(:states AS smallint[]))
    ORDER BY member.id
"""
WITHOUT = tuple(state for state in State if state not in GOT_IT)
"""The states of those who have not got it."""


def outcomes(
    session: Session, notification_id: int, states: tuple[State, ...], *, after: int = 0
) -> Iterator[dict[str, Any]]:
    """Yield those in these states in the order of their rows, each with why and what happens next."""
    asked = {"n": notification_id, "after": after, "states": [int(state) for state in states]}
    for first in list(session.scalars(text(_BATCHES), asked)):
        for row in session.execute(text(_OF_BATCH), {**asked, "first": first}):
            yield _in_words(dict(row._mapping))


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    state = State(row["state"])
    meant = outcome(state, attempt=row["attempt"], enhanced=row["enhanced"])
    email = row.pop("email")
    told = {"state": state.name.lower(), "why": meant.why, "then": meant.then}
    return {**row, **told, "address": address_hint(email), "reply": without_address(row["reply"], email)}
