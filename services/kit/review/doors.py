"""Doors to drafts, revisions and suggestions: written by stewards and by anybody, decided by editors."""

from typing import Any
from uuid import UUID

from flask import request

from services.kit import clock
from services.kit.auth import caller, public, requires
from services.kit.doors import Doors, session
from services.kit.etags import expected_version
from services.kit.limiting import limit_by_address, limit_by_network
from services.kit.review import deciding, drafts, queries, suggesting
from services.kit.review.deciding import Decision, HandOver
from services.kit.review.drafts import Beginning
from services.kit.review.shapes import (
    ApprovalShape,
    BeginningShape,
    ConfirmedSchema,
    DraftShape,
    HandOverShape,
    NoteShape,
    RefusalShape,
    RefusedSchema,
    ReviewFiguresSchema,
    RevisionsArgs,
    RevisionSchema,
    RevisionsSchema,
    SuggestionShape,
)
from services.kit.review.shown import Answer, card, desk, whole
from services.kit.review.suggesting import Suggestion

doors = Doors("revisions", __name__, url_prefix="/v1", description="What is being written, and its review.")
_OWN = {"Cache-Control": "private, no-store"}


@doors.get("/revisions")
@doors.arguments(RevisionsArgs, location="query")
@doors.response(200, RevisionsSchema)
@requires("steward")
def list_revisions(asked: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """List what waits for the editors, oldest first; or, in other states or for stewards, an organisation's own."""
    records = desk().records
    records.check_may_list(session(), asked["organisation"], caller=caller())
    found = queries.revisions(session(), records.revision, asked, all_origins=caller().is_editor)
    owners = records.owners(session(), {each.organisation_id for each in found["items"] if each.organisation_id})
    return {**found, "items": [card(each, owners) for each in found["items"]]}, _OWN


@doors.get("/review-figures")
@doors.response(200, ReviewFiguresSchema)
@requires("editor")
def show_review_figures() -> tuple[dict[str, Any], dict[str, str]]:
    """Say how many revisions wait, since when, and how long the editors took."""
    return queries.review_figures(session(), desk().records.revision, now=clock.now()), _OWN


@doors.post("/revisions")
@doors.arguments(BeginningShape)
@doors.response(201, RevisionSchema)
@requires("steward")
def begin_draft(words: dict[str, Any]) -> Answer:
    """Begin a draft, half-written as it may be; of a record somebody writes about already, it is hers."""
    return whole(drafts.begin_draft(session(), Beginning(**words), desk=desk()))


@doors.get("/revisions/<uuid:revision_id>")
@doors.response(200, RevisionSchema)
@requires("steward")
def show_revision(revision_id: UUID) -> Answer:
    """Show a revision, what it changes, and what is still missing."""
    revision = queries.revision(session(), desk().records.revision, revision_id)
    drafts.check_may_see(session(), revision, desk=desk())
    return whole(revision)


@doors.put("/revisions/<uuid:revision_id>")
@doors.arguments(DraftShape)
@doors.response(200, RevisionSchema)
@requires("steward")
def save_draft(words: dict[str, Any], revision_id: UUID) -> Answer:
    """Keep what was written so far; wants `If-Match` with the version it was read in."""
    expected = expected_version()
    draft = drafts.save_draft(
        session(), revision_id, words["words"], expected=expected, rebase=words["rebase"], desk=desk()
    )
    return whole(draft)


@doors.delete("/revisions/<uuid:revision_id>")
@doors.response(204)
@requires("steward")
def throw_draft_away(revision_id: UUID) -> None:
    """Forget a draft."""
    drafts.throw_draft_away(session(), revision_id, desk=desk())


@doors.put("/revisions/<uuid:revision_id>/submission")
@doors.response(200, RevisionSchema)
@requires("steward")
def submit_draft(revision_id: UUID) -> Answer:
    """Lay a draft before the editors, or publish it if they trust you; wants `If-Match`."""
    return whole(drafts.submit_draft(session(), revision_id, expected=expected_version(), desk=desk()))


@doors.delete("/revisions/<uuid:revision_id>/submission")
@doors.response(200, RevisionSchema)
@requires("steward")
def take_draft_back(revision_id: UUID) -> Answer:
    """Take back what waits, to write on."""
    return whole(drafts.take_draft_back(session(), revision_id, desk=desk()))


@doors.put("/revisions/<uuid:revision_id>/approval")
@doors.arguments(ApprovalShape)
@doors.response(200, RevisionSchema)
@requires("editor")
def approve_revision(words: dict[str, Any], revision_id: UUID) -> Answer:
    """Let citizens see this, with corrections of your own if need be; wants `If-Match`."""
    checked = tuple(words.pop("checked"))
    decision = Decision(expected=expected_version(), checked=checked, **words)
    return whole(deciding.approve_revision(session(), revision_id, decision, desk=desk()))


@doors.put("/revisions/<uuid:revision_id>/refusal")
@doors.arguments(RefusalShape)
@doors.response(200, RevisionSchema)
@requires("editor")
def refuse_revision(words: dict[str, Any], revision_id: UUID) -> Answer:
    """Say no, with a reason that is mailed; of what is public already, put back what was there. Wants `If-Match`."""
    decision = Decision(expected=expected_version(), **words)
    return whole(deciding.refuse_revision(session(), revision_id, decision, desk=desk()))


@doors.put("/revisions/<uuid:revision_id>/assignment")
@doors.arguments(HandOverShape)
@doors.response(200, RevisionSchema)
@requires("editor")
def hand_over(words: dict[str, Any], revision_id: UUID) -> Answer:
    """Hand this to a colleague; with `If-Match`, only in the version that you have seen."""
    expected = expected_version() if "If-Match" in request.headers else None
    return whole(deciding.hand_over(session(), revision_id, HandOver(expected=expected, **words), desk=desk()))


@doors.post("/revisions/<uuid:revision_id>/notes")
@doors.arguments(NoteShape)
@doors.response(201, RevisionSchema)
@requires("editor")
def add_note(words: dict[str, Any], revision_id: UUID) -> Answer:
    """Write something down for your colleagues."""
    return whole(deciding.add_note(session(), revision_id, words["text"], desk=desk()))


@doors.post("/proposals")
@doors.arguments(SuggestionShape)
@doors.response(202)
@public
def suggest(words: dict[str, Any]) -> None:
    """Suggest something new, or a change; the editors read it once the mail about it is answered."""
    limit_by_network("suggestion")
    limit_by_address("suggestion", words["email"])
    suggesting.suggest(session(), Suggestion(**words), desk=desk())


@doors.get("/proposals/<token>")
@doors.response(200, RefusedSchema)
@public
def show_refused_suggestion(token: str) -> Any:
    """Show a refused suggestion as it was sent, and why, with the link from the mail about it; changes nothing."""
    return suggesting.refused_suggestion(session(), token, desk=desk()), _OWN


@doors.put("/proposals/<token>/confirmation")
@doors.response(200, ConfirmedSchema)
@public
def confirm_suggestion(token: str) -> Any:
    """Say that a suggestion is one's own, with the link from the mail."""
    return suggesting.confirm_suggestion(session(), desk().records.revision, token, now=clock.now())
