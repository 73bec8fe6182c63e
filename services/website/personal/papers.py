"""The deletion concept and the record of processing activities, made from what the services declare."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.city import City
from services.website import times
from services.website.language import _, translated
from services.website.personal.declared import KEPT, NAMES
from services.website.personal.shown import until


@dataclass(frozen=True)
class Entry:
    """One kind of thing: what it is called, and what is to be said of it, each under a heading of its own."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PrivacyPaper:
    """A paper: its title, what it is, and its chapters with their entries."""

    title: str
    opening: tuple[str, ...]
    chapters: tuple[tuple[str, tuple[Entry, ...]], ...]

    def as_markdown(self) -> str:
        """Return the paper in Markdown; its title stands in the first line."""
        parts = [f"# {self.title}", *self.opening]
        for name, entries in self.chapters:
            parts.append(f"## {name}")
            for entry in entries:
                parts += [f"### {entry.title}", "\n".join(f"- **{head}:** {text}" for head, text in entry.lines)]
        return "\n\n".join(parts) + "\n"


Declared = Mapping[str, Iterable[Mapping[str, Any]]]
"""What each service declares, by its name."""


def deletion_concept(declared: Declared, city: City) -> PrivacyPaper:
    """Return for how long what is kept, and what becomes of it when somebody is erased."""
    opening = (
        _("What %(city)s keeps of people, for how long, and what becomes of it.", city=city.name),
        _("The site makes this paper itself, from the same words by which it deletes. As of %(day)s.", day=_today()),
        _(
            "Each part of the site deletes every day what is over. Everybody can see what is known about her, take it"
            " along, and erase it with one confirmation; every part confirms with a receipt."
        ),
    )
    return PrivacyPaper(_("Deletion concept"), opening, _chapters(declared, city, _times))


def processing_record(declared: Declared, city: City) -> PrivacyPaper:
    """Return the record of processing activities (Art. 30 GDPR)."""
    contact = city.contact
    opening = (
        _("Record of processing activities under Art. 30 (1) GDPR, for %(city)s.", city=city.name),
        _("As of %(day)s", day=_today()) + ".",
        _("Controller: %(name)s, %(street)s, %(post_code)s %(town)s, %(email)s.", **vars(contact)),
        _officer(city),
        _("Nothing is transferred to third countries."),
        _(
            "Technical and organisational measures: encrypted transport, sign-in without passwords, passkeys for those"
            " who act for the city, rights checked at every door, logs without addresses, tested backups."
        ),
    )
    return PrivacyPaper(_("Record of processing activities"), opening, _chapters(declared, city, _activity))


def _officer(city: City) -> str:
    if city.protection_officer is None:
        return _("Data protection officer: not named yet.")
    return _("Data protection officer: %(name)s, %(email)s.", **vars(city.protection_officer))


def _times(kept: Mapping[str, Any]) -> Entry:
    erased = translated(kept["stays"]) if kept["stays"] else _("It is erased altogether.")
    if kept["unseen"] and not kept["stays"]:
        erased = _("It is emptied by itself.")
    lines = [
        (_("What"), translated(kept["what"])),
        (_("For how long"), until(kept)),
        (_("When somebody is erased"), erased),
    ]
    # A service of the version before says nothing of it.
    if kept.get("jobs") or kept.get("by"):
        lines.insert(2, (_("Who deletes it"), _who_deletes(kept)))
    return Entry(translated(kept["title"]), tuple(lines))


def _who_deletes(kept: Mapping[str, Any]) -> str:
    if kept["jobs"]:
        return _("The site by itself (%(jobs)s)", jobs=", ".join(kept["jobs"]))
    return translated(kept["by"])


def _activity(kept: Mapping[str, Any]) -> Entry:
    lines = (
        (_("Purpose"), translated(kept["why"])),
        (_("Legal basis"), translated(kept["basis"])),
        (_("Whose data"), translated(kept["whose"])),
        (_("Categories of data"), translated(kept["what"])),
        (_("Recipients"), translated(kept["shown_to"])),
        (_("Time limit for erasure"), until(kept)),
    )
    return Entry(translated(kept["title"]), lines)


def _chapters(declared: Declared, city: City, entry: Any) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    own = [{**vars(each), "days": city.times[each.days] if isinstance(each.days, str) else each.days} for each in KEPT]
    everything = {**declared, "website": own}
    return tuple((translated(NAMES[name]), tuple(entry(each) for each in kept)) for name, kept in everything.items())


def _today() -> str:
    return times.day(times.today(), _("EEEE d MMMM y"))
