"""What people are told of one new thing that fits them."""

from notifier.rules import Topic
from notifier.sending.contents.cards import card
from notifier.sending.contents.headers import Headers, list_headers, thread
from notifier.sending.contents.model import Content, Link, Telling
from notifier.sending.mould import slot


def alert(told: Telling) -> Content:
    """Return the alert of a new offer, event, project or organisation."""
    thing, say = told.about, told.say
    return Content(
        subject=say("New for you: {title}", title=thing["title"]),
        preheader=thing["summary"],
        heading=say("Something new that fits you"),
        greeting=slot("greeting"),
        paragraphs=(_opening(told),),
        cards=(card(told),),
        why=slot("why"),
        links=leaving_links(told),
        headers=_headers(told),
    )


def leaving_links(told: Telling) -> tuple[Link, ...]:
    """Return how to get other mails, or none."""
    return (
        Link(told.say("Change topics"), slot("manage_url")),
        Link(told.say("Unsubscribe"), slot("leave_url")),
    )


def _opening(told: Telling) -> str:
    say, thing = told.say, told.about
    name = str(thing.get("organisation_name") or "")
    if told.row.topic == Topic.OFFER:
        return say("{organisation} is looking for people who join in.", organisation=name)
    if told.row.topic == Topic.ORGANISATION:
        return say("{organisation} is new on our site.", organisation=thing["title"])
    if told.row.topic == Topic.PROJECT:
        return say("{organisation} has a new project.", organisation=name)
    return say("{organisation} invites you.", organisation=name) if name else say("There is a new event.")


def _headers(told: Telling) -> Headers:
    topic, say = Topic(told.row.topic), told.say
    list_name, title = {
        Topic.OFFER: ("offers", say("New offers")),
        Topic.EVENT: ("events", say("New events")),
        Topic.PROJECT: ("projects", say("New projects")),
        Topic.ORGANISATION: ("organisations", say("New groups")),
    }[topic]
    headers = list_headers(told, list_name, title, category=told.about["categories"][0], kind=topic.name.lower())
    # A change of the event will stand below this mail.
    return (*headers, *thread(told, told.row.object_id)) if topic == Topic.EVENT else headers
