"""What the notifier tells: what came back of its mails."""

from datetime import datetime
from uuid import UUID

from services.facts import Fact


class AddressFailed(Fact, name="notifier.address_failed.v1"):
    """Mails to a person do not arrive for good, or she called one spam.

    `reason` is `no_such_address`, `often` (too many failures on different days) or `complaint`; after a complaint she
    is to get nothing any more.
    """

    person_id: UUID
    reason: str
    failed_at: datetime
