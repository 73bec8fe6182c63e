"""Letters about contact requests: to confirm, to be answered, the answer, and what became of it."""

from collections.abc import Callable, Mapping
from typing import Any

from notifier.sending.contents.model import Content, Link
from notifier.sending.mould import slot
from notifier.sending.words import Speaker
from services.city import City

Slots = dict[str, str]
_ORGANISATION = "organisation"
_OFFER = "offer"
_CHECKED = ("organisation", _OFFER)
"""Kinds whose names editors have seen; what else is called stands in no letter to an address that confirmed nothing."""


def contact_confirm(slots: Slots, say: Speaker, city: City) -> Content:
    """Return the letter that asks whether a request is really hers; nothing that was typed stands in it."""
    return Content(
        subject=say("Please confirm your request: {title}", title=slots["title"])
        if slots["kind"] in _CHECKED
        else say("Please confirm your request"),
        preheader=say("One click, and we pass it on."),
        heading=say("Is this from you?"),
        greeting=slot("greeting"),
        paragraphs=(
            _asked(slots, say, site=city.name),
            say("Was it you? Then please confirm. Only then do we pass your request on."),
        ),
        button=Link(say("Yes, pass it on"), slots["link"]),
        notes=(
            say("The link is valid for 14 days."),
            say("Was it not you? Then you need not do anything. You will get no further e-mail."),
        ),
    )


def contact_request(slots: Slots, say: Speaker, city: City) -> Content:
    """Return the letter with a request to whoever is asked: one click for each of three answers."""
    return _to_answer(
        slots,
        say,
        subject=say("{name} asks: {title}", name=slots["name"], title=slots["title"]),
        preheader=say("One click is enough for an answer."),
        heading=say("Somebody would like to join in") if slots["kind"] == _OFFER else say("Somebody writes to you"),
        notes=(
            say(
                "The link opens a page of {site} with three answers. Only the button there sends one.",
                site=city.short_name,
            ),
            say(
                "We do not show you the person’s e-mail address before you say yes, and her yours only if you agree."
                " The link is yours alone: please do not pass it on."
            ),
        ),
    )


def contact_reminder(slots: Slots, say: Speaker, city: City) -> Content:
    """Return the letter that reminds whoever is asked: somebody waits."""
    return _to_answer(
        slots,
        say,
        subject=say("Still open: {name} waits for your answer", name=slots["name"]),
        preheader=say("One click is enough for an answer."),
        heading=say("Somebody waits for you"),
        before=(say("You have not answered this request yet. A short no is an answer, too."),),
        notes=(
            say("If nobody answers, the editors of {site} look after it.", site=city.short_name),
            say("Questions? Call us: {phone}.", phone=city.contact.phone),
        ),
    )


def contact_checked(slots: Slots, say: Speaker, city: City) -> Content:
    """Return the letter that tells somebody whether an editor passed her request on."""
    on = slots["result"] == "forwarded"
    reason = (say("Their reason:"), *_lines(slots["note"])) if slots.get("note") else ()
    return Content(
        subject=say("Passed on: {title}", title=slots["title"])
        if on
        else say("Not passed on: {title}", title=slots["title"]),
        preheader=say("As soon as there is an answer, we write to you.")
        if on
        else say("We tell you why, and what you can do."),
        heading=say("Your request is on its way") if on else say("We did not pass your request on"),
        greeting=slot("greeting"),
        paragraphs=(
            say(
                "An editor has read your request to {organisation}, and passed it on.",
                organisation=slots[_ORGANISATION],
            ),
            say("As soon as there is an answer, we write to you."),
        )
        if on
        else (
            say("The editors did not pass your request to {organisation} on.", organisation=slots[_ORGANISATION]),
            *reason,
        ),
        button=Link(say("My request"), slots["link"]),
        notes=() if on else (say("Is that a mistake? Call us: {phone}.", phone=city.contact.phone),),
    )


def contact_answer(slots: Slots, say: Speaker, city: City) -> Content:
    """Return the letter with the answer to who asked."""
    subject, heading, said = _ANSWERS[slots["answer"]](slots, say)
    text = _lines(slots.get("text", ""))
    written = (say("They write:"), *text) if text else ()
    again = slots["answer"] != "meet"
    return Content(
        subject=subject,
        preheader=said[0],
        heading=heading,
        greeting=slot("greeting"),
        paragraphs=(*said, *written),
        button=Link(say("My request"), slots["link"]),
        notes=(
            say("Perhaps something else suits you? Call us, we help you find it: {phone}.", phone=city.contact.phone),
        )
        if again
        else (say("In a few weeks we ask you both what became of it."),),
    )


def contact_patience(slots: Slots, say: Speaker, city: City) -> Content:
    """Return the friendly word to somebody who waits: the editors look after it now."""
    return Content(
        subject=say("Your request is not forgotten: {title}", title=slots["title"]),
        preheader=say("The editors look after it now."),
        heading=say("It takes a little longer"),
        greeting=slot("greeting"),
        paragraphs=(
            say(
                "{organisation} has not answered yet. Many do this in their free time.",
                organisation=slots[_ORGANISATION],
            ),
            say("The editors of {site} look after it now. You need not do anything.", site=city.name),
        ),
        button=Link(say("My request"), slots["link"]),
        notes=(say("You do not need an answer any more? Say so at “My request”."),),
    )


def contact_withdrawn(slots: Slots, say: Speaker, city: City) -> Content:
    """Return the letter that tells whoever was asked that nobody waits any more; it names nobody."""
    return Content(
        subject=say("Taken back: {title}", title=slots["title"]),
        preheader=say("You need not do anything."),
        heading=say("The request was taken back"),
        greeting=slot("greeting"),
        paragraphs=(
            say("Whoever wrote to you about “{title}” has taken the request back.", title=slots["title"]),
            say("You need not answer any more. Thank you for being there."),
        ),
        button=Link(say("See the request"), slots["link"]),
        notes=(say("Names and texts are erased afterwards by {site}.", site=city.short_name),),
    )


