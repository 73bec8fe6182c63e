"""Revisions: every change that somebody writes, from the first half sentence to what citizens see, or why they don't.

The record itself holds what was approved last; a revision holds the words that are to take its place. `base` is what
stood there when writing began, so that two people who change different fields do not undo each other.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Index, Text, literal_column, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from services.kit.errors import Conflict, Stale
from services.kit.review.rules import Deed, Origin, RevisionState, title_of, words_list


class WaitsForReview(Conflict):
    """This waits for the editors. Please take it back first if you want to change it."""


class NotWaiting(Conflict):
    """This does not wait for the editors."""


class OverAlready(Conflict):
    """This has been decided already."""


_WRITTEN = "deed = 'written' AND decided_at IS NOT NULL"
_NAMED = text("first_approved_by IS NOT NULL")
_ADDRESSES = (
    "ARRAY[lower(words ->> 'email'), lower(words ->> 'contact_email'), lower(base ->> 'email'),"
    " lower(base ->> 'contact_email')]"
)
ADDRESSES: ColumnElement[Sequence[str]] = literal_column(_ADDRESSES, ARRAY(Text))
"""The addresses that words name, and those that they were to take the place of, as an index finds them."""
_UNSENT = "state IN ('draft', 'refused', 'unconfirmed')"


class Written:
    """Words for a record that is there, or is to be."""

    __tablename__ = "revisions"

    OPEN: ClassVar = (RevisionState.DRAFT, RevisionState.REFUSED)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Index, ...]:
        """Return the indexes of the queue, the samples, the writers, and one draft a record.

        Whoever writes at the same time writes on the same sheet, and notices.
        """
        open_once = text("state IN ('draft', 'waiting') AND origin <> 'suggestion'")
        return (
            Index("ix_revisions_waiting", "submitted_at", "id", postgresql_where=text("state = 'waiting'")),
            Index("ix_revisions_sampled", "decided_at", postgresql_where=text("sampled AND looked_at IS NULL")),
            Index("ix_revisions_subject_id", "subject_id"),
            Index("ix_revisions_organisation_id", "organisation_id", "state"),
            Index("ix_revisions_decided", "decided_at", postgresql_where=text(_WRITTEN)),
            Index("ix_revisions_unsent", "changed_at", postgresql_where=text(_UNSENT)),
            Index("ix_revisions_sender", "decided_at", postgresql_where=text("email IS NOT NULL")),
            # By whom somebody is found who asks what is known about her, or wants to be forgotten.
            Index("ix_revisions_person_id", "person_id", postgresql_where=text("person_id IS NOT NULL")),
            Index("ix_revisions_addresses", text(_ADDRESSES), postgresql_using="gin"),
            Index("ix_revisions_email_key", text("lower(email)"), postgresql_where=text("email IS NOT NULL")),
            Index("ix_revisions_made_by", "made_by"),
            Index("ix_revisions_decided_by", "decided_by", postgresql_where=text("decided_by IS NOT NULL")),
            Index("ix_revisions_approved_by", "first_approved_by", postgresql_where=_NAMED),
            Index("ix_revisions_assigned_to", "assigned_to", postgresql_where=text("assigned_to IS NOT NULL")),
            Index("ix_revisions_notes", "notes", postgresql_using="gin", postgresql_ops={"notes": "jsonb_path_ops"}),
            Index("uq_revisions_open", "subject_id", unique=True, postgresql_where=open_once),
        )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    # None while the record is still to be made.
    subject_id: Mapped[UUID | None]
    organisation_id: Mapped[UUID | None]
    words: Mapped[dict[str, Any]] = mapped_column(JSONB)
    base: Mapped[dict[str, Any]] = mapped_column(JSONB)
    base_version: Mapped[int | None]
    title: Mapped[str]
    categories: Mapped[list[str]] = mapped_column(ARRAY(Text))
    district: Mapped[str | None]
    state: Mapped[str] = mapped_column(default=RevisionState.DRAFT)
    origin: Mapped[str]
    deed: Mapped[str] = mapped_column(default=Deed.WRITTEN, server_default=Deed.WRITTEN)
    # The name of a table, or of the record that has become one with this.
    source: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    made_by: Mapped[str]
    # Who hears of the decision: somebody with an account, or an address that was confirmed.
    person_id: Mapped[UUID | None]
    email: Mapped[str | None]
    language: Mapped[str | None]
    token_hash: Mapped[bytes | None] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    first_approved_by: Mapped[str | None]
    reason: Mapped[str | None]
    notes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    checked: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    assigned_to: Mapped[UUID | None]
    corrected: Mapped[bool] = mapped_column(default=False)
    sampled: Mapped[bool] = mapped_column(default=False)
    looked_at: Mapped[datetime | None]
    # When its writer was told that it is forgotten soon.
    warned_at: Mapped[datetime | None]

    def expect(self, version: int) -> None:
        """Refuse with `Stale` when somebody else was faster."""
        if self.version != version:
            raise Stale

    def write(self, words: dict[str, Any], now: datetime) -> None:
        """Put down words, and what lists show of them."""
        self.words = words
        self.title = title_of(words)
        self.categories = list(words_list(words.get("categories")))
        self.district = words.get("district") if isinstance(words.get("district"), str) else None
        self.touch(now)

    def save(self, words: dict[str, Any], now: datetime) -> None:
        """Keep a draft's words; refused with `WaitsForReview` or `OverAlready` when it is a draft no more."""
        self.check_open()
        self.write(words, now)
        self.state = RevisionState.DRAFT
        self.decided_at = self.decided_by = None

    def check_open(self) -> None:
        """Refuse with `WaitsForReview` or `OverAlready` what is no draft any more."""
        if self.state == RevisionState.WAITING:
            raise WaitsForReview
        if self.state not in self.OPEN:
            raise OverAlready

    def submit(self, now: datetime) -> None:
        """Lay this before the editors."""
        self.check_open()
        self.queue(now)

    def queue(self, now: datetime) -> None:
        """Put this at the end of the editors' queue."""
        self.state = RevisionState.WAITING
        self.submitted_at = now
        self.decided_at = self.decided_by = self.reason = None
        # Who nodded at other words has not seen these.
        self.first_approved_by, self.corrected, self.checked = None, False, []
        self.touch(now)

    def take_back(self, now: datetime) -> None:
        """Make a draft of this again."""
        self.check_waiting()
        self.state = RevisionState.DRAFT
        self.submitted_at = self.first_approved_by = None
        self.touch(now)

    def check_waiting(self) -> None:
        """Refuse with `NotWaiting` what does not wait for the editors."""
        if self.state != RevisionState.WAITING:
            raise NotWaiting

    def decide(self, state: RevisionState, *, by: str, now: datetime) -> None:
        """Note what was decided, by whom."""
        self.state = state
        self.decided_at, self.decided_by = now, by
        self.touch(now)

    def touch(self, now: datetime) -> None:
        """Note that something changed, so that it is not forgotten soon."""
        self.version = (self.version or 0) + 1
        self.changed_at, self.warned_at = now, None

    @property
    def is_sample(self) -> bool:
        """Tell whether an editor is still to look at this, public as it is."""
        return self.sampled and self.looked_at is None

    @property
    def is_from_somebody_known(self) -> bool:
        """Tell whether its writer has an account."""
        return self.origin != Origin.SUGGESTION
