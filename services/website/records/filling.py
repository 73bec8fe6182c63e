"""What a form does by itself with what was typed: one row less, the point on the map, the dates to choose from."""

from collections.abc import Collection

from flask import request
from werkzeug.datastructures import MultiDict

from services.kit.client import Refused
from services.website.calendar import event_dates
from services.website.clients.asking import Words, calmly
from services.website.drawing import maps
from services.website.records import forms
from services.website.records.fields import entry
from services.website.site import site

_OF_A_POINT = ("lat", "lon")
_PLANNED = ("starts_at", "all_day", "rule", "further_starts")


def in_between(kind: str) -> tuple[MultiDict[str, str], str]:
    """Return what was typed and what the button wants, after what the form does by itself: rows, and the map."""
    typed, wish = MultiDict(request.form), request.form.get("tun", "")
    what, _, which = wish.partition(":")
    if what == "weniger":
        name, _, number = which.rpartition("-")
        rows = entry(kind, name)
        typed = forms.without_row(rows, int(number), typed) if rows and number.isdecimal() else typed
    if "punkt.x" in typed or wish == "punkt-mitte":
        point, wish = _pointed_at(typed), "punkt"
    else:
        point = dict.fromkeys(_OF_A_POINT, "") if wish == "punkt-weg" else {}
    for name, value in point.items():
        typed[name] = value
    return typed, wish


def planned(words: Words, *, wrong: Collection[str] = (), token: str = "") -> list[tuple[str, str]]:
    """Return the dates that an event would have, to choose those that are left out or other."""
    return event_dates.to_choose(words, _dates(words, wrong, token))


def _pointed_at(typed: MultiDict[str, str]) -> dict[str, str]:
    """Return the place that was clicked on; a key pressed there means the middle of the district."""
    x, y = (typed.get(f"punkt.{axis}", 0, type=int) for axis in "xy")
    if not x and not y:
        known = site().city.district(typed.get("district", ""))
        return {"lat": str(known.lat), "lon": str(known.lon)} if known else {}
    lat, lon = maps.place_of(x / maps.SHOWN_WIDTH, y / maps.SHOWN_HEIGHT, site().city.districts)
    return {"lat": f"{lat:.5f}", "lon": f"{lon:.5f}"}


def _dates(words: Words, wrong: Collection[str], token: str) -> list[Words]:
    """Return the dates of a series as its rule says, before any is left out or changed."""
    known = {name: words[name] for name in _PLANNED if words.get(name) and name not in wrong}
    if "starts_at" not in known or not {"rule", "further_starts"} & known.keys():
        return []
    try:
        found = calmly(lambda: site().events.laid_out(known, token=token))
    except Refused:  # what is half-written may have no dates yet
        return []
    return list(found["dates"]) if found else []