def contact_gone(slots: Slots, say: Speaker, city: City) -> Content:
    """Return the letter that tells whoever waits that nobody will answer any more; it names nobody."""
    return Content(
        subject=say("Your request is closed"),
        preheader=say("You need not wait any longer."),
        heading=say("Your request is closed"),
        greeting=slot("greeting"),
        paragraphs=(
            say("Whoever you wrote to is no longer at {site}, and will not answer any more.", site=city.name),
            say("That has nothing to do with you. We have closed your request."),
        ),
        button=Link(say("My request"), slots["link"]),
        notes=(
            say("Perhaps something else suits you? Call us, we help you find it: {phone}.", phone=city.contact.phone),
        ),
    )


def contact_outcome(slots: Slots, say: Speaker, city: City) -> Content:
    """Return the letter that asks one side what became of it."""
    asked = "to" in slots
    told = (
        say("Some weeks ago you answered a request: “{title}”.", title=slots["title"])
        if asked
        else say("Some weeks ago {organisation} answered your request.", organisation=slots[_ORGANISATION])
    )
    return Content(
        subject=say("What became of it? {title}", title=slots["title"]),
        preheader=say("One click is enough."),
        heading=say("What became of it?"),
        greeting=slot("greeting"),
        paragraphs=(told, say("Did you come together? A yes or no helps us to do better.")),
        button=Link(say("Tell what became of it"), slots["link"]),
        notes=(say("{site} counts answers only. Names and texts are erased afterwards.", site=city.short_name),),
    )


def _to_answer(slots: Slots, say: Speaker, *, before: tuple[str, ...] = (), **words: Any) -> Content:
    link, is_offer = slots["link"], slots["kind"] == _OFFER
    return Content(
        **words,
        greeting=slot("greeting"),
        paragraphs=(
            *before,
            say("{name} writes about “{title}”:", name=slots["name"], title=slots["title"])
            if is_offer
            else say("{name} writes:", name=slots["name"]),
            *_lines(slots["message"]),
        ),
        button=Link(say("Yes, let us meet"), f"{link}?antwort=meet"),
        choices=(
            Link(say("Already filled") if is_offer else say("Not at the moment"), f"{link}?antwort=filled"),
            Link(say("No, it does not fit"), f"{link}?antwort=no"),
        ),
    )


def _asked(slots: Slots, say: Speaker, *, site: str) -> str:
    if slots["kind"] == "idea":
        return say("Somebody would like to join an idea at {site}, with this address.", site=site)
    if slots["kind"] not in _CHECKED:
        return say("Somebody has written to a person at {site}, with this address.", site=site)
    if slots["kind"] != _OFFER:
        return say(
            "Somebody has written to {organisation} at {site}, with this address.",
            organisation=slots[_ORGANISATION],
            site=site,
        )
    return say(
        "Somebody has asked {organisation} about “{title}” at {site}, with this address.",
        organisation=slots[_ORGANISATION],
        title=slots["title"],
        site=site,
    )


def _meets(slots: Slots, say: Speaker) -> tuple[str, str, tuple[str, ...]]:
    yes = say("{organisation} says: thank you, let us meet.", organisation=slots[_ORGANISATION])
    reached = (say("Write to them: {email}", email=slots["email"]),) if slots.get("email") else ()
    writes = (say("They know your address now, and may write to you as well."),) if slots.get("shares") else ()
    return (
        say("They would like to meet you: {title}", title=slots["title"]),
        say("Let us meet"),
        (yes, *reached, *writes),
    )


def _is_filled(slots: Slots, say: Speaker) -> tuple[str, str, tuple[str, ...]]:
    if slots["kind"] != _OFFER:
        told = say("{organisation} thanks you. At the moment it is not possible.", organisation=slots[_ORGANISATION])
        return say("Not at the moment: {title}", title=slots["title"]), say("Not at the moment"), (told,)
    told = say("{organisation} thanks you. Enough people have come forward already.", organisation=slots[_ORGANISATION])
    return say("Already filled: {title}", title=slots["title"]), say("Already filled"), (told,)


def _declines(slots: Slots, say: Speaker) -> tuple[str, str, tuple[str, ...]]:
    told = say("{organisation} thanks you, but sadly it does not fit this time.", organisation=slots[_ORGANISATION])
    return say("It does not fit this time: {title}", title=slots["title"]), say("Not this time"), (told,)


def _is_silent(slots: Slots, say: Speaker) -> tuple[str, str, tuple[str, ...]]:
    told = (
        say(
            "Sadly {organisation} has not answered, and we have closed your request.", organisation=slots[_ORGANISATION]
        ),
        say("We are sorry that you waited in vain."),
    )
    return say("No answer: {title}", title=slots["title"]), say("Sadly without an answer"), told


_ANSWERS: Mapping[str, Callable[[Slots, Speaker], tuple[str, str, tuple[str, ...]]]] = {
    "meet": _meets,
    "filled": _is_filled,
    "no": _declines,
    "no_answer": _is_silent,
}


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


LETTERS = {
    "contact_confirm": contact_confirm,
    "contact_request": contact_request,
    "contact_reminder": contact_reminder,
    "contact_checked": contact_checked,
    "contact_answer": contact_answer,
    "contact_patience": contact_patience,
    "contact_withdrawn": contact_withdrawn,
    "contact_gone": contact_gone,
    "contact_outcome": contact_outcome,
}
