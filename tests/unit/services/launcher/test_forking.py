"""A forked process ends for whoever waits, whoever was told first."""

import os
import signal
import subprocess
import time

import pytest

from services.launcher.forking import Forked


def a_sleeper() -> Forked:
    pid = os.fork()
    if pid == 0:
        time.sleep(60)
        os._exit(0)
    return Forked(pid)


def test_who_is_killed_has_ended_with_that_signal() -> None:
    sleeper = a_sleeper()
    with pytest.raises(subprocess.TimeoutExpired):
        sleeper.wait(0.05)
    sleeper.send_signal(signal.SIGKILL)
    assert sleeper.wait(10) == -signal.SIGKILL


def test_nobody_waits_for_a_process_whose_end_somebody_else_was_told() -> None:
    sleeper = a_sleeper()
    os.kill(sleeper.pid, signal.SIGKILL)
    os.waitpid(sleeper.pid, 0)
    assert sleeper.wait(10) == 0
    sleeper.send_signal(signal.SIGTERM)
