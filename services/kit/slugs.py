"""The readable names of things in addresses: `gruene-waende`, or `gruene-waende-2` where that is taken."""

import re
import unicodedata
from collections.abc import Container
from itertools import count

_LONGEST = 80
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def slug_of(title: str, *, otherwise: str) -> str:
    """Return a title as it may stand in an address; `otherwise` where it has no letter of ours."""
    spelt_out = unicodedata.normalize("NFC", title).lower().translate(_SPELT_OUT)
    plain = unicodedata.normalize("NFKD", spelt_out).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return words[:_LONGEST].rstrip("-") or otherwise


def free_slug(wanted: str, taken: Container[str]) -> str:
    """Return the wanted slug, or the first one with a number that nobody has."""
    numbered = (f"{wanted}-{number}" for number in count(2))
    return wanted if wanted not in taken else next(each for each in numbered if each not in taken)
