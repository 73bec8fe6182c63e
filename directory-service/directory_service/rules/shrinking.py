"""Whether a source has lost so much at once that something went wrong there."""

_MOST_GONE = 0.2


def shrinks(known: int, gone: int) -> bool:
    """Tell whether more than a fifth of what was known is gone."""
    return gone > known * _MOST_GONE
