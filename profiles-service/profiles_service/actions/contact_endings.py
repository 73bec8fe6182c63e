"""Telling those who wait that whoever they asked is no longer here, before she is forgotten."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from profiles_service.actions.contact_letters import Post, write_to_asker
from profiles_service.models import ContactRequest
from profiles_service.queries.about_me import is_to_herself
from services.kit.privacy.about_me import Herself


def tell_who_waits(session: Session, herself: Herself, *, post: Post, now: datetime) -> None:
    """Write to everybody who waits for an answer of hers alone; the letter says nothing of her, not even her name."""
    waiting = (ContactRequest.state.in_(("held", "forwarded")), ContactRequest.email_key != herself.key)
    asked = select(ContactRequest).where(is_to_herself(herself), *waiting).order_by(ContactRequest.id)
    write_to_asker(session, session.scalars(asked.with_for_update()).all(), "contact_gone", post=post, now=now)
