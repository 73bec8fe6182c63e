"""What the directory tells."""

from datetime import date, datetime
from uuid import UUID

from services.facts import Fact
from services.facts.wire import Personal


class OrganisationPublished(Fact, name="directory.organisation_published.v1", about="organisation"):
    """An organisation became visible to citizens, or its public words changed.

    `is_news`, `words` and `marks` are as with offers. `is_trusted` tells whether what it says is public before an
    editor has looked; nothing where that was not told. `contact_email` is where it wants to be asked.
    """

    organisation_id: UUID
    version: int
    slug: str
    organisation_name: str
    published_at: datetime
    kind: str | None = None
    summary: str = ""
    categories: tuple[str, ...] = ()
    place: str | None = None
    district: str | None = None
    languages: tuple[str, ...] = ()
    words: str = ""
    is_news: bool = False
    is_trusted: bool | None = None
    marks: tuple[str, ...] = ()
    contact_email: Personal[str | None] = None


class OrganisationWithdrawn(Fact, name="directory.organisation_withdrawn.v1", about="organisation"):
    """An organisation is no longer visible to citizens."""

    organisation_id: UUID
    version: int
    withdrawn_at: datetime


class OrganisationMerged(Fact, name="directory.organisation_merged.v1"):
    """An organisation has become one with another, which has all that belonged to it.

    That it is withdrawn is told apart, perhaps before this.
    """

    organisation_id: UUID
    into_id: UUID
    into_slug: str
    into_name: str
    is_public: bool
    merged_at: datetime


class ProjectPublished(Fact, name="directory.project_published.v1", about="project"):
    """A project became visible to citizens, or its public words changed.

    `status` is planned, ongoing or completed; `joinable` says whether people may join, if that is known. `is_news`,
    `words` and `marks` are as with offers.
    """

    project_id: UUID
    version: int
    slug: str
    title: str
    summary: str
    organisation_id: UUID
    organisation_name: str
    categories: tuple[str, ...]
    status: str
    joinable: bool | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    place: str | None = None
    district: str | None = None
    words: str = ""
    published_at: datetime
    is_news: bool = True
    marks: tuple[str, ...] = ()


class ProjectWithdrawn(Fact, name="directory.project_withdrawn.v1", about="project"):
    """A project is no longer visible to citizens."""

    project_id: UUID
    version: int
    withdrawn_at: datetime


class ProjectMerged(Fact, name="directory.project_merged.v1"):
    """A project has become one with another, to which belongs from now on whatever named it."""

    project_id: UUID
    into_id: UUID
    merged_at: datetime


class OfferPublished(Fact, name="directory.offer_published.v1", about="offer"):
    """A way to help became visible to citizens, or its public words changed.

    `is_news` is false when nobody should be alerted, as after a bulk import. `words` is what a person's own search
    words are looked up in. `wheelchair` is yes, partly, no, or nothing when it is not known. `marks` is what it answers
    to each question that lists may be narrowed by (`services.kit.marks`). `contact_email` is where to ask about it,
    where that is not simply the organisation.
    """

    offer_id: UUID
    version: int
    slug: str
    title: str
    summary: str
    organisation_id: UUID
    organisation_name: str
    categories: tuple[str, ...]
    commitment: str
    effort: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    place: str | None = None
    district: str | None = None
    remote: bool = False
    with_children: bool = False
    wheelchair: str | None = None
    languages: tuple[str, ...] = ()
    words: str = ""
    valid_until: date | None = None
    published_at: datetime
    is_news: bool = True
    marks: tuple[str, ...] = ()
    contact_email: Personal[str | None] = None


class OfferWithdrawn(Fact, name="directory.offer_withdrawn.v1", about="offer"):
    """A way to help is no longer visible to citizens."""

    offer_id: UUID
    version: int
    withdrawn_at: datetime


class OfferMerged(Fact, name="directory.offer_merged.v1"):
    """An offer has become one with another, to which belongs from now on whatever named it."""

    offer_id: UUID
    into_id: UUID
    merged_at: datetime


class StewardAppointed(Fact, name="directory.steward_appointed.v1", about="stewardship"):
    """A person may now edit an organisation's things."""

    stewardship_id: UUID
    version: int
    organisation_id: UUID
    organisation_name: str
    person_id: UUID
    appointed_at: datetime


class StewardDismissed(Fact, name="directory.steward_dismissed.v1", about="stewardship"):
    """A person may no longer edit an organisation's things."""

    stewardship_id: UUID
    version: int
    organisation_id: UUID
    person_id: UUID
    dismissed_at: datetime


class IdeaPublished(Fact, name="directory.idea_published.v1", about="idea"):
    """An idea stands on the board, or its words there changed.

    `contact_email` is where its author is asked; or `person_id` says who she is, where only profiles knows the address.
    Where it says neither, nobody can be asked.
    """

    idea_id: UUID
    version: int
    slug: str
    title: str
    contact_name: Personal[str]
    contact_email: Personal[str | None] = None
    person_id: UUID | None = None
    published_at: datetime


class IdeaWithdrawn(Fact, name="directory.idea_withdrawn.v1", about="idea"):
    """An idea does not stand on the board any more; it may come back."""

    idea_id: UUID
    version: int
    withdrawn_at: datetime
