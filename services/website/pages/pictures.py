"""Pictures of records, passed on from the directory; they never change, so browsers keep those that all may see."""

from uuid import UUID

from flask import Blueprint, Response

from services.kit.auth import public
from services.kit.client import Refused
from services.website.signed_in import directory_token, has_cookie
from services.website.site import site

pages = Blueprint("pictures", __name__)
_NOT_FOUND = 404


@pages.get("/bilder/<uuid:picture_id>/<any(small, medium, large):size>.webp")
@public
def show(picture_id: UUID, size: str) -> Response:
    """Show one size of a picture; of one that nothing public shows yet, to those who write with it."""
    directory, kept = site().directory, "public, max-age=31536000, immutable"
    try:
        body = directory.picture(str(picture_id), size)
    except Refused as refused:
        if refused.status != _NOT_FOUND or not has_cookie():
            raise
        body, kept = directory.picture(str(picture_id), size, token=directory_token()), "private, no-store"
    response = Response(body, mimetype="image/webp")
    response.headers["Cache-Control"] = kept
    return response
