"""For how many days a city keeps what tells about people, as `[retention]` in its file says."""

from collections.abc import Mapping

from services.city_table import Reader

USUAL: Mapping[str, tuple[int, int, int]] = {
    "suggestions_days": (14, 1, 90),
    "reports_days": (365, 30, 3650),
    "ideas_days": (180, 30, 730),
    "tables_days": (30, 1, 365),
    "consents_days": (1095, 365, 3650),
    "sent_days": (365, 90, 3650),
    "links_days": (365, 30, 3650),
    "logs_days": (7, 1, 90),
    "backups_days": (30, 1, 365),
}
"""Each time with its usual, its least and its greatest number of days."""


def read_retention(table: Reader) -> dict[str, int]:
    """Return the times of a city; those of which it says nothing are the usual ones."""
    part = table.part("retention") if table.has("retention") else None
    return {name: _days(part, name, *bounds) for name, bounds in USUAL.items()}


def _days(part: Reader | None, name: str, usual: int, least: int, most: int) -> int:
    return int(part.number(name, least, most)) if part and part.has(name) else usual
