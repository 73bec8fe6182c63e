"""Letters about the cards of contact persons."""

from collections.abc import Callable

from notifier.sending.contents.model import Content, Link
from notifier.sending.mould import slot
from notifier.sending.words import Speaker
from services.city import City


def card_withdrawn(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that says why editors show somebody's card no more, and what she can do."""
    return Content(
        subject=say("Your card at {site} is not shown any more", site=city.short_name),
        preheader=say("We tell you why, and what you can do."),
        heading=say("Your card is not shown any more"),
        greeting=slot("greeting"),
        paragraphs=(
            say("The editors of {site} have taken your card off the list of people.", site=city.name),
            say("Their reason:"),
            *filter(None, slots["because"].splitlines()),
            say("Nothing is deleted. You can change your card, and then answer this mail: we look at it again."),
        ),
        button=Link(say("To my card"), slots["link"]),
        notes=(say("Questions? Write to us: {email}", email=city.contact.email),),
    )


LETTERS: dict[str, Callable[[dict[str, str], Speaker, City], Content]] = {"card_withdrawn": card_withdrawn}
