"""What any service may ask for: one letter to one person, at an address it knows, or one that profiles knows."""

from datetime import datetime
from uuid import UUID

from services.facts import Fact
from services.facts.wire import Personal


class LetterRequested(Fact, name="any.letter_requested.v1"):
    """One letter is to go to one person now: a sign-in code, a confirmation, an answer.

    `template` names the letter at the notifier; `slots` are the words it needs. Past `expires_at` it is not sent.
    `words_of` tells whose words or name stand in it besides, by the ids under which letters go to them.
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
    words_of: Personal[tuple[UUID, ...]] = ()


class NoticeRequested(Fact, name="any.notice_requested.v1"):
    """One letter is to go to one person whose address the teller does not know; profiles asks for it in her language.

    `pages` holds paths on the site, by the slot that is to hold the whole address. What is `for_editors` goes to nobody
    else.
    """

    notice_id: UUID
    person_id: UUID
    template: str
    slots: Personal[dict[str, str]]
    pages: Personal[dict[str, str]]
    requested_at: datetime
    expires_at: datetime
    for_editors: bool = False
