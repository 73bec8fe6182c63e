"""Doors to newsletters that went out, for everybody: nothing in them tells who got them."""

from typing import Any

from notifier.models import Newsletter
from notifier.queries import newsletters as queries
from notifier.schemas import newsletters as shapes
from services.kit.auth import public
from services.kit.doors import Doors, session
from services.kit.paging import page_of

doors = Doors("archive", __name__, url_prefix="/v1/newsletters", description="Newsletters that went out.")


@doors.get("/archive")
@doors.arguments(shapes.ArchiveArgs, location="query")
@doors.response(200, shapes.ArchiveSchema)
@public
def archive(args: dict[str, Any]) -> dict[str, Any]:
    """List what went out, newest first."""
    rows, total = queries.public_newsletters(session(), **args)
    return page_of([_card(row) for row in rows], total=total, **args)


@doors.get("/<slug>/web")
@doors.response(200, shapes.WebCopySchema)
@public
def web_copy(slug: str) -> dict[str, Any]:
    """Return what went out, by its name in addresses; nothing before it has started."""
    row = queries.public_newsletter(session(), slug)
    return {**_card(row), "words": row.words, "items": queries.items(session(), row.id)}


def _card(row: Newsletter) -> dict[str, Any]:
    return {"slug": row.slug, "subject": row.words["de"]["subject"], "started_at": row.started_at}
