"""The door for tables of events."""

from typing import Any
from uuid import UUID

from flask import current_app

from events_service.actions import imports as actions
from events_service.models import Import
from events_service.rules.table import KNOWN_COLUMNS
from events_service.schemas.imports import ImportWords
from services.city import City
from services.kit import clock, import_shapes, imports
from services.kit.auth import caller, requires
from services.kit.doors import Doors, session
from services.kit.import_shapes import ChoicesShape, ImportSchema, RowsShape

doors = Doors("imports", __name__, url_prefix="/v1/imports", description="Tables of events: tried, then applied.")


@doors.post("")
@doors.arguments(ImportWords)
@doors.response(201, ImportSchema)
@requires("editor")
def try_import(words: dict[str, Any]) -> dict[str, Any]:
    """Read a table and report on each row; nothing is changed until it is confirmed."""
    return _shown(actions.try_import(session(), words, city=_city(), caller=caller(), now=clock.now()))


@doors.get("/<uuid:import_id>")
@doors.arguments(RowsShape, location="query")
@doors.response(200, ImportSchema)
@requires("editor")
def show_import(asked: dict[str, Any], import_id: UUID) -> dict[str, Any]:
    """Show what was reported on a table; what somebody has to look at comes first."""
    return _shown(imports.sent_in(session(), Import, import_id), asked)


@doors.put("/<uuid:import_id>/choices")
@doors.arguments(ChoicesShape)
@doors.response(200, ImportSchema)
@requires("editor")
def choose(words: dict[str, Any], import_id: UUID) -> dict[str, Any]:
    """Say what headings and words stand for, and what is to become of rows; the table is tried anew."""
    return _shown(actions.choose(session(), import_id, words, city=_city(), now=clock.now()))


@doors.put("/<uuid:import_id>/confirmation")
@doors.response(200, ImportSchema)
@requires("editor")
def confirm_import(import_id: UUID) -> dict[str, Any]:
    """Enter and publish what a table says: all of its good rows, or none."""
    return _shown(actions.confirm_import(session(), import_id, city=_city(), now=clock.now()))


def _shown(sent: Import, asked: dict[str, Any] | None = None) -> dict[str, Any]:
    shown = import_shapes.shown(sent, asked)
    return {**shown, "noticed": {**sent.noticed, "known_columns": KNOWN_COLUMNS}}


def _city() -> City:
    city: City = current_app.extensions["city"]
    return city
