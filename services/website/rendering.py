"""How templates are filled: signs, patterns, words and times under the names the templates use."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import nh3
from flask import Flask, request, url_for
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from services.city import City
from services.city_table import Words
from services.kit.addresses import LONGEST_NAME
from services.kit.directions import straight
from services.website import language as words
from services.website import linked_data, reports, security, signed_in, times
from services.website.calendar import repeating_words
from services.website.drawing import charts, maps, patterns
from services.website.forms import newsletters
from services.website.lists import choices, filters, marked, people_choices
from services.website.records import comparing, forms, things
from services.website.site import Site

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
_MOST_DRAWN = 1_000
_SAFE_TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "strong", "table", "tbody", "td",
    "th", "thead", "tr", "ul",
}  # fmt: skip

_ADDRESS = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)])", re.IGNORECASE)
# A mark alone says nothing, and a sum or a temperature has no space after it.
_POINT = re.compile(r"\s*[-*•–]\s+(?=\S)")
_LINK = Markup('<a href="%s" rel="nofollow ugc noopener">%s</a>')


def furnish(app: Flask, site: Site) -> None:
    """Give the templates all they may use."""
    environment = app.jinja_env
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        words.translated, words.translated_many, newstyle=True
    )
    # Quicker than the extension's own, which fills in words even where there are none; a page says a hundred sentences.
    environment.globals.update(_=_said, gettext=_said, ngettext=_said_of_many)
    environment.filters.update(
        day=times.day, hours=times.hours, span=times.span, days=times.days, markdown=markdown, prose=prose
    )
    environment.filters.update(month_name=times.month_name, weekday=times.weekday, moment=times.moment, at=times.at)
    environment.filters.update(lasting=times.lasting, is_to_come=times.is_to_come)
    environment.filters.update(is_reached=times.is_reached)
    environment.filters.update(packed=newsletters.packed, said_of=comparing.said_of, in_order=comparing.in_order)
    environment.filters.update(repeating=repeating_words.in_words, not_on=repeating_words.not_on)
    environment.filters.update(
        say=_say,
        in_our_words=lambda text: words.catalogue(words.language()).gettext(text),
        dialled=_dialled,
        host=_host,
        opening_hours=times.opening_hours,
        points=_points,
        lines=_lines,
        with_links=with_links,
        district=lambda key: _district(site.city, key),
    )
    environment.globals.update(_globals(site))
    app.context_processor(lambda: _of_this_request(site))


def markdown(text: str) -> Markup:
    """Return Markdown as safe HTML; what looks like HTML in it stays text."""
    drawn = straight(_MARKDOWN.render(text))
    return Markup(nh3.clean(drawn, tags=_SAFE_TAGS, attributes={"a": {"href"}}, link_rel=None))


def prose(text: str | None, attributes: Any = "") -> Markup:
    """Return a plain text as paragraphs with their lines, lists where lines begin with a dash, and web addresses."""
    parts = [part.strip() for part in (text or "").replace("\r", "").split("\n\n")]
    return Markup("\n").join(block for part in parts if part for block in _blocks(part.split("\n"), attributes))


def with_links(text: str) -> Markup:
    """Return a line of plain text with its web addresses."""
    pieces = _ADDRESS.split(text)
    return Markup("").join(_LINK % (each, each) if number % 2 else escape(each) for number, each in enumerate(pieces))


def _blocks(lines: list[str], attributes: Any) -> Iterator[Markup]:
    for is_list, found in groupby(range(len(lines)), lambda at: _is_listed(lines, at)):
        said = [lines[at] for at in found]
        if is_list:
            points = (Markup("<li>%s</li>") % with_links(_POINT.sub("", each)) for each in said)
            yield Markup("<ul%s>%s</ul>") % (attributes, Markup("").join(points))
        else:
            yield Markup("<p%s>%s</p>") % (attributes, Markup("<br>").join(map(with_links, said)))


def _is_listed(lines: list[str], at: int) -> bool:
    """Return whether a line is one of several with a dash; a single one is how people sign."""
    before, after = lines[max(at - 1, 0) : at], lines[at + 1 : at + 2]
    return bool(_POINT.match(lines[at])) and any(map(_POINT.match, [*before, *after]))


def _globals(site: Site) -> dict[str, Any]:
    return {
        "city": site.city,
        "site_url": site.settings.site_url.rstrip("/"),
        "demo": site.settings.demo,
        "static": site.shelf.url,
        "pattern": patterns.pattern,
        "mosaic": patterns.mosaic,
        "form_token": security.form_token,
        "form_field": security.FIELD,
        "trap_field": security.TRAP,
        "kept": _kept,
        "kept_entry": kept_entry,
        "as_written": _AsWritten(),
        "once": lambda: uuid4().hex,
        "labelled": marked.labelled,
        "in_number": reports.in_words,
        "part_name": reports.part_name,
        "month_of": reports.month_of,
        "chart_of": charts.chart,
        "languages": words.NAMES,
        "path_in": words.path_in,
        "linked": linked_data,
        "picture_of": lambda kind, slug: url_for("sharing.picture_of_thing", kind=kind, slug=slug),
        "page_picture": lambda page: url_for("sharing.picture_of_page", page=page if page in things.LISTS else "start"),
        "today": times.today,
        "lasts_days": times.lasts_days,
        "is_online": things.is_online,
        "first": _first,
        "plain_town": site.city.town.partition(" (")[0],
        "pages": filters.pages,
        "kinds": choices.KINDS,
        "given_kinds": people_choices.KINDS,
        "given_words": people_choices.WORDS,
        "given_names": _given_names,
        "spoken_names": _spoken_names,
        "spoken_choices": lambda: [(key, words.translated(name)) for key, name in choices.LANGUAGE_NAMES.items()],
        "district_choices": lambda: [(each.key, each.name) for each in site.city.districts],
        "initials": _initials,
        "longest_name": LONGEST_NAME,
        "rows_of": forms.rows,
        "differences": comparing.differences,
        "page_of": lambda kind, slug: url_for(maps.ENDPOINTS[kind], slug=slug),
        "map_bounds": maps.bounds(site.city.districts),
        "map_size": (maps.SHOWN_WIDTH, maps.SHOWN_HEIGHT),
    }


def _of_this_request(site: Site) -> dict[str, Any]:
    spoken = words.language()
    return {
        "page_url": site.settings.site_url.rstrip("/") + request.script_root + request.path,
        "language": spoken,
        "locale": words.LOCALES[spoken],
        "has_session": signed_in.has_cookie(),
        "seems_editor": signed_in.seems_editor(),
        "looks_after": signed_in.looks_after,
        "looks_after_another": signed_in.looks_after_another,
        "here": request.path,
    }


def _kept(draw: Callable[..., Markup]) -> Callable[..., Markup]:
    """Return a macro that is drawn once for each language and whatever it is given."""
    drawn = lru_cache(_MOST_DRAWN)(lambda _language, *given, **named: draw(*given, **named))
    return lambda *given, **named: drawn(words.language(), *given, **named)


def kept_entry(draw: Callable[..., Markup]) -> Callable[..., Markup]:
    """Return a macro that draws an entry of a list once a day for each language, as long as it stays what it is."""
    drawn = lru_cache(_MOST_DRAWN)(lambda _language, _today, told, **named: draw(told.entry, **named))
    return lambda entry, **named: drawn(words.language(), times.today(), _Told(entry), **named)


class _Told:
    """An entry as a service told it, alike to every other with the same words."""

    def __init__(self, entry: dict[str, Any]) -> None:
        self.entry, self._words = entry, repr(entry)

    def __hash__(self) -> int:
        return hash(self._words)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Told) and self._words == other._words


class _AsWritten:
    """What groups write is German on every page; a screen reader has to know (WCAG 3.1.2)."""

    def __html__(self) -> str:
        return "" if words.language() == "de" else ' lang="de"'


def _said(sentence: str, **filled: Any) -> Markup:
    """Return a sentence in the language of this request; what is filled in is made safe."""
    said = Markup(words.translated(sentence))
    return said % filled if filled else said


def _said_of_many(one: str, many: str, num: int, **filled: Any) -> Markup:
    return Markup(words.translated_many(one, many, num)) % {"num": num, **filled}


def _say(text: Words) -> str:
    return text.in_language(words.language())


def _dialled(phone: str) -> str:
    """Return a number as a telephone wants it; without a country's code it is a German one."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    return f"+{digits}" if phone.startswith("+") else f"+49{digits.removeprefix('0')}"


def _host(url: str) -> str:
    return (urlsplit(url).hostname or url).removeprefix("www.")


def _points(text: str | list[str]) -> list[str]:
    """Return what is parted by semicolons or lines as single points."""
    return _single(re.split(r"[;\n]", text) if isinstance(text, str) else text)


def _lines(text: str) -> list[str]:
    """Return each line as a point of its own; a semicolon is one of its sentence's."""
    return _single(text.splitlines())


def _single(parts: list[str]) -> list[str]:
    return [_POINT.sub("", part).strip() for part in parts if part.strip()]


def _spoken_names(keys: list[str]) -> str:
    return ", ".join(words.translated(choices.LANGUAGE_NAMES.get(key, key)) for key in keys)


def _given_names(keys: list[str]) -> str:
    return ", ".join(words.translated(people_choices.KINDS.get(key, key)) for key in keys)


def _initials(name: str) -> str:
    parts = [part for part in name.split() if part[:1].isalpha()]
    return "".join(part[0] for part in parts[:2]).upper()


def _district(city: City, key: str) -> str:
    known = city.district(key)
    return known.name if known else key


def _first(categories: Iterable[str]) -> str:
    """Return the category that colours an entry."""
    return next(iter(categories), "nature")
