"""Doors to pictures: sent as they are, shown in three sizes."""

from typing import Any
from uuid import UUID

from flask import Response, request

from directory_service.actions import pictures as actions
from directory_service.models import Picture
from directory_service.queries.pictures import picture_file
from directory_service.schemas.pictures import KeptPictureSchema, PictureArgs
from services.kit import clock
from services.kit.auth import caller, public, requires
from services.kit.doors import Doors, session
from services.kit.limiting import limit_by_person
from services.kit.pictures import LARGEST_FILE

doors = Doors("pictures", __name__, url_prefix="/v1/pictures", description="Pictures, each in three sizes.")
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_SENT = {"required": True, "content": {f"image/{kind}": _BINARY for kind in ("jpeg", "png", "webp", "gif")}}
_FOR_EVER, _UNSEEN = "public, max-age=31536000, immutable", "private, no-store"


@doors.post("")
@doors.arguments(PictureArgs, location="query")
@doors.response(201, KeptPictureSchema)
@doors.doc(requestBody=_SENT)
@requires("steward")
def send_picture(asked: dict[str, Any]) -> Picture:
    """Keep a picture; it is made anew, so that nothing hidden in the file stays. Name its id in a record to show it."""
    if person_id := caller().person_id:
        limit_by_person("picture", person_id)
    request.max_content_length = LARGEST_FILE
    return actions.keep_picture(session(), request.get_data(), asked["organisation"], caller=caller(), now=clock.now())


@doors.get("/<uuid:picture_id>/<any(small, medium, large):size>.webp")
@doors.says("image/webp")
@public
def show_picture(picture_id: UUID, size: str) -> Response:
    """Show one size of a picture, which never changes; before anything public shows it, to those who write with it."""
    seen = picture_file(session(), picture_id, size, caller=caller())
    response = Response(seen.body, mimetype="image/webp")
    response.headers["Cache-Control"] = _FOR_EVER if seen.is_public else _UNSEEN
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response
