"""Letters to one person: sign-in, confirmation, and the link to one's own messages."""

from dataclasses import replace
from datetime import datetime

from babel import Locale

from notifier.sending.contents import contacts, ideas, newsletters, profiles, records, seats
from notifier.sending.contents.headers import letter_headers
from notifier.sending.contents.model import Content, Link, Telling
from notifier.sending.moments import Calendar
from notifier.sending.mould import slot
from notifier.sending.words import Speaker
from services.city import City


def letter(told: Telling) -> Content:
    """Return the letter that a notification asks for; nobody leaves a list by it, so it has no such headers."""
    template = told.about["template"]
    if template == "newsletter_trial":
        return newsletters.trial(told)
    if template in seats.LETTERS:
        return seats.letter(told)
    written = _LETTERS[template](told.about["slots"], told.say, told.city)
    return replace(written, headers=letter_headers(template))


def sign_in(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter with a sign-in code and link."""
    return Content(
        subject=say("Your code for {site}: {code}", site=city.short_name, code=slots["code"]),
        preheader=say("It is valid for 15 minutes."),
        heading=say("Sign in"),
        greeting=slot("greeting"),
        paragraphs=(say("You want to sign in at {site}. This is your code:", site=city.name),),
        code=slots["code"],
        button=Link(say("Sign in with one click"), slots["link"]),
        notes=(
            say("The code and the link are valid for 15 minutes, and once."),
            *_circumstances(slots, say, city, asked=True),
            say("Was it not you? Then you need not do anything. Nobody can sign in without this e-mail."),
        ),
    )


def passkeys_changed(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that tells somebody of a change of her passkeys: whoever made it may not have been her."""
    made = slots["change"] == "made"
    told = (
        say("A new passkey can be used to sign in at {site}: “{name}”.", site=city.name, name=slots["passkey"])
        if made
        else say("A passkey was removed at {site}: “{name}”.", site=city.name, name=slots["passkey"])
    )
    return Content(
        subject=say("New passkey at {site}", site=city.short_name)
        if made
        else say("Passkey removed at {site}", site=city.short_name),
        preheader=say("Was it you? Then all is well."),
        heading=say("Your passkeys have changed"),
        greeting=slot("greeting"),
        paragraphs=(told, *_circumstances(slots, say, city)),
        button=Link(say("To my account"), slots["link"]),
        notes=(
            say(
                "Was it you? Then you need not do anything. If not: sign out the devices you do not know in your"
                " account, and call us: {phone}.",
                phone=city.contact.phone,
            ),
        ),
    )


def passkeys_taken_back(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that tells somebody that her passkeys, which she is said to have lost, open nothing now."""
    return Content(
        subject=say("Your passkeys at {site} were removed", site=city.short_name),
        preheader=say("You were signed out everywhere."),
        heading=say("Your passkeys have changed"),
        greeting=slot("greeting"),
        paragraphs=(
            say("All your passkeys at {site} were removed, and you were signed out everywhere.", site=city.name),
            say("Please sign in with this address, and make a new passkey."),
            *_circumstances(slots, say, city),
        ),
        button=Link(say("Sign in"), slots["link"]),
        notes=(say("Do you know nothing of this? Please call us: {phone}.", phone=city.contact.phone),),
    )


def appointed(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that tells somebody that she acts for the city from now on."""
    role = (
        say("From now on you are an administrator at {site}: you decide who edits, and edit yourself.", site=city.name)
        if slots["role"] == "administrator"
        else say("From now on you are an editor at {site}.", site=city.name)
    )
    how = (
        say("You sign in with this address. The first time you make a passkey: please do that soon.")
        if city.sign_in.editors_need_passkey
        else say("You sign in with this address.")
    )
    return Content(
        subject=say("You belong to the team of {site}", site=city.short_name),
        preheader=say("Sign in with this address."),
        heading=say("Your part in the team"),
        greeting=slot("greeting"),
        paragraphs=(role, how),
        button=Link(say("Sign in"), slots["link"]),
        notes=(say("Do you know nothing of this? Please call us: {phone}.", phone=city.contact.phone),),
    )


def dismissed(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that tells somebody that she acts for the city no longer."""
    return Content(
        subject=say("You no longer belong to the team of {site}", site=city.short_name),
        preheader=say("You were signed out everywhere."),
        heading=say("Your part in the team"),
        greeting=slot("greeting"),
        paragraphs=(
            say("You no longer edit at {site}, and were signed out everywhere.", site=city.name),
            say("You keep your account: you sign in with this address."),
        ),
        button=Link(say("Sign in"), slots["link"]),
        notes=(say("Do you know nothing of this? Please call us: {phone}.", phone=city.contact.phone),),
    )


def _circumstances(slots: dict[str, str], say: Speaker, city: City, *, asked: bool = False) -> tuple[str, ...]:
    """Return when, with what and from where something was asked for, or done, as far as that is known."""
    if "asked_at" not in slots:
        return ()
    calendar = Calendar(say, city.time_zone, datetime.fromisoformat(slots["asked_at"]))
    moment, device = calendar.moment(slots["asked_at"]), _device(slots, say)
    country = Locale.parse(say.language).territories.get(slots.get("country", ""))
    if asked and device:
        told = say("Asked for on {moment}, with {device}.", moment=moment, device=device)
    elif asked:
        told = say("Asked for on {moment}.", moment=moment)
    elif device:
        told = say("That was on {moment}, with {device}.", moment=moment, device=device)
    else:
        told = say("That was on {moment}.", moment=moment)
    return (f"{told} {say('Country, by the internet address: {country}.', country=country)}" if country else told,)


def _device(slots: dict[str, str], say: Speaker) -> str:
    browser, system = slots.get("browser", ""), slots.get("system", "")
    return say("{browser} on {system}", browser=browser, system=system) if browser and system else browser or system


def confirm_subscription(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter that asks whether somebody really wants to get mail: no advertising in it, by law."""
    return Content(
        subject=say("Please confirm: messages from {site}", site=city.short_name),
        preheader=say("One click, and you will hear from us."),
        heading=say("Is this right?"),
        greeting=slot("greeting"),
        paragraphs=(
            say("Somebody has ordered messages from {site} for this address.", site=city.name),
            say("Was it you? Then please confirm. Only then will you get e-mails from us."),
        ),
        button=Link(city.consent.confirm.in_language(say.language), slots["link"]),
        notes=(
            say("The link is valid for 14 days."),
            say("Was it not you? Then you need not do anything. You will get no further e-mail."),
        ),
    )


def manage_link(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the letter with the link to one's own subscription."""
    return Content(
        subject=say("Your messages from {site}", site=city.short_name),
        preheader=say("With this link you change topics or unsubscribe."),
        heading=say("Your messages"),
        greeting=slot("greeting"),
        paragraphs=(say("With this link you can change your topics, or unsubscribe."),),
        button=Link(say("Change my messages"), slots["link"]),
        notes=(say("Was it not you who asked for this? Then you need not do anything."),),
    )


def erased(slots: dict[str, str], say: Speaker, city: City) -> Content:
    """Return the last letter that somebody gets: all about her is erased, and here is the receipt."""
    return Content(
        subject=say("Everything about you at {site} is erased", site=city.short_name),
        preheader=say("This is the last e-mail that you get from us."),
        heading=say("Goodbye"),
        greeting=slot("greeting"),
        paragraphs=(
            say("You asked us to erase everything about you at {site}. That is done.", site=city.name),
            say("The receipt says what was erased where, and what has to be kept and why. It does not name you."),
            say("This is the last e-mail: with it we erase your address, too."),
        ),
        button=Link(say("Show the receipt"), slots["link"]),
        notes=(say("Was it not you? Please call us: {phone}.", phone=city.contact.phone),),
    )


_LETTERS = {
    "sign_in": sign_in,
    "confirm_subscription": confirm_subscription,
    "manage_link": manage_link,
    "passkeys_changed": passkeys_changed,
    "passkeys_taken_back": passkeys_taken_back,
    "appointed": appointed,
    "dismissed": dismissed,
    **profiles.LETTERS,
    "erased": erased,
    **records.LETTERS,
    **contacts.LETTERS,
    **ideas.LETTERS,
}
