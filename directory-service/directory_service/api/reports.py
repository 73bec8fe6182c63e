"""Doors for everybody who finds something wrong on a page, and for the editors who look into it."""

from typing import Any
from uuid import UUID

from directory_service.actions import reports as actions
from directory_service.models import Report
from directory_service.queries import reports as queries
from directory_service.schemas.reports import ReportsArgs, ReportSchema, ReportShape, ReportsSchema, SettlementShape
from services.kit import clock
from services.kit.auth import caller, public, requires
from services.kit.doors import Doors, session
from services.kit.limiting import limit_by_network

doors = Doors("reports", __name__, url_prefix="/v1", description="What anybody finds wrong.")


@doors.post("/reports")
@doors.arguments(ReportShape)
@doors.response(202)
@public
def report(words: dict[str, Any]) -> None:
    """Say that something is wrong on a page."""
    limit_by_network("report")
    actions.report(session(), words, now=clock.now())


@doors.get("/reports")
@doors.arguments(ReportsArgs, location="query")
@doors.response(200, ReportsSchema)
@requires("editor")
def list_reports(asked: dict[str, Any]) -> dict[str, Any]:
    """List what people found wrong, oldest first."""
    return queries.reports(session(), asked)


@doors.put("/reports/<uuid:report_id>/settlement")
@doors.arguments(SettlementShape)
@doors.response(200, ReportSchema)
@requires("editor")
def settle_report(words: dict[str, Any], report_id: UUID) -> Report:
    """Note that a report was looked into; the address of who sent it is forgotten."""
    return actions.settle_report(session(), report_id, note=words["note"], by=caller().name, now=clock.now())
