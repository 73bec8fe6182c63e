"""The desk of editors: what one person agreed to, word by word, to be read, printed and handed on."""

import json

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from services.kit.auth import requires
from services.kit.client import Refused
from services.website.clients.asking import Words
from services.website.forms.form import AddressForm, Filled, read
from services.website.language import said
from services.website.signed_in import editors_token
from services.website.site import site

pages = Blueprint("desk_proof", __name__, url_prefix="/eintragen/nachweis")
_NOBODY = said("Nobody has ever ordered messages at this address.")
_NOT_FOUND, _WRONG = 404, 422
_KINDS = {"text": ("text/markdown; charset=utf-8", "md"), "daten": ("application/json", "json")}


@pages.get("")
@requires("person")
def ask() -> str:
    """Ask whose proof is wanted."""
    _token()
    return render_template("desk/proof.html", form=Filled(), unlisted=True)


@pages.post("")
@requires("person")
def show() -> ResponseReturnValue:
    """Show the proof of one person, or hand it out as a file; the address stands in no link."""
    filled, words = read(AddressForm, request.form)
    token = _token()
    if words is None:
        return render_template("desk/proof.html", form=filled, unlisted=True), _WRONG
    try:
        proof = site().profiles.consents(words["email"], token=token)
    except Refused as refused:
        if refused.status != _NOT_FOUND:
            raise
        filled.errors["email"] = _NOBODY
        return render_template("desk/proof.html", form=filled, unlisted=True), _NOT_FOUND
    kind = request.form.get("als", "")
    if kind in _KINDS:
        return _file(kind, proof)
    return render_template("desk/proof.html", form=filled, proof=proof, unlisted=True)


def _file(kind: str, proof: Words) -> Response:
    mimetype, ending = _KINDS[kind]
    told = render_template("desk/proof_text.html", proof=proof) if kind == "text" else _json(proof)
    response = Response(told, content_type=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="nachweis-{proof["person_id"]}.{ending}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _json(proof: Words) -> str:
    return json.dumps(proof, ensure_ascii=False, indent=2)


def _token() -> str:
    return editors_token("profiles-service")
