"""What somebody wants to see of the calendar, as conditions in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.kit.around import Around

_STATES = {each: each for each in ("draft", "published", "withdrawn")}
_OURS = """(events.organisation_id = :organisation_id OR :organisation_id = ANY(events.co_organiser_ids) AND EXISTS (
    SELECT FROM co_organiser_answers AS answers WHERE answers.event_id = events.id
    AND answers.organisation_id = :organisation_id AND answers.agreed
) OR events.id IN (
    SELECT event_id FROM showings WHERE showings.organisation_id = :organisation_id AND wanted AND agreed
))"""
MODE = "CASE WHEN events.status = 'moved_online' THEN 'online' ELSE events.mode END"
"""Whether one goes to an event or joins it online: what has moved there is online, whatever was planned."""
IN_PLACE = f"{MODE} <> 'online'"
"""What holds for an event to which one goes: nobody is near to what is online, and it is in no part of the city."""
_SPOT = {"district": "text", "lat": "float", "lon": "float"}


def placed(date: str, name: str, kind: str = "text") -> str:
    """Return what is said of where a date of `events` is; that counts as a whole, see `changed_dates`."""
    own = f"CAST({date}.change ->> '{name}' AS {kind})"
    return f"CASE WHEN {date}.change ? 'venue' THEN {own} ELSE events.{name} END"


def spot(date: str) -> str:
    """Return the join of a date of `events` with how one takes part in it, and where it is: what is online is nowhere.

    What has moved online is online, whatever was planned; see `changed_dates`.
    """
    mode = f"CASE WHEN {date}.status = 'moved_online' THEN 'online' ELSE coalesce({date}.change ->> 'mode', {MODE}) END"
    places = ", ".join(
        f"CASE WHEN how.mode <> 'online' THEN {placed(date, name, kind)} END AS {name}" for name, kind in _SPOT.items()
    )
    return f"CROSS JOIN LATERAL (SELECT how.mode, {places} FROM (SELECT {mode} AS mode) AS how) AS spot"


CHOSEN = {
    "category": "events.categories && CAST(:category AS text[])",
    "district": "spot.district = ANY(CAST(:district AS text[]))",
    "kind": "events.kind = ANY(CAST(:kind AS text[]))",
    "mode": "spot.mode = ANY(CAST(:mode AS text[]))",
    "language": "events.languages && CAST(:language AS text[])",
    "with_children": "events.with_children = :with_children",
    "wheelchair": "(events.wheelchair = 'yes') = :wheelchair",
    "free": "events.is_free = :free",
}
"""What is counted for each choice, and how a date fits what was chosen, at its `spot`."""
_FIXED = {
    "not_category": "NOT events.categories && CAST(:not_category AS text[])",
    "not_district": "NOT coalesce(spot.district, '') = ANY(CAST(:not_district AS text[]))",
    "not_kind": "NOT events.kind = ANY(CAST(:not_kind AS text[]))",
    "access": "events.access @> CAST(:access AS text[])",
    # Who says nothing of an age means everybody.
    "age": "coalesce(events.age_from, 0) <= :age AND coalesce(events.age_to, 999) >= :age",
}
_BEYOND = {
    # Words that are all too common leave nothing to search for.
    "q": "(numnode(public.search_query(:q)) = 0 OR events.search @@ public.search_query(:q))",
    "project_id": "events.project_id = :project_id",
}
LASTS_LONG = "dates.until - dates.starts_at > interval '30 days'"
"""What holds for a date that is listed apart: an exhibition would stand on every day."""
_SHORT = "dates.until - dates.starts_at <= interval '30 days'"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody wants to see; an empty list or nothing means any. `long` is what lasts over thirty days."""

    begins_at: datetime
    ends_at: datetime | None = None
    q: str | None = None
    category: Sequence[str] = ()
    district: Sequence[str] = ()
    kind: Sequence[str] = ()
    mode: Sequence[str] = ()
    language: Sequence[str] = ()
    with_children: bool | None = None
    wheelchair: bool | None = None
    free: bool | None = None
    not_category: Sequence[str] = ()
    not_district: Sequence[str] = ()
    not_kind: Sequence[str] = ()
    access: Sequence[str] = ()
    organisation_id: UUID | None = None
    project_id: UUID | None = None
    age: int | None = None
    around: Around | None = None
    long: bool | None = None
    state: str = "published"

    @property
    def given(self) -> dict[str, Any]:
        """Return what the conditions want to know."""
        said = {name: value for name, value in vars(self).items() if name != "around"}
        words = {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}
        return words | (self.around.given if self.around else {})

    @property
    def chosen(self) -> dict[str, str]:
        """Return for each facet of which something was chosen what holds for a date; false where it is not known."""
        return {name: f"coalesce({fits}, false)" for name, fits in CHOSEN.items() if _says(getattr(self, name))}

    @property
    def fixed(self) -> str:
        """Return what holds for a date whatever is chosen of the facets."""
        fixed = [fits for name, fits in _FIXED.items() if _says(getattr(self, name))]
        near = [self.around.within("spot")] if self.around else []
        return " AND ".join([self.shown, *fixed, *self.beyond, *near])

    @property
    def shown(self) -> str:
        """Return what holds for an event in this state, spelt out: so the planner knows that partial indexes apply."""
        return f"events.state = '{_STATES[self.state]}'"

    @property
    def beyond(self) -> list[str]:
        """Return what holds for an event that the database alone knows: words, and whose it is."""
        found = [fits for name, fits in _BEYOND.items() if _says(getattr(self, name))]
        if self.organisation_id:
            found.append(_OURS if self.state == "published" else "events.organisation_id = :organisation_id")
        return found

    @property
    def conditions(self) -> str:
        """Return all that holds for a date, and for its event."""
        return " AND ".join([self.fixed, *self.chosen.values()])

    @property
    def in_range(self) -> str:
        """Return what holds for a date: it is not over when the range begins, and begins before that ends."""
        wanted = "tstzrange(CAST(:begins_at AS timestamptz), CAST(:ends_at AS timestamptz))"
        ranged = f"tstzrange(dates.starts_at, dates.until) && {wanted}"
        return f"({ranged if self.ends_at else 'dates.until > :begins_at'}){self.of_length}"

    @property
    def of_length(self) -> str:
        """Return what holds for how long a date lasts, as one condition more."""
        return "" if self.long is None else f" AND {LASTS_LONG if self.long else _SHORT}"


def _says(value: Any) -> bool:
    return value is not None and value not in ([], ())
