"""Links of people who are no longer here: an old one says so, and tells nothing else.

Only a checksum of what each link was about is kept. That is a random number of 122 bits or more, so nobody finds out
from the checksum whose it was.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Index, delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.kit.db import KitBase
from services.kit.errors import Gone


class NoLongerHere(Gone):
    """This person is no longer here: all that we knew of her was erased at her wish."""


class ForgottenLink(KitBase):
    """The checksum of something that an erased person's link was about."""

    __tablename__ = "forgotten_links"
    __table_args__ = (Index("ix_forgotten_links_forgotten_at", "forgotten_at"),)

    checksum: Mapped[bytes] = mapped_column(primary_key=True)
    forgotten_at: Mapped[datetime]


def remember_links(session: Session, abouts: Iterable[UUID | bytes], *, now: datetime) -> None:
    """Let links about these say from now on that their person is no longer here."""
    rows = [{"checksum": _checksum(each), "forgotten_at": now} for each in abouts]
    if rows:
        session.execute(insert(ForgottenLink).values(rows).on_conflict_do_nothing())


def check_still_here(session: Session, about: UUID | bytes) -> None:
    """Refuse with `NoLongerHere` a link of somebody who was erased."""
    if is_any_forgotten(session, [about]):
        raise NoLongerHere


def is_any_forgotten(session: Session, abouts: Iterable[UUID | bytes]) -> bool:
    """Tell whether any of these is about somebody who was erased."""
    checksums = [_checksum(each) for each in abouts]
    return session.scalar(select(exists().where(ForgottenLink.checksum.in_(checksums)))) or False


def drop_old_links(session: Session, *, days: int, now: datetime) -> None:
    """Let links that are this old say only that they open nothing."""
    session.execute(delete(ForgottenLink).where(ForgottenLink.forgotten_at < now - timedelta(days=days)))


def _checksum(about: UUID | bytes) -> bytes:
    return sha256(about.bytes if isinstance(about, UUID) else about).digest()
