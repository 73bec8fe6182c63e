"""Writing: drafts that are kept half-written, and laid before the editors or, by those they trust, published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.kit.errors import Conflict, Forbidden, Malformed, Stale
from services.kit.review import queries
from services.kit.review.desk import Desk, NoSuchKind
from services.kit.review.history import Author
from services.kit.review.rules import Difference, Origin, RevisionState, differences, is_sampled, merged

_UNDECIDED = frozenset({RevisionState.DRAFT, RevisionState.WAITING, RevisionState.REFUSED})


class DraftThere(Conflict):
    """Somebody has begun another draft of this already. Please go on with that one."""


class NotYours(Forbidden):
    """Only the editors may see this."""


class NoSuchOwner(Malformed):
    """We do not know the organisation that this is to belong to."""


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What somebody begins to write about: a record that is there, or one to be made."""

    kind: str
    subject_id: UUID | None
    organisation_id: UUID | None
    words: Mapping[str, Any]


def begin_draft(session: Session, beginning: Beginning, *, desk: Desk) -> Any:
    """Begin a draft; of a record that somebody is writing about already, return what she has."""
    desk.check_kind(beginning.kind)
    if beginning.subject_id:
        return _draft_of(session, beginning.kind, beginning.subject_id, beginning.words, desk)
    if beginning.kind in desk.records.own_doors:
        raise NoSuchKind
    owner_id = desk.records.owner_of_new(session, beginning.kind, beginning.organisation_id, desk.caller)
    words = desk.sayable(beginning.words)
    if owner_id:
        words["organisation_id"] = str(owner_id)
    return _new_draft(session, beginning.kind, {}, words, organisation_id=owner_id, desk=desk)


def _draft_of(session: Session, kind: str, subject_id: UUID, words: Mapping[str, Any], desk: Desk) -> Any:
    records = desk.records
    thing = records.record(session, kind, subject_id)
    owner_id = records.owner_of(thing)
    records.check_may_list(session, owner_id, caller=desk.caller)
    if there := queries.open_revision(session, records.revision, subject_id):
        return there
    now = records.words_of(session, thing, desk.names[kind])
    base = _public_words(thing, now, desk)
    said = desk.sayable(words)
    _check_owner(session, kind, said, owner_id, desk)
    draft = _new_draft(session, kind, base, {**now, **said}, organisation_id=owner_id, desk=desk)
    draft.subject_id, draft.base_version = thing.id, thing.version
    session.flush()
    return draft


def _new_draft(
    session: Session, kind: str, base: dict[str, Any], words: Mapping[str, Any], *, organisation_id: Any, desk: Desk
) -> Any:
    draft = desk.records.revision(
        kind=kind,
        organisation_id=organisation_id,
        base=base,
        made_at=desk.now,
        version=0,
    )
    _sign(draft, desk)
    draft.write(dict(words), desk.now)
    session.add(draft)
    session.flush()
    return draft


def _sign(draft: Any, desk: Desk) -> None:
    author = Author.of(desk.caller, desk.now)
    draft.origin, draft.made_by, draft.person_id = author.origin, author.name, author.person_id


def _public_words(thing: Any, now: dict[str, Any], desk: Desk) -> dict[str, Any]:
    # What citizens do not see is new to the editors as a whole: it may have been changed unseen.
    return now if desk.records.is_public(thing) else {}


def save_draft(
    session: Session, revision_id: UUID, words: Mapping[str, Any], *, expected: int, rebase: bool, desk: Desk
) -> Any:
    """Keep a draft's words; `rebase` says that the writer has seen what others changed meanwhile."""
    records, draft = desk.records, revision_of(session, revision_id, desk=desk)
    draft.expect(expected)
    there = queries.open_revision(session, records.revision, draft.subject_id) if draft.subject_id else None
    if there not in (None, draft):
        raise DraftThere
    said = desk.sayable(words)
    owner_id = _check_owner(session, draft.kind, said, draft.organisation_id, desk)
    if draft.subject_id is None:
        draft.organisation_id = owner_id
    whole = {**draft.words, **said}
    if rebase and draft.subject_id:
        thing = records.record(session, draft.kind, draft.subject_id)
        now = records.words_of(session, thing, desk.names[draft.kind])
        # What the writer did not touch is as others have left it.
        whole = merged(draft.base, whole, now)
        draft.base, draft.base_version = _public_words(thing, now, desk), thing.version
    if draft.origin == Origin.EDITOR or not desk.caller.is_editor:
        # Whoever wrote last answers for the words; an editor who helps others with theirs speaks for nobody.
        _sign(draft, desk)
    draft.save(whole, desk.now)
    session.flush()
    return draft


def _check_owner(session: Session, kind: str, words: Mapping[str, Any], owner_id: UUID | None, desk: Desk) -> Any:
    """Return whose a record is to be; refused if the writer may not write for that organisation."""
    word = words.get("organisation_id") if "organisation_id" in desk.names[kind] else None
    if not word or word == str(owner_id):
        return owner_id
    try:
        return desk.records.owner_of_new(session, kind, UUID(str(word)), desk.caller)
    except ValueError:
        raise NoSuchOwner from None


