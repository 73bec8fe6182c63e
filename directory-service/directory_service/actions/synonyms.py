"""What the city's people say for what is meant: a list that editors bring and replace as a whole."""

import csv
import io
import re
from collections.abc import Iterator

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from directory_service.actions.catalogue import note_change
from directory_service.models import Synonym
from services.kit.errors import Malformed

_HEADER = ("alltagswort", "suchworte")
_LONGEST = 100
_MOST = 5000


class NoSynonyms(Malformed):
    """This is no list of synonyms: two columns, alltagswort and suchworte, parted by a semicolon."""


class SynonymTooLong(Malformed):
    """A word of a list of synonyms is at most 100 characters long, and the list at most 5,000 lines."""


def replace_synonyms(session: Session, table: str) -> int:
    """Take a list of synonyms in the place of the one there is; returns how many words have some."""
    rows = list(_rows(table))
    session.execute(delete(Synonym))
    if rows:
        session.execute(insert(Synonym), rows)
    note_change(session)
    return len({row["said"] for row in rows})


def _rows(table: str) -> Iterator[dict[str, object]]:
    lines = list(csv.reader(io.StringIO(table), delimiter=";"))
    if not lines or tuple(cell.strip().lower() for cell in lines[0]) != _HEADER:
        raise NoSynonyms
    pairs = dict.fromkeys(pair for line in lines[1:] if line for pair in _pairs(line))
    if len(pairs) > _MOST or any(len(word) > _LONGEST for pair in pairs for word in pair):
        raise SynonymTooLong
    for position, (said, meant) in enumerate(pairs):
        yield {"said": said, "meant": meant, "position": position}


def _pairs(line: list[str]) -> Iterator[tuple[str, str]]:
    if len(line) != len(_HEADER):
        raise NoSynonyms
    said = " ".join(line[0].split())
    for meant in re.split(r"[,|]", line[1]):
        if said and meant.strip():
            yield said, " ".join(meant.split())
