"""What the notifier tells: what came back of its mails."""

from datetime import datetime
from uuid import UUID

from services.facts import Fact
from services.facts.wire import Personal


class AddressFailed(Fact, name="notifier.address_failed.v1"):
    """Mails to a person do not arrive for good, or she called one spam.

    `reason` is `no_such_address`, `often` (too many failures on different days) or `complaint`; after a complaint she
    is to get nothing any more.
    """

    person_id: UUID
    reason: str
    failed_at: datetime


class LeavingAsked(Fact, name="notifier.leaving_asked.v1"):
    """A person wrote a mail to the address for leaving what one of ours was: the same as one click on its link.

    `leave_token` is the token of that link.
    """

    leave_token: Personal[str]
    asked_at: datetime
