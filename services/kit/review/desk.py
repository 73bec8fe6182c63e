"""Who writes or decides, when, and by which rules; and what the review asks of the records of a service."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeAlias
from uuid import UUID

from sqlalchemy.orm import Session

from services.kit.errors import Conflict, Malformed
from services.kit.letters import Note
from services.kit.tokens import Caller

Understand: TypeAlias = Callable[[str, Mapping[str, Any]], dict[str, Any]]
"""Reads the words of a kind of record as its own door would; refused, naming every field at fault."""


class NoSuchKind(Malformed):
    """Nothing of this kind can be written here."""


class ReviewFirst(Conflict):
    """The editors look at what this organisation says first. Please submit it as a draft."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How a city wants things looked at; `sample_every` nth of what nobody saw, none if 0.

    Whoever suggested something without an account can be told of it for `suggestions_days`.
    """

    checks: Collection[str]
    four_eyes: Collection[str]
    sample_every: int
    suggestions_days: int


class Records(ABC):
    """The records of one service, as the review needs to know them."""

    revision: type[Any]
    """The table of drafts and revisions: `Written`, on the service's own base."""
    pages: ClassVar[Mapping[str, str]]
    """Where each kind of record stands on the site."""
    editors_words: ClassVar[Collection[str]] = ()
    """What only editors may say."""
    own_doors: ClassVar[Collection[str]] = ()
    """Kinds that are begun at doors of their own; here, editors may change them."""
    at_once: ClassVar[Mapping[str, Collection[str]]] = {}
    """What may change in public records of a kind before an editor has looked, as it would be too late otherwise."""

    @abstractmethod
    def record(self, session: Session, kind: str, record_id: UUID) -> Any:
        """Return a record with `id`, `version` and `published_at`; refused if there is none."""

    @abstractmethod
    def words_of(self, session: Session, thing: Any, names: Sequence[str]) -> dict[str, Any]:
        """Return what stands in a record under these names by now, as it travels."""

    @abstractmethod
    def owner_of(self, thing: Any) -> UUID | None:
        """Return the organisation that a record belongs to, if it belongs to one."""

    @abstractmethod
    def is_public(self, thing: Any) -> bool:
        """Tell whether citizens see a record."""

    @abstractmethod
    def owner_of_new(self, session: Session, kind: str, organisation_id: UUID | None, caller: Caller) -> UUID | None:
        """Return whose a record to be made will be; refused if the caller may not make one for it."""

    @abstractmethod
    def owner_of_suggested(self, session: Session, kind: str, organisation_id: UUID | None) -> UUID | None:
        """Return whose a record that anybody suggests would be; refused if citizens do not see that organisation."""

    @abstractmethod
    def check_steward(self, session: Session, organisation_id: UUID, *, caller: Caller) -> None:
        """Refuse whoever may not write for an organisation."""

    @abstractmethod
    def check_may_list(self, session: Session, organisation_id: UUID | None, *, caller: Caller) -> None:
        """Refuse whoever may not see what is written for an organisation; only editors see all of it."""

    @abstractmethod
    def is_trusted(self, session: Session, organisation_id: UUID) -> bool:
        """Tell whether what an organisation says is public at once."""

    @abstractmethod
    def check_words(self, session: Session, draft: Any, words: Mapping[str, Any], *, caller: Caller) -> None:
        """Refuse what a writer may not lay before the editors, once its words are understood."""

    @abstractmethod
    def put(self, session: Session, revision: Any, words: dict[str, Any], *, desk: "Desk", shows: bool) -> Any:
        """Change or make the record that a revision is about, show it to citizens if asked, and return it."""

    @abstractmethod
    def withdraw(self, session: Session, kind: str, record_id: UUID, *, desk: "Desk") -> None:
        """Show a record to citizens no more, if they see it."""

    @abstractmethod
    def owners(self, session: Session, ids: Collection[UUID]) -> Mapping[UUID, Any]:
        """Return organisations by their id, each with `id`, `slug` and `name`."""

    def ids_of(self, session: Session, record_id: UUID) -> Sequence[UUID]:  # noqa: ARG002
        """Return a record's id, with those of records that have become one with it."""
        return [record_id]

    def names_of(self, session: Session, people: Collection[str]) -> dict[str, str]:  # noqa: ARG002
        """Return the names of people by the word that stands for each among revisions, as far as they are known."""
        return {}

    def letter(self, session: Session, revision: Any, note: Note, *, desk: "Desk") -> Note:  # noqa: ARG002
        """Return a letter about a decision as the writer of such a record is to get it."""
        return note

    def writer_name(self, revision: Any) -> str | None:  # noqa: ARG002
        """Return what a letter about a decision calls whoever wrote to us without an account, if she told it."""
        return None

    def remarks(self, kind: str, words: Mapping[str, Any]) -> Sequence[str]:  # noqa: ARG002
        """Return by key what an editor should look at in the words of a kind of record."""
        return ()


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Where something is written or decided."""

    caller: Caller
    now: datetime
    records: Records
    rules: Rules
    site_url: str
    language: str
    """What letters speak to those who did not say."""
    understand: Understand
    names: Mapping[str, Sequence[str]]
    """What can be said about each kind of record."""

    def sayable(self, words: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the caller may say of these words."""
        hidden = () if self.caller.is_editor else self.records.editors_words
        return {name: word for name, word in words.items() if name not in hidden}

    def check_kind(self, kind: str) -> None:
        """Refuse with `NoSuchKind` what is not written here."""
        if kind not in self.names:
            raise NoSuchKind
