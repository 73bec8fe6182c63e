"""How it stands between an event and an organisation of others that wants to show it."""

STATES = ("none", "open", "shown", "refused")


def state_of(*, wanted: bool | None, agreed: bool | None) -> str:
    """Return which of the states it is: nobody asks, nobody has answered yet, or what was answered."""
    if not wanted:
        return "none"
    if agreed is None:
        return "open"
    return "shown" if agreed else "refused"
