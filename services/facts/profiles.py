"""What is told about people: who wants to hear of what, and who left."""

from datetime import datetime
from uuid import UUID

from services.facts import Fact, Part
from services.facts.wire import Personal


class InterestLine(Part):
    """One interest: an empty list or a missing word means *any*; several words in one list mean *one of them*.

    `wanted` and `unwanted` hold marks (`services.kit.marks`): of each question that `wanted` names, a thing that
    answers it must have one of the answers; it must have none of `unwanted`. What is new before `paused_until` is not
    told.
    """

    interest_id: UUID
    what: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    commitment: str | None = None
    districts: tuple[str, ...] = ()
    with_children: bool = False
    wheelchair: bool = False
    remote: bool = False
    language: str | None = None
    text: str | None = None
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    cadence: str
    paused_until: datetime | None = None
    since: datetime


class InterestsChanged(Fact, name="profiles.interests_changed.v1", about="person"):
    """A person confirmed or changed what she wants to hear of; carries all of it, and what her mails need.

    Until `paused_until` nothing is to go out but letters. `leave_token` ends everything; mails carry narrower ones made
    from it (`services.kit.leaving`).
    """

    person_id: UUID
    version: int
    email: Personal[str]
    name: Personal[str | None] = None
    language: str
    newsletter: bool = False
    reminders: bool = True
    paused_until: datetime | None = None
    interests: Personal[tuple[InterestLine, ...]]
    manage_token: Personal[str]
    leave_token: Personal[str]
    confirmed_at: datetime
    changed_at: datetime


class SubscriberLeft(Fact, name="profiles.subscriber_left.v1", about="person"):
    """A person wants no more alerts and newsletters."""

    person_id: UUID
    version: int
    left_at: datetime
