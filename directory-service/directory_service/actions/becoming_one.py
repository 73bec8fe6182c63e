"""Two records that are one, of whichever kind: what the one that stays gets, and where the other's address leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Text, cast, or_, select, update
from sqlalchemy.orm import Session

from directory_service.actions.history import put_down, put_down_changes
from directory_service.actions.recording import KINDS, said
from directory_service.actions.showing import BecameAnother, withdraw
from directory_service.actions.telling import tell_record
from directory_service.models import (
    AnyRecord,
    FreshnessCheck,
    Merger,
    Organisation,
    Provenance,
    Report,
    Revision,
)
from directory_service.queries import records as queries
from directory_service.queries.mergers import is_merged
from directory_service.rules import State
from directory_service.rules.retention import DEEDS_KEPT
from services.kit.errors import Conflict, Malformed
from services.kit.privacy.forgetting import FORMER
from services.kit.review.desk import Desk
from services.kit.review.history import Author, Entry
from services.kit.review.notices import tell_refusal
from services.kit.review.queries import open_revision
from services.kit.review.rules import Deed, Origin, RevisionState

_UNDECIDED = (RevisionState.DRAFT, RevisionState.REFUSED, RevisionState.UNCONFIRMED, RevisionState.WAITING)
# What a record is, and what is joined rather than filled.
_OWN = frozenset(
    {
        *("id", "external_id", "slug", "state", "version", "published_at", "created_at", "changed_at", "is_news"),
        *(
            "organisation_id",
            "title",
            "name",
            "trusted",
            "confirmed_on",
            "categories",
            "keywords",
            "topics",
            "pictures",
            "withdrawn_with_organisation",
        ),
    }
)
_NOTHING: tuple[Any, ...] = (None, [], "")
# The end of one span and the beginning of another are none, nor half of two places one.
_TOGETHER = (
    ("starts_on", "ends_on", "start_time", "end_time"),
    ("street", "post_code", "town", "district", "lat", "lon"),
)
_MOST = {"keywords": 30, "pictures": 10}


class OneAndTheSame(Malformed):
    """Nothing can become one with itself."""


class SuccessorNotPublic(Conflict):
    """What is to stay is not public, but the other is. Please publish it first."""


@dataclass(frozen=True, kw_only=True)
class Two:
    """Two records that are one, the one that ends and the one that stays, in the versions that somebody has seen."""

    old_id: UUID
    kept_id: UUID
    old_version: int
    kept_version: int


def both(session: Session, kind: str, two: Two) -> tuple[AnyRecord, AnyRecord]:
    """Return both records, locked in one order, so that two editors do not wait for each other."""
    if two.old_id == two.kept_id:
        raise OneAndTheSame
    found = {each: queries.record_to_change(session, kind, each) for each in sorted((two.old_id, two.kept_id))}
    old, kept = found[two.old_id], found[two.kept_id]
    if is_merged(session, old.id) or is_merged(session, kept.id):
        raise BecameAnother
    old.expect(two.old_version)
    kept.expect(two.kept_version)
    if old.is_public and not kept.is_public:
        raise SuccessorNotPublic
    return old, kept


def fill_gaps(session: Session, old: AnyRecord, kept: AnyRecord, *, most_categories: int, author: Author) -> None:
    """Let the one that stays say what only the other said."""
    # What citizens do not see has perhaps been looked at by nobody.
    words = {} if kept.is_public and not old.is_public else _gaps(old, kept, most_categories)
    before = {name: getattr(kept, name) for name in words}
    kept.reword(words, author.now)
    put_down_changes(session, type(kept), [Entry(kept.id, said(before), said(words))], Deed.GREW, _from(author, old))


def _gaps(old: AnyRecord, kept: AnyRecord, most_categories: int) -> dict[str, Any]:
    names = [column.name for column in old.__table__.columns if column.computed is None and column.name not in _OWN]
    torn = {name for group in _TOGETHER for name in group if not _fits(old, kept, group)}
    words = {name: getattr(old, name) for name in names if name not in torn and getattr(kept, name) in _NOTHING}
    for name in ("categories", "keywords", "pictures"):
        joined = [*getattr(kept, name), *(each for each in getattr(old, name) if each not in getattr(kept, name))]
        words[name] = joined[: _MOST.get(name, most_categories)]
    words["topics"] = " ".join(dict.fromkeys([*kept.topics.split(" "), *old.topics.split(" ")]))
    return {name: word for name, word in words.items() if word != getattr(kept, name)}


def _fits(old: AnyRecord, kept: AnyRecord, group: Sequence[str]) -> bool:
    """Tell whether nothing that the one that stays says of a group of fields is other than what the other says."""
    pairs = [(getattr(old, name, None), getattr(kept, name, None)) for name in group]
    return all(there in _NOTHING or there == other for other, there in pairs)


def _from(author: Author, other: AnyRecord) -> Author:
    title = other.name if isinstance(other, Organisation) else other.title
    return replace(author, source=title)


def move_writing(session: Session, old: AnyRecord, kept: AnyRecord, *, reason: str, desk: Desk) -> None:
    """Let what is being written or waits, what was reported and what was asked concern the one that stays."""
    for revision in _undecided_about(session, old.id):
        _name_instead(revision, old.id, kept.id)
        if revision.subject_id == old.id:
            _carry_over(session, revision, old, kept, reason=reason, desk=desk)
    kind = KINDS[type(old)]
    reported = update(Report).where(Report.kind == kind, Report.subject_id == old.id)
    session.execute(reported.values(subject_id=kept.id))
    # The one that stays is asked about in its own time.
    asked = update(FreshnessCheck).where(FreshnessCheck.subject_id == old.id, FreshnessCheck.answered_at.is_(None))
    session.execute(asked.values(answered_at=desk.now, answer="merged"))


def _undecided_about(session: Session, record_id: UUID) -> list[Revision]:
    named = or_(
        Revision.subject_id == record_id,
        cast(Revision.words, Text).contains(str(record_id)),
        cast(Revision.base, Text).contains(str(record_id)),
    )
    found = select(Revision).where(Revision.state.in_(_UNDECIDED), named).order_by(Revision.id)
    return list(session.scalars(found.with_for_update()))


def _name_instead(revision: Revision, old_id: UUID, kept_id: UUID) -> None:
    """Name the one that stays wherever words name the other: whose something is, its project, its partners."""

    def named(words: Mapping[str, Any]) -> dict[str, Any]:
        told: dict[str, Any] = orjson.loads(orjson.dumps(words).replace(str(old_id).encode(), str(kept_id).encode()))
        if isinstance(told.get("partners"), list):
            told["partners"] = _each_once(told["partners"], told.get("organisation_id"))
        return told

    revision.words, revision.base = named(revision.words), named(revision.base)


def _each_once(partners: list[Any], owner_id: Any) -> list[Any]:
    found = {each.get("organisation_id"): each for each in reversed(partners) if isinstance(each, dict)}
    return [each for organisation_id, each in reversed(found.items()) if organisation_id != owner_id]


def _carry_over(
    session: Session, revision: Revision, old: AnyRecord, kept: AnyRecord, *, reason: str, desk: Desk
) -> None:
    """Let a revision change the one that stays as it would have changed the other; a second draft is sent back."""
    is_open = revision.state in (RevisionState.DRAFT, RevisionState.WAITING) and revision.origin != Origin.SUGGESTION
    if is_open and open_revision(session, Revision, kept.id):
        revision.reason = reason
        revision.decide(RevisionState.REFUSED, by=desk.caller.name, now=desk.now)
        tell_refusal(session, revision, desk=desk)
    if not revision.base:
        # It was to say everything of the other; of the one that stays it says what it added.
        revision.base = said(queries.words_of(session, old, desk.names[revision.kind]))
    revision.subject_id, revision.base_version = kept.id, kept.version
    revision.organisation_id = kept.id if isinstance(kept, Organisation) else kept.organisation_id
    session.flush()


def forget_who(session: Session, *, now: datetime) -> None:
    """Forget who made records one a while ago; the old addresses go on leading to the one that stayed."""
    old = (Merger.merged_at < now - DEEDS_KEPT, Merger.merged_by != FORMER)
    session.execute(update(Merger).where(*old).values(merged_by=FORMER))


def leave_an_address(session: Session, old: AnyRecord, kept: AnyRecord, *, author: Author) -> None:
    """Let the old address, and each id that others know it by, lead to the one that stays, never through another."""
    thing: type[AnyRecord] = type(old)
    session.execute(update(Merger).where(Merger.into_id == old.id).values(into_id=kept.id))
    words = {"merged_by": author.name, "merged_at": author.now}
    session.add(Merger(kind=KINDS[thing], old_id=old.id, old_slug=old.slug, into_id=kept.id, **words))
    table = thing.__tablename__
    known = update(Provenance).where(Provenance.kind == table, Provenance.record_id == old.id)
    session.execute(known.values(record_id=kept.id))
    if old.external_id:
        if (named := session.get(Provenance, (table, old.external_id))) is None:
            named = Provenance(kind=table, external_id=old.external_id, source="", is_hidden=False, seen_at=author.now)
            session.add(named)
        named.record_id = kept.id
    session.flush()


def end(session: Session, old: AnyRecord, kept: AnyRecord, *, author: Author) -> None:
    """Tell of the one that stays, and show the other no more."""
    put_down(session, type(old), [old.id], Deed.MERGED, _from(author, kept))
    if kept.is_public:
        tell_record(session, kept, now=author.now)
    if old.is_public:
        withdraw(session, old, author=author)
    else:
        old.state = State.WITHDRAWN
        old.touch(author.now)
