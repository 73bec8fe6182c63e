"""Tables that people send in: their columns found by name, their rows made into cells, and a report on each row."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from services.kit.cells import Cells, Complaint
from services.kit.files import read_words
from services.kit.files.table import Table, column_key

ALWAYS_COUNTED = ("new", "changed", "unchanged", "refused")
VERDICTS = (*ALWAYS_COUNTED, "duplicate", "waits", "inactive", "ignored", "skipped")
_OF_NO_MATTER = frozenset({"ignored", "skipped"})
FAULTS_FIRST = {verdict: place for place, verdict in enumerate(("refused", "waits", "duplicate"))}


def rows_of(text: str) -> list[Cells]:
    """Read a table; the number of a row is the one a spreadsheet shows, so the first below the header is 2."""
    table = read_words(text, ())
    return cells_of(table, {name: column_key(name) for name in table.columns})


def cells_of(
    table: Table,
    columns: Mapping[str, str],
    *,
    meanings: Mapping[str, Mapping[str, str]] | None = None,
    chosen: Mapping[str, str] | None = None,
) -> list[Cells]:
    """Return the rows of a table by what its headings stand for; where two stand for one, the first counts."""
    places: dict[str, int] = {}
    for place, name in enumerate(table.columns):
        if columns.get(name):
            places.setdefault(columns[name], place)
    is_fed, said = table.noticed.get("form") == "xml", chosen or {}
    return [
        Cells(
            number,
            {column: cells[place] for column, place in places.items()},
            meanings=meanings or {},
            is_fed=is_fed,
            chosen=said.get(str(number)),
        )
        for number, cells in table.rows
    ]


def complain_of_doubles(rows: Iterable[Cells]) -> None:
    """Complain in every row whose id from elsewhere stands in an earlier row already."""
    first: dict[str, int] = {}
    for cells in rows:
        external_id = cells.raw("externe_id")
        if external_id and first.setdefault(external_id, cells.number) != cells.number:
            cells.complain(
                "externe_id", "“%(word)s” stands in row %(row)s already.", word=external_id, row=first[external_id]
            )


def report_row(cells: Cells, *, title: str | None, verdict: str, **more: Any) -> dict[str, Any]:
    """Return what became of a row, in words for the one who sent it."""
    kept = {"notes": [_told(each) for each in cells.notes], "choice": cells.chosen, **more}
    return {
        "row": cells.number,
        "external_id": cells.raw("externe_id") or None,
        "title": title,
        "verdict": verdict if verdict in _OF_NO_MATTER else _hindered(cells) or verdict,
        "problems": [_told(each) for each in (*cells.complaints, *cells.questions)],
        **{name: value for name, value in kept.items() if value},
    }


def sentence_of(problem: Mapping[str, Any]) -> str:
    """Return what is wrong in a cell as a whole sentence: in English, or as it was kept before there were gaps."""
    sentence: str = problem["sentence"]
    return sentence % problem["gaps"] if "gaps" in problem else sentence


def id_of(external_id: str) -> UUID:
    """Return the id of a thing that is brought in under an id from elsewhere: the same one in every service."""
    return uuid5(NAMESPACE_URL, f"urn:mosaik:external:{external_id}")


def counts(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return how many rows had each verdict; the rarer ones only where there are any."""
    counted = Counter(row["verdict"] for row in rows)
    return {verdict: counted[verdict] for verdict in VERDICTS if counted[verdict] or verdict in ALWAYS_COUNTED}


def faults_first(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return reports with what somebody has to look at in front."""
    return sorted(rows, key=lambda row: (FAULTS_FIRST.get(row["verdict"], len(FAULTS_FIRST)), row["row"]))


def _hindered(cells: Cells) -> str | None:
    if cells.complaints:
        return "refused"
    return "waits" if cells.questions else None


def _told(complaint: Complaint) -> dict[str, Any]:
    words = asdict(complaint)
    return words if words["written"] else {name: value for name, value in words.items() if name != "written"}
