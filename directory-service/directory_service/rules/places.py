"""Where something is, when people write all of it into one cell: `Schillerstraße 931, 06114 Halle`."""

import re

from services.kit.shapes import post_code

_WITH_POST_CODE = re.compile(r"(?:(?P<street>.+?),\s*)?(?P<post_code>\d{4,5})\s+(?P<town>\D.*)")
_STREET = re.compile(r"\D{3,}\s\d+\s?[a-zA-Z]?(\s?-\s?\d+)?")


def parts_of_place(place: str) -> dict[str, str]:
    """Return street, post code and town of a place as far as they can be told apart; else all of it is the town."""
    if found := _WITH_POST_CODE.fullmatch(place):
        parts = {name: part for name, part in found.groupdict().items() if part}
        return {**parts, "post_code": post_code(parts["post_code"])}
    return {"street": place} if _STREET.fullmatch(place) else {"town": place}
