"""Finding: the home page, and what there is to do, by whom and in which project."""

from typing import Any

from flask import Blueprint, render_template, request

from services.kit.auth import public
from services.website import choices, signed_in
from services.website.clients.asking import Words, calmly
from services.website.filters import Search
from services.website.site import site

pages = Blueprint("find", __name__)
_SHOWN_AT_HOME = 3
_DATES_AT_HOME = 4


@pages.get("/")
@public
def home() -> str:
    """Show what the city does, and four ways to begin."""
    directory, events = site().directory, site().events
    offers = calmly(lambda: directory.offers({"size": _SHOWN_AT_HOME}))
    return render_template(
        "home.html",
        offers=offers,
        by_time=offers["facets"].get("commitment") if offers else None,
        dates=calmly(lambda: events.dates({"size": _DATES_AT_HOME})),
        figures=calmly(directory.figures),
        event_figures=calmly(events.figures),
        commitments=choices.commitments(),
    )


@pages.get("/mitmachen")
@public
def offers() -> str:
    """List offers with filters."""
    return _listed("offers.html", choices.offers(request.args), site().directory.offers)


@pages.get("/mitmachen/<slug>")
@public
def offer(slug: str) -> str:
    """Show one offer."""
    found = site().directory.offer(slug, token=_own_token())
    return render_template("offer.html", offer=found)


@pages.get("/gruppen")
@public
def organisations() -> str:
    """List organisations with filters."""
    return _listed("organisations.html", choices.organisations(request.args), site().directory.organisations)


@pages.get("/gruppen/<slug>")
@public
def organisation(slug: str) -> str:
    """Show one organisation with what it offers."""
    return render_template("organisation.html", organisation=site().directory.organisation(slug))


@pages.get("/projekte")
@public
def projects() -> str:
    """List projects with filters."""
    return _listed("projects.html", choices.projects(request.args), site().directory.projects)


@pages.get("/projekte/<slug>")
@public
def project(slug: str) -> str:
    """Show one project."""
    return render_template("project.html", project=site().directory.project(slug))


def _listed(template: str, search: Search, ask: Any) -> str:
    found: Words = ask(search.asked())
    return render_template(template, search=search, found=found)


def _own_token() -> str:
    """Return the token of a steward, who may see her drafts; visitors need none."""
    try:
        return signed_in.person().tokens["directory-service"] if signed_in.has_cookie() else ""
    except signed_in.SignedOut:
        return ""
