"""What becomes of a contact request: one table of states and deeds, and when something is due."""

from collections.abc import Mapping
from datetime import timedelta

from services.kit.errors import Conflict, Forbidden

OFFER, ORGANISATION, PERSON, IDEA = "offer", "organisation", "person", "idea"
SUBJECT_KINDS = (OFFER, ORGANISATION, PERSON, IDEA)
OF_ONE_PERSON = frozenset({PERSON, IDEA})
"""What belongs to one person, not to a group: anybody may write its name, and none but her answers."""
STATES = ("received", "verified", "held", "forwarded", "answered", "placed", "not_placed", "closed")
DEEDS = ("verify", "lapse", "hold", "forward", "refuse", "answer", "place", "fail", "close")
ANSWERS = ("meet", "filled", "no")
WITHDRAWN, NO_ANSWER, UNKNOWN = "withdrawn", "no_answer", "unknown"
OUTCOME_REASONS = ("no_time", "did_not_fit", "never_met", "other")
REASONS = (*OUTCOME_REASONS, "filled", "declined", WITHDRAWN, NO_ANSWER, UNKNOWN)
ASKER, STEWARD, EDITORS, CLOCK = "asker", "steward", "editor", "clock"
ACTORS = (ASKER, STEWARD, EDITORS, CLOCK)

REQUEST_WAITS = timedelta(days=14)
"""How long the person at an address may take to confirm."""
HELD_LASTS = timedelta(days=30)
UNANSWERED_LASTS = timedelta(days=60)
OUTCOME_LASTS = timedelta(days=30)

_NEXT: Mapping[tuple[str, str], str] = {
    ("received", "verify"): "verified",
    ("received", "lapse"): "closed",
    ("verified", "hold"): "held",
    ("verified", "forward"): "forwarded",
    ("held", "forward"): "forwarded",
    ("held", "refuse"): "closed",
    ("held", "fail"): "not_placed",
    ("forwarded", "answer"): "answered",
    ("forwarded", "fail"): "not_placed",
    ("answered", "place"): "placed",
    ("answered", "fail"): "not_placed",
    ("placed", "close"): "closed",
    ("not_placed", "close"): "closed",
}
_REASON_OF_ANSWER = {"filled": "filled", "no": "declined"}


class AnsweredAlready(Conflict):
    """This request has been answered already, or is closed. Please look at what was said."""


class SettledAlready(Conflict):
    """What became of this request is known already."""


class HersAlone(Forbidden):
    """This was written to one person, and nobody but her answers it. You may pass on, refuse or close it."""


class NobodyGetsIt(Conflict):
    """Nobody would get this request at the moment. It can be passed on as soon as somebody looks after the group."""


class NotPossibleNow(Conflict):
    """This cannot be done with the request as it stands now. Please look at it once more."""


_REFUSALS: Mapping[str, type[Conflict]] = {"answer": AnsweredAlready, "place": SettledAlready, "fail": SettledAlready}


def next_state(state: str, deed: str) -> str:
    """Return what a deed makes of a request; refused in words that fit the deed where the state does not allow it."""
    found = _NEXT.get((state, deed))
    if found is None:
        raise NotPossibleNow if state in ("received", "held") else _REFUSALS.get(deed, NotPossibleNow)
    return found


def possible(state: str) -> frozenset[str]:
    """Return what may be done with a request in a state."""
    return frozenset(deed for known, deed in _NEXT if known == state)


def reason_of_answer(answer: str) -> str | None:
    """Return why nothing came of a request that was answered so, or nothing while that is still open."""
    return _REASON_OF_ANSWER.get(answer)
