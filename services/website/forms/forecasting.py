"""How much an interest would bring, counted from what was new of late."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from services.kit.client import Refused
from services.website.clients.asking import calmly
from services.website.forms import subscriptions
from services.website.forms.form import read
from services.website.site import site

COUNT = "zaehlen"
"""What the button says that asks for it."""


@dataclass(frozen=True)
class Forecast:
    """How many things there would have been in a month, and how many mails they make; `gap` says why nobody knows."""

    things: int = 0
    mails: int = 0
    gap: str = ""


def of_form(typed: MultiDict[str, str]) -> Forecast:
    """Return what an interest would bring that somebody is just choosing."""
    words = read(subscriptions.InterestForm, typed)[1]
    if words is None:
        return Forecast(gap="unsaid")
    return of_interests([subscriptions.interest(words)])[0]


def of_interests(interests: Sequence[dict[str, Any]]) -> list[Forecast]:
    """Return what each interest would bring."""
    told = [subscriptions.as_told(each) for each in interests]
    try:
        found = calmly(lambda: site().notifier.forecasts(told)) if told else []
    except Refused:
        found = None
    if found is None:
        return [Forecast(gap="away")] * len(told)
    return [Forecast(each["things"], each["mails"]) for each in found]
