"""The words of a mail that are each person's own."""

from collections.abc import Callable, Mapping

from notifier.models import Notification
from notifier.queries.people import Addressee
from notifier.rules import Cadence, Topic
from notifier.sending.words import Speaker
from services.city import City

_MOST_TITLES = 3
Why = Callable[[Notification, Addressee, Speaker, City], str]


def personal_words(row: Notification, to: Addressee, say: Speaker, city: City) -> dict[str, str]:
    """Return how she is greeted and why she gets this mail; of a digest also what is in it."""
    name = row.content.get("name") if row.topic == Topic.LETTER else to.member.name
    words = {
        "greeting": say("Hello {name},", name=" ".join(name.split())) if name else say("Hello,"),
        "why": _WHY.get(Topic(row.topic), _by_topics)(row, to, say, city),
    }
    return {**words, **_of_digest(to, say, city)} if row.topic == Topic.DIGEST else words


def _of_digest(to: Addressee, say: Speaker, city: City) -> dict[str, str]:
    titles = [str(each.content["title"]) for each in to.things]
    count = str(len(titles) + to.more)
    many = say("{count} new things for you", count=count)
    return {
        "subject": many if len(titles) > 1 else say("New for you: {title}", title=titles[0]),
        "preheader": ", ".join(titles[:_MOST_TITLES]),
        "all": say("Look at all {count} of them", count=count) if to.more else say("Look at everything that is new"),
        "topics": say("This fits your topics: {topics}.", topics=say.together(_topics(to, say, city))),
    }


def _by_topics(row: Notification, to: Addressee, say: Speaker, city: City) -> str:
    topics = _topics(to, say, city)
    if topics:
        return say("You get this e-mail because you have ordered messages about {topics}.", topics=say.together(topics))
    return {
        Topic.EVENT: say("You get this e-mail because you have ordered messages about new events."),
        Topic.PROJECT: say("You get this e-mail because you have ordered messages about new projects."),
        Topic.ORGANISATION: say("You get this e-mail because you have ordered messages about new groups."),
    }.get(Topic(row.topic), say("You get this e-mail because you have ordered messages about new offers."))


def _by_cadence(row: Notification, _: Addressee, say: Speaker, __: City) -> str:
    if row.facets["cadence"] == Cadence.DAILY:
        return say("You get this e-mail at most once a day, because you have ordered it.")
    return say("You get this e-mail at most once a week, because you have ordered it.")


def _by_seat(_: Notification, to: Addressee, say: Speaker, __: City) -> str:
    if "seat" in to.reasons:
        return say("You get this e-mail because you have signed up for this event.")
    if "saved" in to.reasons:
        return say("You get this e-mail because you have saved this event.")
    return say("You get this e-mail because we have written to you about this event.")


def _topics(to: Addressee, say: Speaker, city: City) -> list[str]:
    return [each.short.in_language(say.language) for each in city.categories if each.key in to.reasons]


_WHY: Mapping[Topic, Why] = {
    Topic.DIGEST: _by_cadence,
    Topic.REMINDER: _by_seat,
    Topic.CHANGE: _by_seat,
    Topic.CANCELLATION: _by_seat,
}
