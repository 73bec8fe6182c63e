"""Words made from words: the first sentences, whether something costs nothing."""

import re

_SHORT = 200
_FREE = re.compile(r"(eintritt )?(kostenlos|kostenfrei|gratis|umsonst|frei\b|free\b|spende|0 (€|euro))", re.IGNORECASE)


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