def throw_draft_away(session: Session, revision_id: UUID, *, desk: Desk) -> None:
    """Forget a draft that was never decided on."""
    draft = revision_of(session, revision_id, desk=desk)
    draft.check_open()
    session.delete(draft)


def submit_draft(session: Session, revision_id: UUID, *, expected: int, desk: Desk) -> Any:
    """Lay a draft before the editors; what trusted organisations and editors write is public at once.

    So is what cannot wait, of whomever: the editors look at all of that afterwards.
    """
    draft = revision_of(session, revision_id, desk=desk)
    draft.expect(expected)
    changed = changes(session, draft, desk=desk)
    if any(each.is_conflict for each in changed):
        raise Stale
    words = desk.understand(draft.kind, whole_words(session, draft, desk=desk))
    desk.records.check_words(session, draft, words, caller=desk.caller)
    draft.submit(desk.now)
    if _need_not_wait(session, draft, words, desk):
        apply_revision(session, draft, desk=desk)
        nth = queries.published_unseen(session, desk.records.revision, draft.organisation_id)
        draft.sampled = not desk.caller.is_editor and is_sampled(nth, every=desk.rules.sample_every)
    elif _cannot_wait(session, draft, changed, desk):
        apply_revision(session, draft, desk=desk)
        draft.sampled = True
    session.flush()
    return draft


def take_draft_back(session: Session, revision_id: UUID, *, desk: Desk) -> Any:
    """Take back what waits for the editors, to write on."""
    draft = revision_of(session, revision_id, desk=desk)
    draft.take_back(desk.now)
    session.flush()
    return draft


def revision_of(session: Session, revision_id: UUID, *, desk: Desk) -> Any:
    """Return a revision of an organisation that the writer may speak for, for her to change."""
    draft = queries.revision(session, desk.records.revision, revision_id, to_change=True)
    check_may_see(session, draft, desk=desk)
    return draft


def check_may_see(session: Session, revision: Any, *, desk: Desk) -> None:
    """Refuse whoever may not see a revision; suggestions are the editors' alone."""
    if desk.caller.is_editor:
        return
    if revision.organisation_id is None or not revision.is_from_somebody_known:
        raise NotYours
    desk.records.check_steward(session, revision.organisation_id, caller=desk.caller)


def changes(session: Session, revision: Any, *, desk: Desk) -> list[Difference]:
    """Return what a revision changes, as things stand now."""
    base = now = revision.base
    if revision.subject_id and revision.base:
        thing = desk.records.record(session, revision.kind, revision.subject_id)
        now = desk.records.words_of(session, thing, list(revision.words))
        if revision.state in _UNDECIDED and not desk.records.is_public(thing):
            base = now = {}
    return differences(base, revision.words, now)


def whole_words(session: Session, revision: Any, *, desk: Desk) -> dict[str, Any]:
    """Return what would stand there with a revision: its own changes in what citizens see there by now.

    Where they see nothing, what the editors have before them counts alone.
    """
    if revision.subject_id is None:
        words: dict[str, Any] = revision.words
        return words
    thing = desk.records.record(session, revision.kind, revision.subject_id)
    now = desk.records.words_of(session, thing, desk.names[revision.kind])
    if not revision.base or not desk.records.is_public(thing):
        return {**now, **revision.words}
    return merged(revision.base, revision.words, now)


def apply_revision(session: Session, revision: Any, *, desk: Desk, shows: bool = True) -> None:
    """Let a record say what a revision says, and show it to citizens; makes the record if there is none yet."""
    words = desk.understand(revision.kind, whole_words(session, revision, desk=desk))
    thing = desk.records.put(session, revision, words, desk=desk, shows=shows)
    revision.subject_id, revision.base_version = thing.id, thing.version
    revision.organisation_id = desk.records.owner_of(thing)
    revision.decide(RevisionState.APPROVED, by=desk.caller.name, now=desk.now)
    session.flush()


def publishes(session: Session, draft: Any, changed: Sequence[Difference], *, desk: Desk) -> bool:
    """Tell whether what a draft says, and so changes, is public as soon as the caller sends it in."""
    if draft.state not in draft.OPEN or not draft.is_from_somebody_known:
        return False
    return _need_not_wait(session, draft, draft.words, desk) or _cannot_wait(session, draft, changed, desk)


def _need_not_wait(session: Session, draft: Any, words: Mapping[str, Any], desk: Desk) -> bool:
    if desk.caller.is_editor:
        return draft.kind not in desk.rules.four_eyes
    # Of what goes to another organisation, both have to be trusted.
    owners = {str(draft.organisation_id), str(words.get("organisation_id") or draft.organisation_id)}
    return all(desk.records.is_trusted(session, UUID(each)) for each in owners)


def _cannot_wait(session: Session, draft: Any, changed: Sequence[Difference], desk: Desk) -> bool:
    if not draft.base or draft.origin != Origin.STEWARD:
        return False
    if not desk.records.is_public(desk.records.record(session, draft.kind, draft.subject_id)):
        return False
    return bool(changed) and {each.field for each in changed} <= set(desk.records.at_once.get(draft.kind, ()))
