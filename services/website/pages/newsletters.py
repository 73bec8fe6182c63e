"""What the city team has written to many, for everybody to read."""

from flask import Blueprint, render_template, request

from services.kit.auth import public
from services.website.language import language
from services.website.site import site

pages = Blueprint("newsletters", __name__, url_prefix="/rundbrief")


@pages.get("")
@public
def archive() -> str:
    """List what went out, newest first."""
    page = min(max(request.args.get("seite", 1, type=int), 1), 1000)
    return render_template("newsletters.html", listed=site().notifier.archive(page), page=page)


@pages.get("/<slug>")
@public
def web_copy(slug: str) -> str:
    """Show one newsletter as it went out, without a word about who got it."""
    known = site().notifier.web_copy(slug)
    spoken = language() if known["words"].get(language()) else "de"
    return render_template("newsletter.html", known=known, words=known["words"][spoken], spoken=spoken)
