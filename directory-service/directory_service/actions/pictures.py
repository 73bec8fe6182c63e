"""Keeping pictures, and letting records show them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, any_, cast, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from directory_service.actions.owned import first_owner
from directory_service.actions.stewards import NotYourOrganisation
from directory_service.models import Picture, PictureFile
from directory_service.rules.retention import DEEDS_KEPT
from services.kit.errors import Malformed
from services.kit.pictures import sized
from services.kit.tokens import Caller


class UnknownPicture(Malformed):
    """One of the pictures is not known. Please upload it again."""


def keep_picture(
    session: Session, body: bytes, organisation_id: UUID | None, *, caller: Caller, now: datetime
) -> Picture:
    """Keep a picture in all sizes, made anew; refused with `NoPicture` or `PictureTooLarge`."""
    if organisation_id is not None:
        first_owner(session, organisation_id, caller=caller)
    elif not caller.is_editor:
        raise NotYourOrganisation
    made = sized(body)
    picture = Picture(
        organisation_id=organisation_id,
        width=made[-1].width,
        height=made[-1].height,
        sent_by=caller.name,
        sent_at=now,
    )
    session.add(picture)
    session.flush()
    session.add_all(PictureFile(picture_id=picture.id, **vars(each)) for each in made)
    session.flush()
    return picture


def with_measures(session: Session, words: Mapping[str, Any]) -> dict[str, Any]:
    """Return words whose pictures say how large they are; refused with `UnknownPicture`."""
    if not words.get("pictures"):
        return dict(words)
    known = _known(session, (UUID(str(each["id"])) for each in words["pictures"]))
    if any(UUID(str(each["id"])) not in known for each in words["pictures"]):
        raise UnknownPicture
    return {**words, "pictures": [_measured(each, known[UUID(str(each["id"]))]) for each in words["pictures"]]}


def _known(session: Session, ids: Iterable[UUID]) -> dict[UUID, Picture]:
    return {each.id: each for each in session.scalars(select(Picture).where(Picture.id.in_(list(ids))))}


def _measured(shown: Mapping[str, Any], picture: Picture) -> dict[str, Any]:
    return {**shown, "id": str(picture.id), "width": picture.width, "height": picture.height}


def note_held(session: Session, picture_ids: Collection[UUID], *, now: datetime) -> None:
    """Keep pictures for some weeks more, as drafts and hidden events show them that are not known here."""
    held = update(Picture).where(Picture.id == any_(cast(list(picture_ids), ARRAY(Uuid))))
    session.execute(held.values(held_at=now))


def forget_unused(session: Session, *, now: datetime) -> None:
    """Forget pictures that no record shows, no draft is about to, and no refused sample would bring back."""
    session.execute(_UNUSED, {"since": now - DEEDS_KEPT})


_UNUSED = text("""
    WITH used AS (
        SELECT pictures FROM organisations UNION ALL SELECT pictures FROM projects UNION ALL SELECT pictures FROM offers
        UNION ALL SELECT words -> 'pictures' FROM revisions WHERE state NOT IN ('approved', 'unconfirmed')
        -- What a sample may be put back to.
        UNION ALL SELECT base -> 'pictures' FROM revisions WHERE sampled AND looked_at IS NULL
    ), shown AS (
        SELECT each ->> 'id' AS id FROM used CROSS JOIN LATERAL jsonb_array_elements(
            CASE WHEN jsonb_typeof(used.pictures) = 'array' THEN used.pictures ELSE '[]' END
        ) AS each
        UNION ALL SELECT unnest(pictures)::text FROM events
    )
    DELETE FROM pictures
    WHERE greatest(sent_at, held_at) < :since AND id::text NOT IN (SELECT id FROM shown WHERE id IS NOT NULL)
""")
