"""Doors to pictures: sent as they are, shown in three sizes."""

from typing import Any
from uuid import UUID

from flask import Response, request
from sqlalchemy import select

from directory_service.actions import pictures as actions
from directory_service.models import Picture, PictureFile
from directory_service.rules.pictures import LARGEST_FILE
from directory_service.schemas.pictures import KeptPictureSchema, PictureArgs
from services.kit import clock
from services.kit.auth import caller, public, requires
from services.kit.doors import Doors, session
from services.kit.errors import NotFound

doors = Doors("pictures", __name__, url_prefix="/v1/pictures", description="Pictures, each in three sizes.")
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_SENT = {"required": True, "content": {f"image/{kind}": _BINARY for kind in ("jpeg", "png", "webp", "gif")}}


class NoSuchPicture(NotFound):
    """There is no such picture."""


@doors.post("")
@doors.arguments(PictureArgs, location="query")
@doors.response(201, KeptPictureSchema)
@doors.doc(requestBody=_SENT)
@requires("steward")
def send_picture(asked: dict[str, Any]) -> Picture:
    """Keep a picture; it is made anew, so that nothing hidden in the file stays. Name its id in a record to show it."""
    request.max_content_length = LARGEST_FILE
    return actions.keep_picture(session(), request.get_data(), asked["organisation"], caller=caller(), now=clock.now())


@doors.get("/<uuid:picture_id>/<any(small, medium, large):size>.webp")
@doors.says("image/webp")
@public
def show_picture(picture_id: UUID, size: str) -> Response:
    """Show one size of a picture, which never changes."""
    there = select(PictureFile.body).where(PictureFile.picture_id == picture_id, PictureFile.size == size)
    body = session().scalar(there)
    if body is None:
        raise NoSuchPicture
    response = Response(body, mimetype="image/webp")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response
