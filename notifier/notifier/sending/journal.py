"""A sender's journal: each reply, written down within a microsecond, before the ledger knows of it.

A commit for every mail would cost a hundred times the mail. So a wave of mails shares one commit, and what a killed
process had heard by then stands here: its file outlives it, and its lock does not. Whoever finds a journal that nobody
holds settles what it says. Only mails whose text was being sent, and whose reply is missing, are in doubt.

The file is mapped into memory: the kernel keeps what was stored there, whatever happens to the process. What happens to
the machine is another matter, so the first line names its boot: a journal from another boot may have lost lines.
"""

import fcntl
import mmap
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TypeAlias
from uuid import UUID

import orjson

from notifier.rules import Reply, State

Mail: TypeAlias = tuple[int, int]
"""A notification's id and a recipient's."""
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_LONGEST_WORDS = 100
_ROOM_A_MAIL = 3_000
_END = ord("\n")


def this_boot() -> str:
    """Return what names the time since this machine was started."""
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return "?"


class Journal:
    """The journal of one sender, held for as long as it lives; it has room for the waves it is made for."""

    def __init__(self, folder: Path, owner: UUID, *, wave: int = 250) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"{owner}.journal"
        self._size = 4096 + wave * _ROOM_A_MAIL

    def __enter__(self) -> "Journal":
        # Under its name only once it is held and begun: nobody may take it for a dead sender's.
        unheld = self._path.with_suffix(".new")
        self._file = os.open(unheld, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        _make_room(self._file, self._size)
        self._pages = mmap.mmap(self._file, self._size)
        self._at = 0
        self._add(f"boot {this_boot()}".encode())
        self._begins_at = self._at
        unheld.rename(self._path)
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        # After trouble the journal stays: it may know more than the ledger.
        if kind is None:
            self._path.unlink(missing_ok=True)
        self._pages.close()
        os.close(self._file)

    def forget(self) -> None:
        """Begin anew: all that stood here stands in the ledger now."""
        if self._at > self._begins_at:
            self._pages[self._begins_at] = 0
            self._pages[self._begins_at : self._at] = bytes(self._at - self._begins_at)
            self._at = self._begins_at

    def begin(self, mail: Mail) -> None:
        """Note that a mail's text is about to be sent."""
        self._add(b"%d %d" % mail)

    def note(self, mail: Mail, reply: Reply) -> None:
        """Note what became of a mail."""
        words = orjson.dumps([reply.state, reply.code, reply.enhanced, reply.words[:_LONGEST_WORDS]])
        self._add(b"%d %d %s" % (*mail, words))

    def _add(self, line: bytes) -> None:
        end = self._at + len(line)
        self._pages[self._at : end] = line
        # Last, for a line without its end does not count.
        self._pages[end] = _END
        self._at = end + 1


def _make_room(file: int, size: int) -> None:
    """Claim the disk's room now: storing into a page without any would kill the process."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file, 0, size)
    else:
        os.pwrite(file, bytes(size), 0)


@dataclass
class Remains:
    """What a dead sender's journal says; after a restart of the machine it may not be all."""

    owner: UUID
    path: Path
    boot: str = ""
    replies: dict[Mail, Reply] = field(default_factory=dict)
    in_doubt: set[Mail] = field(default_factory=set)

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing can be missing."""
        return self.boot == this_boot()


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
    for line in content.partition(b"\0")[0].splitlines(keepends=True):
        if not line.endswith(b"\n"):  # cut off while it was written
            continue
        first, *words = line.decode().split(" ", 2)
        if first == "boot":
            remains.boot = words[0].strip()
        else:
            _take_line(remains, (int(first), int(words[0])), words[1:])
    return remains


def _take_line(remains: Remains, mail: Mail, words: list[str]) -> None:
    if words:
        state, code, enhanced, reply = orjson.loads(words[0])
        remains.replies[mail] = Reply(State(state), code, enhanced, reply)
        remains.in_doubt.discard(mail)
    else:
        remains.replies.pop(mail, None)
        remains.in_doubt.add(mail)
