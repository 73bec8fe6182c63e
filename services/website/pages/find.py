"""Finding: the home page, and what there is to do, by whom and in which project."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import public
from services.kit.client import Refused
from services.website import times
from services.website.clients.asking import Words, calmly
from services.website.drawing import maps
from services.website.kept_pages import for_all
from services.website.lists import choices
from services.website.lists.filters import Search
from services.website.pages.contact import asked_at
from services.website.signed_in import directory_token_if_any, profiles_token_if_any
from services.website.site import site

pages = Blueprint("find", __name__)
_SHOWN_AT_HOME = 3
_DATES_AT_HOME = 4
# Enough to find the next date of each event behind those of a series.
_DATES_OF_A_GROUP = 20
_EVENTS_OF_A_GROUP = 6
_PEOPLE_OF_A_GROUP = 6


@pages.get("/")
@public
@for_all
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
@for_all
def offers() -> ResponseReturnValue:
    """List offers with filters."""
    return _listed("offers.html", choices.offers(request.args), site().directory.offers, "offer")


@pages.get("/mitmachen/<slug>")
@public
@for_all
def offer(slug: str) -> ResponseReturnValue:
    """Show one offer; an old address leads to the one that counts."""
    found = site().directory.offer(slug, token=directory_token_if_any())
    if found["slug"] != slug:
        return redirect(url_for("find.offer", slug=found["slug"]), 301)
    shown, form = _asked_about("offer", found)
    return render_template("offer.html", offer=shown, asked_at=form)


@pages.get("/gruppen")
@public
@for_all
def organisations() -> ResponseReturnValue:
    """List organisations with filters."""
    return _listed(
        "organisations.html", choices.organisations(request.args), site().directory.organisations, "organisation"
    )


@pages.get("/gruppen/<slug>")
@public
@for_all
def organisation(slug: str) -> ResponseReturnValue:
    """Show one organisation with what it offers; an old address leads to the one that counts."""
    found = site().directory.organisation(slug)
    if found["slug"] != slug:
        return redirect(url_for("find.organisation", slug=found["slug"]), 301)
    shown, form = _asked_about("organisation", found)
    return render_template(
        "organisation.html",
        organisation={**shown, "events": _dates_of(shown)},
        people=_people_of(shown),
        asked_at=form,
    )


@pages.get("/projekte")
@public
@for_all
def projects() -> ResponseReturnValue:
    """List projects with filters."""
    return _listed("projects.html", choices.projects(request.args), site().directory.projects, "project")


@pages.get("/projekte/<slug>")
@public
@for_all
def project(slug: str) -> ResponseReturnValue:
    """Show one project; an old address leads to the one that counts."""
    found = site().directory.project(slug)
    if found["slug"] != slug:
        return redirect(url_for("find.project", slug=found["slug"]), 301)
    return render_template("project.html", project=found)


def _asked_about(kind: str, record: Words) -> tuple[Words, str]:
    """Return a record, and where one asks about it; where that is nowhere yet, the record with its mail address."""
    form = asked_at(kind, record)
    if form or record["state"] != "published":
        return record, form
    try:
        return calmly(lambda: site().directory.with_address(kind, record["id"])) or record, form
    except Refused:
        return record, form


def _dates_of(organisation: Words) -> list[Words]:
    """Return the next date of each of its events, and of those of others that it shows too.

    Its own are known to the directory, too, each with its next date: those far off, and all if the calendar is away.
    """
    try:
        found = calmly(lambda: site().events.dates({"organisation": organisation["id"], "size": _DATES_OF_A_GROUP}))
    except Refused:
        found = None
    nearest: dict[str, Words] = {}
    for date in [*(found["items"] if found else ()), *organisation["events"]]:
        nearest.setdefault(date["slug"], date)
    return sorted(nearest.values(), key=lambda date: times.moment(date["starts_at"]))[:_EVENTS_OF_A_GROUP]


def _people_of(organisation: Words) -> list[Words]:
    """Return who shows herself as somebody of a group; nobody while that cannot be asked."""
    asked, token = {"organisation": organisation["id"], "size": _PEOPLE_OF_A_GROUP}, profiles_token_if_any()
    try:
        found = calmly(lambda: site().people.people(asked, token=token))
    except Refused:
        found = None
    return list(found["items"]) if found else []


def _listed(template: str, search: Search, ask: maps.Ask, kind: str) -> ResponseReturnValue:
    found = ask(search.asked())
    if last := search.beyond(found["total"]):
        return redirect(last)
    shown = maps.overview(search, found, site().city.districts, kind=kind, ask=ask)
    return render_template(template, search=search, found=found, map=shown, endpoints=maps.ENDPOINTS)
