"""Words made from words: the short name in an address, the first sentences, whether something costs nothing."""

import re
import unicodedata

_SHORT = 200
_LONGEST_SLUG = 80
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_FREE = re.compile(r"(eintritt )?(kostenlos|kostenfrei|gratis|umsonst|frei\b|free\b|spende|0 (€|euro))", re.IGNORECASE)


def slug_of(title: str) -> str:
    """Return a title as it may stand in an address; never empty."""
    plain = unicodedata.normalize("NFKD", title.lower().translate(_GERMAN)).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall("[a-z0-9]+", plain))[:_LONGEST_SLUG].strip("-")
    return slug or "termin"


def unused(slug: str, taken: set[str]) -> str:
    """Return a slug that is not taken: `gartentag`, or `gartentag-2`, and so on."""
    if slug not in taken:
        return slug
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"


def summary_of(description: str | None) -> str | None:
    """Return the first sentences of a description, as many as fit on a card; or what fits of the first."""
    text = " ".join((description or "").split())
    if len(text) <= _SHORT:
        return text or None
    ends = [found.end() for found in re.finditer(r"[.!?…](?=\s)", text[: _SHORT + 1])]
    return text[: ends[-1]] if ends else text[: text.rfind(" ", 0, _SHORT - 1)].rstrip(" ,;:–-")[: _SHORT - 1] + "…"


def is_free(cost: str | None) -> bool | None:
    """Tell whether taking part costs nothing; nothing when it is not said."""
    return None if not cost else _FREE.match(cost) is not None
