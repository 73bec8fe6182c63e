"""What is told about people who want to be forgotten, and by every service that has forgotten them."""

from datetime import datetime
from uuid import UUID

from services.facts import Fact
from services.facts.wire import Personal


class ProfileErased(Fact, name="profiles.profile_erased.v1", about="person"):
    """A person wants everything about her to be forgotten, and profiles-service has; each hearer answers for itself.

    What is known by her address alone is found by `email`, and letters to her or with words of hers by `known_as` too:
    what else they called her. Whatever was told of her before is dropped from now on, for its `version` is lower.

    `checksum` is what stays of her address, for the day on which a backup is restored. It is told once more then; with
    `checksum_key` if nobody knows the address any more: `email` is nobody's, and hearers look for her by the checksum.
    """

    person_id: UUID
    version: int
    receipt_id: UUID
    email: Personal[str]
    erased_at: datetime
    known_as: Personal[tuple[UUID, ...]] = ()
    checksum: str = ""
    checksum_key: Personal[str] = ""


class PersonForgotten(Fact, name="any.person_forgotten.v1"):
    """A service has forgotten a person: how many things of each kind are gone, and how many stay.

    Says nothing of whom; kinds are those of the service's `/v1/retention`, where it says why something stays.
    """

    receipt_id: UUID
    service: str
    erased: dict[str, int]
    stays: dict[str, int]
    forgotten_at: datetime
