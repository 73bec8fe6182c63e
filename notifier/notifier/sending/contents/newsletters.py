"""What editors write to many: their own words, and what of the city they have taken in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from babel.dates import format_date, format_time

from notifier.sending.contents.headers import letter_headers, list_headers
from notifier.sending.contents.model import Card, Content, Link, Telling
from notifier.sending.mould import slot
from notifier.sending.prose import Prose

_LOCALES = {"de": "de_DE", "en": "en_GB"}
_PATHS = {"offer": "/mitmachen", "event": "/termine", "project": "/projekte", "organisation": "/gruppen"}


def newsletter(told: Telling) -> Content:
    """Return a newsletter in the reader's language, or in German. A person wrote it: it is not marked as automatic."""
    copy = Link(told.say("Read it in the browser"), told.page(f"/rundbrief/{told.about['slug']}"))
    headers = list_headers(
        told, "newsletter", told.say("Newsletter"), category="", kind="newsletter", written_by_people=True
    )
    return replace(
        _content(told, told.about),
        greeting=slot("greeting"),
        why=told.say("You get this e-mail because you have ordered our newsletter."),
        links=(
            copy,
            Link(told.say("Change topics"), slot("manage_url")),
            Link(told.say("Unsubscribe"), slot("leave_url")),
        ),
        headers=(*headers, ("List-Archive", f"<{copy.url}>")),
    )


def trial(told: Telling) -> Content:
    """Return a newsletter as a letter to its editor, marked as a trial; nobody leaves a list by it."""
    content = _content(told, told.about["newsletter"])
    return replace(
        content,
        subject=f"[Test] {content.subject}",
        greeting=slot("greeting"),
        why=told.say("This is a test. Only you got it."),
        headers=letter_headers("newsletter_trial"),
    )


def _content(told: Telling, about: Mapping[str, Any]) -> Content:
    words = about["words"].get(told.say.language) or about["words"]["de"]
    return Content(
        subject=words["subject"],
        preheader=words["preheader"] or words["subject"],
        heading=words["subject"],
        greeting=told.say("Hello,"),
        prose=Prose(words["text"], site=told.site),
        cards=tuple(_card(each, told) for each in about["items"]),
    )


def _card(item: Mapping[str, Any], told: Telling) -> Card:
    first = next(iter(item["categories"]), "nature")
    known = told.city.category(first)
    return Card(
        category=known.key if known else "nature",
        label=_kind(item, told),
        label_is_kind=True,
        title=_title(item, told),
        summary=item["summary"] or "",
        facts=tuple(_facts(item, told)),
        link=_link(item, told),
    )


def _title(item: Mapping[str, Any], told: Telling) -> str:
    """Return what it is called, and first of all that it is off or gone by now."""
    title = item["title"]
    if item.get("gone") == "cancelled":
        return told.say("Cancelled: {title}", title=title)
    return told.say("No longer there: {title}", title=title) if item.get("gone") else title


def _link(item: Mapping[str, Any], told: Telling) -> Link:
    path = _PATHS[item["what"]]
    if item.get("gone") == "withdrawn":
        return Link(told.say("Look what else there is"), told.page(path))
    return Link(_look(item, told), told.page(f"{path}/{item['slug']}"))


def _kind(item: Mapping[str, Any], told: Telling) -> str:
    say = told.say
    kinds = {"offer": say("Offer"), "event": say("Event"), "project": say("Project"), "organisation": say("Group")}
    return kinds[item["what"]]


def _look(item: Mapping[str, Any], told: Telling) -> str:
    say = told.say
    words = {
        "offer": say("Look at the offer"),
        "event": say("Look at the event"),
        "project": say("Look at the project"),
        "organisation": say("Look at the group"),
    }
    return words[item["what"]]


def _facts(item: Mapping[str, Any], told: Telling) -> list[tuple[str, str]]:
    say, city = told.say, told.city
    district = city.district(item["district"]) if item["district"] else None
    place = ", ".join(part for part in (item["place"], district.name if district else None) if part)
    facts = [
        (say("When"), _moment(item["starts_at"], told) if item["starts_at"] else ""),
        (say("How long"), item["effort"] or ""),
        (say("Where"), place),
        (say("With whom"), item["organisation_name"] or ""),
    ]
    return [fact for fact in facts if fact[1]]


def _moment(text: str, told: Telling) -> str:
    """Say when something begins: with weekday, year and hour in the city's time, or a day alone."""
    locale = _LOCALES.get(told.say.language, told.say.language)
    if "T" not in text:
        return str(format_date(date.fromisoformat(text), "full", locale=locale))
    at = datetime.fromisoformat(text).astimezone(told.city.time_zone)
    day, hour = format_date(at, "full", locale=locale), format_time(at, "short", locale=locale)
    return told.say("{day}, {hour}", day=str(day), hour=str(hour))
