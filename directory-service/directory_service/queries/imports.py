"""What an import must know: which words its rows may use, and what is there already."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Text, Uuid, any_, cast, exists, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased

from directory_service.models import AnyRecord, Organisation, Project, Provenance, Revision
from directory_service.queries.facets import Expression
from directory_service.rules import State
from services.city import City
from services.kit.review.rules import Deed, Origin
from services.kit.vocabulary import Vocabulary, fold

_MOST_GUESSES = 100
NOT_READ = frozenset({"search", "sorts_by", "number", "touched", "marks", "title_words", "withdrawn_with_organisation"})
"""What PostgreSQL keeps of a record for itself."""


@dataclass(frozen=True)
class Reference:
    """Something a row may point to."""

    id: UUID
    name: str
    is_public: bool
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """What the words of a row may stand for."""

    city: City
    categories: Vocabulary
    districts: Vocabulary
    organisations: Mapping[str, Reference]
    organisations_by_name: Mapping[str, Reference | None]
    projects: Mapping[str, Reference]
    by_record: Mapping[UUID, Reference]
    _guesses: dict[str, str | None] = field(default_factory=dict)

    @property
    def names(self) -> dict[UUID, str]:
        """Return what each organisation is called."""
        return {record_id: each.name for record_id, each in self.by_record.items()}

    def named(self, word: str) -> Reference | None:
        """Return the organisation with this name in whatever spelling, if there is only one."""
        return self.organisations_by_name.get(fold(word))

    def by_id(self, word: str) -> Reference | None:
        """Return the organisation that an editor has picked."""
        try:
            return self.by_record.get(UUID(word))
        except ValueError:
            return self.organisations.get(word) or self.named(word)

    def guess(self, word: str, among: str) -> str | None:
        """Return what a word is most like among ids or names; not for a thousand different words."""
        if word not in self._guesses and len(self._guesses) < _MOST_GUESSES:
            known: Vocabulary = getattr(self, f"_{among}")
            self._guesses[word] = known.nearest(word)
        return self._guesses.get(word)

    @cached_property
    def _organisation_names(self) -> Vocabulary:
        return Vocabulary({each.name: each.name for each in self.by_record.values()})

    @cached_property
    def _organisation_ids(self) -> Vocabulary:
        return Vocabulary({key: key for key in self.organisations})

    @cached_property
    def _project_ids(self) -> Vocabulary:
        return Vocabulary({key: key for key in self.projects})


def known(session: Session, city: City) -> Known:
    """Return all that rows may refer to."""
    organisations = _references(session, Organisation, Organisation.name)
    return Known(
        city=city,
        categories=Vocabulary(city.category_words),
        districts=Vocabulary(city.district_words),
        organisations={key: each for key, each in organisations if key},
        organisations_by_name=_by_name([each for _, each in organisations]),
        projects={key: each for key, each in _references(session, Project, Project.title) if key},
        by_record={each.id: each for _, each in organisations},
    )


def _references(session: Session, thing: type[AnyRecord], name: Expression) -> list[tuple[str | None, Reference]]:
    listed = select(thing.external_id, thing.id, name, thing.state, thing.categories)
    return [
        (key, Reference(id, name, state == State.PUBLISHED, tuple(categories)))
        for key, id, name, state, categories in session.execute(listed)
    ]


def _by_name(organisations: Collection[Reference]) -> dict[str, Reference | None]:
    """Return organisations by their folded names; where several share one, none, unless only one is public."""
    found: dict[str, Reference | None] = {}
    for public in (False, True):
        seen: set[str] = set()
        for each in organisations:
            name = fold(each.name)
            if each.is_public is public:
                found[name] = None if name in seen else each
                seen.add(name)
    return found


def there_already(
    session: Session, thing: type[AnyRecord], external_ids: Collection[str], record_ids: Collection[UUID]
) -> list[dict[str, Any]]:
    """Return the records with these ids, of whichever kind."""
    columns = [column for column in thing.__table__.columns if column.name not in NOT_READ]
    wanted = or_(
        thing.external_id == any_(cast(list(external_ids), ARRAY(Text))),
        thing.id == any_(cast(list(record_ids), ARRAY(Uuid))),
    )
    return [dict(row) for row in session.execute(select(*columns).where(wanted)).mappings()]


def lock_as_read(session: Session, thing: type[AnyRecord], versions: Mapping[UUID, int]) -> bool:
    """Let nobody else change these records until the transaction ends; tell whether they are still as they were read.

    They are always locked in the same order, so that two tables do not wait for each other.
    """
    wanted = thing.id == any_(cast(list(versions), ARRAY(Uuid)))
    locked = select(thing.id, thing.version).where(wanted).order_by(thing.id).with_for_update()
    return {record_id: version for record_id, version in session.execute(locked)} == dict(versions)


def provenances(session: Session, thing: type[AnyRecord], external_ids: Collection[str]) -> dict[str, Provenance]:
    """Return under which of these ids records of this kind are known, by it."""
    asked = select(Provenance).where(
        Provenance.kind == thing.__tablename__, Provenance.external_id == any_(cast(list(external_ids), ARRAY(Text)))
    )
    return {each.external_id: each for each in session.scalars(asked)}


def shown_of_source(session: Session, thing: type[AnyRecord], source: str) -> list[tuple[str, UUID]]:
    """Return what came from a source and is shown, or hidden with its organisation alone: its ids there and here."""
    there = thing.state == State.PUBLISHED
    if not issubclass(thing, Organisation):
        there = or_(there, thing.withdrawn_with_organisation)
    asked = select(Provenance.external_id, thing.id).join(thing, thing.id == Provenance.record_id)
    asked = asked.where(Provenance.kind == thing.__tablename__, Provenance.source == source, there)
    return [(external_id, record_id) for external_id, record_id in session.execute(asked)]


def rewritten_unseen(session: Session, thing: type[AnyRecord], record_ids: Collection[UUID]) -> list[UUID]:
    """Return which of these hidden records of groups that are not trusted were rewritten since they were public."""
    taken_off, written, owner = aliased(Revision), aliased(Revision), aliased(Organisation)
    off = (taken_off.subject_id == thing.id, taken_off.deed == Deed.WITHDRAWN)
    hidden = select(func.max(taken_off.decided_at)).where(*off).scalar_subquery()
    by_hand = (written.deed == Deed.WRITTEN, written.origin == Origin.STEWARD, written.decided_by == written.made_by)
    since = or_(hidden.is_(None), written.decided_at > hidden)
    whose = owner.id == (thing.id if thing is Organisation else thing.__table__.c.organisation_id)
    rewritten = exists().where(written.subject_id == thing.id, *by_hand, since)
    asked = select(thing.id).join(owner, whose).where(thing.id.in_(record_ids), thing.state == State.WITHDRAWN)
    return list(session.scalars(asked.where(owner.trusted.is_(False), rewritten).order_by(thing.id)))


def slugs(session: Session, thing: type[AnyRecord]) -> set[str]:
    """Return every name in addresses that is taken."""
    return set(session.scalars(select(thing.slug)))
