"""What of the calendar fits a wish, how much that is, and how much each choice would leave: counted with bits.

Every process keeps an almanac (`rules/almanac.py`), as new as the rows themselves (`services/kit/abacus.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, reduce
from operator import or_
from typing import Any

import orjson
from sqlalchemy import literal_column, text
from sqlalchemy.orm import Session

from events_service.models import Catalogue, Event
from events_service.queries.listing.wishes import CHOSEN, IN_PLACE, LASTS_LONG, MODE, Wish, spot
from events_service.rules.almanac import Almanac, Left, Range, Stretch
from services.kit.abacus import Reading
from services.kit.tallies import UNKNOWN, Bits, Chosen, Fits, Tallies, bits_of, numbers_of

_QUESTIONS: Mapping[str, Any] = {
    "category": Event.categories,
    "district": literal_column(f"CASE WHEN {IN_PLACE} THEN events.district END"),
    "kind": Event.kind,
    "mode": literal_column(MODE),
    "language": Event.languages,
    "with_children": Event.with_children,
    "wheelchair": Event.wheelchair == "yes",
    "free": Event.is_free,
    "access": Event.access,
    "age_from": Event.age_from,
    "age_to": Event.age_to,
}
"""What an event answers to; of the first, which may be chosen, a list shows how many each answer would leave."""
# What the almanac wants to know of each date, in the order in which it reads it; days as `date.toordinal` counts them.
# Last what is to be known of one that is elsewhere than its event.
_DATES = f"""
(SELECT coalesce(json_agg(json_build_array(
    dates.number, CAST(extract(epoch FROM starts_at) * 1000000 AS bigint),
    date(starts_at AT TIME ZONE :zone) - date '0001-01-01' + 1,
    date((until - interval '1 microsecond') AT TIME ZONE :zone) - date '0001-01-01' + 1,
    {LASTS_LONG},
    CASE WHEN own_number IS NOT NULL THEN json_build_object(
        'number', own_number, 'answers', json_build_object('mode', spot.mode, 'district', spot.district),
        'at', json_build_array(spot.lat, spot.lon)
    ) END
)), '[]') FROM event_dates AS dates {spot("dates")} WHERE event_id = events.id)
"""
_UNWANTED = ("category", "district", "kind")
_WITHIN = "SELECT coalesce(json_agg(number), '[]')::text FROM events WHERE {conditions}"


@cache
def reading(zone: str) -> Reading[Almanac]:
    """Return what an almanac is read from, its days being those of a time zone."""
    dates = text(_DATES).bindparams(zone=zone)
    spot: list[Any] = [literal_column(f"CASE WHEN {IN_PLACE} THEN events.{name} END") for name in ("lat", "lon")]
    questions = (*_QUESTIONS.values(), Event.touched, *spot, dates)
    return Reading(Event, lambda event: event.state == "published", questions, Catalogue.emptied, _EMPTY)


_EMPTY = Almanac(Tallies(tuple(_QUESTIONS)))


@dataclass(frozen=True)
class Found:
    """What fits a wish: the events, and their dates in its range."""

    almanac: Almanac
    chosen: Chosen
    within: Bits | None
    left: Left
    wanted: Range

    @cached_property
    def stretch(self) -> Stretch:
        """Return the dates of the range, of events that fit or not."""
        return self.almanac.stretch(self.wanted)

    @property
    def total(self) -> int:
        """Return how many dates there are."""
        return self.stretch.count(self.left)

    @property
    def touched(self) -> dict[int, int]:
        """Return the numbers of the events that have a date in the range, and which transactions touched them last."""
        bits = self.almanac.events(reduce(or_, self.stretch.weights, 0) & self.left.bits)
        return {number: int(self.almanac.touched[number]) for number in numbers_of(bits)}

    @property
    def lasting_long(self) -> "Found":
        """Return of the same what lasts over thirty days."""
        return replace(self, wanted=self.wanted._replace(is_long=True))

    def days(self, first: date, last: date) -> Sequence[Stretch]:
        """Return the dates of each day from one to another, without what lasts long."""
        return self.almanac.days(first.toordinal(), last.toordinal())

    def counts(self) -> dict[str, Any]:
        """Return the total and the facets of a list; each facet has all filters applied but its own."""
        return {"total": self.total, "facets": {name: self._facet(name) for name in CHOSEN}}

    def _facet(self, name: str) -> dict[str, int]:
        tallies, left = self.almanac.tallies, self.left.bits
        if name in self.chosen.fits:
            left = tallies.left(self.chosen, self.within, but=name)
        counted = tallies.counts(name, left, self.stretch.weights)
        counted.pop(UNKNOWN, None)
        return counted


def found(session: Session, almanac: Almanac, wish: Wish) -> Found:
    """Return what of the public calendar fits a wish whose range begins and ends at midnight."""
    chosen, within = _chosen(wish), _within(session, almanac, wish)
    return Found(almanac, chosen, within, almanac.left(chosen, within), _range(wish))


def _chosen(wish: Wish) -> Chosen:
    fits: dict[str, Fits] = {name: _is_one_of(getattr(wish, name)) for name in wish.chosen}
    if (age := wish.age) is not None:
        # Who says nothing of an age means everybody.
        fits["age_from"] = lambda key: key == UNKNOWN or int(key) <= age
        fits["age_to"] = lambda key: key == UNKNOWN or int(key) >= age
    without = {name: words for name in _UNWANTED if (words := getattr(wish, f"not_{name}"))}
    return Chosen(fits, without, {"access": wish.access} if wish.access else {})


def _is_one_of(said: Any) -> Fits:
    return frozenset([str(said).lower()] if isinstance(said, bool) else said).__contains__


def _within(session: Session, almanac: Almanac, wish: Wish) -> Bits | None:
    """Return in what alone is to be counted, beyond all that the tallies know."""
    near = almanac.near(wish.around) if wish.around else None
    if not wish.beyond:
        return near
    asked = _WITHIN.format(conditions=" AND ".join([wish.shown, *wish.beyond]))
    some = almanac.with_elsewhere(bits_of(orjson.loads(session.execute(text(asked), wish.given).scalar_one())))
    return some if near is None else some & near


def _range(wish: Wish) -> Range:
    last = wish.ends_at.toordinal() - 1 if wish.ends_at else None
    return Range(wish.begins_at.toordinal(), last, wish.long)
