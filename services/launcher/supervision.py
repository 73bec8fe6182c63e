"""Keeping processes alive: what dies is started again, soon at first and then with growing pauses."""

import time
from dataclasses import dataclass
from pathlib import Path

from services.launcher.children import Child, Process, stop_all
from services.launcher.terminal import say, told_how_long

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY = 60.0
"""Whoever has run this long has recovered; its next pause is short again."""
TRIES = 3
_ROUND = 0.1
_STOPPING = 25.0


class NotStarted(SystemExit):
    """A process ended again and again before it was ready; its last words were shown."""


@dataclass
class _Watched:
    child: Child
    pause: float = FIRST_PAUSE
    started_at: float = 0.0
    due_at: float | None = None
    deaths: int = 0


class Supervisor:
    """Starts processes, waits until they are ready, and starts again what dies."""

    def __init__(self, logs: Path, *, may_fork: bool = False) -> None:
        self._logs = logs
        self._may_fork = may_fork
        self._watched: dict[str, _Watched] = {}

    def start(self, processes: list[Process]) -> None:
        """Start processes and watch over them from now on."""
        for process in processes:
            watched = _Watched(self._child(process))
            self._watched[process.name] = watched
            self._begin(watched)

    def wait_until_ready(self, processes: list[Process], *, seconds: float) -> None:
        """Wait until processes are ready; what dies three times before that ends the start."""
        waiting = [self._watched[process.name] for process in processes]
        end = time.monotonic() + seconds
        while waiting:
            self.look_after()
            for watched in [each for each in waiting if each.child.is_running and each.child.process.is_ready()]:
                waiting.remove(watched)
                say(f"  ✓ {watched.child.name} {told_how_long()}")
            self._give_up_on(waiting, too_late=time.monotonic() > end)
            time.sleep(_ROUND if waiting else 0)

    def run(self, processes: list[Process]) -> None:
        """Run processes side by side to their end, and stop the start if one fails."""
        children = [self._child(process) for process in processes]
        for child in children:
            child.start()
        failed = [child for child in children if not (child.wait(300) and child.succeeded)]
        if failed:
            raise NotStarted(f"{failed[0].name} failed:\n{failed[0].last_words()}")

    def watch(self) -> None:
        """Look after everything, until a signal ends it."""
        while True:
            self.look_after()
            time.sleep(_ROUND)

    def stop(self) -> None:
        """Stop everything: first those that use the others, then the others, last begun first."""
        children = [watched.child for watched in self._watched.values()]
        ground = [child for child in children if not child.process.after]
        stop_all([child for child in children if child.process.after], patience=_STOPPING)
        stop_all(ground[::-1], patience=_STOPPING)

    def look_after(self) -> None:
        """Start again what has died and whose pause is over."""
        now = time.monotonic()
        for watched in self._watched.values():
            if watched.due_at is not None and now >= watched.due_at:
                self._begin(watched)
            elif watched.due_at is None and not watched.child.is_running:
                self._note_death(watched, now)

    def _child(self, process: Process) -> Child:
        return Child(process, self._logs / f"{process.name}.log", may_fork=self._may_fork)

    def _begin(self, watched: _Watched) -> None:
        watched.started_at, watched.due_at = time.monotonic(), None
        watched.child.start()

    def _note_death(self, watched: _Watched, now: float) -> None:
        watched.child.clear_away()
        steady = now - watched.started_at > STEADY
        watched.deaths = 1 if steady else watched.deaths + 1
        watched.pause = FIRST_PAUSE if steady or watched.deaths == 1 else min(watched.pause * 2, LONGEST_PAUSE)
        watched.due_at = now + watched.pause
        say(f"  {watched.child.name} ended and is started again in {watched.pause:g} s. Its last words:")
        say(watched.child.last_words())

    def _give_up_on(self, waiting: list[_Watched], *, too_late: bool) -> None:
        hopeless = [each for each in waiting if each.deaths >= TRIES or too_late]
        if hopeless:
            log = hopeless[0].child.log
            raise NotStarted(
                f"{hopeless[0].child.name} does not start; its log is {log}\n{hopeless[0].child.last_words()}"
            )
