"""Between the form of a newsletter and the newsletter as the notifier knows it; and what of the city it can show."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema
from werkzeug.datastructures import MultiDict

from services.website.clients.asking import Words, calmly
from services.website.forms.form import Form, Line, Text, at_most
from services.website.language import said
from services.website.records.things import is_online
from services.website.site import site

MOST_ITEMS = 20
_FOUND_OF_EACH = 4
# A series would fill the list with its dates, so more are asked for than shown.
_DATES = 40
_LANGUAGES = {"de": "", "en": "_en"}


_BOTH = said(
    "You have ticked topics or districts, and “Everybody”. Please choose “Only some of them”, or take the ticks away."
)


class NewsletterForm(Form):
    """A newsletter as an editor writes it."""

    subject = Line(
        required=True,
        validate=at_most(150),
        error_messages={"required": said("The subject is missing. For example: Spring in the city.")},
    )
    preheader = Line(validate=at_most(200))
    text = Text(
        required=True,
        validate=at_most(50_000),
        error_messages={"required": said("The text is missing. A few sentences are enough.")},
    )
    subject_en = Line(validate=at_most(150))
    preheader_en = Line(validate=at_most(200))
    text_en = Text(validate=at_most(50_000))
    wem = fields.String(validate=validate.OneOf(["alle", "themen"]), load_default="alle")
    thema = fields.List(Line(validate=at_most(40)), load_default=list)
    stadtteil = fields.List(Line(validate=at_most(60)), load_default=list)

    @validates_schema(skip_on_field_errors=False)
    def _english_is_whole(self, words: dict[str, Any], **_: Any) -> None:
        given = [name for name in ("subject_en", "preheader_en", "text_en") if words.get(name)]
        for name in ("subject_en", "text_en"):
            if given and not words.get(name):
                raise ValidationError({name: [said("English needs a subject and a text, or nothing at all.")]})

    @validates_schema(skip_on_field_errors=False)
    def _somebody_is_chosen(self, words: dict[str, Any], **_: Any) -> None:
        if words.get("wem") == "themen" and not (words.get("thema") or words.get("stadtteil")):
            raise ValidationError({"wem": [said("Please choose at least one topic or one district.")]})

    @validates_schema(skip_on_field_errors=False)
    def _everybody_means_everybody(self, words: dict[str, Any], **_: Any) -> None:
        # Where no script moves the choice, whoever ticks a topic below "everybody" may well mean some people only.
        if words.get("wem") == "alle" and (words.get("thema") or words.get("stadtteil")):
            raise ValidationError({"wem": [_BOTH]})


def newsletter_words(words: Mapping[str, Any], items: list[Words]) -> Words:
    """Return a newsletter as the notifier wants it."""
    told = {language: _in_language(words, ending) for language, ending in _LANGUAGES.items()}
    return {"words": told, "items": items, "audience": audience(words)}


def audience(words: Mapping[str, Any]) -> Words:
    """Return whom it is for."""
    some = words.get("wem") == "themen"
    return {
        "categories": words.get("thema", []) if some else [],
        "districts": words.get("stadtteil", []) if some else [],
    }


def is_chosen(words: Mapping[str, Any]) -> bool:
    """Tell whether it is clear who gets it: some people are meant only once a topic or a district is chosen."""
    return words.get("wem") != "themen" or any(audience(words).values())


def unfinished(typed: MultiDict[str, str]) -> Words:
    """Return what is typed so far as a newsletter that can be looked at: gaps are filled, nothing is refused."""
    words: dict[str, Any] = {name: value.strip()[:50_000] for name, value in typed.items() if value.strip()}
    return newsletter_words(
        {**words, "subject": words.get("subject", "…"), "text": words.get("text", "…")}, items(typed)
    )


def typed_newsletter(known: Words) -> MultiDict[str, str]:
    """Return a newsletter as if somebody had just typed it."""
    typed: MultiDict[str, str] = MultiDict()
    for language, ending in _LANGUAGES.items():
        for name, value in (known["words"].get(language) or {}).items():
            typed[f"{name}{ending}"] = value or ""
    chosen = known["audience"]
    typed["wem"] = "themen" if chosen["categories"] or chosen["districts"] else "alle"
    typed.setlist("thema", chosen["categories"])
    typed.setlist("stadtteil", chosen["districts"])
    typed.setlist("stueck", [packed(each) for each in known["items"]])
    return typed


def items(typed: MultiDict[str, str]) -> list[Words]:
    """Return what was taken in, in its order; what can't be read is left out."""
    return list(_unpacked(typed.getlist("stueck")))[:MOST_ITEMS]


