"""What people are told of events they come to: reminders, changes, cancellations; all about one event in one thread."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from notifier.rules import ABOUT_DATES, Day, Lead, days_of, join_link, on_day, where
from notifier.sending.contents.calendar import calendar_file
from notifier.sending.contents.cards import Fact, calendar, coming, event_facts, joining, label
from notifier.sending.contents.headers import event_headers
from notifier.sending.contents.model import Card, Content, Link, Telling
from notifier.sending.mould import slot


def reminder(told: Telling) -> Content:
    """Return the reminder of one date of an event."""
    event, say = told.about, told.say
    when = calendar(told).when(event["day"], all_day=event["all_day"])
    heading = {
        Lead.WEEK: say("In one week: {title}", title=event["title"]),
        Lead.DAY: say("Tomorrow: {title}", title=event["title"]),
        Lead.HOURS: say("Starting soon: {title}", title=event["title"]),
    }[Lead(event["lead"])]
    return Content(
        subject=heading,
        preheader=when,
        heading=heading,
        greeting=slot("greeting"),
        paragraphs=(say("This is your reminder."),),
        cards=(event_card(told, (*event_facts(told, event["day"]), *coming(told))),),
        notes=(
            say("You signed up and cannot come? Please sign off, so that somebody else can have your place."),
            say("If we confirmed your place by e-mail, you do it there, at “My registration”."),
        ),
        why=slot("why"),
        links=_links(told),
        headers=event_headers(told, kind="reminder"),
    )


def change(told: Telling) -> Content:
    """Return what has changed about an event, with the dates that it is about for people's own calendars."""
    event, say, days = told.about, told.say, _days_told(told)
    coming = _on(told, days)
    return Content(
        subject=_what_changed(told),
        preheader=next(_sentences(told)),
        heading=say("Something has changed"),
        greeting=slot("greeting"),
        paragraphs=(
            say("You know of this event: {title}", title=event["title"]),
            *_sentences(told),
            *_reason(told, event.get("note")),
        ),
        cards=(event_card(coming, tuple(_new_facts(coming, days))),),
        notes=(
            say("The new dates are attached, for your own calendar.")
            if days
            else say("The attachment takes it out of your own calendar."),
        ),
        why=slot("why"),
        links=_links(told),
        headers=event_headers(told, kind="change"),
        calendar=calendar_file(told, days, method="PUBLISH" if days else "CANCEL"),
    )


def cancellation(told: Telling) -> Content:
    """Return that an event does not take place, with what takes it out of people's own calendars."""
    event, say = told.about, told.say
    gone = say("{title} does not take place.", title=event["title"])
    if not event["stays_visible"]:
        gone = say("{title} is no longer in our calendar.", title=event["title"])
    return Content(
        subject=say("Cancelled: {title}", title=event["title"]),
        preheader=gone,
        heading=say("This event is cancelled"),
        greeting=slot("greeting"),
        paragraphs=(gone, *_reason(told, event["note"])),
        cards=(event_card(told, tuple(event_facts(told)), shown=event["stays_visible"]),),
        notes=(say("The attachment takes it out of your own calendar."),),
        why=slot("why"),
        links=_links(told),
        headers=event_headers(told, kind="cancellation"),
        calendar=calendar_file(told, days_of(event), method="CANCEL"),
    )


def event_card(told: Telling, facts: tuple[Fact, ...], *, shown: bool = True) -> Card:
    """Return an event as a card; one that has no page any more leads to the others."""
    event, say = told.about, told.say
    page = Link(say("Look at the event"), told.page(f"/termine/{event['slug']}"))
    return Card(
        category=event["categories"][0],
        label=label(told),
        title=event["title"],
        summary=event["summary"],
        facts=facts,
        link=page if shown else Link(say("Look for other events"), told.page("/termine")),
    )


def _links(told: Telling) -> tuple[Link, ...]:
    return (Link(told.say("No more reminders"), slot("leave_url")),) if told.can_leave else ()


def on_next(told: Telling) -> Telling:
    """Return the telling of the next date alone: that is the one on the card."""
    return _on(told, days_of(told.about))


def _on(told: Telling, days: Sequence[Day]) -> Telling:
    return replace(told, words=on_day(told.about, days[0]["date_id"])) if days else told


def _days_told(told: Telling) -> list[Day]:
    """Return the dates that take place and that a change is about: who has signed up for one knows of no other."""
    found = told.about["changes"]
    if not {each["what"] for each in found} <= ABOUT_DATES:
        return days_of(told.about)
    there = [each["after"] for each in found if each["what"] != "dropped"]
    return list({(day["date_id"], day["starts_at"]): day for day in there}.values())


def _what_changed(told: Telling) -> str:
    title, found = told.about["title"], told.about["changes"]
    if [each["what"] for each in found] == ["dropped"]:
        return told.say("Cancelled: {title}", title=f"{title}, {_when(told, found[0]['before'])}")
    return told.say("Changed: {title}", title=title)


def _new_facts(told: Telling, days: Sequence[Day]) -> Iterator[Fact]:
    if told.about["status"] == "postponed":
        yield told.say("When"), told.say("not known yet")
        return
    if not days:
        yield from event_facts(told, told.about["changes"][0]["before"])
        return
    yield from event_facts(told, days[0])
    yield from joining(told)


def _reason(told: Telling, note: str | None) -> Iterator[str]:
    """Yield why it is so, in the organisation's words; not to whom others have entered."""
    if told.quotes and note:
        yield told.say("They write: {note}", note=note)


def _sentences(told: Telling) -> Iterator[str]:
    for found in told.about["changes"]:
        yield _sentence(told, found)


def _sentence(told: Telling, found: dict[str, Any]) -> str:
    say, what = told.say, found["what"]
    if what in ("dropped", "back", "elsewhere", "date_link"):
        return _of_one_date(told, found)
    if what == "moved":
        before = _when(told, found["before"])
        news = say("New date: {after}. Before: {before}.", before=before, after=_when(told, found["after"]))
        return " ".join([news, *_reason(told, found["after"].get("note"))])
    if what == "place" and found["before"] and found["after"]:
        return say("New place: {after}. Before: {before}.", before=found["before"], after=found["after"])
    return {
        "postponed": say("It is postponed. The new date is not known yet."),
        "on_again": say("It takes place after all."),
        "online": say("It takes place online."),
        "link": say("New link for joining online: {link}", link=found["after"] or say("not known yet")),
        "in_person": say("It takes place here now: {after}.", after=found["after"] or where(told.about)),
        "place": say("It takes place here now: {after}.", after=found["after"] or say("not known yet")),
    }[what]


def _of_one_date(told: Telling, found: dict[str, Any]) -> str:
    say, before, after = told.say, _when(told, found["before"]), found["after"]
    if found["what"] == "dropped":
        dropped = say("This date is dropped: {before}.", before=before)
        return " ".join([dropped, *_reason(told, after and after.get("note"))])
    if found["what"] == "back":
        return say("This date takes place after all: {after}.", after=_when(told, after))
    if found["what"] == "date_link":
        link = join_link(on_day(told.about, after["date_id"])) or say("not known yet")
        return say("New link for joining online on {after}: {link}", after=_when(told, after), link=link)
    if after.get("mode") == "online":
        return say("On this date it takes place online: {after}.", after=_when(told, after))
    here = where(on_day(told.about, after["date_id"])) or say("not known yet")
    return say("On {after} it takes place here: {place}.", after=_when(told, after), place=here)


def _when(told: Telling, day: dict[str, Any]) -> str:
    return calendar(told).when(day, all_day=told.about["all_day"])
