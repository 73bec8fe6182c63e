"""The desk of a group: who looks after its page, who is invited, leaving and handing over."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import requires
from services.kit.client import Refused
from services.website.clients.asking import Words
from services.website.forms.form import ADDRESS, Filled, SomebodyForm, read
from services.website.language import language, said
from services.website.pages.desk.overview import own_group
from services.website.signed_in import directory_token, person
from services.website.site import site

pages = Blueprint("desk_people", __name__, url_prefix="/eintragen/leute")
_FORBIDDEN, _CONFLICT, _WRONG, _OFTEN = 403, 409, 422, 429
_COMPLAINTS = {
    _WRONG: ADDRESS,
    _OFTEN: said("That was a bit much at once. Please wait a few minutes and try again."),
}


@pages.get("/<slug>")
@requires("person")
def show(slug: str) -> str:
    """Show who looks after a group, and who is invited."""
    return _page(own_group(slug), Filled())


@pages.post("/<slug>/einladen")
@requires("person")
def invite(slug: str) -> ResponseReturnValue:
    """Invite somebody by mail."""
    group, role = own_group(slug), request.form.get("rolle")
    filled, somebody = read(SomebodyForm, request.form)
    if somebody is None:
        return _page(group, filled), _WRONG
    words = somebody | {"role": role if role in {"owner", "editor"} else "owner", "language": language()}
    try:
        site().directory.invite(group["id"], words, token=directory_token())
    except Refused as refused:
        if refused.status not in _COMPLAINTS:
            raise
        return _page(group, Filled(request.form, {"email": _COMPLAINTS[refused.status]})), refused.status
    return _back(slug, "eingeladen")


@pages.post("/<slug>/einladung/<uuid:invitation_id>")
@requires("person")
def withdraw(slug: str, invitation_id: UUID) -> ResponseReturnValue:
    """Let nobody accept an invitation any more."""
    site().directory.withdraw_invitation(own_group(slug)["id"], str(invitation_id), token=directory_token())
    return _back(slug, "gesichert")


@pages.post("/<slug>/<uuid:person_id>")
@requires("person")
def change(slug: str, person_id: UUID) -> ResponseReturnValue:
    """Change somebody's role, or let her look after the group no longer."""
    group, wish = own_group(slug), request.form.get("tun")
    try:
        if wish == "beenden":
            site().directory.end_stewardship(group["id"], str(person_id), token=directory_token())
        else:
            role = "owner" if wish == "inhaberin" else "editor"
            site().directory.change_role(group["id"], str(person_id), role, token=directory_token())
    except Refused as refused:
        if refused.status != _CONFLICT:
            raise
        return _page(group, Filled(), note="last-owner"), _CONFLICT
    return _back(slug, "gesichert")


def _back(slug: str, done: str) -> ResponseReturnValue:
    still = any(each["organisation_slug"] == slug for each in site().directory.stewardships(token=directory_token()))
    if not still and not person().is_editor:
        return redirect(url_for("desk.own"), 303)
    return redirect(url_for("desk_people.show", slug=slug, erledigt=done), 303)


def _page(group: Words, filled: Filled, *, note: str = "") -> str:
    people = site().directory.stewards(group["id"], token=directory_token())
    try:
        invitations = site().directory.invitations(group["id"], token=directory_token())
    except Refused as refused:
        if refused.status != _FORBIDDEN:
            raise
        invitations = None
    return render_template(
        "desk/people.html",
        group=group,
        people=people,
        invitations=invitations,
        me=person().id,
        form=filled,
        note=note,
        unlisted=True,
    )
