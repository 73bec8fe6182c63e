"""How things look in a mail, each as one card: offers, events, projects, organisations."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from notifier.rules import Topic, join_link, where
from notifier.sending.contents.model import Card, Link, Telling
from notifier.sending.moments import Calendar

Fact = tuple[str, str]


def card(told: Telling) -> Card:
    """Return the card of the thing that a notification is about."""
    thing, facts = told.about, _FACTS[Topic(told.row.topic)](told)
    words, page = link(told)
    return Card(
        category=thing["categories"][0],
        label=label(told),
        title=thing["title"],
        summary=thing["summary"],
        facts=tuple(facts),
        link=Link(words, told.page(page)),
    )


def label(told: Telling) -> str:
    """Return what the first topic of a thing is called for short."""
    key = str(told.about["categories"][0])
    known = told.city.category(key)
    return known.short.in_language(told.say.language) if known else key


def link(told: Telling) -> Fact:
    """Return the words of the link to a thing's page, and the page."""
    say, slug = told.say, told.about["slug"]
    return {
        Topic.OFFER: (say("Look at the offer"), f"/mitmachen/{slug}"),
        Topic.EVENT: (say("Look at the event"), f"/termine/{slug}"),
        Topic.PROJECT: (say("Look at the project"), f"/projekte/{slug}"),
        Topic.ORGANISATION: (say("Get to know them"), f"/gruppen/{slug}"),
    }[Topic(told.row.topic)]


def event_facts(told: Telling, day: Mapping[str, Any] | None = None) -> Iterator[Fact]:
    """Yield when and where an event takes place, and with whom; on one day, or on its next."""
    event, say = told.about, told.say
    span = day or event
    yield say("When"), calendar(told).when(span, all_day=event["all_day"])
    yield from _event_place(told)
    if event["organisation_name"]:
        yield say("With whom"), event["organisation_name"]


def coming(told: Telling) -> Iterator[Fact]:
    """Yield what those who come have to know: what to bring, and the link by which they join online."""
    if what := told.about.get("what_to_bring"):
        yield told.say("Please bring"), what
    yield from joining(told)


def joining(told: Telling) -> Iterator[Fact]:
    """Yield the link by which those who come join online, if that is known."""
    if link := join_link(told.about):
        yield told.say("Join online"), link


def calendar(told: Telling) -> Calendar:
    """Return what says days and hours in a mail."""
    return Calendar(told.say, told.city.time_zone, told.row.created_at)


def _offer_facts(told: Telling) -> Iterator[Fact]:
    offer, say = told.about, told.say
    short = offer["commitment"] == "short_term"
    yield say("How long"), str(offer["effort"] or (say("short") if short else say("regularly")))
    if offer["starts_on"]:
        yield say("From"), calendar(told).day(date.fromisoformat(offer["starts_on"]))
    if offer["remote"]:
        yield say("Where"), say("from anywhere")
    else:
        yield from _place(told)
    yield say("With whom"), offer["organisation_name"]


def _event_facts(told: Telling) -> Iterator[Fact]:
    yield from event_facts(told)
    if len(told.about["dates"]) > 1:
        yield told.say("Further dates"), told.say("on the page of the event")


def _project_facts(told: Telling) -> Iterator[Fact]:
    project, say = told.about, told.say
    stages = {"planned": say("planned"), "ongoing": say("going on"), "completed": say("completed")}
    yield say("Where it stands"), stages.get(project["status"], project["status"])
    if project["joinable"]:
        yield say("Joining in"), say("You can join in.")
    yield from _place(told)
    yield say("With whom"), project["organisation_name"]


def _organisation_facts(told: Telling) -> Iterator[Fact]:
    say = told.say
    kinds = {
        "association": say("association"),
        "initiative": say("initiative"),
        "company": say("company"),
        "public_body": say("public body"),
        "education": say("place of learning"),
    }
    if told.about["kind"] in kinds:
        yield say("What they are"), kinds[told.about["kind"]]
    yield from _place(told)


def _place(told: Telling) -> Iterator[Fact]:
    parts = [told.about["place"], _district(told)]
    if any(parts):
        yield told.say("Where"), ", ".join(filter(None, parts))


def _event_place(told: Telling) -> Iterator[Fact]:
    event, say = told.about, told.say
    place = ", ".join(filter(None, [where(event), _district(told)]))
    if event["mode"] == "online":
        yield say("Where"), say("online; the hours are those of {town}", town=told.city.town)
    elif place:
        yield say("Where"), say("{place}, and online", place=place) if event["mode"] == "hybrid" else place


def _district(told: Telling) -> str | None:
    district = told.city.district(told.about["district"]) if told.about["district"] else None
    return district.name if district else None


_FACTS: Mapping[Topic, Callable[[Telling], Iterator[Fact]]] = {
    Topic.OFFER: _offer_facts,
    Topic.EVENT: _event_facts,
    Topic.PROJECT: _project_facts,
    Topic.ORGANISATION: _organisation_facts,
}
