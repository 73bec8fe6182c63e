"""Characters that turn the direction of writing: with them a text, or an address, looks like another."""

import re

_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def straight(text: str) -> str:
    """Return a text without them; they also come as entities, which no check of what was typed sees."""
    return _TURNING.sub("", text)
