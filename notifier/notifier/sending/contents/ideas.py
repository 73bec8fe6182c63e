"""Letters to the authors of ideas: is it yours, is it to stay, and what became of it."""

from notifier.sending.contents.model import Content, Link
from notifier.sending.moments import named_day
from notifier.sending.mould import slot
from notifier.sending.words import Speaker
from services.city import City


def confirm_idea(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that asks whether somebody really sent an idea; it says no word of that."""
    return Content(
        subject=say("Please confirm your idea"),
        preheader=say("One click, and we read it."),
        heading=say("Is this from you?"),
        greeting=slot("greeting"),
        paragraphs=(
            say("Somebody has sent an idea for the board of {site} with this address.", site=city.name),
            say("Was it you? Then please confirm. Only then do we read it."),
        ),
        button=Link(say("Yes, this is from me"), slots["link"]),
        notes=(
            say("The link is valid for 14 days."),
            say("Was it not you? Then you need not do anything. You will get no further e-mail."),
        ),
    )


def idea_received(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that says that the editors read an idea now, with its author's own link."""
    return Content(
        subject=say("We read your idea: {title}", title=slots["title"]),
        preheader=say("With this link you change it or take it back."),
        heading=say("Thank you!"),
        greeting=slot("greeting"),
        paragraphs=(
            say(
                "The editors of {site} are reading “{title}” now. You get an answer here.",
                title=slots["title"],
                site=city.name,
            ),
            say("With the link below you can change your idea or take it back. Please do not pass it on."),
        ),
        button=Link(say("Look after my idea"), slots["link"]),
    )


def idea_approved(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that says that an idea stands on the board, until when, and how it is looked after."""
    corrected = (say("We have changed a few words. Please look whether all is right."),) if slots["corrected"] else ()
    return Content(
        subject=say("On the board now: {title}", title=slots["title"]),
        preheader=say("Everybody can read your idea."),
        heading=say("Your idea is on the board"),
        greeting=slot("greeting"),
        paragraphs=(
            say("“{title}” is public on {site} now.", title=slots["title"], site=city.name),
            *corrected,
            say(
                "It stays until {day}. We ask you two weeks before whether it is to stay longer.",
                day=named_day(slots["day"], say),
            ),
            say("With the second link you change it or take it back. Please do not pass that one on."),
        ),
        button=Link(say("Look at it"), slots["link"]),
        choices=(Link(say("Look after my idea"), slots["own"]),),
    )


def idea_ends(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that asks whether an idea is to stay on the board, with three answers."""
    return Content(
        subject=say("Is it to stay? {title}", title=slots["title"]),
        preheader=say("One click is enough."),
        heading=say("Is your idea to stay on the board?"),
        greeting=slot("greeting"),
        paragraphs=(
            say(
                "“{title}” stands on the board of {site} until {day}.",
                title=slots["title"],
                site=city.name,
                day=named_day(slots["day"], say),
            ),
            say("If you do nothing, we take it off the board after that."),
        ),
        button=Link(say("Show it for another 90 days"), slots["link"]),
        choices=(
            Link(say("Change something"), slots["edit"]),
            Link(say("Take it off the board"), slots["over"]),
        ),
        notes=(say("Nothing happens by opening a link: you confirm on the page behind it."),),
    )


def idea_taken_down(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that says why the editors have taken an idea off the board."""
    return Content(
        subject=say("Not on the board any more: {title}", title=slots["title"]),
        preheader=say("We tell you why."),
        heading=say("Your idea is not on the board any more"),
        greeting=slot("greeting"),
        paragraphs=(
            say("The editors of {site} have taken “{title}” off the board.", title=slots["title"], site=city.name),
            say("Their reason:"),
            *filter(None, slots["reason"].splitlines()),
        ),
        notes=(say("Questions? Write to us: {email}", email=city.contact.email),),
    )


def idea_became_project(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that says that an idea has become a project."""
    return Content(
        subject=say("Your idea is a project now: {title}", title=slots["title"]),
        preheader=say("The page of your idea leads there."),
        heading=say("Your idea has become a project"),
        greeting=slot("greeting"),
        paragraphs=(
            say("“{title}” is a project at {site} now.", title=slots["title"], site=city.name),
            say("Whoever opens the page of your idea is led there. You need not do anything."),
        ),
        button=Link(say("Look at the project"), slots["link"]),
    )


LETTERS = {
    "confirm_idea": confirm_idea,
    "idea_received": idea_received,
    "idea_approved": idea_approved,
    "idea_ends": idea_ends,
    "idea_taken_down": idea_taken_down,
    "idea_became_project": idea_became_project,
}
