"""The form of a draft as a page: what was written, what can be chosen, and what stands in the way."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import render_template, request
from werkzeug.datastructures import MultiDict

from services.kit.client import Refused
from services.kit.errors import NotFound
from services.website.clients.asking import Words, calmly
from services.website.forms.form import Filled
from services.website.pages.desk.partners import answers_to, named_with_event
from services.website.records import forms
from services.website.records.comparing import said_of
from services.website.records.fields import STEPS, labels_of, steps_for
from services.website.records.filling import planned
from services.website.signed_in import SignedOut, person
from services.website.site import site

_MOST = 100
# What people do not see of a field.
_BESIDE = ("-id", "-known", "-genau", "-spot")
Choices = dict[str, list[tuple[str, str]]]


def written(draft: Words) -> Filled:
    """Return what stands in a draft as if somebody had just typed it."""
    return Filled(forms.typed(draft["kind"], draft["words"]))


def told_of(typed: MultiDict[str, str], name: str) -> str:
    """Return all that was typed for a field, in however many parts, in one line."""
    parts = [each for each in typed if each == name or (each.startswith(f"{name}-") and not each.endswith(_BESIDE))]
    values = (value for part in parts for value in typed.getlist(part) if value)
    return ", ".join(said_of(value, "event", name) if name == "rule" else value for value in values)


def draft_form(draft: Words, filled: Filled, *, note: str = "", **more: Any) -> str:
    """Return the page on which a draft is written."""
    return render_template(
        "desk/draft.html",
        draft=draft,
        form=filled,
        steps=steps_for(draft["kind"], is_editor=_is_editor()),
        labels=labels_of(draft["kind"]),
        note=note,
        choices=choices_of(draft),
        answers=_answers(draft),
        followed=_followed(draft),
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


def choices_of(draft: Words) -> Choices:
    """Return what can be chosen in a draft: projects and offers of its group, and the dates it has so far."""
    kind, asked = draft["kind"], {"organisation": (draft.get("organisation") or {}).get("id"), "size": _MOST}
    choices: Choices = {}
    if asked["organisation"] and kind in {"offer", "event"}:
        choices["project_id"] = _titles(lambda: site().directory.projects(asked))
    if asked["organisation"] and kind == "event":
        choices["offer_id"] = _titles(lambda: site().directory.offers(asked))
    if kind == "event":
        token = person().tokens["events-service"]
        choices["planned"] = planned(draft["words"], wrong=draft.get("problems", ()), token=token)
    return choices


def _titles(ask: Callable[[], Words]) -> list[tuple[str, str]]:
    try:
        found = calmly(ask)
    except (Refused, NotFound):
        found = None
    return [(each["id"], each["title"]) for each in found["items"]] if found else []


def _answers(draft: Words) -> list[Words]:
    """Return who keeps this project or event waiting, or has said no to it."""
    if draft["kind"] not in {"project", "event"} or not draft.get("subject_id"):
        return []
    if draft["kind"] == "event":
        return named_with_event(draft["subject_id"])
    return answers_to(draft["subject_id"], token=person().tokens["directory-service"])


def _followed(draft: Words) -> Words | None:
    """Return from which calendar an event came, and what of it follows that no more."""
    if draft["kind"] != "event" or not draft.get("subject_id"):
        return None
    token = person().tokens["events-service"]
    return calmly(lambda: site().feeds.followed(draft["subject_id"], token=token))


def _is_editor() -> bool:
    try:
        return person().is_editor
    except SignedOut:
        return False