def packed(item: Words) -> str:
    """Return something of the city as one hidden field; whether it is gone by now the notifier knows."""
    return json.dumps({name: value for name, value in item.items() if name != "gone"}, ensure_ascii=False)


def rearranged(typed: MultiDict[str, str], deed: str) -> MultiDict[str, str]:
    """Return what was typed with one thing taken in, moved up, moved down, or taken out."""
    kept = [packed(each) for each in items(typed)]
    verb, _, what = deed.partition(":")
    if verb == "aufnehmen" and what not in kept and len(kept) < MOST_ITEMS:
        kept.append(what)
    elif what.isdigit() and int(what) < len(kept):
        place = int(what)
        moved = kept.pop(place)
        if verb != "weg":
            kept.insert(max(place + (1 if verb == "hinunter" else -1), 0), moved)
    changed = typed.copy()
    changed.setlist("stueck", kept)
    return changed


def found(question: str) -> list[Words]:
    """Return what the city has to a question: offers, events, projects and groups, as they can be taken in."""
    if not question.strip():
        return []
    asked = {"q": question[:200], "size": _FOUND_OF_EACH}
    ask = site()
    return [
        *_next_dates(_taken(lambda: ask.events.dates(asked | {"size": _DATES}), _event)),
        *_taken(lambda: ask.directory.offers(asked), _offer),
        *_taken(lambda: ask.directory.projects(asked), _project),
        *_taken(lambda: ask.directory.organisations(asked), _organisation),
    ]


def _taken(ask: Callable[[], Words], shown: Callable[[Words], Words]) -> list[Words]:
    """Return what one service has, as it can be taken in; nothing while it is away."""
    listed = calmly(ask) or {"items": []}
    return [shown(each) for each in listed["items"]]


def _next_dates(dates: list[Words]) -> list[Words]:
    """Return each event once, with the date that comes next."""
    return list({each["id"]: each for each in reversed(dates)}.values())[::-1][:_FOUND_OF_EACH]


def _in_language(words: Mapping[str, Any], ending: str) -> Words | None:
    told = {name: words.get(f"{name}{ending}") for name in ("subject", "preheader", "text")}
    return told if told["subject"] and told["text"] else None


def _unpacked(fields: list[str]) -> Iterator[Words]:
    for each in fields:
        try:
            item = json.loads(each)
        except (ValueError, RecursionError):
            continue
        if isinstance(item, dict) and isinstance(item.get("title"), str):
            yield item


def _offer(known: Words) -> Words:
    names = ("id", "slug", "title", "summary", "categories", "district", "effort")
    words = {name: known.get(name) for name in names}
    return {
        "what": "offer",
        **words,
        "organisation_name": known["organisation"]["name"],
        "starts_on": known["starts_on"],
    }


def _event(known: Words) -> Words:
    words = {name: known.get(name) for name in ("slug", "title", "summary", "categories", "district")}
    when = {"starts_on": known["starts_at"][:10]} if known["all_day"] else {"starts_at": known["starts_at"]}
    place, by = None if is_online(known) else known.get("venue"), known["organisation"]["name"]
    return {"what": "event", "id": known["event_id"], **words, "organisation_name": by, "place": place, **when}


def _project(known: Words) -> Words:
    words = {name: known.get(name) for name in ("id", "slug", "title", "summary", "categories", "district")}
    return {"what": "project", **words, "organisation_name": (known.get("organisation") or {}).get("name")}


def _organisation(known: Words) -> Words:
    words = {name: known.get(name) for name in ("id", "slug", "summary", "categories", "district")}
    return {"what": "organisation", **words, "title": known["name"]}
