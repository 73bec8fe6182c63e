"""The form of a draft as a page: what was written, what can be chosen, and what stands in the way."""

from typing import Any
from uuid import UUID

from flask import render_template, request
from werkzeug.datastructures import MultiDict

from services.kit.client import Refused
from services.kit.errors import NotFound
from services.website import maps, record_forms
from services.website.clients.asking import Words, calmly
from services.website.forms import Filled
from services.website.pages.desk_partners import answers_to
from services.website.record_fields import STEPS, entry, labels_of, steps_for
from services.website.signed_in import SignedOut, person
from services.website.site import site

_MOST = 100
_PART_OF_PROJECTS = frozenset({"offer", "event"})
_OF_A_POINT = ("lat", "lon")


def written(draft: Words) -> Filled:
    """Return what stands in a draft as if somebody had just typed it."""
    return Filled(record_forms.typed(draft["kind"], draft["words"]))


def in_between(kind: str) -> tuple[MultiDict[str, str], str]:
    """Return what was typed and what the button wants, after what the form does by itself: rows, and the map."""
    typed, wish = MultiDict(request.form), request.form.get("tun", "")
    what, _, which = wish.partition(":")
    if what == "weniger":
        name, _, number = which.rpartition("-")
        rows = entry(kind, name)
        typed = record_forms.without_row(rows, int(number), typed) if rows and number.isdecimal() else typed
    if "punkt.x" in typed or wish == "punkt-mitte":
        point, wish = _pointed_at(typed), "punkt"
    else:
        point = dict.fromkeys(_OF_A_POINT, "") if wish == "punkt-weg" else {}
    for name, value in point.items():
        typed[name] = value
    return typed, wish


def draft_form(draft: Words, filled: Filled, *, note: str = "", **more: Any) -> str:
    """Return the page on which a draft is written."""
    return render_template(
        "draft.html",
        draft=draft,
        form=filled,
        steps=steps_for(draft["kind"], is_editor=_is_editor()),
        labels=labels_of(draft["kind"]),
        note=note,
        projects=group_projects(draft),
        answers=_answers(draft),
        script="desk.js",
        unlisted=True,
        **more,
    )


def kept_typed(draft_id: UUID) -> Words:
    """Return as much of a draft as the form itself tells, for somebody who may not read it at the moment."""
    kind = request.form.get("art", "")
    if kind not in STEPS:
        raise SignedOut
    return {
        "id": str(draft_id),
        "kind": kind,
        "version": request.form.get("version", 0, type=int),
        "title": request.form.get("title") or request.form.get("name") or "",
        "words": {},
        "state": "draft",
    }


def _pointed_at(typed: MultiDict[str, str]) -> dict[str, str]:
    """Return the place that was clicked on; a key pressed there means the middle of the district."""
    x, y = (typed.get(f"punkt.{axis}", 0, type=int) for axis in "xy")
    if not x and not y:
        known = site().city.district(typed.get("district", ""))
        return {"lat": str(known.lat), "lon": str(known.lon)} if known else {}
    lat, lon = maps.place_of(x / maps.SHOWN_WIDTH, y / maps.SHOWN_HEIGHT, site().city.districts)
    return {"lat": f"{lat:.5f}", "lon": f"{lon:.5f}"}


def group_projects(draft: Words) -> list[tuple[str, str]]:
    """Return the projects that an offer may be part of: those of its group."""
    group = draft.get("organisation")
    if draft["kind"] not in _PART_OF_PROJECTS or not group:
        return []
    try:
        found = calmly(lambda: site().directory.projects({"organisation": group["id"], "size": _MOST}))
    except (Refused, NotFound):
        found = None
    return [(each["id"], each["title"]) for each in found["items"]] if found else []


def _answers(draft: Words) -> list[Words]:
    """Return who keeps this project waiting, or has said no to it."""
    if draft["kind"] != "project" or not draft.get("subject_id"):
        return []
    return answers_to(draft["subject_id"], token=person().tokens["directory-service"])


def _is_editor() -> bool:
    try:
        return person().is_editor
    except SignedOut:
        return False
