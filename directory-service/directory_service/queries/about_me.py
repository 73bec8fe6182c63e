"""All that the directory knows of a person, as she may see it herself: one question for each kind of thing.

Whoever adds a table that tells of people adds a line to `SECTIONS`, one to `WAYS` in `actions/forgetting.py`, and one
to `rules/retention.py`; a test in `tests/architecture` misses them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from directory_service.models import (
    Idea,
    Import,
    Invitation,
    Merger,
    Offer,
    Organisation,
    Picture,
    Report,
    Revision,
    Stewardship,
)
from services.kit.import_forgetting import brought_by
from services.kit.privacy.about_me import Herself, Question, Sections, selected
from services.kit.review.forgetting import addresses_in, written_by


def _stewardships(herself: Herself) -> Question:
    held = select(
        Organisation.name.label("organisation_name"),
        Stewardship.role,
        Stewardship.name,
        Stewardship.appointed_at,
        Stewardship.dismissed_at,
    )
    joined = held.join(Organisation, Organisation.id == Stewardship.organisation_id)
    return joined.where(Stewardship.person_id == herself.person_id).order_by(Stewardship.appointed_at)


def _invitations(herself: Herself) -> Question:
    shown = select(
        Organisation.name.label("organisation_name"),
        Invitation.email,
        Invitation.name,
        Invitation.role,
        Invitation.invited_at,
        Invitation.expires_at,
    )
    joined = shown.join(Organisation, Organisation.id == Invitation.organisation_id)
    return joined.where(is_invited(herself)).order_by(Invitation.invited_at)


def _reports(herself: Herself) -> Question:
    shown = select(Report.path, Report.title, Report.text, Report.email, Report.sent_at)
    return shown.where(has_reported(herself)).order_by(Report.sent_at)


_IDEA = (
    "kind", "title", "summary", "description", "state", "contact_name", "contact", "email", "sent_at", "published_at",
    "ends_on",
)  # fmt: skip


def _ideas(herself: Herself) -> Question:
    return select(*(getattr(Idea, name) for name in _IDEA)).where(is_author(herself)).order_by(Idea.sent_at, Idea.id)


def is_author(herself: Herself) -> ColumnElement[bool]:
    """Return what is true of ideas that are somebody's."""
    return or_(Idea.person_id == herself.person_id, func.lower(Idea.email) == herself.key)


def _deeds(session: Session, herself: Herself) -> Iterable[Mapping[str, Any]]:
    name = str(herself.person_id)
    pictures = select(literal("picture").label("kind"), Picture.sent_at).where(Picture.sent_by == name)
    mergers = select(Merger.kind, Merger.old_slug, Merger.merged_at).where(Merger.merged_by == name)
    asked: tuple[Question, ...] = (pictures.order_by(Picture.sent_at), mergers.order_by(Merger.merged_at))
    return [dict(row) for each in asked for row in session.execute(each).mappings()]


def _contacts(session: Session, herself: Herself) -> Iterable[Mapping[str, Any]]:
    return [dict(row) for each in published_at(herself) for row in session.execute(each).mappings()]


def published_at(herself: Herself) -> tuple[Select[str, str, str | None], ...]:
    """Return where an address stands as an organisation's own."""
    organisations = select(literal("organisation").label("kind"), Organisation.name.label("title"), Organisation.email)
    offers = select(literal("offer").label("kind"), Offer.title, Offer.contact_email.label("email"))
    return (
        organisations.where(func.lower(Organisation.email) == herself.key).order_by(Organisation.name),
        offers.where(func.lower(Offer.contact_email) == herself.key).order_by(Offer.title),
    )


def is_invited(herself: Herself) -> ColumnElement[bool]:
    """Return what is true of invitations to an address."""
    return func.lower(Invitation.email) == herself.key


def has_reported(herself: Herself) -> ColumnElement[bool]:
    """Return what is true of reports by an address, also in a settled one if it is named there."""
    settled = and_(Report.settled_at.is_not(None), Report.text.icontains(herself.email, autoescape=True))
    return or_(func.lower(Report.email) == herself.key, settled)


ADDRESSES = (
    Idea.email,
    Invitation.email,
    Offer.contact_email,
    Organisation.email,
    Report.email,
    *addresses_in(Revision),
)
"""Where addresses stand."""

SECTIONS: Sections = {
    "stewardships": selected(_stewardships),
    "invitations": selected(_invitations),
    "ideas": selected(_ideas),
    "written": written_by(Revision),
    "reports": selected(_reports),
    "brought": brought_by(Import),
    "deeds": _deeds,
    "contacts": _contacts,
}
