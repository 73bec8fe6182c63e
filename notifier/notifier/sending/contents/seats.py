"""Letters to those who sign up for an event: to confirm, a place, the waiting list, and all that may come after."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from uuid import UUID

import orjson

from notifier.models import Notification
from notifier.rules import days_of
from notifier.sending.contents.calendar import calendar_file
from notifier.sending.contents.cards import Fact, calendar, coming, event_facts
from notifier.sending.contents.headers import letter_headers, thread
from notifier.sending.contents.model import Content, Link, Telling
from notifier.sending.contents.reminders import event_card, on_next
from notifier.sending.mould import slot

Slots = Mapping[str, str]
_TO_THOSE_WHO_COME = frozenset({"seat_taken", "seat_message"})


def letter(told: Telling) -> Content:
    """Return a letter about a seat; it stands in one thread with all other mails about the event.

    Only who has a seat reads what to bring and where to join online, not who waits, does not come, or has not confirmed
    her address.
    """
    template, slots = told.about["template"], told.about["slots"]
    about = _about_event(told, slots)
    first = on_next(about)
    known = tuple(coming(first)) if template in _TO_THOSE_WHO_COME else ()
    written = LETTERS[template](about, slots)
    headers = (*letter_headers(template), *thread(about, about.row.object_id))
    return replace(written, cards=(event_card(first, (*_facts(first), *known)),), headers=headers)


def confirm_seat(told: Telling, slots: Slots) -> Content:
    """Return the letter that asks whether somebody really wants to come."""
    say = told.say
    return Content(
        greeting=slot("greeting"),
        subject=say("Please confirm: {title}", title=told.about["title"]),
        preheader=say("One step is missing, then you are signed up."),
        heading=say("Do you want to come?"),
        paragraphs=(
            say("Somebody has signed up for this event with your address{group}.", group=_group(told, slots)),
            say("Was it you? Then please confirm. Only then do we keep a place for you."),
        ),
        button=Link(say("Yes, I want to come"), slots["link"]),
        notes=_unconfirmed(told),
    )


def confirm_saved(told: Telling, slots: Slots) -> Content:
    """Return the letter that asks whether somebody really wants to be reminded."""
    say = told.say
    return Content(
        greeting=slot("greeting"),
        subject=say("Please confirm: reminder of {title}", title=told.about["title"]),
        preheader=say("One step is missing, then we remind you."),
        heading=say("Shall we remind you?"),
        paragraphs=(
            say("Somebody would like to be reminded of this event at your address."),
            say("Was it you? Then please confirm. You are not signed up by that."),
        ),
        button=Link(say("Yes, remind me"), slots["link"]),
        notes=_unconfirmed(told),
    )


def seat_taken(told: Telling, slots: Slots) -> Content:
    """Return the letter that says that somebody has her place, with the dates for her own calendar."""
    say = told.say
    return Content(
        greeting=slot("greeting"),
        subject=say("You have a place: {title}", title=told.about["title"]),
        preheader=_when(told),
        heading=say("You have a place"),
        paragraphs=(say("You are signed up{group}. We look forward to you.", group=_group(told, slots)),),
        button=Link(say("My registration"), slots["link"]),
        notes=(
            say("The dates are attached, for your own calendar."),
            say("You cannot come? Please sign off at “My registration”, so that somebody else can have your place."),
        ),
        calendar=calendar_file(told, days_of(told.about), method="PUBLISH"),
    )


def seat_waiting(told: Telling, slots: Slots) -> Content:
    """Return the letter that says where in the line somebody stands."""
    say = told.say
    return Content(
        greeting=slot("greeting"),
        subject=say("On the waiting list: {title}", title=told.about["title"]),
        preheader=say("Your place in the line: {place}", place=slots["place"]),
        heading=say("You are on the waiting list"),
        paragraphs=(
            say("All places are taken at the moment. Your place in the line: {place}.", place=slots["place"]),
            say("As soon as a place becomes free for you{group}, we write to you.", group=_group(told, slots)),
        ),
        button=Link(say("My registration"), slots["link"]),
        notes=(say("You do not want to wait any longer? Then sign off at “My registration”."),),
    )


def seat_offered(told: Telling, slots: Slots) -> Content:
    """Return the letter that offers a place that became free, and says until when it is kept."""
    say, until = told.say, calendar(told).moment(slots["until"])
    return Content(
        greeting=slot("greeting"),
        subject=say("A place is free for you: {title}", title=told.about["title"]),
        preheader=say("We keep it for you until {until}.", until=until),
        heading=say("A place is free for you"),
        paragraphs=(
            say("You have moved up from the waiting list{group}.", group=_group(told, slots)),
            say("We keep the place for you until {until}. After that the next one gets it.", until=until),
        ),
        button=Link(say("Take the place"), slots["link"]),
        notes=(say("You cannot come? Please sign off there too, then nobody has to wait."),),
    )


def seat_moved(told: Telling, slots: Slots) -> Content:
    """Return the letter that tells who has no place yet that the date has moved, and that she need do nothing."""
    say, until = told.say, slots.get("until")
    before = calendar(told).when({"starts_at": slots["before"], "ends_at": None}, all_day=told.about["all_day"])
    news = say("New date: {after}. Before: {before}.", after=_when(told), before=before)
    stands = say("You stay on the waiting list. Your place in the line: {place}.", place=slots.get("place", ""))
    if until:
        until = calendar(told).moment(until)
        stands = say("We keep the place for you until {until}. After that the next one gets it.", until=until)
    return Content(
        greeting=slot("greeting"),
        subject=say("Changed: {title}", title=told.about["title"]),
        preheader=news,
        heading=say("Something has changed"),
        paragraphs=(news, stands),
        button=Link(say("My registration"), slots["link"]),
        notes=(say("The new date does not suit you? Then sign off at “My registration”."),),
    )


def seat_expired(told: Telling, _: Slots) -> Content:
    """Return the letter that says that an offered place went to somebody else."""
    say = told.say
    return Content(
        greeting=slot("greeting"),
        subject=say("The place is gone: {title}", title=told.about["title"]),
        preheader=say("We did not hear from you in time."),
        heading=say("The place is gone"),
        paragraphs=(
            say("We kept a place for you, but did not hear from you in time. Now the next one gets it."),
            say("Do you still want to come? Then please sign up once more on the page of the event."),
        ),
    )


def seat_cancelled(told: Telling, slots: Slots) -> Content:
    """Return the letter that says that somebody has signed off, with what takes the event out of her calendar."""
    say, was_seated = told.say, "was_seated" in slots
    gone = (say("The attachment takes it out of your own calendar."),) if was_seated else ()
    return Content(
        greeting=slot("greeting"),
        subject=say("Signed off: {title}", title=told.about["title"]),
        preheader=say("Thank you for telling us."),
        heading=say("You are signed off"),
        paragraphs=(say("Thank you for telling us. Somebody else can come now."),),
        notes=gone,
        calendar=calendar_file(told, days_of(told.about), method="CANCEL") if was_seated else None,
    )


def seat_dismissed(told: Telling, slots: Slots) -> Content:
    """Return the letter that says that the organisation took somebody off its list."""
    say, was_seated = told.say, "was_seated" in slots
    note = (say("They write: {note}", note=slots["note"]),) if slots.get("note") else ()
    return Content(
        greeting=slot("greeting"),
        subject=say("Your registration was cancelled: {title}", title=told.about["title"]),
        preheader=say("You cannot take part this time."),
        heading=say("Your registration was cancelled"),
        paragraphs=(say("{organisation} has cancelled your registration.", organisation=_organisation(told)), *note),
        notes=(say("The attachment takes it out of your own calendar."),) if was_seated else (),
        calendar=calendar_file(told, days_of(told.about), method="CANCEL") if was_seated else None,
    )


def seat_none(told: Telling, slots: Slots) -> Content:
    """Return the letter that ends somebody's waiting."""
    say = told.say
    why = {
        "cancelled": say("The event does not take place, so we end the waiting list."),
        "closed": say("Sadly no place has become free for you in time."),
    }[slots["why"]]
    if "was_offered" in slots:
        why = say("We kept a place for you, but the event does not take place. You need not answer any more.")
    note = (say("They write: {note}", note=slots["note"]),) if slots.get("note") else ()
    return Content(
        greeting=slot("greeting"),
        subject=say("No place this time: {title}", title=told.about["title"]),
        preheader=why,
        heading=say("No place this time"),
        paragraphs=(why, *note, say("Perhaps another event suits you.")),
        button=Link(say("Look for other events"), told.page("/termine")),
    )


