"""Questions about synonyms."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory_service.models import Synonym


def synonyms(session: Session) -> list[dict[str, Any]]:
    """Return all synonyms as editors wrote them, in their order."""
    found: dict[str, list[str]] = {}
    for row in session.scalars(select(Synonym).order_by(Synonym.position)):
        found.setdefault(row.said, []).append(row.meant)
    return [{"said": said, "meant": meant} for said, meant in found.items()]
