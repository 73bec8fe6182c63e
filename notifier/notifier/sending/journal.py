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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from uuid import UUID

import orjson

from notifier.rules import Mail, Reply, State

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_LONGEST_WORDS = 100
_ROOM_A_MAIL = 3_000
_MOST_ON_THEIR_WAY = 100
_END = ord("\n")
_HEAD = 4096
_WHICH = _HEAD - 1
"""Where it stands which half counts; before it, which boot this is of and how long a half is."""


def this_boot() -> str:
    """Return what names the time since this machine was started."""
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return "?"


class Journal:
    """The journal of one sender, held for as long as it lives; it has room for waves of this size.

    It has two halves, and one byte says which counts: so it begins anew in one stroke, however it is killed.
    """

    def __init__(self, folder: Path, owner: UUID, *, wave: int = 250) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"{owner}.journal"
        self._half_size = (wave + _MOST_ON_THEIR_WAY) * _ROOM_A_MAIL

    def __enter__(self) -> "Journal":
        # Under its name only once it is held and begun: nobody may take it for a dead sender's.
        unheld = self._path.with_suffix(".new")
        self._file = os.open(unheld, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        size = _HEAD + 2 * self._half_size
        _make_room(self._file, size)
        self._pages = mmap.mmap(self._file, size)
        first_line = f"boot {this_boot()} {self._half_size}\n".encode()
        self._pages[: len(first_line)] = first_line
        self._ends = [_HEAD, _HEAD + self._half_size]
        self._half = 0
        unheld.rename(self._path)
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        # After trouble the journal stays: it may know more than the ledger.
        if kind is None:
            self._path.unlink(missing_ok=True)
        self._pages.close()
        os.close(self._file)

    def forget(self, *, but: Iterable[Mail] = ()) -> None:
        """Begin anew: all that stood here stands in the ledger now, but for mails that are still on their way."""
        self._half = 1 - self._half
        begins, ends = _HEAD + self._half * self._half_size, self._ends[self._half]
        self._pages[begins:ends] = bytes(ends - begins)
        self._ends[self._half] = begins
        for mail in but:
            self.begin(mail)
        self._pages[_WHICH] = self._half

    def begin(self, mail: Mail) -> None:
        """Note that a mail's text is about to be sent."""
        self._add(b"%d %d" % mail)

    def note(self, mail: Mail, reply: Reply) -> None:
        """Note what became of a mail."""
        words = orjson.dumps([reply.state, reply.code, reply.enhanced, reply.words[:_LONGEST_WORDS]])
        self._add(b"%d %d %s" % (*mail, words))

    def _add(self, line: bytes) -> None:
        begins = self._ends[self._half]
        end = begins + len(line)
        self._pages[begins:end] = line
        # Last, for a line without its end does not count.
        self._pages[end] = _END
        self._ends[self._half] = end + 1


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
    head = content[:_HEAD].partition(b"\n")[0].split()
    if len(content) < _HEAD or len(head) != 3:
        return remains
    remains.boot, half_size = head[1].decode(), int(head[2])
    begins = _HEAD + content[_WHICH] * half_size
    for line in content[begins : begins + half_size].partition(b"\0")[0].splitlines(keepends=True):
        if line.endswith(b"\n"):  # else it was cut off while it was written
            notification_id, recipient_id, *words = line.decode().split(" ", 2)
            _take_line(remains, (int(notification_id), int(recipient_id)), words)
    return remains


def _take_line(remains: Remains, mail: Mail, words: list[str]) -> None:
    if words:
        state, code, enhanced, reply = orjson.loads(words[0])
        remains.replies[mail] = Reply(State(state), code, enhanced, reply)
        remains.in_doubt.discard(mail)
    else:
        remains.replies.pop(mail, None)
        remains.in_doubt.add(mail)
