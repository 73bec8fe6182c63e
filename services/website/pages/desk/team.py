"""The desk of administrators: who acts for the city, and whose passkeys are taken back."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.kit.auth import requires
from services.kit.client import Refused
from services.website.forms.form import ADDRESS, Filled, SomebodyForm, read
from services.website.language import _, said
from services.website.signed_in import administrators_token, person
from services.website.site import site

pages = Blueprint("desk_team", __name__, url_prefix="/eintragen/team")
_ROLES = ("editor", "administrator")
_LAST = said("Nobody could decide about the team any more then. Please make somebody else administrator first.")
_CONFLICT, _WRONG, _GONE = 409, 422, 404


@pages.get("")
@requires("person")
def show() -> str:
    """Show who acts for the city."""
    return _page(Filled())


@pages.post("")
@requires("person")
def appoint() -> ResponseReturnValue:
    """Let somebody act for the city, or in another role."""
    filled, somebody = read(SomebodyForm, request.form)
    if somebody is None:
        return _page(filled), _WRONG
    role = request.form.get("rolle", "")
    words = somebody | {"role": role if role in _ROLES else "editor"}
    try:
        site().accounts.appoint(words, token=administrators_token())
    except Refused as refused:
        if refused.status == _CONFLICT:
            return _page(Filled(), note=_(_LAST)), _CONFLICT
        if refused.status != _WRONG:
            raise
        return _page(Filled(request.form, {"email": ADDRESS})), _WRONG
    return redirect(url_for("desk_team.show", erledigt="berufen"), 303)


@pages.post("/<uuid:person_id>/ende")
@requires("person")
def dismiss(person_id: UUID) -> ResponseReturnValue:
    """Let somebody act for the city no longer; who does not already stays so."""
    try:
        site().accounts.dismiss(str(person_id), token=administrators_token())
    except Refused as refused:
        if refused.status == _CONFLICT:
            return _page(Filled(), note=_(_LAST)), _CONFLICT
        if refused.status != _GONE:
            raise
    return redirect(url_for("desk_team.show", erledigt="beendet"), 303)


@pages.post("/<uuid:person_id>/passkeys")
@requires("person")
def take_passkeys_back(person_id: UUID) -> ResponseReturnValue:
    """Let none of somebody's passkeys open anything, because she has lost hers."""
    try:
        site().accounts.take_passkeys_back(str(person_id), token=administrators_token())
    except Refused as refused:
        if refused.status != _GONE:
            raise
    return redirect(url_for("desk_team.show", erledigt="passkeys"), 303)


def _page(filled: Filled, *, note: str = "") -> str:
    team = site().accounts.colleagues(token=administrators_token())
    return render_template("desk/team.html", team=team, who=person(), form=filled, note=note)
