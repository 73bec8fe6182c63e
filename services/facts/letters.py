"""What any service may ask of the notifier: one letter to one person."""

from datetime import datetime
from uuid import UUID

from services.facts import Fact
from services.facts.wire import Personal


class LetterRequested(Fact, name="any.letter_requested.v1"):
    """One letter is to go to one person now: a sign-in code, a confirmation, an answer.

    `template` names the letter at the notifier; `slots` are the words it needs. Past `expires_at` it is not sent.
    """

    letter_id: UUID
    person_id: UUID
    template: str
    email: Personal[str]
    name: Personal[str | None] = None
    language: str
    slots: Personal[dict[str, str]]
    requested_at: datetime
    expires_at: datetime
