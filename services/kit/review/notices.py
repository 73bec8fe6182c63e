"""Letters about what was decided."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from services.kit.letters import Address, Note, notice_person, write_letter
from services.kit.review.desk import Desk
from services.kit.review.suggesting import page_to_send_again

_DESK, _QUEUE = "/eintragen/entwurf", "/eintragen/pruefen"


def tell_approval(session: Session, revision: Any, *, desk: Desk) -> None:
    """Let the writer know that citizens see what she wrote."""
    pages = {"link": f"{desk.records.pages[revision.kind]}/{revision.subject_id}"}
    suggested = "" if revision.person_id else revision.kind
    slots = {"title": revision.title, "corrected": "yes" if revision.corrected else "", "suggested": suggested}
    _tell(session, revision, Note(template="revision_approved", slots=slots, pages=pages), desk)


def tell_refusal(session: Session, revision: Any, *, desk: Desk) -> None:
    """Let the writer know why citizens do not see what she wrote, and whether they see what was there before."""
    stays = "yes" if _is_public(session, revision, desk) else ""
    slots = {"title": revision.title, "reason": revision.reason or "", "stays": stays}
    pages = {"link": f"{_DESK}/{revision.id}"} if revision.person_id else {}
    if revision.email and revision.kind not in desk.records.own_doors:
        # The last whole day on which the link still opens something, by whatever clock.
        last = desk.now + timedelta(days=desk.rules.suggestions_days - 1)
        slots, pages = {**slots, "day": last.date().isoformat()}, {"link": page_to_send_again(revision)}
    _tell(session, revision, Note(template="revision_refused", slots=slots, pages=pages), desk)


def tell_hand_over(session: Session, revision: Any, *, desk: Desk) -> None:
    """Let a colleague know that she is asked to decide, unless she has taken it herself."""
    if revision.assigned_to and revision.assigned_to != desk.caller.person_id:
        # Who is an editor only profiles knows. Notes stand on the page behind the link, where only editors read.
        slots = {"title": revision.title, "note": ""}
        asked = Note(template="revision_handed_over", slots=slots, pages={"link": f"{_QUEUE}/{revision.id}"})
        notice_person(session, revision.assigned_to, asked, now=desk.now, for_editors=True)


def _is_public(session: Session, revision: Any, desk: Desk) -> bool:
    if revision.subject_id is None:
        return False
    return desk.records.is_public(desk.records.record(session, revision.kind, revision.subject_id))


def _tell(session: Session, revision: Any, note: Note, desk: Desk) -> None:
    note = desk.records.letter(session, revision, note, desk=desk)
    if revision.person_id and revision.person_id != desk.caller.person_id:
        notice_person(session, revision.person_id, note, now=desk.now)
    elif revision.email:
        to = Address(revision.email, revision.language or desk.language, desk.records.writer_name(revision))
        write_letter(session, to, note, site_url=desk.site_url, now=desk.now)
