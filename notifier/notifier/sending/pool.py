"""A few lines to one mail server, used at once: a slow answer on one holds up none of the others."""

import select
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence

from notifier.rules import Mail, Reply
from notifier.sending.line import Broken, Fate, Line, Refused, unknown
from notifier.sending.smtp import Envelope, Unreachable, opened

_MAILS_A_LINE = 8
"""So many mails are worth one more line."""
_LOOK_MS = 1000
_LONGEST_WAIT = 1.0


class Pool:
    """The lines of one sending process, opened when they are needed and kept."""

    def __init__(self, url: str, most: int, sign: Callable[[Envelope], Envelope] | None = None) -> None:
        self._url = url
        self._most = self._wanted = most
        self._sign = sign
        self._lines: dict[int, Line] = {}
        self._poll = select.poll()
        self._waiting: deque[Envelope] = deque()
        self._mails: dict[Mail, Envelope] = {}
        self._trouble: str | None = None
        self._about_to: Callable[[Mail], None] = lambda _: None

    @property
    def latencies(self) -> list[float]:
        """Return how many seconds the server took for the last mail of each line."""
        return [line.seconds for line in self._lines.values() if line.seconds]

    def send(
        self, mails: Sequence[Envelope], *, about_to: Callable[[Mail], None], enough: Callable[[], bool] = bool
    ) -> Iterator[tuple[Mail, Reply]]:
        """Send mails and yield what became of each, in the order in which the server says so.

        Ends as soon as no mail waits for a line any more, so that the next ones can be got ready while the server
        thinks; what it says of those on their way comes with the next call. Called without mails, it waits for just
        that, for a second or so.

        `about_to` is called before the first byte of a mail's text. Once there is `enough`, none is begun any more.
        Raises `Unreachable`, when nothing is on its way any more, if the server did not take them all.
        """
        self._waiting.extend(mails)
        self._mails |= {each.mail: each for each in mails}
        self._trouble, self._about_to = None, about_to
        # A line that is waited for may be slow: what comes now need not stand behind it.
        busy = sum(line.is_busy for line in self._lines.values())
        self._wanted = min(self._most, busy + -(-len(self._waiting) // _MAILS_A_LINE))
        until = time.monotonic() + _LONGEST_WAIT
        yield from self._give_work()
        while any(line.is_busy for line in self._lines.values()):
            if not self._waiting and self._trouble is None and (mails or time.monotonic() > until):
                return
            for number, _ in self._poll.poll(_LOOK_MS) or self._silence():
                if line := self._lines.get(number):
                    yield from self._fates(line, line.go_on)
            if enough():
                self._wind_up()
            elif self._waiting:
                yield from self._give_work()
        self._waiting.clear()
        if self._trouble is not None:
            raise Unreachable(self._trouble)

    def begun(self) -> set[Mail]:
        """Return the mails whose text is being sent, and that are not answered yet."""
        return {line.sending.mail for line in self._lines.values() if line.sending}

    def in_hand(self) -> set[Mail]:
        """Return the mails whose fate will be told yet: those that were begun, and those that come next on a line."""
        return self.begun() | {line.asked.mail for line in self._lines.values() if line.asked}

    def close(self) -> None:
        """Hang up."""
        for line in list(self._lines.values()):
            self._drop(line)

    def _next_mail(self) -> Envelope | None:
        if not self._waiting or self._trouble is not None:
            return None
        mail = self._waiting.popleft()
        # Only now: while one mail is signed, the server has others to take.
        return self._sign(mail) if self._sign else mail

    def _begin(self, mail: Mail) -> None:
        self._about_to(mail)

    def _give_work(self) -> Iterator[tuple[Mail, Reply]]:
        """Let every line that has nothing to do ask for a mail, and open more where that is worth it."""
        if self._trouble is not None:
            return
        self._open_lines()
        for line in [line for line in self._lines.values() if not line.is_busy]:
            yield from self._fates(line, line.say_next)

    def _open_lines(self) -> None:
        """Open as many lines as the mails are worth; a server that wants no more than there are already is obeyed."""
        while self._waiting and len(self._lines) < self._wanted:
            try:
                smtp = opened(self._url)
            except Unreachable as trouble:
                if self._lines:
                    self._most = self._wanted = len(self._lines)
                else:
                    self._trouble = str(trouble)
                return
            line = Line(smtp, self._next_mail, self._begin)
            self._lines[line.sock.fileno()] = line
            self._poll.register(line.sock, select.POLLIN)

    def _fates(self, line: Line, go: Callable[[], list[Fate]]) -> list[tuple[Mail, Reply]]:
        """Let a line go on; returns what became of its mails."""
        try:
            found = go()
        except Broken as trouble:
            found = [*trouble.found, *self._lost(line, trouble)]
        else:
            if line.has_more_to_say:
                self._poll.modify(line.sock, select.POLLIN | select.POLLOUT)
            elif line.had_more_to_say:
                self._poll.modify(line.sock, select.POLLIN)
        for envelope, _ in found:
            del self._mails[envelope.mail]
        return [(envelope.mail, reply) for envelope, reply in found]

    def _lost(self, line: Line, trouble: Broken) -> list[Fate]:
        """Give up a line: what it had not begun waits again, what it was sending is in doubt after its dot only."""
        self._drop(line)
        if isinstance(trouble, Refused) or not line.mails:
            self._trouble = self._trouble or f"the line to the mail server broke: {trouble}"
        if line.asked is not None:
            self._wait_again(line.asked)
        if line.sending is None:
            return []
        if line.is_in_doubt:
            return [(line.sending, unknown(str(trouble)))]
        self._wait_again(line.sending)
        return []

    def _wait_again(self, mail: Envelope) -> None:
        self._waiting.append(self._mails[mail.mail])

    def _wind_up(self) -> None:
        """Begin no mail any more: what lines have asked for is not begun yet."""
        self._waiting.clear()
        for line in list(self._lines.values()):
            if line.sending is None and line.asked is not None:
                self._drop(line)
            else:
                line.forget_asked()

    def _silence(self) -> list[tuple[int, int]]:
        """Let mails that wait behind slow lines have one more, and end the lines that let us wait for too long."""
        if self._waiting:
            self._wanted = min(self._most, self._wanted + 1)
        now = time.monotonic()
        late = [(number, line) for number, line in self._lines.items() if line.is_out_of_patience(now)]
        for _, line in late:
            # It reads the end of the connection next.
            line.sock.shutdown(socket.SHUT_RDWR)
        return [(number, select.POLLIN) for number, _ in late]

    def _drop(self, line: Line) -> None:
        number = line.sock.fileno()
        if self._lines.pop(number, None):
            self._poll.unregister(number)
        line.close()