def seat_message(told: Telling, slots: Slots) -> Content:
    """Return what an organisation writes to everybody who comes."""
    say = told.say
    return Content(
        greeting=slot("greeting"),
        subject=say("News about {title}", title=told.about["title"]),
        preheader=_when(told),
        heading=say("News about your event"),
        paragraphs=(
            say("{organisation} writes to everybody who comes:", organisation=_organisation(told)),
            *filter(None, slots["text"].splitlines()),
        ),
        button=Link(say("My registration"), slots["link"]),
        notes=(say("You get this e-mail because you have signed up for this event."),),
    )


LETTERS: Mapping[str, Callable[[Telling, Slots], Content]] = {
    "confirm_seat": confirm_seat,
    "confirm_saved": confirm_saved,
    "seat_taken": seat_taken,
    "seat_waiting": seat_waiting,
    "seat_offered": seat_offered,
    "seat_moved": seat_moved,
    "seat_expired": seat_expired,
    "seat_cancelled": seat_cancelled,
    "seat_dismissed": seat_dismissed,
    "seat_none": seat_none,
    "seat_message": seat_message,
}


def _about_event(told: Telling, slots: Slots) -> Telling:
    """Return a telling of the event itself, as the calendar told it with the letter."""
    event = orjson.loads(slots["event"])
    row = Notification(
        object_id=UUID(event["event_id"]),
        object_version=event["version"],
        created_at=told.row.created_at,
        content={**event, "before": event},
    )
    return replace(told, row=row)


def _facts(told: Telling) -> Iterator[Fact]:
    yield from event_facts(told)
    if len(told.about["dates"]) > 1:
        yield told.say("Further dates"), told.say("on the page of the event")


def _unconfirmed(told: Telling) -> tuple[str, ...]:
    return (
        told.say("The link is valid for 2 days."),
        told.say("Was it not you? Then you need not do anything. You will get no further e-mail."),
    )


def _group(told: Telling, slots: Slots) -> str:
    """Return how many come together, if somebody does not come alone."""
    people = slots["people"]
    return "" if people == "1" else told.say(", for {people} people", people=people)


def _when(told: Telling) -> str:
    return calendar(told).when(days_of(told.about)[0], all_day=told.about["all_day"])


def _organisation(told: Telling) -> str:
    return told.about["organisation_name"] or told.city.short_name
