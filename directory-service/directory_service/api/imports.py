"""Doors for tables that editors bring: first looked at, then, if they say so, taken over."""

from typing import Any
from uuid import UUID

from directory_service.actions import importing
from directory_service.models import Import
from directory_service.schemas.imports import ImportShape
from directory_service.schemas.shared import the_city
from services.kit import clock, imports
from services.kit.auth import caller, requires
from services.kit.doors import Doors, session
from services.kit.imports import ImportSchema

doors = Doors("imports", __name__, url_prefix="/v1/imports", description="Tables that editors bring.")


@doors.post("")
@doors.arguments(ImportShape)
@doors.response(201, ImportSchema)
@requires("editor")
def try_import(words: dict[str, Any]) -> Import:
    """Say of each row of a table what would become of it; nothing is taken over yet."""
    return importing.try_import(session(), words, city=the_city(), caller=caller(), now=clock.now())


@doors.get("/<uuid:import_id>")
@doors.response(200, ImportSchema)
@requires("editor")
def show_import(import_id: UUID) -> Import:
    """Show what would become, or became, of each row."""
    return imports.sent_in(session(), Import, import_id)


@doors.put("/<uuid:import_id>/confirmation")
@doors.response(200, ImportSchema)
@requires("editor")
def confirm_import(import_id: UUID) -> Import:
    """Take over every good row, all at once."""
    return importing.confirm_import(session(), import_id, city=the_city(), now=clock.now())
