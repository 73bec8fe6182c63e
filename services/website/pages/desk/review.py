"""The desk of editors: what waits to be looked at, and what they decide about it."""

import re
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import requires
from services.kit.client import Refused
from services.website.clients.asking import Words, calmly
from services.website.forms.form import Filled
from services.website.language import _, said
from services.website.lists.filters import page_asked
from services.website.pages.desk.draft_form import choices_of
from services.website.records import forms, partners
from services.website.records.complaints import MISSING, NOT_PUBLIC, complaints, known_as_a_whole
from services.website.records.duplicates import Duplicate, duplicates_of
from services.website.records.fields import entries, labels_of, steps_for
from services.website.records.filling import in_between
from services.website.signed_in import directory_token, person
from services.website.site import site

pages = Blueprint("desk_review", __name__, url_prefix="/eintragen/pruefen")
_FILTERS = {"art": "kind", "thema": "category", "stadtteil": "district"}
_CONFLICT, _STALE, _WRONG = 409, 412, 422
_HANDED = ("waiting", "sampled")
_IS_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NO_REASON = said("Please say why. The reason goes out by e-mail.")
_CHECKS = said("Please answer every question of the check list first.")
_NO_GROUP = said("We do not know a group of this name. Please choose it from the list.")
_NO_COLLEAGUE = said("Please choose somebody of the team.")
_HINDRANCES = {
    "organisation-not-public": NOT_PUBLIC,
    "became-another": said("This entry, or its group, has become one with another. Please choose that one."),
    "already-published": said("This is public already."),
}
_NOT_POSSIBLE = said("That did not work as it stands now. Please look at it once more.")


@pages.get("")
@requires("person")
def queue() -> str:
    """List what waits, oldest first; what was handed to somebody, whether it waits or is public already."""
    state = "sampled" if request.args.get("stand") == "stichprobe" else "waiting"
    is_mine = request.args.get("fuer") == "mich"
    asked: dict[str, Any] = {
        name: [each for each in request.args.getlist(word) if each] for word, name in _FILTERS.items()
    }
    asked |= {"page": page_asked(request.args), "size": 50}
    asked |= {"assigned_to": person().id} if is_mine else {}
    return render_template(
        "desk/review_queue.html",
        listed=site().writing.queue(asked, states=_HANDED if is_mine else (state,), tokens=person().tokens),
        figures=site().writing.review_figures(tokens=person().tokens),
        reports=site().directory.reports(token=directory_token()),
        hidden=site().directory.freshness_checks("hidden", token=directory_token()),
        unreached=site().directory.freshness_checks("unreached", token=directory_token()),
        colleagues=_colleagues(),
        state=state,
        who=person(),
    )


@pages.get("/<uuid:revision_id>")
@requires("person")
def look(revision_id: UUID) -> str:
    """Show what somebody wrote, what it changes, and what can be done."""
    return _page(_revision(revision_id), Filled())


@pages.post("/<uuid:revision_id>/freigeben")
@requires("person")
def approve(revision_id: UUID) -> ResponseReturnValue:
    """Let citizens see it, with one's own corrections if there are any; buttons within these only change the form."""
    if request.form.get("tun") or "punkt.x" in request.form:
        return _corrected(_revision(revision_id))
    revision = _revision(revision_id)
    words: Words = {"checked": request.form.getlist("geprueft"), "note": request.form.get("notiz") or None}
    if corrections := _corrections(revision):
        words["words"] = corrections
    if name := request.form.get("gruppe", "").strip():
        if not (group := partners.group_of(name)):
            return _page(revision, Filled(request.form, {"gruppe": _NO_GROUP})), _WRONG
        words["words"] = {**corrections, "organisation_id": group}
    return _decided(revision_id, "approval", words, done="angesehen" if revision["sampled"] else "freigegeben")


@pages.post("/<uuid:revision_id>/ablehnen")
@requires("person")
def refuse(revision_id: UUID) -> ResponseReturnValue:
    """Say no, with a reason that goes out by mail."""
    reason = request.form.get("grund", "").strip()
    if not reason:
        return _page(_revision(revision_id), Filled(request.form, {"grund": _NO_REASON})), _WRONG
    words = {"reason": reason, "note": request.form.get("notiz") or None}
    return _decided(revision_id, "refusal", words, done="abgelehnt")


@pages.post("/<uuid:revision_id>/uebergeben")
@requires("person")
def hand_over(revision_id: UUID) -> ResponseReturnValue:
    """Hand it to a colleague, or back to all."""
    colleague = request.form.get("an") or None
    if colleague and colleague not in {each["id"] for each in _colleagues()}:
        return _page(_revision(revision_id), Filled(request.form, {"an": _NO_COLLEAGUE})), _WRONG
    words = {"person_id": colleague, "note": request.form.get("notiz") or None}
    is_told = colleague not in {None, person().id}
    return _decided(revision_id, "assignment", words, done="uebergeben" if is_told else "gesichert")


