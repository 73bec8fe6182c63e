"""What the launcher says to the person at the terminal."""

import time

_BEGUN = time.monotonic()


def say(sentence: str = "") -> None:
    """Say one line, at once."""
    print(sentence, flush=True)


def told_how_long() -> str:
    """Return how long the start has taken so far."""
    return f"({time.monotonic() - _BEGUN:.1f} s)"
