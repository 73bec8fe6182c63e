"""One row of a table, while it is found out what is to become of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from directory_service.models import Provenance
from services.kit import tables
from services.kit.cells import Cells


@dataclass
class Read:
    """One row: its words, the record it belongs to if there is one, and what is to become of it."""

    cells: Cells
    words: dict[str, Any]
    verdict: str = "new"
    old: Mapping[str, Any] | None = None
    provenance: Provenance | None = None
    is_hidden: bool = False
    changes: list[str] = field(default_factory=list)
    likes: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_wanted(self) -> bool:
        """Tell whether this row changes anything, and may."""
        return self.verdict in {"new", "changed"} and not self.is_hindered

    @property
    def is_hindered(self) -> bool:
        """Tell whether something is wrong, or not yet said."""
        return bool(self.cells.complaints or self.cells.questions)

    @property
    def report(self) -> dict[str, Any]:
        """Return what becomes of this row, for the one who sent it."""
        title = self.words.get("title") or self.words.get("name")
        more = {"changes": self.changes, "likes": self.likes}
        return tables.report_row(self.cells, title=title, verdict=self.verdict, **more)
