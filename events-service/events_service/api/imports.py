"""The door for tables of events."""

from typing import Any
from uuid import UUID

from flask import current_app

from events_service.actions import imports as actions
from events_service.models import Import
from events_service.schemas import ImportWords
from services.kit import clock, imports
from services.kit.auth import caller, requires
from services.kit.doors import Doors, session
from services.kit.imports import ImportSchema

doors = Doors("imports", __name__, url_prefix="/v1/imports", description="Tables of events: tried, then applied.")


@doors.post("")
@doors.arguments(ImportWords)
@doors.response(201, ImportSchema)
@requires("editor")
def try_import(words: dict[str, Any]) -> Import:
    """Read a table and report on each row; nothing is changed until it is confirmed."""
    return actions.try_import(
        session(),
        words["text"],
        announce=words["announce"],
        city=current_app.extensions["city"],
        caller=caller(),
        now=clock.now(),
    )


@doors.get("/<uuid:import_id>")
@doors.response(200, ImportSchema)
@requires("editor")
def show_import(import_id: UUID) -> Import:
    """Show what was reported on a table."""
    return imports.sent_in(session(), Import, import_id)


@doors.put("/<uuid:import_id>/confirmation")
@doors.response(200, ImportSchema)
@requires("editor")
def confirm_import(import_id: UUID) -> Import:
    """Enter and publish what a table says: all of its good rows, or none."""
    return actions.confirm_import(session(), import_id, city=current_app.extensions["city"], now=clock.now())
