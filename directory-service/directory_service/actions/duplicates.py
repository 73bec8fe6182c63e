"""Rows of which an editor has to say whether they are something that is there already, or may be shown as it is."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from directory_service.actions.rows import Read
from directory_service.models import AnyRecord, Offer, Organisation, Project
from directory_service.queries import imports
from directory_service.queries.duplicates import organisations, titles
from directory_service.rules.duplicates import Identity
from directory_service.rules.neighbours import Neighbours


def suspect(session: Session, thing: type[AnyRecord], rows: Sequence[Read], *, town: str) -> None:
    """Say of new rows what they are like; what is likely to be the same waits, what is only called so does not."""
    new = [row for row in rows if row.verdict == "new" and not row.is_hindered]
    if not new:
        return
    if thing is Organisation:
        _suspect_organisations(session, new, town=town)
    elif thing is Offer or thing is Project:
        _suspect_titles(session, thing, [row for row in new if not row.words["external_id"]])


def _suspect_organisations(session: Session, rows: Sequence[Read], *, town: str) -> None:
    identities = [Identity.of(row.words, town) for row in rows]
    there, above = organisations.neighbours(session, identities, town=town), Neighbours[dict[str, Any]]()
    for row, identity in zip(rows, identities, strict=True):
        found = [organisations.told(other, likeness) for other, likeness in there.like(identity)]
        found += [
            {**organisations.told(other, likeness), "row": other["row"]} for other, likeness in above.like(identity)
        ]
        above.add({"id": None, "slug": None, "row": row.cells.number, **row.words}, identity)
        _wonder(row, found)


def _suspect_titles(session: Session, thing: type[Offer] | type[Project], rows: Sequence[Read]) -> None:
    """Without an id elsewhere, what has the same title and belongs to the same organisation is likely the same."""
    there = titles.with_same_title(session, thing, [(row.words["organisation_id"], row.words["title"]) for row in rows])
    for row in rows:
        _wonder(row, there.get((row.words["organisation_id"], row.words["title"]), []))


def _wonder(row: Read, found: list[dict[str, Any]]) -> None:
    row.likes = found
    if row.cells.chosen != "new" and any(each["is_strong"] for each in found):
        row.verdict = "duplicate"


def wait_if_rewritten(session: Session, thing: type[AnyRecord], rows: Sequence[Read]) -> None:
    """Let rows wait whose records would be shown again with words that no editor has seen, until one picks them."""
    there = {row.old["id"]: (row, row.old) for row in rows if row.old}
    if not there:
        return
    for record_id in imports.rewritten_unseen(session, thing, there):
        row, old = there[record_id]
        if row.cells.chosen != str(record_id):
            row.cells.ask("externe_id", "This was changed while it was hidden. May it be shown as it is?")
            told = {"id": str(record_id), "external_id": old["external_id"], "slug": old["slug"]}
            row.likes = [{**told, "name": old.get("name") or old["title"], "is_strong": True, "because": []}]
