"""Doors to who has got a newsletter, and who has not: why, and what happens next. For editors."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import Any, cast
from uuid import UUID

from flask import Response, current_app

from notifier.api.showing import speaker
from notifier.queries import newsletters as queries
from notifier.queries.ledger import summaries
from notifier.queries.outcomes import WITHOUT, outcomes
from notifier.rules import State
from notifier.schemas import newsletters as shapes
from notifier.sending.words import Speaker
from services.kit.auth import requires
from services.kit.db import Database
from services.kit.doors import Doors, session
from services.kit.web import Service

# Full-width signs begin formulas too, in some languages; a quotation mark before one is taken off.
_FORMULA = re.compile(r"(^|[,;]\s*)((?:[\"']\s*)*[=+\-@\uff1d\uff0b\uff0d\uff20])")
doors = Doors("readers", __name__, url_prefix="/v1/newsletters", description="Who has got what, and who has not.")
_COLUMNS = ("state", "address", "why", "what happens next", "next try", "answer of the mail server")
_STATES = {
    State.PENDING: "waiting",
    State.LEASED: "on its way",
    State.COMMITTED: "on its way",
    State.ACCEPTED: "taken by the mail server",
    State.DELIVERED: "arrived",
    State.BOUNCED: "came back",
    State.COMPLAINED: "marked as spam",
    State.REJECTED: "refused",
    State.UNKNOWN: "not known",
    State.SUPPRESSED: "blocked",
    State.CANCELLED: "cancelled",
    State.EXPIRED: "too late",
}


@doors.get("/<uuid:newsletter_id>/recipients")
@doors.arguments(shapes.RecipientsArgs, location="query")
@doors.response(200, shapes.RecipientsSchema)
@requires("editor")
def recipients(asked: dict[str, Any], newsletter_id: UUID) -> dict[str, Any]:
    """Return who has not got it, or who is in one state: why, and what happens next."""
    row, states = queries.newsletter(session(), newsletter_id), _states(asked["state"])
    if row.notification_id is None:
        return {"items": [], "total": 0, "next": None}
    found = outcomes(session(), row.notification_id, states, after=asked["after"])
    items = list(islice(found, asked["size"] + 1))
    more = len(items) > asked["size"]
    items = items[: asked["size"]]
    sums = summaries(session(), [row.notification_id])[row.notification_id]["states"]
    return {
        "items": [_translated(each, speaker()) for each in items],
        "total": sum(sums.get(state.name.lower(), 0) for state in states),
        "next": items[-1]["recipient_id"] if more else None,
    }


@doors.get("/<uuid:newsletter_id>/recipients.csv")
@doors.arguments(shapes.TableArgs, location="query")
@doors.says("text/csv")
@requires("editor")
def recipients_table(asked: dict[str, Any], newsletter_id: UUID) -> Response:
    """Return the same as a table, row by row, however long it is."""
    row = queries.newsletter(session(), newsletter_id)
    database = cast(Service, current_app).database
    lines = _table(database, row.notification_id, _states(asked["state"]), speaker())
    name = {"Content-Disposition": f'attachment; filename="{row.slug}.csv"', "Cache-Control": "private, no-store"}
    return Response(lines, mimetype="text/csv", headers=name)


def _states(name: str | None) -> tuple[State, ...]:
    return (State[name.upper()],) if name else WITHOUT


def _translated(row: dict[str, Any], say: Speaker) -> dict[str, Any]:
    return {**row, "why": say(row["why"]) if row["why"] else "", "then": say(row["then"])}


def _table(database: Database, notification_id: int | None, states: tuple[State, ...], say: Speaker) -> Iterator[str]:
    """Yield the lines of the table; the byte order mark tells spreadsheets that it is UTF-8."""
    yield "\ufeff" + _line([say(name) for name in _COLUMNS])
    if notification_id is None:
        return
    # The session of the request is closed before the last line is asked for.
    with database.reading() as own:
        for each in outcomes(own, notification_id, states):
            yield _line(_cells(_translated(each, say), say))


def _cells(row: dict[str, Any], say: Speaker) -> list[str]:
    state = say(_STATES[State[row["state"].upper()]])
    again = row["next_at"].isoformat(timespec="minutes") if row["next_at"] and row["state"] == "pending" else ""
    return [state, row["address"] or "", row["why"], row["then"], again, row["reply"] or ""]


def _line(cells: list[str]) -> str:
    out = StringIO()
    csv.writer(out, delimiter=";").writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, nor a part of it that is split off at a comma.

    A mail server's answer is a stranger's text. Nobody reads this table in again, so its breaks and tabs become spaces.
    """
    return _FORMULA.sub(r"\1'\2", " ".join(cell.split()))
