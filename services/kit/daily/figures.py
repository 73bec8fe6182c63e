"""What a figure is: a question in SQL, beside what it means in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Sort(StrEnum):
    """How a figure of several days comes about: the last one stands, all are added, or the middle is taken."""

    STOCK = "stock"
    FLOW = "flow"
    MEDIAN = "median"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure; `name` and `meaning` are said in German and English.

    `counted` selects what is counted on a day: `id`, and `categories` and `district` unless it is `whole`, and for a
    middle how many hours it `took`. It is asked with `:begins`, `:ends` (moments) and `:day`. Of `people` little
    numbers are not shown. It may have several categories; several districts only where `districts_overlap`.
    With `parts`, `categories` are these instead, such as reasons; they do not overlap.
    """

    key: str
    sort: Sort
    name: Mapping[str, str]
    meaning: Mapping[str, str]
    counted: str
    whole: bool = False
    people: bool = False
    is_public: bool = False
    districts_overlap: bool = False
    parts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def words(self, language: str) -> dict[str, str]:
        """Return its name and what it means, in German unless English is asked for."""
        spoken = language if language in self.name else "de"
        return {"name": self.name[spoken], "meaning": self.meaning[spoken]}
