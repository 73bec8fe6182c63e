"""What people type who want to be put in touch, and who answer them."""

from marshmallow import validate
from werkzeug.datastructures import MultiDict

from services.kit.addresses import LONGEST_NAME
from services.website.clients.asking import Words
from services.website.forms.form import Filled, Form, Line, Text, address, at_most, read
from services.website.language import said
from services.website.lists.filters import YES

LONGEST = 2000
ANSWERS = {"meet": said("Yes, let us meet"), "filled": said("Already filled"), "no": said("No, it does not fit")}
OTHER_ANSWERS = {**ANSWERS, "filled": said("Not at the moment")}
"""To who asks a group or a person: there nothing can be filled."""
REASONS = {
    "no_time": said("There was no time for it"),
    "did_not_fit": said("It did not fit"),
    "never_met": said("We never met"),
    "other": said("Another reason"),
}
_NAME = said("Please tell us your name.")
_MESSAGE = said("Please write what it is about.")
_CONSENT = said("Please agree to it. Otherwise we may not pass your request on.")
_ANSWER = said("Please choose one of the answers.")
_REASON = said("Please choose a reason.")
_NOTE = said("Please write why. The person reads it.")
_AS_ON_THE_PAGE = ("name", "email", "nachricht", "zustimmung")


class ContactForm(Form):
    """Who wants to be put in touch, and why."""

    name = Line(required=True, error_messages={"required": _NAME}, validate=at_most(LONGEST_NAME))
    email = address()
    nachricht = Text(required=True, error_messages={"required": _MESSAGE}, validate=at_most(LONGEST))


class AnswerForm(Form):
    """What somebody is answered."""

    antwort = Line(required=True, error_messages={"required": _ANSWER}, validate=validate.OneOf(ANSWERS, error=_ANSWER))
    text = Text(load_default=None, validate=at_most(LONGEST))


class OutcomeForm(Form):
    """Why nothing came of a request."""

    grund = Line(required=True, error_messages={"required": _REASON}, validate=validate.OneOf(REASONS, error=_REASON))


class RefusalForm(Form):
    """Why a request is passed on to nobody."""

    notiz = Text(required=True, error_messages={"required": _NOTE}, validate=at_most(LONGEST))


def answers_to(kind: str) -> dict[str, str]:
    """Return in which words a request about such a thing is answered."""
    return ANSWERS if kind == "offer" else OTHER_ANSWERS


def read_contact(typed: MultiDict[str, str]) -> tuple[Filled, Words | None]:
    """Return the form as typed, and what is sent of it unless something is wrong."""
    filled, words = read(ContactForm, typed)
    if typed.get("zustimmung") != YES:
        filled.errors["zustimmung"] = _CONSENT
    filled.errors = {name: filled.errors[name] for name in _AS_ON_THE_PAGE if name in filled.errors}
    if words is None or filled.errors:
        return filled, None
    told = {"name": words["name"], "email": words["email"], "message": words["nachricht"]}
    return filled, {
        **told,
        "shares_address": typed.get("adresse") == YES,
        "wording_version": typed.get("fassung", "")[:40] or "-",
    }


def read_answer(typed: MultiDict[str, str]) -> tuple[Filled, Words | None]:
    """Return the form as typed, and what is sent of it unless something is wrong."""
    filled, words = read(AnswerForm, typed)
    if words is None:
        return filled, None
    shares = typed.get("adresse") == YES
    return filled, {"answer": words["antwort"], "text": words["text"], "shares_address": shares}


def read_outcome(typed: MultiDict[str, str]) -> tuple[Filled, Words | None]:
    """Return the form as typed, and what is sent of it unless something is wrong."""
    if typed.get("tun") == "ja":
        return Filled(typed), {"placed": True}
    if typed.get("tun") == "zurueck":
        return Filled(typed), {"placed": False}
    filled, words = read(OutcomeForm, typed)
    return filled, {"placed": False, "reason": words["grund"]} if words else None
