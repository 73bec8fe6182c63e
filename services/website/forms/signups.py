"""What people type who sign up for an event, and what organisations ask them."""

from typing import Any

from marshmallow import fields, validate
from werkzeug.datastructures import MultiDict

from services.kit.addresses import LONGEST_NAME
from services.website.clients.asking import Words
from services.website.forms.form import Filled, Form, Line, Text, address, at_most, read
from services.website.language import said

QUESTION = "frage_"
MOST_QUESTIONS = 5
_NAME = said("Please tell us your name.")
_DATE = said("Please choose a date.")
_ANSWER = said("Please answer this question.")
_PEOPLE = said("Please choose how many you are.")
_TEXT = said("Please write something.")
_AS_ON_THE_PAGE = ("termin", "name", "email", "personen")
_YES_NO = {"ja": True, "nein": False}
KINDS = {"text": said("own words"), "choice": said("one of several answers"), "yes_no": said("yes or no")}


class ReminderForm(Form):
    """Who wants to be reminded."""

    email = address()
    termin = Line(validate=at_most(40), load_default=None)


class SignUpForm(ReminderForm):
    """Who wants to come, and with how many."""

    name = Line(required=True, error_messages={"required": _NAME}, validate=at_most(LONGEST_NAME))
    personen = fields.Integer(
        load_default=1,
        error_messages={"invalid": _PEOPLE},
        validate=validate.Range(1, 20, error=_PEOPLE),
    )


class GuestForm(Form):
    """Somebody whom the organisation enters itself."""

    name = Line(required=True, error_messages={"required": _NAME}, validate=at_most(LONGEST_NAME))
    email = Line(validate=at_most(254), load_default=None)
    personen = fields.Integer(load_default=1, error_messages={"invalid": _PEOPLE}, validate=validate.Range(1, 20))
    termin = Line(validate=at_most(40), load_default=None)


class MessageForm(Form):
    """What is written to everybody who comes."""

    text = Text(required=True, error_messages={"required": _TEXT}, validate=at_most(2000))
    termin = Line(validate=at_most(40), load_default=None)


def read_sign_up(typed: MultiDict[str, str], known: Words) -> tuple[Filled, Words | None]:
    """Return the form as typed, and what is sent of it unless something is wrong; `known` is how one signs up."""
    filled, words = read(SignUpForm, typed)
    questions = known["questions"]
    answers = {each["key"]: _answer(each, typed.get(QUESTION + each["key"], "")) for each in questions}
    if not (typed.get("termin") or known["whole_series"]) and len(known["dates"]) > 1:
        filled.errors["termin"] = _DATE
    filled.errors = {name: filled.errors[name] for name in _AS_ON_THE_PAGE if name in filled.errors}
    for each in questions:
        if each["required"] and answers[each["key"]] in (None, ""):
            filled.errors[QUESTION + each["key"]] = _ANSWER
    if words is None or filled.errors:
        return filled, None
    return filled, {
        **_who(words),
        "people": words["personen"],
        "answers": {key: answer for key, answer in answers.items() if answer not in (None, "")},
    }


def read_reminder(typed: MultiDict[str, str]) -> tuple[Filled, Words | None]:
    """Return the form as typed, and what is sent of it unless something is wrong."""
    filled, words = read(ReminderForm, typed)
    return filled, _who(words) if words else None


def read_guest(typed: MultiDict[str, str]) -> tuple[Filled, Words | None]:
    """Return the form as typed, and what is sent of it unless something is wrong."""
    filled, words = read(GuestForm, typed)
    return filled, {**_who(words), "people": words["personen"]} if words else None


def arrangement(typed: MultiDict[str, str]) -> Words:
    """Return what people are asked as typed into the form: a question without a text is none."""
    questions = [_question(typed, number) for number in range(MOST_QUESTIONS) if typed.get(f"text{number}", "").strip()]
    return {
        "questions": questions,
        "whole_series": "reihe" in typed,
        "most_people": int(typed["personen"]) if typed.get("personen", "").isdecimal() else 5,
    }


def _question(typed: MultiDict[str, str], number: int) -> Words:
    kind = typed.get(f"art{number}", "text")
    choices = [line.strip() for line in typed.get(f"auswahl{number}", "").splitlines() if line.strip()]
    return {
        "key": f"q{number}",
        "text": typed[f"text{number}"],
        "reason": typed.get(f"grund{number}", ""),
        "kind": kind,
        "choices": choices if kind == "choice" else [],
        "required": f"pflicht{number}" in typed,
    }


def _answer(question: Words, typed: str) -> Any:
    return _YES_NO.get(typed) if question["kind"] == "yes_no" else typed.strip()


def _who(words: Words) -> Words:
    dated = {"date_id": words["termin"]} if words["termin"] else {}
    named = {"name": words["name"]} if words.get("name") else {}
    return {"email": words["email"] or None, **named, **dated}
