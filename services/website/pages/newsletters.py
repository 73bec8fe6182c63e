"""What the city team has written to many, for everybody to read."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import public
from services.website.language import language
from services.website.lists.filters import last_page, page_asked
from services.website.site import site

pages = Blueprint("newsletters", __name__, url_prefix="/rundbrief")


@pages.get("")
@public
def archive() -> ResponseReturnValue:
    """List what went out, newest first."""
    page = page_asked(request.args)
    listed = site().notifier.archive(page)
    if page > (last := last_page(listed["total"], listed["size"])):
        return redirect(url_for("newsletters.archive", seite=last if last > 1 else None))
    return render_template("newsletters.html", listed=listed, page=page)


@pages.get("/<slug>")
@public
def web_copy(slug: str) -> str:
    """Show one newsletter as it went out, without a word about who got it."""
    known = site().notifier.web_copy(slug)
    spoken = language() if known["words"].get(language()) else "de"
    return render_template("newsletter.html", known=known, words=known["words"][spoken], spoken=spoken)
