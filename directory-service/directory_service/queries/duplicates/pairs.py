"""Every two organisations that may be one.

PostgreSQL picks whoever shares a mark or is near. What a comparison came to is kept in each process, under the
transactions that touched the two last: only what has changed since is read and compared again.
"""

from collections.abc import Mapping, Sequence
from itertools import islice
from threading import Lock
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Uuid, any_, cast, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from directory_service.models import Organisation
from directory_service.queries.duplicates.organisations import GRID, IDENTITY, rows_of
from directory_service.rules.duplicates import Identity, Likeness, likeness

Two: TypeAlias = tuple[UUID, int, UUID, int]
"""The older and the newer of two organisations, each with the transaction that touched it last."""

# Where a mark says nothing each is compared with each, in a large city a million; more is compared again.
_MOST_UNLIKE = 100_000
_PAIRS = text("""
    WITH known AS MATERIALIZED (
        SELECT id, touched, row_number() OVER (ORDER BY created_at, id) AS place, lat, lon, marks,
            floor(lat * :fields) AS north, floor(lon * :fields / 2) AS east
        FROM organisations WHERE state <> 'withdrawn'
    ), marked AS (SELECT id, touched, place, mark FROM known, unnest(marks) AS mark)
    SELECT older.id, older.touched, newer.id, newer.touched FROM marked older JOIN marked newer USING (mark)
    WHERE newer.place > older.place AND mark <> '?'
    UNION
    SELECT older.id, older.touched, newer.id, newer.touched
    FROM (SELECT * FROM known, generate_series(-1, 1) AS up, generate_series(-1, 1) AS aside) older JOIN known newer
        ON newer.north = older.north + up AND newer.east = older.east + aside AND newer.place > older.place
        AND abs(newer.lat - older.lat) <= :near
        AND abs(newer.lon - older.lon) * least(cosd(older.lat), cosd(newer.lat)) <= :near
    UNION
    SELECT older.id, older.touched, newer.id, newer.touched FROM known older JOIN known newer
        ON older.marks @> '{?}' AND newer.place > older.place
    UNION
    SELECT older.id, older.touched, newer.id, newer.touched FROM known newer JOIN known older
        ON newer.marks @> '{?}' AND newer.place > older.place
""")


class Comparisons:
    """Remembers what comparing two organisations of this town came to."""

    def __init__(self, town: str) -> None:
        self._town = town
        self._known: dict[Two, Likeness | None] = {}
        self._turn = Lock()

    def pairs(self, session: Session) -> list[tuple[Mapping[str, Any], Mapping[str, Any], Likeness]]:
        """Return every two organisations that may be one, the likeliest first."""
        alike = self._alike(session)
        rows = _rows(session, {each for one, other, _ in alike for each in (one, other)})
        # What was removed since they were compared is a pair no more.
        told = [(rows[one], rows[other], found) for one, other, found in alike if one in rows and other in rows]
        return sorted(told, key=lambda pair: (pair[2].rank, pair[0]["name"], pair[0]["id"], pair[1]["id"]))

    def _alike(self, session: Session) -> list[tuple[UUID, UUID, Likeness]]:
        picked: list[Two] = [(*row,) for row in session.execute(_PAIRS, GRID)]
        # Whoever asks at the same time waits, and compares nothing twice.
        with self._turn:
            known = self._known
            found = known | self._compared(session, [two for two in picked if two not in known])
            alike = {two: likely for two in picked if (likely := found.get(two))}
            unlike = islice((two for two in picked if two in found and two not in alike), _MOST_UNLIKE)
            self._known = {**alike, **dict.fromkeys(unlike)}
        return [(one, other, likely) for (one, _, other, _), likely in alike.items()]

    def _compared(self, session: Session, new: Sequence[Two]) -> dict[Two, Likeness | None]:
        rows = _rows(session, {each for one, _, other, _ in new for each in (one, other)})
        identities = {each: Identity.of(row, self._town) for each, row in rows.items()}
        there = (two for two in new if two[0] in identities and two[2] in identities)
        return {two: likeness(identities[two[2]], identities[two[0]]) for two in there}


def _rows(session: Session, ids: set[UUID]) -> dict[UUID, Mapping[str, Any]]:
    asked = select(*IDENTITY).where(Organisation.id == any_(cast(list(ids), ARRAY(Uuid))))
    return {row["id"]: row for row in rows_of(session, asked)} if ids else {}
