"""What a state of the ledger means for one person: why she has not got a mail, and what happens next, in words.

The sentences are English here and translated where they are shown.
"""

import re
from dataclasses import dataclass

from notifier.rules.ledger import State

GOT_IT = frozenset({State.ACCEPTED, State.DELIVERED})
NOT_YET = frozenset({State.PENDING, State.LEASED, State.COMMITTED})


@dataclass(frozen=True)
class Outcome:
    """Why somebody has not got a mail, and what happens next."""

    why: str
    then: str


_WAITS = Outcome("Her turn has not come yet.", "It goes out by itself.")
_PUT_OFF = Outcome("Her mail server asked us to try again later.", "We try again by ourselves.")
_IS_OVER = "Nothing more. This mail is not sent again."
_OUTCOMES = {
    State.LEASED: _WAITS,
    State.COMMITTED: Outcome("It is going out at this moment.", "The answer of her mail server comes within minutes."),
    State.ACCEPTED: Outcome("", "Her mail server has taken it."),
    State.DELIVERED: Outcome("", "It has arrived."),
    State.BOUNCED: Outcome("Her mail server took it and sent it back.", _IS_OVER),
    State.COMPLAINED: Outcome("She got it and marked it as spam.", "We write nothing more to this address."),
    State.UNKNOWN: Outcome(
        "The line broke before her mail server answered. Perhaps she has got it, perhaps not.",
        "You decide: with “Send again” she may get it twice.",
    ),
    State.SUPPRESSED: Outcome("This address is blocked, because mails to it came back.", _IS_OVER),
    State.CANCELLED: Outcome("She has left, no longer wants it, or the sending was cancelled.", _IS_OVER),
    State.EXPIRED: Outcome("It could not be sent in time.", _IS_OVER),
}
_REJECTED = Outcome("Her mail server has refused it.", _IS_OVER)
_NO_ADDRESS = Outcome("There is no such mailbox.", "We write nothing more to this address.")
_POLICY = Outcome(
    "Her mail server does not trust ours.", "Nothing by itself. Please ask those who run the mail server."
)


def outcome(state: State, *, attempt: int, enhanced: str) -> Outcome:
    """Return why somebody in this state has not got her mail, and what happens next."""
    if state == State.PENDING:
        return _PUT_OFF if attempt else _WAITS
    if state == State.REJECTED:
        return _NO_ADDRESS if enhanced.startswith("5.1.") else _POLICY if enhanced.startswith("5.7.") else _REJECTED
    return _OUTCOMES[state]


def address_hint(email: str | None) -> str | None:
    """Return as much of an address as lets its owner be recognised."""
    if not email:
        return None
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}•••@{domain}"


def without_address(words: str | None, email: str | None) -> str | None:
    """Return a mail server's answer with a hint where it repeats the whole address."""
    if not words or not email:
        return words
    return re.sub(re.escape(email), lambda _: address_hint(email) or "", words, flags=re.IGNORECASE)
