"""Which pictures citizens see, and who sees those that nothing public shows yet."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from directory_service.models import EventOnPage, Offer, Organisation, Picture, PictureFile, Project
from directory_service.queries.listing import public
from directory_service.queries.stewards import looked_after
from services.kit.errors import NotFound
from services.kit.tokens import Caller


class NoSuchPicture(NotFound):
    """There is no such picture."""


@dataclass(frozen=True)
class Seen:
    """One size of a picture as WebP, and whether everybody may see it."""

    body: bytes
    is_public: bool


def picture_file(session: Session, picture_id: UUID, size: str, *, caller: Caller) -> Seen:
    """Return one size of a picture; refused with `NoSuchPicture` too where the caller may not see it yet."""
    found = session.execute(
        select(PictureFile.body, Picture.organisation_id)
        .join(Picture, Picture.id == PictureFile.picture_id)
        .where(PictureFile.picture_id == picture_id, PictureFile.size == size)
    ).one_or_none()
    if found is None:
        raise NoSuchPicture
    seen = Seen(found.body, _is_shown(session, picture_id))
    if not (seen.is_public or _may_write_with(session, found.organisation_id, caller)):
        raise NoSuchPicture
    return seen


def _is_shown(session: Session, picture_id: UUID) -> bool:
    """Tell whether a public record or an event shows a picture."""
    named = [{"id": str(picture_id)}]
    records = (exists().where(each.pictures.contains(named), public(each)) for each in (Offer, Project, Organisation))
    told = exists().where(EventOnPage.pictures.contains([picture_id]))
    return session.execute(select(or_(told, *records))).scalar_one()


def _may_write_with(session: Session, organisation_id: UUID | None, caller: Caller) -> bool:
    return caller.is_editor or bool(organisation_id and looked_after(session, caller.person_id, [organisation_id]))
