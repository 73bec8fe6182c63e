"""What the law asks for, in the city's own words from `city.toml`."""

from flask import Blueprint, render_template

from services.kit.auth import public
from services.website.language import _
from services.website.site import site

pages = Blueprint("legal", __name__)


@pages.get("/impressum")
@public
def imprint() -> str:
    """Show who is responsible for this site."""
    return _text("imprint", _("Imprint"))


@pages.get("/datenschutz")
@public
def privacy() -> str:
    """Show what happens to personal data."""
    return render_template("personal/privacy.html", title=_("Privacy"), text=site().city.legal["privacy"])


@pages.get("/barrierefreiheit")
@public
def accessibility() -> str:
    """Show how accessible this site is, and whom to tell about barriers."""
    return _text("accessibility", _("Accessibility statement"))


def _text(name: str, title: str) -> str:
    return render_template("legal.html", title=title, text=site().city.legal[name])
