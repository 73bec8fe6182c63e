"""What people are told of all that was new since the last time; each person's things are poured in."""

from notifier.rules import Cadence
from notifier.sending.contents.alerts import leaving_links
from notifier.sending.contents.headers import list_headers
from notifier.sending.contents.model import Content, Link, Telling
from notifier.sending.mould import slot


def digest(told: Telling) -> Content:
    """Return the daily or weekly digest, without its things."""
    say = told.say
    daily = told.row.facets["cadence"] == Cadence.DAILY
    title = say("New things each day") if daily else say("New things each week")
    list_name = "daily" if daily else "weekly"
    return Content(
        subject=slot("subject"),
        preheader=slot("preheader"),
        heading=slot("subject"),
        greeting=slot("greeting"),
        paragraphs=(slot("topics"),),
        pieces=slot("pieces"),
        closing=Link(slot("all"), told.page("/")),
        why=slot("why"),
        links=leaving_links(told),
        headers=list_headers(told, list_name, title, category="all", kind=list_name),
    )
