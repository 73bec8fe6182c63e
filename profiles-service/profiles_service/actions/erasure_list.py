"""The list of who was erased, in a file beside the databases: a restored backup brings people back, but not the list.

It names nobody: numbers, and checksums of addresses that nobody can compare without the key. It is made of what was
told of erasures, so that none is in it that did not happen; and written anew as a whole, so that it is never torn.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.facts.forgetting import ProfileErased
from services.kit.outbox import Told


@dataclass(frozen=True, kw_only=True)
class Entry:
    """That a person was erased: her number, what stays of her address, and under which receipt."""

    receipt_id: UUID
    person_id: UUID
    version: int
    checksum: str
    erased_at: datetime


def list_erasures(session: Session, path: Path, *, keep_days: int, now: datetime) -> None:
    """Add to the list who was erased lately, and drop from it whom no backup holds any more."""
    kept = now - timedelta(days=keep_days)
    before = path.read_text("utf-8") if path.exists() else ""
    told = select(Told.payload).where(Told.name == ProfileErased.fact_name, Told.told_at >= kept)
    known = [*entries_in(before.splitlines()), *map(_entry, session.scalars(told))]
    listed = {each.receipt_id: each for each in known if each.erased_at >= kept}
    after = "".join(map(_line, sorted(listed.values(), key=lambda each: (each.erased_at, each.receipt_id))))
    if after != before:
        _write(path, after)


def entries_in(lines: Iterable[str]) -> list[Entry]:
    """Return who stands in a list."""
    return [_entry(json.loads(line)) for line in lines if line.strip()]


def _entry(words: dict[str, Any]) -> Entry:
    return Entry(
        receipt_id=UUID(words["receipt_id"]),
        person_id=UUID(words["person_id"]),
        version=int(words["version"]),
        # Those who were erased before there was a list are found by their numbers alone.
        checksum=words.get("checksum", ""),
        erased_at=datetime.fromisoformat(words["erased_at"]),
    )


def _line(entry: Entry) -> str:
    return json.dumps(asdict(entry), default=str) + "\n"


def _write(path: Path, text: str) -> None:
    """Put a file in the place of another, whole and on the disk, for nobody else to read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.touch(mode=0o600)
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
