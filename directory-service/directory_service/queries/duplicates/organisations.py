"""Which organisations may be one: looked for while somebody types, and in a table; `pairs.py` looks among all.

PostgreSQL picks whoever shares a mark or is near, by what it keeps of each; only those are compared.
"""

import math
import sys
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, Uuid, any_, case, cast, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from directory_service.models import Organisation
from directory_service.queries.facets import Condition
from directory_service.rules import State
from directory_service.rules.duplicates import METRES_A_DEGREE, NEAR_METRES, Identity, Likeness, likeness
from directory_service.rules.neighbours import FIELDS_A_DEGREE, Neighbours

IDENTITY = (
    Organisation.id,
    Organisation.external_id,
    Organisation.slug,
    Organisation.name,
    Organisation.state,
    Organisation.street,
    Organisation.post_code,
    Organisation.lat,
    Organisation.lon,
    Organisation.website,
    Organisation.email,
)
_OLDEST = Organisation.created_at
# Written with letters whose spellings PostgreSQL and Python do not tell apart alike: compared with everybody.
_FOREIGN = "?"
# A little wider than what counts as near, as numbers are rounded.
_NEAR_DEGREES = NEAR_METRES / METRES_A_DEGREE * 1.01
# Fields of a grid that are wider than what counts as near, as `rules/neighbours.py` has them.
GRID = {"near": _NEAR_DEGREES, "fields": FIELDS_A_DEGREE}
# Of a whole table: each organisation is looked up among its rows; an index is slow to ask for thousands of marks.
_NEIGHBOURS = text("""
    SELECT id FROM organisations, unnest(marks) AS mark
    WHERE state <> 'withdrawn' AND mark = ANY(CAST(:marks AS text[]))
    UNION
    SELECT other.id
    FROM (
        SELECT lat, lon, floor(lat * :fields) + up AS north, floor(lon * :fields / 2) + aside AS east
        FROM unnest(CAST(:lats AS float[]), CAST(:lons AS float[])) AS point (lat, lon),
            generate_series(-1, 1) AS up, generate_series(-1, 1) AS aside
    ) one JOIN organisations other
        ON floor(other.lat * :fields) = north AND floor(other.lon * :fields / 2) = east AND other.state <> 'withdrawn'
        AND abs(other.lat - one.lat) <= :near
        AND abs(other.lon - one.lon) * least(cosd(one.lat), cosd(other.lat)) <= :near
""")


def like(
    session: Session,
    words: Mapping[str, Any],
    *,
    town: str,
    seen: Condition,
    addresses_seen: Condition | None = None,
    but: UUID | None = None,
) -> list[dict[str, Any]]:
    """Return the organisations among those that are seen that these words may describe, the likeliest first.

    A mail address makes alike only where it is seen, if not everywhere: whoever guesses one learns nothing.
    """
    asked = Identity.of(words, town)
    there = (Organisation.state != State.WITHDRAWN, Organisation.id.is_distinct_from(but), seen)
    email = Organisation.email if addresses_seen is None else case((addresses_seen, Organisation.email))
    told_apart = (*(each for each in IDENTITY if each is not Organisation.email), email.label("email"))
    rows = rows_of(session, select(*told_apart, Organisation.state).where(*there, _may_be(asked)).order_by(_OLDEST))
    compared = ((row, likeness(asked, Identity.of(row, town))) for row in rows)
    found = [(row, alike) for row, alike in compared if alike]
    found.sort(key=lambda each: each[1].rank)
    return [{**told(row, alike), "state": row["state"], "organisation": None} for row, alike in found]


def _may_be(asked: Identity) -> Condition:
    """Pick whoever may be alike, and others: what is alike is never left out."""
    conditions: list[Condition] = [
        Organisation.marks.op("&&", is_comparison=True)(cast([*asked.marks, _FOREIGN], ARRAY(Text)))
    ]
    if asked.lat is not None and asked.lon is not None:
        east = _NEAR_DEGREES / max(math.cos(math.radians(asked.lat)), sys.float_info.epsilon)
        conditions.append(
            Organisation.lat.between(asked.lat - _NEAR_DEGREES, asked.lat + _NEAR_DEGREES)
            & Organisation.lon.between(asked.lon - east, asked.lon + east)
        )
    return or_(*conditions)


def neighbours(session: Session, wanted: Collection[Identity], *, town: str) -> Neighbours[Mapping[str, Any]]:
    """Return the organisations that are or will be shown, as far as one of those that are wanted may be one of them."""
    known: Neighbours[Mapping[str, Any]] = Neighbours()
    points = [(each.lat, each.lon) for each in wanted if each.lat is not None and each.lon is not None]
    asked = {
        "marks": list({_FOREIGN, *(mark for each in wanted for mark in each.marks)}),
        "lats": [float(lat) for lat, _ in points],
        "lons": [float(lon) for _, lon in points],
        **GRID,
    }
    picked = any_(cast(list(session.scalars(_NEIGHBOURS, asked)), ARRAY(Uuid)))
    for row in rows_of(session, select(*IDENTITY).where(Organisation.id == picked).order_by(_OLDEST)):
        known.add(row, Identity.of(row, town))
    return known


def rows_of(session: Session, asked: Select[*tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Return what is asked as plain words, to be compared."""
    return [dict(row) for row in session.execute(asked).mappings()]


def told(row: Mapping[str, Any], likeness: Likeness) -> dict[str, Any]:
    """Return a likeness as it is told to people."""
    words = {name: row[name] for name in ("id", "external_id", "name", "slug")}
    words["id"] = words["id"] and str(words["id"])
    return {**words, "is_strong": likeness.is_strong, "because": list(likeness.because)}
