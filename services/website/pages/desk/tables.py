"""The desk of editors: tables are sent in, looked at row by row, and taken over. Nothing happens before they say so."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import requires
from services.kit.client import Refused
from services.kit.errors import NotFound
from services.website.clients.asking import Words
from services.website.clients.tables import Tables
from services.website.forms.form import Filled
from services.website.forms.tables import chosen, open_words, sent_with
from services.website.language import said
from services.website.lists.filters import page_asked
from services.website.security import takes_files
from services.website.signed_in import editors_token
from services.website.site import site

pages = Blueprint("desk_tables", __name__, url_prefix="/eintragen/tabellen")
LARGEST_FILE = 4 * 2**20
_NO_FILE = said("Please choose a file.")
_WHOSE = said("Please say whose events these are.")
_NO_GROUP = said("We do not know this group. Please type its name as its page has it.")
_NO_TOPIC = said("Please choose one to three topics.")
_NOT_READ = said("This file cannot be read. Perhaps it is not a table, or it did not arrive completely.")
_SENTENCES = {
    "not-a-table": said("This does not look like a table: a line at its top must name the columns."),
    "too-many-rows": said("A table may have at most 20,000 rows. Please send it in parts."),
    "old-workbook": said("This is a workbook of Excel 97. Please save it as .xlsx or as CSV, and send it once more."),
    "calendar-not-read": said("This calendar cannot be read. Perhaps it did not arrive completely."),
    "request-entity-too-large": said("This file is larger than 4 MB. Please send it in parts."),
}
"""What each refusal of a service means for somebody who sent a file."""
_MOST_TOPICS, _LOOKED_AT = 3, 20
_CONFLICT, _TOO_LARGE, _WRONG = 409, 413, 422
_SERVICES = {
    "organisations": "directory-service",
    "projects": "directory-service",
    "offers": "directory-service",
    "events": "events-service",
}


@pages.get("")
@requires("person")
def ask() -> str:
    """Ask for a file, and what it holds."""
    _token("offers")
    return render_template("desk/tables.html", form=Filled(), unlisted=True)


@pages.post("")
@takes_files(LARGEST_FILE + 2**16)
@requires("person")
def send() -> ResponseReturnValue:
    """Have a file tried, and show what would become of it."""
    form, file = Filled(request.form), request.files.get("datei")
    # Whatever was chosen above it: a calendar holds events.
    is_calendar = file is not None and (file.filename or "").lower().endswith(".ics")
    kind = "events" if is_calendar else form.value("inhalt")
    token = _token(kind)
    if file is None or not file.filename:
        form.errors["datei"] = _NO_FILE
        return render_template("desk/tables.html", form=form, unlisted=True), _WRONG
    of_calendar = _of_calendar(form) if is_calendar else {}
    if form.errors:
        return render_template("desk/tables.html", form=form, unlisted=True), _WRONG
    with file.stream:
        content = file.read()
    try:
        words = sent_with(kind, file.filename, request.form, of_calendar)
        tried = _tables(kind).send(words, content, token=token)
    except Refused as refused:
        if refused.status not in {_TOO_LARGE, _WRONG}:
            raise
        form.errors["datei"] = _SENTENCES.get(refused.kind, _NOT_READ)
        return render_template("desk/tables.html", form=form, unlisted=True), _WRONG
    return redirect(url_for("desk_tables.show", kind=kind, import_id=tried["id"]), 303)


@pages.get("/<kind>/<uuid:import_id>")
@requires("person")
def show(kind: str, import_id: UUID) -> str:
    """Show what would become, or became, of each row; what somebody has to look at comes first."""
    asked = {"page": page_asked(request.args), "verdict": request.args.get("urteil", "")}
    sent = _tables(kind).shown(str(import_id), asked, token=_token(kind))
    return render_template("desk/table.html", sent=sent, kind=kind, asked=asked, **_around(sent), unlisted=True)


@pages.post("/<kind>/<uuid:import_id>")
@requires("person")
def decide(kind: str, import_id: UUID) -> ResponseReturnValue:
    """Note what was said about headings, words and rows, or take the table over, or break that off."""
    deed, token, tables = request.form.get("tun", ""), _token(kind), _tables(kind)
    done = ""
    try:
        if deed == "uebernehmen":
            hides = {"hides_gone": True} if request.form.get("ausblenden") else {}
            tables.confirm(str(import_id), hides, token=token)
        elif deed == "abbrechen":
            tables.break_off(str(import_id), token=token)
        else:
            tables.choose(str(import_id), chosen(request.form), token=token)
            done = "gesichert"
    except Refused as refused:
        if refused.status not in {_CONFLICT, _WRONG}:
            raise
        done = "war-schon-so" if refused.status == _CONFLICT else "nicht-verstanden"
    page = url_for("desk_tables.show", kind=kind, import_id=import_id, erledigt=done or None)
    return redirect(page, 303)


def _of_calendar(form: Filled) -> Words:
    """Return whose events a calendar holds and what they are about, or complain in the form."""
    named, topics = form.value("gruppe").strip(), form.values("thema")
    group = _group(named)
    if group is None:
        form.errors["gruppe"] = _NO_GROUP if named else _WHOSE
    if not 1 <= len(topics) <= _MOST_TOPICS:
        form.errors["thema"] = _NO_TOPIC
    return {"organisation_id": group["id"] if group else None, "categories": topics}


def _group(typed: str) -> Words | None:
    """Return the group whose name, or whose page's address, was typed."""
    if not typed:
        return None
    try:
        return site().directory.organisation(typed.rstrip("/").rpartition("/")[2])
    except (Refused, NotFound):
        found: list[Words] = site().directory.organisations({"q": typed, "size": _LOOKED_AT})["items"]
        return next((each for each in found if each["name"].casefold() == typed.casefold()), None)


def _around(sent: Words) -> dict[str, Any]:
    """Return what a page needs beside the rows: the words that wait, and what may be said of them."""
    shown = sent["page"] * sent["size"]
    return {
        "words": open_words(sent),
        "next_page": sent["page"] + 1 if shown < sent["total"] else None,
        "good": sum(sent["counts"].get(verdict, 0) for verdict in ("new", "changed")),
        "left": sum(sent["counts"].get(verdict, 0) for verdict in ("refused", "waits", "duplicate")),
    }


def _tables(kind: str) -> Tables:
    return site().event_tables if kind == "events" else site().tables


def _token(kind: str) -> str:
    if kind not in _SERVICES:
        abort(404)
    return editors_token(_SERVICES[kind])
