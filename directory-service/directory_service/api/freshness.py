"""Doors to whether records are still true."""

from datetime import date
from typing import Any
from uuid import UUID

from directory_service.actions import freshness as actions
from directory_service.queries import freshness as queries
from directory_service.queries.records import NoSuchRecord
from directory_service.rules import RecordKind
from directory_service.schemas.freshness import (
    AnswerShape,
    ChecksArgs,
    CheckSchema,
    ChecksSchema,
    ConfirmationSchema,
)
from directory_service.schemas.shared import the_city
from services.kit import clock
from services.kit.auth import caller, public, requires
from services.kit.doors import Doors, session

doors = Doors("freshness", __name__, url_prefix="/v1", description="Whether records are still true.")
_OWN = {"Cache-Control": "private, no-store"}


@doors.get("/freshness-checks")
@doors.arguments(ChecksArgs, location="query")
@doors.response(200, ChecksSchema)
@requires("editor")
def list_checks(asked: dict[str, Any]) -> dict[str, Any]:
    """List what nobody has confirmed: hidden already, asked about, or without anybody to ask."""
    return queries.checks(session(), asked)


@doors.get("/freshness-checks/<token>")
@doors.response(200, CheckSchema)
@public
def show_check(token: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Show what a link from a mail asks about; changes nothing."""
    return queries.check_with_record(session(), actions.check_of(session(), token)), _OWN


@doors.put("/freshness-checks/<token>/answer")
@doors.arguments(AnswerShape)
@doors.response(200, CheckSchema)
@public
def answer_check(words: dict[str, Any], token: str) -> dict[str, Any]:
    """Say that a record is still true, or over."""
    check = actions.answer_check(session(), token, words["answer"], today=_today(), now=clock.now())
    return queries.check_with_record(session(), check)


@doors.put("/records/<kind>/<uuid:record_id>/confirmation")
@doors.response(200, ConfirmationSchema)
@requires("steward")
def confirm_record(kind: str, record_id: UUID) -> Any:
    """Say of a record of one's own, or as an editor of any, that it is still true."""
    if kind not in list(RecordKind):
        raise NoSuchRecord
    return actions.confirm_record(session(), kind, record_id, today=_today(), caller=caller(), now=clock.now())


def _today() -> date:
    return clock.now().astimezone(the_city().time_zone).date()
