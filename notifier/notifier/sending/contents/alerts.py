"""What people are told of new things that fit them."""

from datetime import date
from typing import Any

from babel.dates import format_date

from notifier.sending.contents.headers import list_headers
from notifier.sending.contents.model import Card, Content, Link, Telling
from notifier.sending.mould import slot
from notifier.sending.words import Speaker
from services.city import City

_LOCALES = {"de": "de_DE", "en": "en_GB"}


def offer_alert(told: Telling) -> Content:
    """Return the alert of a new offer."""
    offer, say, city = told.about, told.say, told.city
    category = city.category(offer["categories"][0])
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
                link=Link(say("Look at the offer"), told.page(f"/mitmachen/{offer['slug']}")),
            ),
        ),
        why=slot("why"),
        links=(
            Link(say("Change topics"), slot("manage_url")),
            Link(say("Unsubscribe"), slot("leave_url")),
        ),
        headers=list_headers(told, "offers", say("New offers"), category=offer["categories"][0], kind="offer"),
    )


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
