"""What may be done with organisations."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from directory_service.actions import showing
from directory_service.actions.catalogue import new_slug, note_change
from directory_service.actions.owned import check_unseen
from directory_service.actions.pictures import with_measures
from directory_service.actions.recording import record_change, words_before
from directory_service.actions.stewards import check_steward
from directory_service.actions.telling import tell_organisation
from directory_service.models import Organisation
from directory_service.queries.organisations import organisation_to_change
from services.kit.review.history import Author
from services.kit.tokens import Caller

# What the editors say about an organisation, and it may not say itself.
EDITORS_WORDS = frozenset({"trusted", "source", "licence"})


def create_organisation(session: Session, words: Mapping[str, Any], *, caller: Caller, now: datetime) -> Organisation:
    """Keep a new organisation as a draft."""
    organisation = add_organisation(session, words, now=now)
    record_change(session, organisation, words, before={}, caller=caller, now=now)
    return organisation


def add_organisation(session: Session, words: Mapping[str, Any], *, now: datetime) -> Organisation:
    """Make an organisation of words that are put down elsewhere."""
    slug = new_slug(session, Organisation, words["name"])
    organisation = Organisation(slug=slug, created_at=now, changed_at=now, **with_measures(session, words))
    session.add(organisation)
    session.flush()
    return organisation


def change_organisation(
    session: Session, organisation_id: UUID, words: Mapping[str, Any], *, expected: int, caller: Caller, now: datetime
) -> Organisation:
    """Replace an organisation's words; of a public one, the others hear."""
    organisation = organisation_to_change(session, organisation_id)
    sayable = sayable_by(caller, words)
    before = words_before(organisation, sayable)
    rewrite_organisation(session, organisation, words, expected=expected, caller=caller, now=now)
    record_change(session, organisation, sayable, before=before, caller=caller, now=now)
    return organisation


def sayable_by(caller: Caller, words: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a caller may say about an organisation."""
    return {name: value for name, value in words.items() if caller.is_editor or name not in EDITORS_WORDS}


def rewrite_organisation(
    session: Session,
    organisation: Organisation,
    words: Mapping[str, Any],
    *,
    expected: int,
    caller: Caller,
    now: datetime,
) -> None:
    """Replace an organisation's words by some that are put down elsewhere."""
    check_steward(session, organisation.id, caller=caller)
    organisation.expect(expected)
    if organisation.is_public:
        check_unseen(organisation, caller=caller)
    organisation.reword(with_measures(session, sayable_by(caller, words)), now)
    if organisation.is_public:
        tell_organisation(session, organisation, now=now)
        note_change(session)


def publish_organisation(session: Session, organisation_id: UUID, *, caller: Caller, now: datetime) -> Organisation:
    """Show an organisation to citizens."""
    organisation = organisation_to_change(session, organisation_id)
    showing.show(session, organisation, author=Author.of(caller, now))
    return organisation


def withdraw_organisation(session: Session, organisation_id: UUID, *, author: Author) -> Organisation:
    """Show an organisation to citizens no more, and nothing that it leads or offers either."""
    organisation = organisation_to_change(session, organisation_id)
    showing.withdraw(session, organisation, author=author)
    return organisation
