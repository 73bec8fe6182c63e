"""The door to what became of a record: who did what to it, when, and where it came from."""

from typing import Any
from uuid import UUID

from services.kit.auth import caller, requires
from services.kit.doors import Doors, session
from services.kit.errors import NotFound
from services.kit.review.history import history
from services.kit.review.history_shapes import HistoryArgs, HistorySchema
from services.kit.review.rules import Origin, differences
from services.kit.review.shown import desk

doors = Doors("history", __name__, url_prefix="/v1", description="What became of records.")
_TOLD = ("id", "kind", "subject_id", "title", "deed", "state", "origin", "source", "reason", "corrected")


class NoSuchRecord(NotFound):
    """There is no such record."""


@doors.get("/records/<kind>/<uuid:record_id>/history")
@doors.arguments(HistoryArgs, location="query")
@doors.response(200, HistorySchema)
@requires("steward")
def show_history(asked: dict[str, Any], kind: str, record_id: UUID) -> tuple[dict[str, Any], dict[str, str]]:
    """List what became of a record, newest first: written, taken over, shown, hidden, found true, merged."""
    here = desk()
    if kind not in here.names:
        raise NoSuchRecord
    records = here.records
    thing = records.record(session(), kind, record_id)
    records.check_may_list(session(), records.owner_of(thing), caller=caller())
    ids = records.ids_of(session(), record_id)
    page = history(session(), records.revision, ids, asked, for_editors=caller().is_editor)
    people = {word for each in page["items"] for word in (each.made_by, each.decided_by)}
    names = records.names_of(session(), people - {None})
    return {**page, "items": [_told(each, names) for each in page["items"]]}, {"Cache-Control": "private, no-store"}


def _told(revision: Any, names: dict[str, str]) -> dict[str, Any]:
    changes = [] if revision.base == revision.words else differences(revision.base, revision.words, revision.base)
    # Who suggested something without an account is nobody's affair but the editors', who see it while they decide.
    made_by = None if revision.origin == Origin.SUGGESTION else revision.made_by
    return {
        **{name: getattr(revision, name) for name in _TOLD},
        "at": revision.decided_at,
        "version": revision.base_version,
        "made_by": made_by,
        "made_by_name": names.get(made_by or ""),
        "decided_by": revision.decided_by,
        "decided_by_name": names.get(revision.decided_by or ""),
        "changes": changes,
    }
