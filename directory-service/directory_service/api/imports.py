"""Doors for tables that editors bring: first looked at, then, if they say so, taken over."""

from typing import Any, cast
from uuid import UUID

from flask import current_app

from directory_service.actions import importing, running
from directory_service.actions.kinds import known_columns
from directory_service.models import Import, ImportProgress
from directory_service.schemas.imports import ConfirmationShape, ImportShape, SourceImportSchema
from directory_service.schemas.shared import the_city
from services.kit import clock, import_shapes, imports
from services.kit.auth import caller, requires
from services.kit.doors import Doors, session
from services.kit.import_shapes import ChoicesShape, RowsShape
from services.kit.web import Service

doors = Doors("imports", __name__, url_prefix="/v1/imports", description="Tables that editors bring.")


@doors.post("")
@doors.arguments(ImportShape)
@doors.response(201, SourceImportSchema)
@requires("editor")
def try_import(words: dict[str, Any]) -> dict[str, Any]:
    """Say of each row of a table what would become of it; nothing is taken over yet."""
    return _shown(importing.try_import(session(), words, city=the_city(), caller=caller(), now=clock.now()))


@doors.get("/<uuid:import_id>")
@doors.arguments(RowsShape, location="query")
@doors.response(200, SourceImportSchema)
@requires("editor")
def show_import(asked: dict[str, Any], import_id: UUID) -> dict[str, Any]:
    """Show what would become, or became, of each row; what somebody has to look at comes first."""
    return _shown(imports.sent_in(session(), Import, import_id), asked)


@doors.put("/<uuid:import_id>/choices")
@doors.arguments(ChoicesShape)
@doors.response(200, SourceImportSchema)
@requires("editor")
def choose(words: dict[str, Any], import_id: UUID) -> dict[str, Any]:
    """Say what headings and words stand for, and what is to become of rows; the table is tried anew."""
    return _shown(importing.choose(session(), import_id, words, city=the_city(), now=clock.now()))


@doors.put("/<uuid:import_id>/confirmation")
@doors.arguments(ConfirmationShape, required=False)
@doors.response(200, SourceImportSchema)
@requires("editor")
def confirm_import(words: dict[str, Any], import_id: UUID) -> dict[str, Any]:
    """Take over every good row, all at once; a long table is `running` then, and can be watched."""
    if not running.is_long(imports.to_choose(session(), Import, import_id)):
        return _shown(importing.confirm_import(session(), import_id, city=the_city(), now=clock.now(), **words))
    sent = running.begin(session(), import_id, now=clock.now(), **words)
    worker = cast(Service, current_app).worker
    worker.after_commit(session(), "directory-service.take_over_table", import_id=str(import_id))
    return _shown(sent)


@doors.delete("/<uuid:import_id>/confirmation")
@doors.response(200, SourceImportSchema)
@requires("editor")
def break_off(import_id: UUID) -> dict[str, Any]:
    """Break off the taking over of a long table; nothing of it is kept."""
    return _shown(running.break_off(session(), import_id))


def _shown(sent: Import, asked: dict[str, Any] | None = None) -> dict[str, Any]:
    noticed = {**sent.noticed, "known_columns": known_columns(sent.kind)}
    progress = session().get(ImportProgress, sent.id) if sent.begun_at else None
    more = {"source": sent.source, "is_whole": sent.is_whole, "noticed": noticed, "progress": progress}
    return import_shapes.shown(sent, asked, **more)
