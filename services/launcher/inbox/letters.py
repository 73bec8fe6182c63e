"""Caught letters: one file each, in the order they came, so that a restart keeps them.

A file begins with a line of JSON, the envelope; the letter follows byte for byte as it came.
"""

import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

_READING = policy.SMTP.clone(utf8=True)


@dataclass(frozen=True)
class Caught:
    """The envelope of a caught letter."""

    id: str
    sender: str
    recipients: tuple[str, ...]
    caught_at: float

    def concerns(self, address: str) -> bool:
        """Tell whether a part of an address stands on the envelope."""
        return any(address in each.lower() for each in (self.sender, *self.recipients))


@dataclass(frozen=True)
class Letter:
    """A letter, opened."""

    envelope: Caught
    source: bytes
    message: EmailMessage

    @property
    def caught_at(self) -> datetime:
        """Return when it came, in this machine's time."""
        return datetime.fromtimestamp(self.envelope.caught_at, UTC).astimezone()

    @property
    def subject(self) -> str:
        """Return what it is about."""
        return str(self.message["Subject"] or "")

    @property
    def text(self) -> str:
        """Return its plain text."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """Return its HTML."""
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part else ""


class Letters:
    """All caught letters: their envelopes in memory, the letters themselves on the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._known = {caught.id: caught for caught in _read_envelopes(folder)}
        self._numbers = itertools.count()

    def __len__(self) -> int:
        return len(self._known)

    def catch(self, sender: str, recipients: list[str], source: bytes) -> str:
        """Keep a letter, and return its id."""
        now = time.time()
        name = f"{time.time_ns():020d}-{next(self._numbers) % 10000:04d}"
        caught = Caught(name, sender, tuple(recipients), now)
        half = self._folder / f"{name}.half"
        half.write_bytes(_envelope_line(caught) + source)
        half.rename(self._folder / f"{name}.eml")
        self._known[name] = caught
        return name

    def newest(self, address: str = "") -> list[Caught]:
        """Return the envelopes that name an address, or a part of one, newest first."""
        wanted = address.strip().lower()
        known = list(self._known.values())
        return [caught for caught in reversed(known) if caught.concerns(wanted)]

    def open(self, letter_id: str) -> Letter | None:
        """Return one letter, if it is known."""
        caught = self._known.get(letter_id)
        if caught is None:
            return None
        _, _, source = (self._folder / f"{letter_id}.eml").read_bytes().partition(b"\n")
        return Letter(caught, source, _message(source))

    def burn(self) -> None:
        """Forget all letters."""
        known, self._known = self._known, {}
        for name in known:
            (self._folder / f"{name}.eml").unlink(missing_ok=True)


def outline(letter: Letter) -> dict[str, Any]:
    """Return a letter as the JSON page tells it."""
    return {
        "id": letter.envelope.id,
        "to": list(letter.envelope.recipients),
        "from": letter.envelope.sender,
        "subject": letter.subject,
        "date": letter.caught_at.isoformat(),
        "text": letter.text,
        "html": letter.html,
        "headers": [[name, str(value)] for name, value in letter.message.items()],
    }


def _message(source: bytes) -> EmailMessage:
    message = message_from_bytes(source, policy=_READING)
    assert isinstance(message, EmailMessage)  # what this policy makes
    return message


def _envelope_line(caught: Caught) -> bytes:
    envelope = {"from": caught.sender, "to": caught.recipients, "at": caught.caught_at}
    return json.dumps(envelope).encode() + b"\n"


def _read_envelopes(folder: Path) -> Iterator[Caught]:
    for file in sorted(folder.glob("*.eml")):
        with file.open("rb") as source:
            envelope = json.loads(source.readline())
        yield Caught(file.stem, envelope["from"], tuple(envelope["to"]), envelope["at"])
