"""What makes a text look like an advertisement: signs for an editor to look at, never a verdict."""

import re
from collections.abc import Mapping
from typing import Any

_SELLING = (
    r"rabatt\w*|gutschein\w*|sonderpreis\w*|sonderangebot\w*|online-?shop\w*|jetzt (?:kaufen|bestellen|buchen|sichern)|"
    r"bestell(?:en|t)|gratis|kauf(?:en|t)|discount\w*|voucher\w*|buy now|order now|on sale|free trial"
)
_EARNING = (
    r"provision\w*|nebenverdienst\w*|nebeneinkommen|passives einkommen|schnelles geld|geld verdienen|rendite\w*|"
    r"passive income|extra income|earn money"
)
_SIGNS = {
    "selling": re.compile(rf"\b(?:{_SELLING})\b", re.IGNORECASE),
    "prices": re.compile(r"(?:\d\s?(?:€|EUR\b|Euro\b|%)|€\s?\d)", re.IGNORECASE),
    "earning": re.compile(rf"\b(?:{_EARNING})\b", re.IGNORECASE),
}
_ADDRESS = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_MOST_ADDRESSES = 2
_MOST_MARKS = 3
_LETTERS_TO_JUDGE_BY = 20
_SAID = ("title", "summary", "description", "contact")


def signs_of_advertising(words: Mapping[str, Any]) -> list[str]:
    """Return what makes these words look like an advertisement: selling, prices, earning, links, shouting."""
    text = "\n".join(str(words.get(name) or "") for name in _SAID)
    found = [name for name, sign in _SIGNS.items() if sign.search(text)]
    found += ["links"] if len(_ADDRESS.findall(text)) > _MOST_ADDRESSES else []
    return found + (["shouting"] if _shouts(text) else [])


def _shouts(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    large = sum(sign.isupper() for sign in letters)
    return text.count("!") > _MOST_MARKS or (len(letters) >= _LETTERS_TO_JUDGE_BY and large * 2 > len(letters))
