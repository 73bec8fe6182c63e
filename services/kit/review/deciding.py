"""The editors' decisions: approve, with or without corrections of their own, refuse, hand over, note."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.kit.errors import Conflict, Malformed
from services.kit.review import notices, queries
from services.kit.review.desk import Desk
from services.kit.review.drafts import apply_revision, whole_words
from services.kit.review.models import OverAlready
from services.kit.review.rules import Deed, Origin, RevisionState, differences


class CheckListOpen(Malformed):
    """Please answer every question of the check list first."""


class NeedsFourEyes(Conflict):
    """You have approved this already. Somebody else of the team has to approve it too."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What an editor decides, seeing which version."""

    expected: int
    words: Mapping[str, Any] | None = None
    checked: tuple[str, ...] = field(default=())
    note: str | None = None
    reason: str = ""


def approve_revision(session: Session, revision_id: UUID, decision: Decision, *, desk: Desk) -> Any:
    """Let citizens see what somebody wrote; where four eyes have to look, the first two only nod.

    Whoever corrects there has nodded at her own words; somebody else has to see those.
    """
    revision = _seen(session, revision_id, decision, desk)
    if revision.is_sample:
        return _looked_at(session, revision, desk)
    revision.check_waiting()
    if set(desk.rules.checks) - set(decision.checked):
        raise CheckListOpen
    revision.checked = list(decision.checked)
    corrects = _corrected(revision, decision, desk)
    if _needs_another(revision, desk, corrects=corrects):
        return _nodded(session, revision, desk)
    apply_revision(session, revision, desk=desk)
    notices.tell_approval(session, revision, desk=desk)
    return revision


def refuse_revision(session: Session, revision_id: UUID, decision: Decision, *, desk: Desk) -> Any:
    """Say no, and why: the writer gets the reason by mail; what is public already is put back as it was."""
    revision = _seen(session, revision_id, decision, desk)
    if revision.is_sample:
        _put_back(session, revision, desk)
        revision.looked_at = desk.now
    else:
        revision.check_waiting()
    revision.reason = decision.reason
    revision.decide(RevisionState.REFUSED, by=desk.caller.name, now=desk.now)
    notices.tell_refusal(session, revision, desk=desk)
    session.flush()
    return revision


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """Whom an editor asks to decide, or nobody in particular; seeing which version, if she says so."""

    person_id: UUID | None
    note: str | None = None
    expected: int | None = None


def hand_over(session: Session, revision_id: UUID, handed: HandOver, *, desk: Desk) -> Any:
    """Ask a colleague to decide, who hears of it by mail; or nobody in particular."""
    revision = queries.revision(session, desk.records.revision, revision_id, to_change=True)
    if not revision.is_sample:
        revision.check_waiting()
    if handed.expected is not None:
        revision.expect(handed.expected)
    is_new = handed.person_id != revision.assigned_to
    revision.assigned_to = handed.person_id
    _note(revision, handed.note, desk)
    revision.touch(desk.now)
    if is_new:
        notices.tell_hand_over(session, revision, desk=desk)
    session.flush()
    return revision


def add_note(session: Session, revision_id: UUID, text: str, *, desk: Desk) -> Any:
    """Write something down beside a revision that only editors read."""
    revision = queries.revision(session, desk.records.revision, revision_id, to_change=True)
    _note(revision, text, desk)
    session.flush()
    return revision


def _seen(session: Session, revision_id: UUID, decision: Decision, desk: Desk) -> Any:
    revision = queries.revision(session, desk.records.revision, revision_id, to_change=True)
    if revision.state in (RevisionState.APPROVED, RevisionState.REFUSED) and not revision.is_sample:
        raise OverAlready
    revision.expect(decision.expected)
    _note(revision, decision.note, desk)
    return revision


def _note(revision: Any, text: str | None, desk: Desk) -> None:
    if text:
        written = {"by": desk.caller.name, "at": desk.now.isoformat(), "text": text}
        revision.notes = [*revision.notes, written]


def _corrected(revision: Any, decision: Decision, desk: Desk) -> bool:
    """Put an editor's words over somebody's, and tell whether any of them is another."""
    words = {**revision.words, **(decision.words or {})}
    if not differences(revision.words, words, words):
        return False
    revision.write(words, desk.now)
    revision.corrected = True
    return True


def _needs_another(revision: Any, desk: Desk, *, corrects: bool) -> bool:
    if revision.kind not in desk.rules.four_eyes:
        return False
    if corrects:
        return True
    # She who wrote it has looked at it too, if she is an editor, and at corrections whoever made them.
    looked = revision.first_approved_by or revision.made_by
    if desk.caller.name == looked:
        raise NeedsFourEyes
    return revision.first_approved_by is None and revision.origin != Origin.EDITOR


def _nodded(session: Session, revision: Any, desk: Desk) -> Any:
    desk.understand(revision.kind, whole_words(session, revision, desk=desk))
    revision.first_approved_by = desk.caller.name
    revision.touch(desk.now)
    session.flush()
    return revision


def _looked_at(session: Session, revision: Any, desk: Desk) -> Any:
    revision.looked_at = desk.now
    revision.touch(desk.now)
    session.flush()
    return revision


def _put_back(session: Session, revision: Any, desk: Desk) -> None:
    """Show what was public before a revision; if nothing was, show nothing."""
    if not revision.base:
        _withdraw(session, revision, desk)
        return
    undone = desk.records.revision(
        kind=revision.kind,
        subject_id=revision.subject_id,
        organisation_id=revision.organisation_id,
        base=revision.words,
        base_version=revision.base_version,
        origin=Origin.EDITOR,
        deed=Deed.PUT_BACK,
        made_by=desk.caller.name,
        person_id=desk.caller.person_id,
        made_at=desk.now,
        submitted_at=desk.now,
        version=0,
    )
    thing = desk.records.record(session, revision.kind, revision.subject_id)
    now = desk.records.words_of(session, thing, list(revision.words))
    # What somebody has mended since stays mended.
    as_said = [name for name, word in revision.words.items() if now.get(name) == word]
    undone.write({name: revision.base.get(name) for name in as_said}, desk.now)
    session.add(undone)
    undone.decide(RevisionState.APPROVED, by=desk.caller.name, now=desk.now)
    apply_revision(session, undone, desk=desk, shows=desk.records.is_public(thing))


def _withdraw(session: Session, revision: Any, desk: Desk) -> None:
    desk.records.withdraw(session, revision.kind, revision.subject_id, desk=desk)
