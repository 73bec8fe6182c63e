"""A sender's journal: each reply, written down within microseconds, before the ledger knows of it.

A commit for every mail would cost a hundred times the mail. So a wave of mails shares one commit, and what a killed
process had heard by then stands here: its file outlives it, and its lock does not. Whoever finds a journal that nobody
holds settles what it says. Only mails whose text was being sent, and whose reply is missing, are in doubt.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from uuid import UUID

from notifier.rules import Reply, State

Mail = tuple[int, int]
"""A notification's id and a recipient's."""


class Journal:
    """The journal of one sender, held for as long as it lives."""

    def __init__(self, folder: Path, owner: UUID) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"{owner}.journal"

    def __enter__(self) -> "Journal":
        # Under its name only once it is held: nobody may take it for a dead sender's.
        unheld = self._path.with_suffix(".new")
        self._file = os.open(unheld, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        unheld.rename(self._path)
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        # After trouble the journal stays: it may know more than the ledger.
        if kind is None:
            self._path.unlink(missing_ok=True)
        os.close(self._file)

    def begin(self, mail: Mail) -> None:
        """Note that a mail's text is about to be sent."""
        os.write(self._file, b"%d %d\n" % mail)

    def note(self, mail: Mail, reply: Reply) -> None:
        """Note what became of a mail."""
        words = json.dumps([reply.state, reply.code, reply.enhanced, reply.words])
        os.write(self._file, b"%d %d %s\n" % (*mail, words.encode()))


@dataclass
class Remains:
    """What a dead sender's journal says."""

    owner: UUID
    path: Path
    replies: dict[Mail, Reply] = field(default_factory=dict)
    in_doubt: set[Mail] = field(default_factory=set)


def abandoned(folder: Path) -> Iterator[Remains]:
    """Yield the journals that nobody holds any more; each file is removed once its remains were settled."""
    for path in sorted(folder.glob("*.journal")):
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield _read(path, file.read())
            path.unlink(missing_ok=True)


def _read(path: Path, content: bytes) -> Remains:
    remains = Remains(UUID(path.stem), path)
    for line in content.splitlines(keepends=True):
        if not line.endswith(b"\n"):  # cut off while it was written
            continue
        notification_id, recipient_id, *words = line.decode().split(" ", 2)
        mail = int(notification_id), int(recipient_id)
        if words:
            state, code, enhanced, reply = json.loads(words[0])
            remains.replies[mail] = Reply(State(state), code, enhanced, reply)
            remains.in_doubt.discard(mail)
        else:
            remains.replies.pop(mail, None)
            remains.in_doubt.add(mail)
    return remains
