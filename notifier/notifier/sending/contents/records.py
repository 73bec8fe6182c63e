"""Letters about what people write in the directory: what became of it, whether it is still true, who may edit it."""

from collections.abc import Callable

from notifier.sending.contents.model import Content, Link
from notifier.sending.moments import named_day
from notifier.sending.mould import slot
from notifier.sending.words import Speaker
from services.city import City


def revision_approved(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that says that everybody sees now what somebody wrote."""
    corrected = (say("We have changed a few words. Please look whether all is right."),) if slots["corrected"] else ()
    # Whoever suggests a group is often one of it, and has no account yet.
    is_group = slots.get("suggested") == "organisation"
    theirs = say("Is it your group? Then answer this mail, and we invite you to look after the page yourself.")
    return Content(
        subject=say("Public now: {title}", title=slots["title"]),
        preheader=say("What you wrote can be seen by everybody."),
        heading=say("Thank you!"),
        greeting=slot("greeting"),
        paragraphs=(
            say("“{title}” is public on {site} now.", title=slots["title"], site=city.name),
            *corrected,
            *((theirs,) if is_group else ()),
        ),
        button=Link(say("Look at it"), slots["link"]),
    )


def revision_refused(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that says why something does not become public, or why what was there before stays."""
    link, title, stays, day = slots.get("link"), slots["title"], slots.get("stays"), slots.get("day")
    # Whoever has no account finds nothing any more once her link is over.
    kept = (
        say("Your words are there as you sent them. The link is valid until {day}.", day=named_day(day, say))
        if day
        else ""
    )
    return Content(
        subject=say("Change not taken over: {title}", title=title)
        if stays
        else say("Not public yet: {title}", title=title),
        preheader=say("We tell you why, and what you can do."),
        heading=say("What was there stays") if stays else say("Not public yet"),
        greeting=slot("greeting"),
        paragraphs=(
            say("The editors of {site} have read your change of “{title}”.", title=title, site=city.name)
            if stays
            else say("The editors of {site} have read “{title}”. It is not public.", title=title, site=city.name),
            say("Their reason:"),
            *filter(None, slots["reason"].splitlines()),
        ),
        button=Link(say("Change it and send it again"), link) if link else None,
        notes=(*((kept,) if kept else ()), say("Questions? Write to us: {email}", email=city.contact.email)),
    )


def revision_handed_over(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that tells an editor that a colleague asks her to decide."""
    title, note = slots["title"] or say("without a headline"), slots["note"]
    return Content(
        subject=say("Please decide: {title}", title=title),
        preheader=say("A colleague has handed it to you."),
        heading=say("This is for you"),
        greeting=slot("greeting"),
        paragraphs=(
            say("A colleague asks you to decide about “{title}” at {site}.", title=title, site=city.name),
            *([say("The note:"), *filter(None, note.splitlines())] if note else []),
        ),
        button=Link(say("Look at it"), slots["link"]),
    )


def confirm_suggestion(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that asks whether somebody really suggested something."""
    return Content(
        subject=say("Please confirm your suggestion"),
        preheader=say("One click, and we read it."),
        heading=say("Is this from you?"),
        greeting=slot("greeting"),
        paragraphs=(
            say("Somebody has made a suggestion for {site} with this address.", site=city.name),
            say("Was it you? Then please confirm. Only then do we read it."),
        ),
        button=Link(say("Yes, this is from me"), slots["link"]),
        notes=(
            say("The link is valid for {days} days.", days=str(city.times["suggestions_days"])),
            say("Was it not you? Then you need not do anything. You will get no further e-mail."),
        ),
    )


def still_true(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that asks whether something is still true, with three answers."""
    return Content(
        subject=say("Still true? {title}", title=slots["title"]),
        preheader=say("One click is enough."),
        heading=say("Is this still true?"),
        greeting=slot("greeting"),
        paragraphs=(
            say(
                "“{title}” stands at {site} and has not been confirmed for a while.",
                title=slots["title"],
                site=city.name,
            ),
            say(
                "Please tell us until {day}. After that we hide it until you answer.", day=named_day(slots["day"], say)
            ),
        ),
        button=Link(say("Yes, it is still true"), slots["link"]),
        choices=(
            Link(say("Change something"), slots["edit"]),
            Link(say("No, it is over"), slots["over"]),
        ),
        notes=(say("Nothing happens by opening a link: you confirm on the page behind it."),),
    )


def all_still_true(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that asks about several things at once, each with its three answers."""
    return Content(
        subject=say("Still true? {count} entries", count=slots["count"]),
        preheader=say("One click for each is enough."),
        heading=say("Is all of this still true?"),
        greeting=slot("greeting"),
        paragraphs=(
            say(
                "{count} of your entries at {site} have not been confirmed for a while.",
                count=slots["count"],
                site=city.name,
            ),
            say(
                "Please tell us until {day}. After that we hide what you have not answered.",
                day=named_day(slots["day"], say),
            ),
        ),
        choices=tuple(link for number in _numbers(slots) for link in _answers(slots, say, number)),
        notes=(say("Nothing happens by opening a link: you confirm on the page behind it."),),
    )


def _numbers(slots: dict[str, str]) -> list[str]:
    return sorted((name.removeprefix("title_") for name in slots if name.startswith("title_")), key=int)


def _answers(slots: dict[str, str], say: Speaker, number: str) -> tuple[Link, ...]:
    title = slots[f"title_{number}"]
    return (
        Link(say("“{title}” is still true", title=title), slots[f"link_{number}"]),
        Link(say("Change “{title}”", title=title), slots[f"edit_{number}"]),
        Link(say("“{title}” is over", title=title), slots[f"over_{number}"]),
    )


def unsent_draft(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that says that a draft nobody sent is forgotten soon."""
    title = slots["title"] or say("without a headline")
    return Content(
        subject=say("Your draft “{title}” is forgotten soon", title=title),
        preheader=say("Save it once more, and it stays."),
        heading=say("Do you still need this draft?"),
        greeting=slot("greeting"),
        paragraphs=(
            say("Your draft “{title}” at {site} still waits for you to send it.", title=title, site=city.name),
            say("We forget it on {day}. Save it once more, and it stays.", day=named_day(slots["day"], say)),
        ),
        button=Link(say("Go on writing"), slots["link"]),
    )


def partner_asked(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that asks whether an organisation takes part in a project that names it."""
    title, name, leader = slots["title"], slots["organisation"], slots["leader"]
    return Content(
        subject=say("Do you take part? {title}", title=title),
        preheader=say("Another group names yours as a partner."),
        heading=say("Does “{organisation}” take part?", organisation=name),
        greeting=slot("greeting"),
        paragraphs=(
            say(
                "“{leader}” names your group “{organisation}” as a partner in the project “{title}” at {site}.",
                leader=leader,
                organisation=name,
                title=title,
                site=city.name,
            ),
            say("Nobody sees your group there before you say yes. You can say no, too."),
        ),
        button=Link(say("Answer"), slots["link"]),
        notes=(say("Nothing happens by opening a link: you answer on the page behind it."),),
    )


def partners_asked(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that asks whether organisations take part in several projects that name them."""
    return Content(
        subject=say("Do you take part? {count} projects", count=slots["count"]),
        preheader=say("Other groups name yours as a partner."),
        heading=say("Do you take part?"),
        greeting=slot("greeting"),
        paragraphs=(
            say("{count} projects at {site} name your group as a partner:", count=slots["count"], site=city.name),
            *_listed(slots, lambda number: _naming(slots, say, number), say),
            say("Nobody sees your group there before you say yes. You can say no, too."),
        ),
        button=Link(say("Answer"), slots["link"]),
        notes=(say("Nothing happens by opening a link: you answer on the page behind it."),),
    )


def _naming(slots: dict[str, str], say: Speaker, number: str) -> str:
    names = {name: slots[f"{name}_{number}"] for name in ("title", "leader", "organisation")}
    return say("• “{title}” of “{leader}” names “{organisation}”.", **names)


def co_organiser_asked(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that asks whether organisations organise events of others that name them."""
    count, only = slots["count"], slots["count"] == "1"
    return Content(
        subject=say("Do you organise it too? {title}", title=slots["title_1"])
        if only
        else say("Do you organise them too? {count} events", count=count),
        preheader=say("Another group says that you organise it together."),
        heading=say("Do you organise it together?"),
        greeting=slot("greeting"),
        paragraphs=(
            say("At {site}, others say that your group organises events with them:", site=city.name),
            *_listed(slots, lambda number: _naming(slots, say, number), say),
            say("Nobody sees your group there before you say yes. You can say no, too."),
        ),
        button=Link(say("Answer"), slots["link"]),
        notes=(say("Nothing happens by opening a link: you answer on the page behind it."),),
    )


def calendar_refused(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that says what of an organisation's own calendar was not taken over, and why.

    It is true of what never was public, and of what stays public as it was before.
    """
    count, only = slots["count"], slots["count"] == "1"
    return Content(
        subject=say("Not taken over: {title}", title=slots["title_1"])
        if only
        else say("Not taken over: {count} events of your calendar", count=count),
        preheader=say("We tell you why, and what you can do."),
        heading=say("Not all was taken over"),
        greeting=slot("greeting"),
        paragraphs=(
            say("The editors of {site} have read what came with your calendar.", site=city.name),
            say("This does not stand there as your calendar has it:"),
            *_listed(slots, lambda number: _refused(slots, say, number), say),
            say("You can change it in your calendar, or by hand here."),
        ),
        button=Link(say("Look at your calendars"), slots["link"]),
        notes=(say("Questions? Write to us: {email}", email=city.contact.email),),
    )


def _refused(slots: dict[str, str], say: Speaker, number: str) -> str:
    reason = " ".join(slots[f"reason_{number}"].split())
    return say("• “{title}”. The reason: {reason}", title=slots[f"title_{number}"], reason=reason)


def _listed(slots: dict[str, str], line: Callable[[str], str], say: Speaker) -> list[str]:
    """Return a line for each thing that is named, and how many more there are."""
    named = _numbers(slots)
    more = int(slots["count"]) - len(named)
    return [*map(line, named), *([say("And {count} more.", count=str(more))] if more else [])]


def showing_asked(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that asks whether another organisation may show an event in its own calendar."""
    title, name, leader = slots["title"], slots["organisation"], slots["leader"]
    return Content(
        subject=say("May others show it too? {title}", title=title),
        preheader=say("Another group would like to show your event."),
        heading=say("May “{organisation}” show your event?", organisation=name),
        greeting=slot("greeting"),
        paragraphs=(
            say(
                "“{organisation}” would like to show the event “{title}” of your group “{leader}” in its own calendar "
                "at {site}.",
                organisation=name,
                title=title,
                leader=leader,
                site=city.name,
            ),
            say("It stays your event: only you change it. More people see it."),
        ),
        button=Link(say("Answer"), slots["link"]),
        notes=(say("Nothing happens by opening a link: you answer on the page behind it."),),
    )


def partner_refused(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that says that an organisation is not to be named with a project."""
    title, name = slots["title"], slots["organisation"]
    return Content(
        subject=say("“{organisation}” takes no part: {title}", organisation=name, title=title),
        preheader=say("The group is not shown with your project."),
        heading=say("A partner has said no"),
        greeting=slot("greeting"),
        paragraphs=(
            say(
                "You named “{organisation}” as a partner in your project “{title}” at {site}. "
                "The group does not want that.",
                organisation=name,
                title=title,
                site=city.name,
            ),
            say("It is not shown there. You need not do anything; a talk may help."),
        ),
        button=Link(say("Look at the project"), slots["link"]),
    )


def invitation(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that invites somebody to look after an organisation's page."""
    name = slots["organisation"]
    return Content(
        subject=say("Invitation: look after {organisation}", organisation=name),
        preheader=say("Your page is prepared. Please take it over."),
        heading=say("Your page at {site}", site=city.short_name),
        greeting=slot("greeting"),
        paragraphs=(
            say("You are invited to look after “{organisation}” at {site}.", organisation=name, site=city.name),
            say("You can then change the page, and enter offers, projects and events."),
        ),
        button=Link(say("Take over the page"), slots["link"]),
        notes=(
            say("The link is valid for 14 days."),
            say("You do not want this? Then you need not do anything."),
        ),
    )


LETTERS = {
    "revision_approved": revision_approved,
    "revision_refused": revision_refused,
    "revision_handed_over": revision_handed_over,
    "confirm_suggestion": confirm_suggestion,
    "still_true": still_true,
    "all_still_true": all_still_true,
    "unsent_draft": unsent_draft,
    "partner_asked": partner_asked,
    "partners_asked": partners_asked,
    "co_organiser_asked": co_organiser_asked,
    "calendar_refused": calendar_refused,
    "showing_asked": showing_asked,
    "partner_refused": partner_refused,
    "invitation": invitation,
}
