"""Everything about somebody as a file to take along: JSON of each service in a ZIP, and a text that explains it."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from services.website import times
from services.website.language import _, translated
from services.website.personal.declared import NAMES
from services.website.personal.shown import until

README = "README.txt"


def archive(
    known: Mapping[str, list[Mapping[str, Any]]], *, pictures: Mapping[str, bytes], city: str, address: str
) -> bytes:
    """Return the ZIP: one file for each service, with all that it knows, and pictures by their names."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(README, _readme(known, city=city, address=address))
        for service, sections in known.items():
            words = {"service": service, "sections": [_section(each) for each in sections]}
            file.writestr(f"{service}.json", json.dumps(words, ensure_ascii=False, indent=2))
        for name, body in pictures.items():
            file.writestr(name, body)
    return packed.getvalue()


def _section(section: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: translated(section[name]) for name in ("title", "what", "why", "basis", "shown_to")}
    return {
        "key": section["key"],
        **said,
        "until": until(section),
        "is_whole": section["is_whole"],
        "rows": section["rows"],
    }


def _readme(known: Mapping[str, list[Mapping[str, Any]]], *, city: str, address: str) -> str:
    lines = [
        _("All that %(city)s knows about you", city=city),
        "",
        _("Gathered on %(day)s.", day=times.day(times.today(), _("EEEE d MMMM y"))),
        _("Each file holds what one part of the site knows, as JSON: any text editor opens it."),
        "",
    ]
    for service, sections in known.items():
        titles = ", ".join(translated(each["title"]) for each in sections) or _("nothing")
        lines.append(f"{service}.json ({translated(NAMES[service])}): {titles}")
    if any(not each["is_whole"] for sections in known.values() for each in sections):
        lines += ["", _("There is more than fits here. Please write to us if you want to have all of it.")]
    questions = _("Questions, mistakes, or do you want something corrected? Write to %(address)s.", address=address)
    return "\r\n".join([*lines, "", questions, ""])
