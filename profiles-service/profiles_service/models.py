"""The tables: people, how they sign in, and what they want to hear about.

A person is a row for each mail address, whether she signed in or only subscribed. What she asked for waits in
`subscription_requests` until she confirms; what she agreed to is written down in `consents`, line by line, and no line
is ever changed.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from profiles_service.rules import CODE_TRIES, REQUEST_LASTS, Choice, Wish, address_key, content_hash
from services.kit.db import COLUMN_TYPES, metadata
from services.kit.errors import Gone

EDITOR = "editor"
STEPS = ("requested", "mailed", "confirmed", "changed", "paused", "resumed", "withdrawn", "emptied")
CONSENT_WORDS = ("person_id", "request_id", "step", "happened_at", "wording_hash", "form", "chosen", "letter_id")
WISH_COLUMNS = tuple(Wish.__dataclass_fields__)


class RequestOver(Gone):
    """This link has run out. Please subscribe once more; we will send you a new one."""


class HasLeft(Gone):
    """This subscription has ended. Please subscribe once more if you want to hear from us again."""


class Base(DeclarativeBase):
    """The tables of profiles-service."""

    metadata = metadata()
    type_annotation_map = COLUMN_TYPES


class Person(Base):
    """Somebody with a mail address; with an account as soon as she has signed in or was given one."""

    __tablename__ = "people"
    __table_args__ = (Index("ix_people_editors", "id", postgresql_where=text("'editor' = ANY (roles)")),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str | None]
    language: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    account_since: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @classmethod
    def at(cls, email: str, *, language: str, now: datetime) -> "Person":
        """Return a new person, known by nothing but an address."""
        return cls(id=uuid4(), email=email, email_key=address_key(email), language=language, roles=[], created_at=now)

    def open_account(self, *, name: str | None = None, now: datetime) -> None:
        """Give this person an account, unless she has one; a name she has stays."""
        self.account_since = self.account_since or now
        self.name = self.name or name

    def appoint_editor(self) -> None:
        """Make this person one of the editorial team."""
        self.roles = sorted({*self.roles, EDITOR})


class SignIn(Base):
    """A sign-in that was asked for: open until its code or its link is used, too often guessed, or too old."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index("ix_sign_ins_expires_at", "expires_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    code_proof: Mapped[bytes]
    tries: Mapped[int] = mapped_column(default=0)
    language: Mapped[str]
    next: Mapped[str | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    def is_open(self, now: datetime) -> bool:
        """Tell whether the right code or link would still do."""
        return self.used_at is None and self.tries < CODE_TRIES and now < self.expires_at


class OpenSession(Base):
    """A device on which somebody is signed in; its secret is known to that device alone."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_last_used_at", "last_used_at"), Index("ix_sessions_created_at", "created_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    secret_hash: Mapped[bytes] = mapped_column(unique=True)
    device: Mapped[str | None]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]


class Stewardship(Base):
    """What the directory told us: this person may edit that organisation's things."""

    __tablename__ = "stewardships"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    # No foreign key: the directory may appoint somebody before we know her.
    person_id: Mapped[UUID] = mapped_column(index=True)
    organisation_id: Mapped[UUID]
    organisation_name: Mapped[str]
    since: Mapped[datetime]


class Subscription(Base):
    """What a person who confirmed hears from us; it stays, empty, when she leaves, so that facts keep their order."""

    __tablename__ = "subscriptions"
    __table_args__ = (CheckConstraint("state IN ('active', 'left')", "state"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    state: Mapped[str]
    name: Mapped[str | None]
    language: Mapped[str]
    newsletter: Mapped[bool]
    reminders: Mapped[bool] = mapped_column(default=True)
    paused_until: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    failing_reason: Mapped[str | None]
    confirmed_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    @property
    def is_active(self) -> bool:
        """Tell whether this person wants to hear from us."""
        return self.state == "active"

    def confirm(self, choice: Choice, now: datetime) -> None:
        """Take in what was confirmed; what was confirmed earlier stays, unless she has left since."""
        stayed = self.state == "active"
        self.newsletter = choice.newsletter or (stayed and self.newsletter)
        self.name = choice.name or (self.name if stayed else None)
        self.reminders = choice.reminders or (stayed and self.reminders)
        self.state, self.language, self.confirmed_at, self.left_at = "active", choice.language, now, None
        # Who orders anew wants to hear from us, and has just read a mail.
        self.paused_until, self.failing_since, self.failing_reason = None, None, None
        self._change(now)

    def change(self, choice: Choice, now: datetime) -> None:
        """Take in what the person changed; refused with `HasLeft` after she left."""
        if not self.is_active:
            raise HasLeft
        self.newsletter, self.reminders, self.language = choice.newsletter, choice.reminders, choice.language
        self._change(now)

    def pause(self, until: datetime | None, now: datetime) -> None:
        """Let nothing be written before a moment, or end that; refused with `HasLeft` after the person left."""
        if not self.is_active:
            raise HasLeft
        self.paused_until = until
        self._change(now)

    def note_failure(self, reason: str, at: datetime) -> None:
        """Note that mails to this person do not arrive; the first time counts."""
        self.failing_since, self.failing_reason = self.failing_since or at, reason

    def leave(self, now: datetime) -> None:
        """End the subscription."""
        self.state, self.left_at, self.newsletter, self.name = "left", now, False, None
        self.paused_until = None
        self._change(now)

    def _change(self, now: datetime) -> None:
        self.version += 1
        self.changed_at = now


class Interest(Base):
    """One thing a person wants to hear about, since a moment: what was published before is not told."""

    __tablename__ = "interests"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    what: Mapped[list[str]] = mapped_column(ARRAY(Text))
    categories: Mapped[list[str]] = mapped_column(ARRAY(Text))
    commitment: Mapped[str | None]
    districts: Mapped[list[str]] = mapped_column(ARRAY(Text))
    with_children: Mapped[bool]
    wheelchair: Mapped[bool]
    remote: Mapped[bool]
    language: Mapped[str | None]
    text: Mapped[str | None]
    cadence: Mapped[str]
    since: Mapped[datetime]

    @property
    def wish(self) -> Wish:
        """Return what is wanted, without the row."""
        return Wish.of({name: getattr(self, name) for name in WISH_COLUMNS})


class SubscriptionRequest(Base):
    """What somebody asked for in a person's name; nothing comes of it until that person confirms."""

    __tablename__ = "subscription_requests"
    __table_args__ = (Index("ix_subscription_requests_requested_at", "requested_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    chosen: Mapped[dict[str, Any]] = mapped_column(JSONB)
    requested_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]

    @property
    def choice(self) -> Choice:
        """Return what was asked for."""
        return Choice.of(self.chosen)

    def confirm(self, now: datetime) -> bool:
        """Note the confirmation, and tell whether it is the first; refused with `RequestOver` after 14 days."""
        if now - self.requested_at > REQUEST_LASTS:
            raise RequestOver
        first = self.confirmed_at is None
        self.confirmed_at = self.confirmed_at or now
        return first


class LinkRequest(Base):
    """Somebody asked for the link to manage what an address gets; answered outside the request.

    So the answer takes the same time whether or not anybody is known at the address.
    """

    __tablename__ = "link_requests"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email_key: Mapped[str]
    language: Mapped[str]
    requested_at: Mapped[datetime]


class KeptWording(Base):
    """A wording that somebody agreed to, kept as long as anybody's consent names it."""

    __tablename__ = "wordings"

    hash: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str]
    language: Mapped[str]
    text: Mapped[str]
    first_used_at: Mapped[datetime]


class Consent(Base):
    """One line of the proof of what a person agreed to, and when; a trigger refuses to change or delete a line.

    Each carries the hash of the line before, so a change behind the trigger's back is found (`verify-consents`). A line
    can be emptied: then nobody knows any more whose it was, and the chain still holds. A later line names it, so that
    nobody empties one unseen.

    The steps: `requested` (wording, form and choice), `mailed` (which letter), `confirmed`, `changed` (the new choice),
    `paused` (until when), `resumed`, `withdrawn` (by what: a link, a page, a complaint), `emptied` (which lines, why).
    """

    __tablename__ = "consents"
    __table_args__ = (
        CheckConstraint(f"step IN {STEPS}", "step"),
        Index("ix_consents_person_id", "person_id"),
        Index("ix_consents_request_id", "request_id", postgresql_where=text("request_id IS NOT NULL")),
    )

    # Counted, so that lines of the same moment keep their order.
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    # No foreign key: the proof outlives the person's row.
    person_id: Mapped[UUID | None]
    request_id: Mapped[UUID | None]
    step: Mapped[str]
    happened_at: Mapped[datetime]
    wording_hash: Mapped[str | None] = mapped_column(ForeignKey("wordings.hash"))
    form: Mapped[str | None]
    chosen: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    letter_id: Mapped[UUID | None]
    salt: Mapped[bytes | None]
    content_hash: Mapped[bytes]
    prev_hash: Mapped[bytes] = mapped_column(unique=True)
    hash: Mapped[bytes] = mapped_column(unique=True)

    @property
    def words(self) -> dict[str, Any]:
        """Return what this line says, as it is hashed."""
        return {name: getattr(self, name) for name in CONSENT_WORDS}

    @property
    def is_emptied(self) -> bool:
        """Tell whether nobody knows any more what this line said."""
        return self.salt is None

    @property
    def is_true(self) -> bool:
        """Tell whether this line says what it said when it was written."""
        return self.salt is None or content_hash(self.salt, self.words) == self.content_hash