@pages.post("/<uuid:revision_id>/notiz")
@requires("person")
def note(revision_id: UUID) -> ResponseReturnValue:
    """Write something down for one's colleagues."""
    if text := request.form.get("notiz", "").strip():
        about = str(revision_id)
        site().writing.ask(about, lambda kept, token: kept.note(about, text, token=token), tokens=person().tokens)
    return redirect(url_for("desk_review.look", revision_id=revision_id, erledigt="gesichert"), 303)


def _corrections(revision: Words) -> Words:
    """Return what an editor wrote over somebody's words, as far as it says anything else."""
    if not request.form.get("korrigiert"):
        return {}
    kind = revision["kind"]
    before = forms.read(kind, forms.typed(kind, revision["words"]), is_editor=True)
    now = forms.read(kind, in_between(kind)[0], is_editor=True)
    return partners.with_ids({name: word for name, word in now.items() if word != before.get(name)})


def _corrected(revision: Words) -> str:
    typed, wish = in_between(revision["kind"])
    return _page(revision, Filled(typed), grows=wish.partition("mehr:")[2])


def _decided(revision_id: UUID, decision: str, words: Words, *, done: str) -> ResponseReturnValue:
    version = request.form.get("version", 0, type=int)
    try:
        about = str(revision_id)
        made = site().writing.ask(
            about,
            lambda kept, token: kept.decide(about, decision, words, version=version, token=token),
            tokens=person().tokens,
        )
    except Refused as refused:
        if refused.status not in {_CONFLICT, _STALE, _WRONG}:
            raise
        revision = _revision(revision_id)
        filled = _complaining(revision, words, refused)
        page = _page(revision, filled, trouble=refused.kind, hindrance=_hindrance(refused))
        return page, refused.status
    if decision == "assignment":
        return redirect(url_for("desk_review.look", revision_id=revision_id, erledigt=done), 303)
    if made["state"] == "waiting":
        return redirect(url_for("desk_review.look", revision_id=revision_id, erledigt="gesichert"), 303)
    return redirect(url_for("desk_review.queue", erledigt=done), 303)


def _complaining(revision: Words, words: Words, refused: Refused) -> Filled:
    """Return the form with what is wrong about it, at the field where an editor can mend it."""
    filled = Filled(request.form)
    if refused.kind == "check-list-open":
        filled.errors["geprueft"] = _CHECKS
    elif refused.kind not in _HINDRANCES and (refused.errors or known_as_a_whole(refused)):
        whole = revision | {"words": {**revision["words"], **words.get("words", {})}}
        filled.errors |= complaints(whole, refused)
    if filled.errors.pop("organisation_id", None):
        filled.errors["gruppe"] = MISSING
    return filled


def _hindrance(refused: Refused) -> Words:
    """Return why it cannot be: in our words where we have some, or else in those of the service, which are English."""
    known, detail = _HINDRANCES.get(refused.kind), str(refused.problem.get("detail") or "")
    return {
        "sentence": _(known or _NOT_POSSIBLE) if known or not detail else detail,
        "is_english": detail and not known,
    }


def _page(
    revision: Words, filled: Filled, *, trouble: str = "", hindrance: Words | None = None, grows: str = ""
) -> str:
    kind, known = revision["kind"], forms.typed(revision["kind"], revision["words"])
    fields = {each.name for each in entries(kind)}
    return render_template(
        "desk/review.html",
        revision=revision,
        form=filled,
        correcting=Filled(filled.typed if filled.value("korrigiert") else known, filled.errors),
        corrects=bool(request.form.get("tun") or fields & filled.errors.keys() or _corrections(revision)),
        grows=grows,
        steps=steps_for(kind, is_editor=True),
        choices=choices_of(revision),
        labels={**labels_of(kind), "geprueft": said("Check list"), "grund": said("Reason"), "gruppe": said("Group")},
        pictures=_pictures(revision["words"].get("pictures")),
        duplicates=_alike(revision),
        checks=site().city.review.checks,
        blocks=site().directory.text_blocks(token=directory_token()),
        colleagues=_colleagues(),
        trouble=trouble,
        hindrance=hindrance,
        script="desk.js",
        who=person(),
    )


def _alike(revision: Words) -> list[Duplicate]:
    """Return what may be there already of something new that waits."""
    if revision["subject_id"] or revision["state"] != "waiting":
        return []
    owner = (revision.get("organisation") or {}).get("id")
    return duplicates_of(revision["kind"], revision["words"], owner=owner, token=directory_token())


def _pictures(written: Any) -> list[Words]:
    """Return the pictures that can be shown; whoever suggests something may write anything."""
    named = [each for each in written if isinstance(each, dict)] if isinstance(written, list) else []
    return [each for each in named if _IS_ID.fullmatch(str(each.get("id")))]


def _colleagues() -> list[Words]:
    """Return who else may decide; without them the page still stands."""
    try:
        return calmly(lambda: site().accounts.colleagues(token=person().tokens["profiles-service"])) or []
    except Refused:  # an older profiles-service names nobody
        return []


def _revision(revision_id: UUID) -> Words:
    return partners.readable(site().writing.revision(str(revision_id), tokens=person().tokens))
