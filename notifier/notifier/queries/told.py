"""Who was told of a thing already, read from the ledger: no mail about it is written down a second time.

An alert tells of its own thing, a newsletter of those in `told`, and a digest of what is in the person's portion.
Whether it was really told is what became of the mail.
"""

from notifier.rules import TOLD, State

_TOLD = ", ".join(str(int(state)) for state in TOLD)
_NEVER_CAME = ", ".join(str(int(state)) for state in (State.REJECTED, State.SUPPRESSED, State.CANCELLED, State.EXPIRED))

WAS_TOLD = f"""
    (EXISTS (
        SELECT FROM deliveries d
        WHERE d.notification_id = ANY(thing.tellers) AND d.recipient_id = person.id AND d.state IN ({_TOLD})
    ) OR EXISTS (
        SELECT FROM portions p
        LEFT JOIN deliveries d ON d.notification_id = p.notification_id AND d.recipient_id = p.recipient_id
        WHERE p.recipient_id = person.id AND p.notification_id <> :n AND thing.id = ANY(p.items)
          AND coalesce(d.state, 0) NOT IN ({_NEVER_CAME})
    ))
"""
"""Asked beside `thing` with `id` and `tellers`, `person` with `id`, and the notification `:n` that is about to tell."""

WAS_SENT = f"d.state IN ({_TOLD})"
"""Whether a mail in the ledger, `deliveries AS d`, may have arrived."""
