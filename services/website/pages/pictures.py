"""Pictures of records, passed on from the directory; they never change, so browsers keep them."""

from uuid import UUID

from flask import Blueprint, Response

from services.kit.auth import public
from services.website.site import site

pages = Blueprint("pictures", __name__)


@pages.get("/bilder/<uuid:picture_id>/<any(small, medium, large):size>.webp")
@public
def show(picture_id: UUID, size: str) -> Response:
    """Show one size of a picture."""
    response = Response(site().directory.picture(str(picture_id), size), mimetype="image/webp")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
