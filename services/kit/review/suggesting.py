"""Suggestions from anybody: no account, one confirmed mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from services.kit.errors import Malformed, NotFound
from services.kit.letters import Address, Note, write_letter
from services.kit.privacy.forgotten import check_still_here
from services.kit.review.desk import Desk, NoSuchKind
from services.kit.review.models import Written
from services.kit.review.rules import Origin, RevisionState
from services.kit.secret_links import new_token, token_hash

_CONFIRM_PAGE, _AGAIN_PAGE = "/vorschlag/bestaetigen", "/vorschlag/noch-einmal"
_AGAIN = "again"


class NoSuchLink(NotFound):
    """This link opens nothing here. Please copy it whole from the mail."""


class NothingThere(NotFound):
    """Citizens do not see what this suggestion is about."""


class SuggestionWithoutName(Malformed):
    """Please say what it is called."""


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """What somebody without an account would like to see here, and where she can be asked."""

    kind: str
    subject_id: UUID | None
    organisation_id: UUID | None
    words: Mapping[str, Any]
    email: str
    language: str


def suggest(session: Session, suggestion: Suggestion, *, desk: Desk) -> None:
    """Keep a suggestion until the mail that asks for it is answered."""
    desk.check_kind(suggestion.kind)
    if suggestion.kind in desk.records.own_doors:
        raise NoSuchKind
    base, owner_id = _stands_there(session, suggestion, desk)
    said = {name: word for name, word in suggestion.words.items() if name not in desk.records.editors_words}
    said.pop("organisation_id", None)
    if owner_id and "organisation_id" in desk.names[suggestion.kind]:
        said["organisation_id"] = str(owner_id)
    token = new_token()
    revision = desk.records.revision(
        kind=suggestion.kind,
        subject_id=suggestion.subject_id,
        organisation_id=owner_id,
        base=base,
        state=RevisionState.UNCONFIRMED,
        origin=Origin.SUGGESTION,
        made_by=desk.caller.name,
        email=suggestion.email,
        language=suggestion.language,
        token_hash=token_hash(token),
        made_at=desk.now,
        version=0,
    )
    revision.write({**base, **said}, desk.now)
    if not revision.title:
        raise SuggestionWithoutName
    session.add(revision)
    # Whoever gets this may never have heard of us: it carries no word of whoever gave her address.
    note = Note(template="confirm_suggestion", slots={}, pages={"link": f"{_CONFIRM_PAGE}/{token}"})
    to = Address(suggestion.email, suggestion.language)
    write_letter(session, to, note, site_url=desk.site_url, now=desk.now)


def _stands_there(session: Session, suggestion: Suggestion, desk: Desk) -> tuple[dict[str, Any], UUID | None]:
    records = desk.records
    if suggestion.subject_id is None:
        return {}, records.owner_of_suggested(session, suggestion.kind, suggestion.organisation_id)
    thing = records.record(session, suggestion.kind, suggestion.subject_id)
    if not records.is_public(thing):
        raise NothingThere
    return records.words_of(session, thing, desk.names[suggestion.kind]), records.owner_of(thing)


def confirm_suggestion(session: Session, table: type[Written], token: str, *, now: datetime) -> Any:
    """Put a suggestion into the editors' queue; a second click changes nothing."""
    revision = session.scalar(select(table).where(table.token_hash == token_hash(token)).with_for_update())
    if revision is None:
        check_still_here(session, token_hash(token))
        raise NoSuchLink
    if revision.state == RevisionState.UNCONFIRMED:
        revision.queue(now)
        session.flush()
    return revision


def page_to_send_again(revision: Any) -> str:
    """Return the page on which a refused suggestion can be changed and sent once more, under a new secret."""
    token = new_token()
    # What the first mail asked has been answered: its link opens nothing any more.
    revision.token_hash = token_hash(token, _AGAIN)
    return f"{_AGAIN_PAGE}/{token}"


def refused_suggestion(session: Session, token: str, *, desk: Desk) -> Any:
    """Return a refused suggestion that a mailed link opens, for as long as the address is kept of who made it."""
    table, known = desk.records.revision, token_hash(token, _AGAIN)
    kept = table.decided_at >= desk.now - timedelta(days=desk.rules.suggestions_days)
    revision = session.scalar(select(table).where(table.token_hash == known, kept))
    if revision is None:
        check_still_here(session, known)
        raise NoSuchLink
    return revision


def forget_unconfirmed(session: Session, table: type[Written], *, days: int, now: datetime) -> None:
    """Forget what nobody confirmed, and the addresses of what was decided a while ago."""
    kept = timedelta(days=days)
    unconfirmed = table.state == RevisionState.UNCONFIRMED
    session.execute(delete(table).where(unconfirmed, table.made_at < now - kept))
    decided = (table.email.is_not(None), table.decided_at < now - kept)
    session.execute(update(table).where(*decided).values(email=None, token_hash=None))
