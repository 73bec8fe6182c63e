"""What mails say: one content model for text and HTML, in the recipient's language, in plain words."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from babel.dates import format_date

from notifier.sending.mould import slot
from notifier.sending.words import Speaker
from services.city import City

_LOCALES = {"de": "de_DE", "en": "en_GB"}


@dataclass(frozen=True)
class Link:
    """A link with its words."""

    words: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """One thing shown in a mail."""

    category: str
    label: str
    title: str
    summary: str
    facts: tuple[tuple[str, str], ...] = ()
    link: Link


@dataclass(frozen=True, kw_only=True)
class Content:
    """A mail before it has a shape."""

    subject: str
    preheader: str
    heading: str
    greeting: str
    paragraphs: tuple[str, ...] = ()
    code: str | None = None
    button: Link | None = None
    cards: tuple[Card, ...] = ()
    notes: tuple[str, ...] = ()
    why: str = ""
    links: tuple[Link, ...] = field(default_factory=tuple)


def offer_alert(offer: dict[str, Any], say: Speaker, city: City, site: str) -> Content:
    """Return the alert of a new offer."""
    category = city.category(offer["categories"][0])
    url = f"{site}{say.prefix}/mitmachen/{offer['slug']}"
    return Content(
        subject=say("New for you: {title}", title=offer["title"]),
        preheader=offer["summary"],
        heading=say("Something new that fits you"),
        greeting=slot("greeting"),
        paragraphs=(say("{organisation} is looking for people who join in.", organisation=offer["organisation_name"]),),
        cards=(
            Card(
                category=offer["categories"][0],
                label=category.short.in_language(say.language) if category else offer["categories"][0],
                title=offer["title"],
                summary=offer["summary"],
                facts=tuple(_offer_facts(offer, say, city)),
                link=Link(say("Look at the offer"), url),
            ),
        ),
        why=slot("why"),
        links=(
            Link(say("Change topics"), slot("manage_url")),
            Link(say("Unsubscribe"), slot("leave_url")),
        ),
    )


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
            say("Was it not you? Then you need not do anything. Nobody can sign in without this e-mail."),
        ),
    )


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


LETTERS = {"sign_in": sign_in, "confirm_subscription": confirm_subscription, "manage_link": manage_link}


def _offer_facts(offer: dict[str, Any], say: Speaker, city: City) -> list[tuple[str, str]]:
    facts = [(say("How long"), _commitment(offer, say))]
    if offer["starts_on"]:
        locale = _LOCALES.get(say.language, say.language)
        day = format_date(date.fromisoformat(offer["starts_on"]), "full", locale=locale)
        facts.append((say("From"), day))
    district = city.district(offer["district"]) if offer["district"] else None
    if offer["remote"]:
        facts.append((say("Where"), say("from anywhere")))
    elif district or offer["place"]:
        place = ", ".join(part for part in (offer["place"], district.name if district else None) if part)
        facts.append((say("Where"), place))
    return [*facts, (say("With whom"), offer["organisation_name"])]


def _commitment(offer: dict[str, Any], say: Speaker) -> str:
    short = offer["commitment"] == "short_term"
    return str(offer["effort"] or (say("short") if short else say("regularly")))
