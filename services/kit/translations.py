"""Words in several languages, read straight from .po files: nothing to compile, nothing to forget."""

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


@cache
def catalogue(folder: Path, language: str) -> gettext.NullTranslations:
    """Return the words of one language from a folder of catalogues; a language without one says what the code says."""
    path = folder / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        messages = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
